import { describe, expect, it } from 'vitest';
import { inEnglish } from '../messages/message';
import type { Dimensions } from '../anatomy/anatomy';
import { dimensionsOf } from '../anatomy/dimensions';
import { HyperparameterError, resolveHyperparameters } from './hyperparameters';
import { methodById, methods } from './registry';

const bert = dimensionsOf({
  model_type: 'bert',
  vocab_size: 30522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 512,
  type_vocab_size: 2,
});
const gpt2 = dimensionsOf({
  model_type: 'gpt2',
  vocab_size: 50257,
  n_embd: 768,
  n_layer: 12,
  n_head: 12,
  n_positions: 1024,
});
const llama = dimensionsOf({
  model_type: 'llama',
  vocab_size: 32000,
  hidden_size: 4096,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  intermediate_size: 11008,
  tie_word_embeddings: false,
});

/** A BERT of these sizes. */
const small = (sizes: Readonly<Record<string, number>>): Dimensions =>
  dimensionsOf({ model_type: 'bert', vocab_size: 100, max_position_embeddings: 16, type_vocab_size: 2, ...sizes });

describe('hyper-parameters', () => {
  const lora = methodById('lora');

  it('fills in defaults and reads strings', () => {
    expect(resolveHyperparameters(lora, {})).toEqual({
      r: 8,
      alpha: 16,
      dropout: 0,
      targets: ['auto'],
      rslora: false,
      dora: false,
    });
    expect(resolveHyperparameters(lora, { r: '4', rslora: 'true', targets: 'q+v' })).toMatchObject({
      r: 4,
      rslora: true,
      targets: ['q', 'v'],
    });
  });

  it.each([
    [{ r: 0 }, /r of lora must be a whole number from 1 to 256, but it is 0/],
    [{ r: 2.5 }, /whole number/],
    [{ r: '' }, /r of lora/],
    [{ dropout: 1 }, /dropout of lora must be a number from 0 to 0.9/],
    [{ targets: ['w'] }, /targets of lora must be some of auto, all, q/],
    [{ rslora: 3 }, /true or false/],
    [{ rank: 4 }, /lora has no hyper-parameter "rank"; it has r, alpha/],
  ])('refuses %o', (given, message) => {
    expect(() => resolveHyperparameters(lora, given)).toThrow(HyperparameterError);
    expect(() => resolveHyperparameters(lora, given)).toThrow(message);
  });

  it('names the method that does not exist', () =>
    expect(() => methodById('lira')).toThrow(/There is no method "lira"; choose one of full/));

  it.each([
    ['lora', bert, { targets: ['qkv'] }, /targets of lora: this model has no site "qkv"; allowed are auto, all, q/],
    [
      'lora',
      { ...bert, hidden: 32, heads: 1, headDim: 32, kvHeads: 1 },
      { r: 64 },
      /r of lora is 64, .* choose r from 1 to 32/,
    ],
    ['lora', gpt2, { targets: ['q', 'qkv'], dora: true }, /either qkv or some of q, k, v/],
    ['bitfit', llama, {}, /no bias vectors/],
    [
      'intrinsic-said',
      bert,
      { D: 72 },
      /D of intrinsic-said is 72, but the model has 72 weight matrices .* choose D from 73/,
    ],
    [
      'kernel-mix',
      { ...bert, headDim: 4, hidden: 48 },
      { head_rank_v: 8 },
      /head_rank_v of kernel-mix is 8, but a head is only 4 wide; choose it from 1 to 4/,
    ],
    ['lst', bert, { reduction: 7 }, /reduction of lst is 7, which does not divide the hidden size 768/],
    [
      'fish-mask',
      small({ num_hidden_layers: 1, hidden_size: 8, num_attention_heads: 1, intermediate_size: 8 }),
      { keep: 1e-5, scope: 'layers' },
      /keep of fish-mask is 0.00001, less than one of the 432 entries; choose a share from 0.0023 to 1/,
    ],
    [
      'threshold-mask',
      bert,
      { skip: 12 },
      /skip of threshold-mask is 12, but the model has 12 layers; choose from 0 to 11/,
    ],
    ['adapterdrop', bert, { n: 12 }, /n of adapterdrop is 12, .* choose from 0 to 11/],
    ['adalora', bert, { init_r: 4, target_r: 6 }, /target_r of adalora is 6, .* from 1 to 4/],
    ['adalora', bert, { tinit: 0.5, tfinal: 0.5 }, /tinit and tfinal of adalora .* at most 0.95/],
    ['increlora', bert, { r: 4, target: 6 }, /target of increlora is 6, .* from 1 to 4/],
    ['dylora', bert, { r: 4, deploy: 6 }, /deploy of dylora is 6, .* from 0 to 4/],
    ['loraprune', bert, { start: 0.7, end: 0.3 }, /end of loraprune must be larger than start/],
    [
      'qa-lora',
      { ...bert, hidden: 80, heads: 1, headDim: 80, kvHeads: 1 },
      {},
      /group of qa-lora is 32, .* choose 8 or 16/,
    ],
    ['loftq', gpt2, { targets: ['q'] }, /choose qkv instead/],
    ['sequential-adapter', { ...bert, hidden: 32 }, { m: 64 }, /m of sequential-adapter is 64, .* from 1 to 32/],
    ['prompt-tuning', { ...bert, maxPositions: 12 }, { l: 12 }, /l of prompt-tuning is 12, .* from 1 to 10/],
    ['prefix-tuning', { ...bert, maxPositions: 12 }, { l: 12 }, /l of prefix-tuning is 12/],
  ] as const)('%s says what does not fit the model', (id, dimensions, given, message) => {
    const method = methodById(id);
    expect(inEnglish(method.check!(dimensions, resolveHyperparameters(method, given))!)).toMatch(message);
  });
});

// Published or independently computed numbers for BERT-base, RoBERTa-base, GPT-2 and Llama-7B.
/** Kernel-mix as its authors configure it for GPT-2. */
const gpt2Ranks = {
  head_rank_q: 3,
  head_rank_v: 8,
  head_rank_o: 8,
  shared_rank_q: 12,
  shared_rank_v: 8,
  shared_rank_o: 8,
  biases: false,
};

describe('closed-form counts', () => {
  it.each([
    ['lora', bert, {}, 294_912],
    ['lora', gpt2, {}, 294_912],
    ['lora', bert, { targets: ['q', 'k', 'v', 'o', 'up', 'down'] }, 1_327_104],
    ['lora', llama, { r: 64, targets: ['q', 'k', 'v', 'o', 'up', 'gate', 'down'] }, 159_907_840],
    ['lora', bert, { dora: true }, 294_912 + 24 * 768],
    ['bitfit', bert, {}, 102_144],
    ['bitfit', gpt2, {}, 102_144],
    ['bitfit', bert, { biases: 'query+intermediate' }, 46_080],
    ['ia3', bert, {}, 55_296],
    ['ia3', bert, { placement: 'peft' }, 64_512],
    ['ia3', gpt2, { placement: 'peft' }, 64_512],
    ['sequential-adapter', bert, { m: 64 }, 2_416_128],
    ['sequential-adapter', bert, { m: 64, train_norms: false }, 2_379_264],
    ['prompt-tuning', bert, { l: 20 }, 15_360],
    ['lora-fa', bert, {}, 147_456],
    ['dylora', bert, {}, 294_912],
    ['sora', bert, { targets: 'auto' }, 295_104],
    ['sora', bert, {}, 1_327_680],
    ['adalora', bert, { targets: 'auto' }, 442_656],
    ['adalora', bert, {}, 1_991_520],
    ['qlora', bert, {}, 1_327_104],
    ['qa-lora', bert, { targets: ['q', 'v'] }, 152_064],
    ['prefix-tuning', bert, { l: 20 }, 368_640],
    ['prefix-tuning', bert, { l: 20, reparameterise: true, mid: 768 }, 14_780_160],
    ['pfeiffer-adapter', bert, { m: 48 }, 894_528],
    ['parallel-adapter', bert, { m: 16 }, 304_320],
    ['residual-adapter', bert, { m: 16 }, 322_752],
    ['compacter', bert, { n: 4, m: 24 }, 57_088],
    ['compacter', bert, { n: 4, m: 24, variant: 'compacter++' }, 28_576],
    ['mam-adapter', bert, { l: 30, m: 16 }, 857_280],
    ['krona', bert, {}, 38_400],
    ['lokr', bert, {}, 26_112],
    ['vera', bert, {}, 24_576],
    ['pasta', bert, {}, 18_432],
    ['unipelt', { ...bert, layers: 2, depth: 2, hidden: 128, heads: 2, kvHeads: 2 }, { l: 10, m: 8, r: 8 }, 18_712],
    ['unipelt', bert, { l: 10, m: 48, r: 8 }, 1_410_672],
    ['lst', bert, {}, 2_376_492],
    ['lst', bert, { merge_last: true }, 2_376_493],
    ['lst', { ...bert, layers: 2, depth: 2, hidden: 128, heads: 2, intermediate: 512 }, {}, 14_962],
    ['kernel-mix', bert, gpt2Ranks, 1_981_440],
    ['kernel-mix', gpt2, { ...gpt2Ranks, biases: true }, 1_981_440 + 12 * 3 * 768],
    ['kernel-mix', bert, {}, 608_256],
    ['p-tuning', bert, { l: 20, e: 768 }, 1_787_136],
    ['p-tuning', bert, { l: 20, encoder: 'lstm', e: 384 }, 8_286_720],
    ['warp', bert, { l: 20 }, 15_360],
    ['adamix', bert, { m: 48 }, 2_223_360],
    ['adapter-fusion', bert, {}, 21_252_096],
    ['moelora', bert, { sources: 7, targets: 'auto' }, 615_936],
    ['moelora', bert, { sources: 7 }, 2_732_544],
    ['intrinsic-said', bert, { D: 20_000 }, 20_000],
    ['fish-mask', bert, {}, 544_458],
    ['fish-mask', bert, { scope: 'layers' }, 425_088],
    ['lt-sft', gpt2, { keep: 1 }, 85_017_600],
    ['child-tuning', llama, { p: 0.5, scope: 'layers' }, 3_238_002_688],
    ['child-tuning', llama, { p: 0.5 }, 3_500_281_856],
    ['threshold-mask', bert, { skip: 2 }, 70_778_880],
    [
      'threshold-mask',
      small({ num_hidden_layers: 2, hidden_size: 128, num_attention_heads: 2, intermediate_size: 512 }),
      {},
      393_216,
    ],
    ['hadamard-adapter', bert, {}, 36_864],
    ['hadamard-adapter', bert, { train_norm: false }, 18_432],
    ['adapterdrop', bert, { n: 5, m: 64 }, 693_952],
    ['sparse-adapter', bert, { m: 64 }, 528_691],
    ['propetl', bert, { m: 64 }, 1_278_784],
    ['head-only', bert, {}, 0],
  ] as const)('%s', (id, dimensions, given, count) => {
    const method = methodById(id);
    expect(method.count(dimensions, resolveHyperparameters(method, given))).toBe(count);
  });
});

it.each(methods.map((method) => [method.id, method] as const))('%s is described for a learner', (id, method) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(method.paper.url).toMatch(
    /^https:\/\/(openreview\.net\/forum\?id=\w+|arxiv\.org\/abs\/\d{4}\.\d{4,5}|aclanthology\.org\/[\w.-]+\/)$/,
  );
  for (const sentence of Object.values(method.learn)) expect(sentence.length).toBeGreaterThan(4);
  for (const parameter of method.hyperparameters)
    expect(resolveHyperparameters(method, { [parameter.name]: parameter.default })).toHaveProperty(
      parameter.name,
      parameter.default,
    );
});
