/** Encoding, splitting and batching on small inputs, and the real MiniLM tokenizer where it lies in the tree. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BatchSource } from './batching';
import { inEnglish } from '../messages/message';
import { encodeSplits, splitDataset, withSources } from './datasets';
import { sourceOf } from './template';
import { encodeClassification, packRows, unpackRows, windows, type EncodedSet } from './encode';
import { NO_TOKEN } from '../tasks/labelForm';
import { mixSeed, permutation } from './random';
import { splitDocuments, splitLabelled, withoutTexts } from './split';
import { TextTokenizer } from './tokenizer';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** A word-level tokenizer with [CLS] and [SEP], as small as one can be. */
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'a', 'b', 'c', 'd', 'e'];
const special = (content: string) => ({
  id: vocabulary.indexOf(content),
  content,
  special: true,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
});
const tokenizerJson = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map(special),
  normalizer: null,
  pre_tokenizer: { type: 'Whitespace' },
  decoder: null,
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  model: { type: 'WordLevel', vocab: Object.fromEntries(vocabulary.map((t, i) => [t, i])), unk_token: '[UNK]' },
};
const small = TextTokenizer.load({
  tokenizer: bytes(tokenizerJson),
  config: bytes({ pad_token: '[PAD]', sep_token: '[SEP]', tokenizer_class: 'PreTrainedTokenizerFast' }),
});

describe('sources and targets', () => {
  const pairs = Array.from({ length: 20 }, (_, i) => `${'a b c d e'.slice(0, 1 + 2 * (i % 5))} ${i},a b c d`);
  const files = {
    id: 'own',
    task: 'seq2seq' as const,
    train: { name: 'own.csv', bytes: bytes(['source,target', ...pairs].join('\n')) },
    columns: { prompt: 'source', response: 'target' },
  };

  it('have lengths of their own, and words around the source', () => {
    const splits = withSources(splitDataset(files, 0), 'e: {source} e');
    const { train, notices } = encodeSplits(splits, small, 12, 4);
    expect([train.sequence, train.width]).toEqual([12, 4]);
    // "e : … <number> e": words that the vocabulary lacks are unknown.
    expect([...train.ids.subarray(0, 3)]).toEqual([2, 8, 1]);
    expect(train.ids[train.lengths[0]! - 2]).toBe(8);
    expect([...train.labels.subarray(0, 4)]).toEqual([2, 4, 5, 3]);
    expect(notices.map(inEnglish).join(' ')).toMatch(/100 % of the training responses.*4 tokens/);
    const rows = unpackRows(train);
    expect(rows[0]!.targets).toEqual([2, 4, 5, 3]);
    expect(packRows(rows, 'seq2seq', 12, 0, { target: 6 }).labels.subarray(0, 6)).toEqual(
      Int32Array.of(2, 4, 5, 3, NO_TOKEN, NO_TOKEN),
    );
  });

  it('put what has no place for the source in front of it', () => {
    expect(sourceOf('summarize:', 'a b')).toBe('summarize: a b');
    expect(sourceOf('{source} = {source}', 'a')).toBe('a = a');
    expect(sourceOf(undefined, 'a')).toBe('a');
  });
});

describe('TextTokenizer', () => {
  it('knows special tokens and keeps the last one when it cuts', () => {
    expect([small.prefix, small.suffix, small.padId, small.endId]).toEqual([[2], [3], 0, 3]);
    expect(small.encode('a b c')).toEqual([2, 4, 5, 6, 3]);
    expect(small.encode('a b c d e', 4)).toEqual([2, 4, 5, 3]);
    expect(small.decode([2, 4, 5, 3]).trim()).toBe('a b');
  });

  it('says what to do without a usable tokenizer.json', () => {
    expect(() => TextTokenizer.load({ tokenizer: undefined }, 'tiny')).toThrow(/tiny has no tokenizer.json.*Add/);
    expect(() => TextTokenizer.load({ tokenizer: bytes('{"model":') }, 'tiny')).toThrow(/not valid JSON/);
    expect(() => TextTokenizer.load({ tokenizer: bytes({ model: { type: 'Nonsense' } }) }, 'tiny')).toThrow(
      /can't be used/,
    );
  });

  it.runIf(existsSync('models/all-MiniLM-L6-v2/tokenizer.json'))(
    'agrees with the reference implementation on MiniLM',
    () => {
      const tokenizer = TextTokenizer.load({
        tokenizer: readFileSync('models/all-MiniLM-L6-v2/tokenizer.json'),
        config: readFileSync('models/all-MiniLM-L6-v2/tokenizer_config.json'),
      });
      // transformers: AutoTokenizer('bert-base-uncased')('Hello, world! Fine-tuning café.')
      expect(tokenizer.encode('Hello, world! Fine-tuning café.')).toEqual([
        101, 7592, 1010, 2088, 999, 2986, 1011, 17372, 7668, 1012, 102,
      ]);
      expect([tokenizer.padId, tokenizer.maxLength, tokenizer.size]).toEqual([0, 512, 30522]);
    },
  );
});

describe('encoding', () => {
  it('pads and cuts classification rows', () => {
    const set = encodeClassification(
      [
        { text: 'a', label: 1 },
        { text: 'a b c d e', label: 0 },
        { text: '', label: 1 },
      ],
      small,
      5,
    );
    expect([...set.ids]).toEqual([2, 4, 3, 0, 0, 2, 4, 5, 6, 3, 2, 3, 0, 0, 0]);
    expect([[...set.lengths], [...set.labels], set.truncated]).toEqual([[3, 5, 2], [1, 0, 1], 1]);
    expect(() => encodeClassification([], small, 2)).toThrow(/at least 3/);
  });

  it('predicts every token of a stream but the first exactly once', () => {
    const set = windows(
      Int32Array.from({ length: 11 }, (_, i) => i + 1),
      4,
      0,
    );
    expect([...set.ids]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0]);
    expect([...set.labels]).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, NO_TOKEN, NO_TOKEN]);
    expect([...set.lengths]).toEqual([4, 4, 2]);
    expect(() => windows(Int32Array.of(1), 4, 0)).toThrow(/too short/);
  });
});

describe('packRows', () => {
  it('is undone by unpackRows', () => {
    const texts = [
      { ids: [1, 2, 3], label: 2 },
      { ids: [4], label: 0 },
    ];
    expect(unpackRows(packRows(texts, 'classification', 4, 9))).toEqual(texts);
    const pairs = [
      { ids: [1, 2, 3], types: [0, 0, 1], label: 2.5 },
      { ids: [4, 5], types: [0, 1], label: -1 },
    ];
    expect(unpackRows(packRows(pairs, 'regression', 4, 9))).toEqual(pairs);
    const several = [
      { ids: [1, 2, 3], labels: [0, 1, 1] },
      { ids: [4], labels: [0, 0, 0] },
    ];
    expect(unpackRows(packRows(several, 'multi-label', 4, 9))).toEqual(several);
    const words = [
      { ids: [1, 2, 3], targets: [NO_TOKEN, 4, NO_TOKEN] },
      { ids: [4], targets: [0] },
    ];
    expect(unpackRows(packRows(words, 'token-classification', 4, 9))).toEqual(words);
    const stream = [{ ids: [1, 2, 3, 4, 5] }, { ids: [5, 6] }];
    expect(unpackRows(packRows(stream, 'causal-lm', 4, 9))).toEqual(stream);
    expect(() => packRows([{ ids: [1] }], 'causal-lm', 4, 9)).toThrow(/Row 1 has no tokens/);
  });
});

const numbered = (rows: number): EncodedSet => ({
  task: 'classification',
  rows,
  sequence: 2,
  padId: 0,
  truncated: 0,
  width: 1,
  ids: Int32Array.from({ length: rows * 2 }, (_, i) => (i % 2 ? 0 : i / 2 + 1)),
  lengths: new Int32Array(rows).fill(1),
  labels: Int32Array.from({ length: rows }, (_, i) => i),
});

describe('BatchSource', () => {
  it('sees every row once an epoch, in an order that depends on seed and epoch', () => {
    const draw = (seed: number) => {
      const s = new BatchSource(numbered(10), 4, seed);
      return Array.from({ length: 10 }, () => [...s.next().labels]).flat();
    };
    const [a, b] = [draw(1), draw(2)];
    expect(draw(1)).toEqual(a);
    expect(b).not.toEqual(a);
    for (let epoch = 0; epoch < 4; epoch++)
      expect(a.slice(epoch * 10, epoch * 10 + 10).sort((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(a.slice(0, 10)).not.toEqual(a.slice(10, 20));
  });

  it('can be sought', () => {
    const source = new BatchSource(numbered(7), 3, 5);
    const drawn = Array.from({ length: 6 }, () => [...source.next().labels]);
    source.seek(4);
    expect([...source.next().labels]).toEqual(drawn[4]);
    expect(source.position).toBe(5);
  });

  it('names the examples of a batch', () => {
    const source = new BatchSource(numbered(7), 3, 5);
    for (let step = 0; step < 6; step++) {
      const { examples, labels } = source.next();
      expect(examples).toEqual([...labels]);
    }
    expect(source.all().map(({ examples }) => examples)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });

  it('passes over everything in order and fills the last batch up without an empty mask', () => {
    const batches = new BatchSource(numbered(5), 3, 0).all();
    expect(batches.map((b) => b.rows)).toEqual([3, 2]);
    expect([...batches[1]!.labels]).toEqual([3, 4, -1]);
    expect([...batches[1]!.mask]).toEqual([1, 0, 1, 0, 1, 0]);
    expect(new BatchSource(numbered(5), 3, 0).all(2).map((b) => b.rows)).toEqual([2]);
  });

  it('fills up language-modelling batches with -100', () => {
    const batch = new BatchSource(windows(Int32Array.from([1, 2, 3, 4]), 2, 0), 3, 0).all()[0]!;
    expect([...batch.labels]).toEqual([2, 3, 4, -100, -100, -100]);
    expect([...batch.mask]).toEqual([1, 1, 1, 0, 1, 0]);
  });

  it('refuses nothing and nonsense', () => {
    expect(() => new BatchSource(numbered(0), 3, 0)).toThrow(/no examples/);
    expect(() => new BatchSource(numbered(3), 0, 0)).toThrow(/batch size/);
  });
});

describe('splits', () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({ text: `text ${i % 90}`, label: i % 90 < 60 ? 0 : 1 }));

  it('keeps classes in proportion and equal texts on one side', () => {
    const { rest, taken } = splitLabelled(rows, 0.2, 3);
    const texts = new Set(taken.map((r) => r.text));
    expect(rest.length + taken.length).toBe(100);
    expect(rest.some((r) => texts.has(r.text))).toBe(false);
    expect(new Set(taken.filter((r) => r.label === 0).map((r) => r.text)).size).toBe(12);
    expect(new Set(taken.filter((r) => r.label === 1).map((r) => r.text)).size).toBe(6);
    expect(splitLabelled(rows, 0.2, 3).taken).toEqual(taken);
    expect(splitLabelled(rows, 0.2, 4).taken).not.toEqual(taken);
  });

  it('drops training rows that the test split repeats', () => {
    expect(withoutTexts(rows, [{ text: ' TEXT  5', label: 0 }], ({ text }) => text)).toMatchObject({ dropped: 2 });
  });

  it('splits documents by drawing, a single text at its end', () => {
    const many = Array.from({ length: 30 }, (_, i) => `d${i % 25}`);
    const parts = splitDocuments(many, 0.2, 1);
    expect(parts.taken.some((d) => parts.rest.includes(d))).toBe(false);
    expect(parts.rest.length + parts.taken.length).toBe(30);
    const one = splitDocuments([Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n')], 0.25, 1);
    expect(one.taken[0]).toMatch(/^line 1\d\n/);
    expect(() => splitDocuments(['x'], 0.1, 1)).toThrow(/too short/);
  });

  it('carries a file through to encoded sets', () => {
    const file = [
      'label\ttext',
      ...Array.from(
        { length: 60 },
        (_, i) => `${i % 3 ? 'good' : 'bad'}\t${[...i.toString(5)].map((c) => 'abcde'[Number(c)]).join(' ')}`,
      ),
    ].join('\n');
    const splits = splitDataset(
      { id: 'own', task: 'classification', train: { name: 'own.tsv', bytes: bytes(file) } },
      7,
    );
    const sets = encodeSplits(splits, small, 6);
    expect(sets.labels).toEqual(['bad', 'good']);
    expect([sets.train.rows, sets.validation.rows, sets.test.rows]).toEqual([43, 5, 12]);
    const prose = splitDataset(
      { id: 'own', task: 'causal-lm', train: { name: 'own.txt', bytes: bytes('a b c d e\n'.repeat(40)) } },
      7,
    );
    const windowsOf = encodeSplits(prose, small, 6);
    expect(windowsOf.train.rows).toBeGreaterThan(windowsOf.test.rows);
  });
});

describe('random', () => {
  it('permutes and mixes', () => {
    expect([...permutation(5, 1)].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(mixSeed(1, 2)).not.toBe(mixSeed(2, 1));
  });
});
