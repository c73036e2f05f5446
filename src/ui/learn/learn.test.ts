/** The Learn view's data: complete, linked to what exists, and true. */
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { methods } from '../../methods/registry';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import { targets } from '../scale/targets';
import { categories, categoryOf } from './categories';
import { glossary, linked } from './glossary';

describe('pages', () => {
  it('every method has a category with a page', () => {
    for (const method of methods) expect(categoryOf(method.category), method.id).toBeDefined();
  });

  it('no method, category or fixed page has the address of another', () => {
    const ids = [
      ...methods.map((method) => method.id),
      ...categories.map((category) => category.id),
      'overview',
      'lessons',
      'glossary',
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('KaTeX can draw every formula', () => {
    for (const tex of [
      ...methods.map((method) => method.learn.formula),
      ...categories.map((category) => category.formula),
      ...methods.flatMap(({ countFormula }) => countFormula ?? []),
    ]) {
      expect(() => katex.renderToString(tex, { displayMode: true, throwOnError: true }), tex).not.toThrow();
    }
  });
});

/** What closed formulas of the literature give for RoBERTa-base and -large with the defaults, as numbers. */
const counted = {
  'head-only': [0, 0],
  lora: [294_912, 786_432],
  bitfit: [102_144, 271_360],
  ia3: [55_296, 147_456],
  'prompt-tuning': [7_680, 10_240],
  'prefix-tuning': [294_912, 786_432],
  'p-tuning': [221_696, 290_048],
  'sequential-adapter': [645_504, 1_721_088],
  'pfeiffer-adapter': [304_320, 811_392],
  'parallel-adapter': [304_320, 811_392],
  'residual-adapter': [322_752, 860_544],
  warp: [7_680, 10_240],
  'tiny-attn': [64_644, 172_296],
  coda: [313_536, 835_968],
  mpt: [8_458, 11_274],
  attempt: [162_816, 217_088],
  mera: [304_320, 811_392],
  lst: [2_376_492, 8_170_904],
  'kernel-mix': [608_256, 1_916_928],
  'intrinsic-said': [1_000, 1_000],
  unipelt: [820_464, 2_187_744],
  pasta: [18_432, 49_152],
  'attention-fusion': [780, 1_048],
  'mam-adapter': [451_776, 1_204_608],
  compacter: [56_512, 149_824],
  vera: [24_576, 61_440],
  loha: [589_824, 1_572_864],
  hra: [147_456, 393_216],
  road: [18_432, 49_152],
  c3a: [221_184, 786_432],
  pissa: [294_912, 786_432],
  miss: [1_179_648, 3_145_728],
  hira: [1_179_648, 3_145_728],
  eva: [294_912, 786_432],
  'lora-ga': [294_912, 786_432],
  corda: [294_912, 786_432],
  'trainable-tokens': [196_608, 262_144],
  loreft: [147_552, 393_408],
  oft: [285_696, 761_856],
  boft: [92_160, 245_760],
  'lora-xs': [15_000, 30_000],
  tinylora: [1_536, 3_072],
  delora: [294_936, 786_480],
  randlora: [460_800, 1_622_016],
  vblora: [606_208, 1_589_248],
  gralora: [1_179_648, 3_145_728],
  fourierft: [24_000, 48_000],
  waveft: [62_208, 124_416],
  shira: [1_179_648, 3_145_728],
};

describe('closed forms', () => {
  for (const [id, counts] of Object.entries(counted)) {
    it(`${id} says what the method counts`, () => {
      const method = methods.find((candidate) => candidate.id === id)!;
      expect(method.countFormula).toBeDefined();
      const hp = resolveHyperparameters(method);
      expect(targets.slice(0, 2).map((target) => method.count(target.dimensions, hp))).toEqual(counts);
    });
  }
});

describe('glossary', () => {
  it('has each term and each spelling once, and points to pages that exist', () => {
    const spellings = glossary.flatMap((term) => [term.term, ...(term.also ?? [])].map((word) => word.toLowerCase()));
    expect(new Set(spellings).size).toBe(spellings.length);
    expect(new Set(glossary.map((term) => term.id)).size).toBe(glossary.length);
    const pages = new Set(methods.map((method) => method.id));
    for (const term of glossary)
      for (const page of term.see ?? []) expect(pages.has(page), `${term.id} → ${page}`).toBe(true);
  });

  it('links the first use of a term, whole words only, the longest spelling', () => {
    const pieces = linked('Biases of the feed-forward block: a biased gradient, biases again.');
    expect(pieces.filter((piece) => piece.term).map((piece) => piece.text)).toEqual([
      'Biases',
      'feed-forward block',
      'gradient',
    ]);
    expect(pieces.map((piece) => piece.text).join('')).toBe(
      'Biases of the feed-forward block: a biased gradient, biases again.',
    );
  });

  it('finds terms that are no words', () => {
    expect(linked('Look at [CLS] here').some((piece) => piece.term?.id === 'cls')).toBe(true);
  });
});
