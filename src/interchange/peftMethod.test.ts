/**
 * Adapters that HF PEFT saved by itself: method and hyper-parameters are found, and our logits are PEFT's; what can't
 * be used is refused by name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { applyMethod } from '../methods/context';
import { methodById } from '../methods/registry';
import { asFloat32, f32, i32, type Tensor } from '../onnx/tensor';
import { attachTask } from '../tasks/context';
import { taskById } from '../tasks/registry';
import { applyAdapter, CONFIG_FILE, openAdapterFiles, WEIGHTS_FILE, type Adapter } from './adapter';
import { understandPeft } from './peftMethod';

const made = join(import.meta.dirname, 'fixtures/peft');
const text = 9;

interface Expected {
  readonly model: string;
  readonly task: 'classification' | 'causal-lm' | 'features';
  readonly pooling: 'cls' | 'last';
  readonly input_ids: readonly (readonly number[])[];
  readonly logits: readonly (readonly number[])[];
}

const fileOf = (folder: string, name: string): Uint8Array => new Uint8Array(readFileSync(join(made, folder, name)));
const opened = (folder: string): Adapter =>
  openAdapterFiles({ [CONFIG_FILE]: fileOf(folder, CONFIG_FILE), [WEIGHTS_FILE]: fileOf(folder, WEIGHTS_FILE) });
const expectedOf = (folder: string): Expected =>
  JSON.parse(readFileSync(join(made, folder, 'expected.json'), 'utf8')) as Expected;
const anatomyOf = (model: string) => prepareFixture(loadFixture(model), text).anatomy;

/** Our logits (or hidden states) with the adapter, and PEFT's. */
async function compared(folder: string) {
  const expected = expectedOf(folder);
  const fixture = loadFixture(expected.model);
  const adapter = understandPeft(opened(folder), prepareFixture(fixture, text).anatomy);
  const {
    method: { id, hyperparameters },
    task,
    pooling,
  } = adapter.info!;
  const method = methodById(id);
  const base = prepareFixture(fixture, text + (method.virtualTokens?.(hyperparameters) ?? 0));
  const applied = applyMethod(method, hyperparameters, base.graph, base.anatomy, {
    batch: 2,
    sequence: text,
    training: false,
  });
  const options = {
    labels: Array.from({ length: adapter.classes ?? 2 }, (_, i) => String(i)),
    ...(pooling && { pooling }),
  };
  const output =
    expected.task === 'features'
      ? applied.lastHidden
      : attachTask(taskById(task), applied, { anatomy: base.anatomy, options, batch: 2, sequence: text }).logits;
  applied.builder.graph.outputs = [output];
  const graph = applied.builder.finish();
  const values = applyAdapter(adapter, {
    method,
    hyperparameters,
    anatomy: base.anatomy,
    parameters: applied.set.parameters,
  });
  const filled = (value: number) => i32([2, text], new Array<number>(2 * text).fill(value));
  const feeds: Record<string, Tensor> = {
    input_ids: i32([2, text], expected.input_ids.flat()),
    attention_mask: filled(1),
    token_type_ids: filled(0),
    labels: task === 'classification' ? i32([2], [0, 1]) : filled(1),
    ...Object.fromEntries(values),
  };
  const wanted = new Set(graph.inputs.map((input) => input.name));
  const ours = asFloat32(
    (await evaluate(graph, Object.fromEntries(Object.entries(feeds).filter(([name]) => wanted.has(name)))))[output]!,
  );
  const theirs = expected.logits.flat();
  expect(ours.length).toBe(theirs.length);
  return {
    adapter,
    difference: Math.max(...theirs.map((v, i) => Math.abs(v - ours[i]!))),
    largest: Math.max(...theirs.map(Math.abs)),
  };
}

const found: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  lora: { id: 'lora', r: 3, alpha: 8, targets: ['q', 'v'], rslora: false, dora: false },
  dora: { id: 'lora', r: 2, alpha: 6, targets: ['q', 'o', 'up'], rslora: true, dora: true },
  'lora-ranks': { id: 'lora', r: 3, targets: ['q', 'v'] },
  adalora: { id: 'adalora', init_r: 4, target_r: 2, alpha: 8, tinit: 0.125, tfinal: 0.125, targets: ['q', 'v'] },
  ia3: { id: 'ia3', placement: 'peft' },
  lokr: { id: 'lokr', r: 2, alpha: 3, targets: ['q', 'up'], decompose_factor: -1, decompose_both: false },
  vera: { id: 'vera', r: 5, d_initial: 0.1, targets: ['q', 'o', 'down'] },
  loha: { id: 'loha', r: 3, alpha: 4, targets: ['q', 'up'] },
  hra: { id: 'hra', r: 4, targets: ['q', 'up'] },
  miss: { id: 'miss', r: 5, dropout: 0, targets: ['q', 'up'] },
  road: { id: 'road', variant: 'road_4', group_size: 16, targets: ['q', 'up'] },
  poly: { id: 'poly', r: 3, skills: 4, splits: 2, sources: 2, targets: ['q', 'up'] },
  c3a: { id: 'c3a', block_size: 16, targets: ['q', 'up'] },
  hira: { id: 'hira', r: 3, dropout: 0, targets: ['q', 'up'] },
  oft: { id: 'oft', oft_block_size: 8, use_cayley_neumann: true, coft: false, targets: ['q', 'up'] },
  boft: { id: 'boft', boft_block_size: 4, boft_n_butterfly_factor: 2, targets: ['q', 'up'] },
  randlora: { id: 'randlora', r: 6, randlora_alpha: 3, targets: ['q', 'up'] },
  vblora: { id: 'vblora', r: 3, num_vectors: 20, vector_length: 8, topk: 2, targets: ['q', 'up'] },
  tinylora: { id: 'tinylora', r: 2, u: 5, weight_tying: 0.25, targets: ['q', 'up'] },
  delora: { id: 'delora', r: 3, targets: ['q', 'up'] },
  gralora: { id: 'gralora', r: 4, alpha: 64, gralora_k: 2, hybrid_r: 3, targets: ['q', 'up'] },
  fourierft: { id: 'fourierft', n_frequency: 60, scaling: 150, random_loc_seed: 777, targets: ['q', 'up'] },
  waveft: { id: 'waveft', n_frequency: 60, scaling: 25, use_idwt: true, targets: ['q', 'up'] },
  shira: { id: 'shira', r: 2, targets: ['q', 'up'] },
  'prompt-tuning': { id: 'prompt-tuning', l: 4 },
  mpt: { id: 'mpt', l: 4, ranks: 2 },
  'p-tuning': { id: 'prompt-tuning', l: 4 },
  'prefix-tuning': { id: 'prefix-tuning', l: 4, reparameterise: false, shift_positions: true },
  features: { id: 'lora', r: 3, targets: ['q', 'v'] },
  'gpt2-score': { id: 'lora', r: 3, targets: ['qkv'] },
  'gpt2-lora': { id: 'lora', r: 3, targets: ['qkv', 'down'] },
  'gpt2-alora': { id: 'alora', r: 3, alpha: 8, invocation_token: 7, targets: ['qkv'] },
  'gpt2-ia3': { id: 'ia3', placement: 'peft' },
  'ln-tuning': { id: 'ln-tuning' },
  'llama-ln-tuning': { id: 'ln-tuning' },
  'gpt2-cpt': { id: 'cpt', l: 9, examples: 2, opt_loss_decay_factor: 0.5, opt_projection_epsilon: 5 },
  'gpt2-adaption': { id: 'llama-adapter', l: 3, layers: 1 },
  'llama-adaption': { id: 'llama-adapter', l: 3, layers: 2 },
  'gpt2-tokens': { id: 'trainable-tokens', tokens: 9, start: 4 },
};

describe('adapters of HF PEFT', () => {
  it('has an expectation for each file', () => {
    expect(readdirSync(made).sort()).toEqual(Object.keys(found).sort());
  });

  it.each(Object.keys(found))("%s: finds the method and gives PEFT's answers", async (folder) => {
    const { adapter, difference, largest } = await compared(folder);
    const { id, ...settings } = found[folder]!;
    expect(adapter.info!.method).toMatchObject({ id, hyperparameters: settings });
    expect(adapter.foreign).toEqual({
      library: 'HF PEFT',
      base: `someone/${/^(gpt2|llama)/.exec(folder)?.[0] ?? 'bert'}-base`,
    });
    expect(difference).toBeLessThan(1e-4 * Math.max(1, largest));
  });

  it('says what the user should know', () => {
    const notes = (folder: string) => understandPeft(opened(folder), anatomyOf(expectedOf(folder).model)).notes;
    expect(notes('lora')).toEqual(['first-token']);
    expect(notes('lora-ranks')).toEqual(['filled-up', 'first-token']);
    expect(notes('adalora')).toEqual(['filled-up', 'first-token']);
    expect(notes('lokr')).toEqual(['first-token']);
    const scaled = { ...opened('lokr'), config: { ...opened('lokr').config, alpha_pattern: { query: 6 } } };
    const kron = understandPeft(scaled, anatomyOf('bert-torchscript'));
    expect([kron.info!.method.id, kron.notes]).toEqual(['krona', ['multiplied-out', 'filled-up', 'first-token']]);
    expect(notes('features')).toEqual(['no-head']);
    expect(notes('gpt2-score')).toEqual([]);
    expect(notes('gpt2-lora')).toEqual([]);
  });

  it('leaves an adapter alone that says what it is', () => {
    const adapter = {
      ...opened('lora'),
      info: { model: 'x', method: { id: 'lora-fa', hyperparameters: {} }, task: 'classification' as const },
    };
    expect(understandPeft(adapter, anatomyOf('bert-torchscript'))).toBe(adapter);
  });

  it('reads a LoRA that says that it started as LoftQ as LoftQ', () => {
    const adapter = opened('lora');
    const config = {
      ...adapter.config,
      init_lora_weights: 'loftq',
      loftq_config: { loftq_bits: 4, loftq_iter: 1 },
      lora_alpha: 3,
    };
    const { info, notes } = understandPeft({ ...adapter, config }, anatomyOf('bert-torchscript'));
    expect(info!.method).toMatchObject({ id: 'loftq', hyperparameters: { r: 3, iterations: 1, targets: ['q', 'v'] } });
    expect(notes).toEqual(['quantised-otherwise', 'first-token']);
  });

  it("reads (IA)³ as the paper's where the query is left alone", () => {
    const adapter = opened('gpt2-ia3');
    const tensors = new Map(
      [...adapter.tensors].map(([name, tensor]) => [
        name,
        name.includes('c_attn')
          ? f32(
              tensor.dims,
              asFloat32(tensor).map((v, i) => (i < 32 ? 1 : v)),
            )
          : tensor,
      ]),
    );
    expect(understandPeft({ ...adapter, tensors }, anatomyOf('gpt2-torchscript')).info!.method.hyperparameters).toEqual(
      { placement: 'paper' },
    );
  });
});

it.each(readdirSync(made))(
  '%s: entries of a newer PEFT that are off, or of training alone, change nothing',
  (folder) => {
    const adapter = opened(folder);
    const entries = { gain_per_row: null, use_gains: false, init_gains: 'ones', gain_dropout: 0.1, gain_pattern: {} };
    const anatomy = anatomyOf(expectedOf(folder).model);
    const newer = understandPeft({ ...adapter, config: { ...adapter.config, ...entries } }, anatomy);
    expect(newer.info).toEqual(understandPeft(adapter, anatomy).info);
    const config = { ...adapter.config, ...entries, gain_per_row: [1, 2] };
    expect(() => understandPeft({ ...adapter, config }, anatomy)).toThrow(/gain_per_row = \[1,2\]/);
  },
);

describe('what no method here can express is refused by name', () => {
  const on =
    (
      folder: string,
      config: Readonly<Record<string, unknown>> = {},
      tensors: Readonly<Record<string, readonly number[]>> = {},
      without?: RegExp,
    ) =>
    () => {
      const adapter = opened(folder);
      const kept = [...adapter.tensors].filter(([name]) => !without?.test(name));
      const more = Object.entries(tensors).map(([name, shape]): [string, Tensor] => [
        name,
        f32(shape, new Float32Array(shape.reduce((a, b) => a * b, 1))),
      ]);
      return understandPeft(
        { ...adapter, config: { ...adapter.config, ...config }, tensors: new Map([...kept, ...more]) },
        anatomyOf(expectedOf(folder).model),
      );
    };
  const stem = 'base_model.model.bert.';
  it.each([
    [
      'another kind',
      on('lora', { peft_type: 'SHADOW' }),
      /HF PEFT's SHADOW, which is no method here: LoRA, AdaLoRA.*can be read\. Use one of those/,
    ],
    [
      'a copy of the embedding',
      on('lora', {}, { [`${stem}embeddings.word_embeddings.weight`]: [99, 32] }),
      /trained copy of "bert.embeddings.word_embeddings.weight" \(modules_to_save\).*no other modules_to_save/,
    ],
    [
      'biases',
      on('lora', { bias: 'lora_only' }, { [`${stem}encoder.layer.0.attention.self.query.bias`]: [32] }),
      /trained biases of the model \("base_model.model.bert.encoder.layer.0.attention.self.query.bias".*bias="none"/,
    ],
    [
      'another module',
      on(
        'lora',
        {},
        { [`${stem}pooler.dense.lora_A.weight`]: [3, 32], [`${stem}pooler.dense.lora_B.weight`]: [32, 3] },
      ),
      /changes the pooler \("bert.pooler.dense"\).*this file of the model lacks it.*made for "someone\/bert-base".*exclude_modules/,
    ],
    [
      'some layers only',
      on('lora', {}, {}, /layer\.1\./),
      /changes q, v in layer 1 but nothing in layer 2.*layers_to_transform/,
    ],
    [
      'a head of two layers',
      on('lora', {}, { 'base_model.model.classifier.dense.weight': [32, 32] }),
      /head has several layers \("base_model.model.classifier.dense.weight"\)/,
    ],
    [
      'a LoHa with other ranks',
      on('loha', { rank_pattern: { query: 2 } }),
      /option rank_pattern = {"query":2}, which no/,
    ],
    [
      'an HRA with orthonormal mirrors',
      on('hra', { apply_GS: true }),
      /option apply_GS = true, which no method here has/,
    ],
    ['another MiSS', on('miss', { init_weights: 'bat' }), /option init_weights = "bat", which no method here has/],
    ['a VeRA without its matrices', on('vera', {}, {}, /vera_A/), /lacks "base_model.vera_A".*save_projection=True/],
    ['another Poly', on('poly', { poly_type: 'mhr' }), /option poly_type = "mhr", which no method here has/],
    [
      'an option of a newer PEFT',
      on('hira', { gain_per_row: 2 }),
      /says gain_per_row = 2, which HF PEFT 0\.21 does not know.*take the entry out of adapter_config\.json/,
    ],
    ['an option of PEFT', on('lora', { use_qalora: true }), /option use_qalora = true, which no method here has/],
    [
      'a start that changes the base',
      on('lora', { init_lora_weights: 'pissa_niter_4' }),
      /started from pissa_niter_4.*path_initial_model_for_weight_conversion/,
    ],
    ['a rank that the tensors do not have', on('lora', { r: 5 }), /says rank 5 for ".*", but its tensors have rank 3/],
    ['a pattern of ranks likewise', on('lora', { rank_pattern: { query: 2 } }), /says rank 2 for ".*query"/],
    [
      'layers that are said to be left out',
      on('lora', { layers_to_transform: [0] }),
      /names the layers 0 in layers_to_transform, but the adapter has tensors of layer 1 too/,
    ],
    [
      'a DoRA without its vectors',
      on('lora', { use_dora: true }),
      /says use_dora = true, but ".*" has no lora_magnitude_vector/,
    ],
    ['vectors of no DoRA', on('dora', { use_dora: false }), /has a lora_magnitude_vector, but its configuration/],
    ['a scale in words', on('lora', { lora_alpha: '16' }), /lora_alpha = "16", which is not a number/],
    [
      'another task',
      on('features', { task_type: 'QUESTION_ANS' }),
      /trained for QUESTION_ANS; only SEQ_CLS.*TOKEN_CLS/,
    ],
    [
      'text on an encoder',
      on('features', { task_type: 'CAUSAL_LM' }),
      /trained to continue text, but this model can't\. It was made for "someone\/bert-base"/,
    ],
    [
      'a prompt of another width',
      on('prompt-tuning', {}, { prompt_embeddings: [4, 48] }),
      /prompt has shape \[4, 48\], but this model needs rows of 32/,
    ],
    [
      'a head of another width',
      on('lora', {}, { 'base_model.model.classifier.weight': [3, 48] }),
      /head has shape \[3, 48\], but this model's states are 32 wide/,
    ],
    ['a scale out of range', on('lora', { lora_alpha: 4096 }), /out of range here: alpha of lora must be/],
    [
      'a missing factor',
      on('lora', {}, {}, /layer\.1.*value\.lora_B/),
      /lacks "bert.encoder.layer.1.attention.self.value.lora_B.weight"/,
    ],
    [
      'another base model',
      () => understandPeft(opened('gpt2-lora'), anatomyOf('bert-torchscript')),
      /changes "transformer.h.0.attn.c_attn", which is no linear layer.*made for "someone\/gpt2-base"/,
    ],
    [
      'LoftQ with another scale',
      on('lora', { init_lora_weights: 'loftq', loftq_config: { loftq_bits: 4 } }),
      /LoftQ of 4 bits and 1 round with a scale α \/ r of 2\.6.*lora_alpha equal to r/,
    ],
  ])('%s', (_, understand, message) => {
    expect(understand).toThrow(message);
  });
});
