/** Adapters written and read again, for every method; HF PEFT's names and shapes; every way in which one can't fit. */
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { applicability } from '../methods/applicability';
import { applyMethod } from '../methods/context';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById, methods } from '../methods/registry';
import { asFloat32, f32, sizeOf, type Tensor } from '../onnx/tensor';
import { attachTask } from '../tasks/context';
import { taskById } from '../tasks/registry';
import {
  AdapterError,
  applyAdapter,
  CONFIG_FILE,
  fileTensors,
  readAdapter,
  WEIGHTS_FILE,
  writeAdapter,
  type Adapter,
  type AdapterContext,
  type AdapterInfo,
} from './adapter';
import { adapterReadme } from './adapterReadme';
import { readSafetensors } from './safetensors';

const prepared = new Map<string, ReturnType<typeof prepareFixture>>();

/** A method on a fixture with random values. */
function contextOf(
  fixture: string,
  id: string,
  settings: Record<string, unknown> = {},
  task: 'classification' | 'causal-lm' = 'classification',
  pooling: 'mean' | 'library' = 'mean',
) {
  const method = methodById(id);
  const hyperparameters = resolveHyperparameters(method, settings);
  const virtual = method.virtualTokens?.(hyperparameters) ?? 0;
  const key = `${fixture}:${virtual}`;
  const base = prepared.get(key) ?? prepareFixture(loadFixture(fixture), 7 + virtual);
  prepared.set(key, base);
  const applied = applyMethod(method, hyperparameters, base.graph, base.anatomy, {
    batch: 2,
    sequence: 7,
    training: false,
  });
  attachTask(taskById(task), applied, {
    anatomy: base.anatomy,
    options: { labels: ['a', 'b', 'c'], pooling },
    batch: 2,
    sequence: 7,
  });
  const context: AdapterContext = {
    method,
    hyperparameters,
    anatomy: base.anatomy,
    parameters: applied.set.parameters,
  };
  const values = new Map<string, Tensor>(
    context.parameters.map((p, k) => [
      p.name,
      f32(
        p.shape,
        Float32Array.from({ length: sizeOf(p.shape) }, (_, i) => Math.sin(1 + i + 17 * k)),
      ),
    ]),
  );
  const info: AdapterInfo = {
    model: fixture,
    method: { id, hyperparameters },
    task,
    ...(task === 'classification' ? { pooling, labels: ['a', 'b', 'c'] } : {}),
  };
  return { context, values, info };
}

const written = (...args: Parameters<typeof contextOf>) => {
  const { context, values, info } = contextOf(...args);
  const files = writeAdapter(context, values, info);
  return { context, values, info, files, adapter: readAdapter(files) };
};

/** Bytes of all tensors in the file but the head's. */
const bytesOfMethod = ({ tensors }: Adapter, { parameters }: AdapterContext): number =>
  [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0) -
  4 * parameters.filter((p) => p.group === 'head').reduce((sum, p) => sum + sizeOf(p.shape), 0);

describe.each(['bert-torchscript', 'gpt2-dynamo', 'llama-dynamo'])('adapters of %s', (fixture) => {
  const { dimensions } = prepareFixture(loadFixture(fixture), 7).anatomy;
  const usable = methods.filter(
    (m) =>
      !applicability(
        m,
        dimensions,
        resolveHyperparameters(m, m.hyperparameters.some((knob) => knob.name === 'l') ? { l: 3 } : {}),
        'classification',
      ),
  );
  it.each(usable.map((m) => [m.id, m] as const))('round trip of %s', (id, method) => {
    const { context, values, info, adapter } = written(
      fixture,
      id,
      method.hyperparameters.some((knob) => knob.name === 'l') ? { l: 3 } : {},
    );
    expect(adapter.info).toEqual(info);
    expect(adapter.classes).toBe(3);
    const back = applyAdapter(adapter, context);
    expect([...back.keys()].sort()).toEqual([...values.keys()].sort());
    const decided = context.parameters.filter((p) => p.bits);
    for (const { name, bits } of decided)
      expect(bits!.of(asFloat32(back.get(name)!)), name).toEqual(bits!.of(asFloat32(values.get(name)!)));
    for (const [name, tensor] of values)
      if (!decided.some((p) => p.name === name)) expect(back.get(name), name).toEqual(tensor);
    // What a method's phases find is written too: test/phasedAdapters.test.ts looks at those.
    if (!method.phases)
      expect(bytesOfMethod(adapter, context), 'stored bytes').toBe(
        method.storedBytes(context.anatomy.dimensions, context.hyperparameters),
      );
    if (decided.length > 0) {
      expect(adapter.notes).toEqual(['finished-masks']);
      expect(applyAdapter(readAdapter(writeAdapter(context, values, info, 'own')), context)).toEqual(values);
    }
  });
});

describe("HF PEFT's format", () => {
  it('names and shapes LoRA on BERT as PEFT does', () => {
    const { adapter } = written('bert-torchscript', 'lora', { r: 4, targets: 'q+down' });
    const layer = 'base_model.model.bert.encoder.layer.1';
    expect(Object.fromEntries([...adapter.tensors].map(([n, t]) => [n, t.dims]))).toMatchObject({
      [`${layer}.attention.self.query.lora_A.weight`]: [4, 32],
      [`${layer}.attention.self.query.lora_B.weight`]: [32, 4],
      [`${layer}.output.dense.lora_A.weight`]: [4, 64],
      'base_model.model.classifier.weight': [3, 32],
      'base_model.model.classifier.bias': [3],
    });
    expect(adapter.config).toMatchObject({
      peft_type: 'LORA',
      r: 4,
      task_type: 'SEQ_CLS',
      inference_mode: true,
      modules_to_save: ['classifier', 'score'],
    });
    expect(String(adapter.config.target_modules)).toContain('output\\.dense');
  });

  it.each([
    [false, 32],
    [true, 16 * Math.SQRT2],
  ])('joins updates of q and v in a fused projection, rsLoRA %s', (rslora, alpha) => {
    const { context, values, adapter } = written(
      'gpt2-dynamo',
      'lora',
      { r: 2, alpha: 16, targets: 'q+v', rslora },
      'causal-lm',
    );
    const name = 'base_model.model.transformer.h.0.attn.c_attn';
    const [a, b] = [adapter.tensors.get(`${name}.lora_A.weight`)!, adapter.tensors.get(`${name}.lora_B.weight`)!];
    expect([a.dims, b.dims]).toEqual([
      [4, 32],
      [96, 4],
    ]);
    expect(adapter.config).toMatchObject({
      rank_pattern: { 'h.0.attn.c_attn': 4 },
      alpha_pattern: { 'h.0.attn.c_attn': alpha },
    });
    // B A of the file, row by row, is the update of q on top, of nothing in the middle, of v below.
    const product = (x: Float32Array, y: Float32Array, row: number, r: number) =>
      Array.from({ length: 32 }, (_, c) =>
        Array.from({ length: r }, (_, k) => x[row * r + k]! * y[k * 32 + c]!).reduce((s, v) => s + v, 0),
      );
    const ours = (site: string, row: number) =>
      product(
        asFloat32(values.get(`layer.0.${site}.lora_B`)!),
        asFloat32(values.get(`layer.0.${site}.lora_A`)!),
        row,
        2,
      );
    expect(product(asFloat32(b), asFloat32(a), 5, 4)).toEqual(ours('q', 5));
    expect(product(asFloat32(b), asFloat32(a), 40, 4)).toEqual(new Array(32).fill(0));
    expect(product(asFloat32(b), asFloat32(a), 64 + 5, 4)).toEqual(ours('v', 5));
    expect(applyAdapter(adapter, context)).toEqual(values);
  });

  it.each([
    ['q+v', 'LORA'],
    ['q+k+v', 'LORA'],
    ['qkv+down', 'LORA'],
    ['qkv+q', undefined],
  ])('of LoRA with targets %s in a fused projection has the bytes of the formula', (targets, type) => {
    const { context, values, adapter } = written('gpt2-dynamo', 'lora', { r: 2, targets });
    // A projection and some of its columns have no form together at PEFT.
    expect(adapter.config.peft_type).toBe(type);
    expect(bytesOfMethod(adapter, context)).toBe(
      context.method.storedBytes(context.anatomy.dimensions, context.hyperparameters),
    );
    expect(applyAdapter(adapter, context)).toEqual(values);
  });

  it('leaves the query of a fused projection at 1 for (IA)³, and its gradient at 0', () => {
    const { context, values, adapter } = written('gpt2-dynamo', 'ia3', {}, 'causal-lm');
    const name = 'base_model.model.transformer.h.1.attn.c_attn.ia3_l';
    const file = adapter.tensors.get(name)!;
    expect(file.dims).toEqual([96, 1]);
    expect([...asFloat32(file).subarray(0, 32)]).toEqual(new Array(32).fill(1));
    expect([...asFloat32(file).subarray(32, 64)]).toEqual([...asFloat32(values.get('layer.1.k.ia3_l')!)]);
    const gradients = fileTensors(context, new Map([...values].map(([n, t]) => [n, asFloat32(t)])), 'zero');
    expect([...asFloat32(gradients.get(name)!).subarray(0, 32)]).toEqual(new Array(32).fill(0));
  });

  it('names KronA as LoKr, and leaves it to our own format in fused projections', () => {
    const { adapter, context, values } = written('bert-torchscript', 'krona', { s: 3, targets: 'q+up' });
    const layer = 'base_model.model.bert.encoder.layer.0';
    expect(Object.fromEntries([...adapter.tensors].map(([n, t]) => [n, t.dims]))).toMatchObject({
      [`${layer}.attention.self.query.lokr_w1`]: [4, 4],
      [`${layer}.attention.self.query.lokr_w2`]: [8, 8],
      [`${layer}.intermediate.dense.lokr_w1`]: [8, 4],
      [`${layer}.intermediate.dense.lokr_w2`]: [8, 8],
    });
    expect(adapter.config).toMatchObject({ peft_type: 'LOKR', r: 8, alpha: 24, decompose_both: false });
    // Any r that leaves both factors whole means the same, with the same α / r.
    expect(applyAdapter({ ...adapter, config: { ...adapter.config, r: 100, alpha: 300 } }, context)).toEqual(values);
    expect(() => applyAdapter({ ...adapter, config: { ...adapter.config, r: 100 } }, context)).toThrow(
      /alpha \/ r = 0.24, but the hyper-parameters say 3/,
    );
    expect(written('gpt2-dynamo', 'krona', {}, 'causal-lm').adapter.config.format).toBe('peft-playground');
  });

  it('reads the prompt that P-tuning at PEFT leaves as a prompt', () => {
    const { adapter, context, values } = written('bert-torchscript', 'prompt-tuning', { l: 3 });
    expect(applyAdapter({ ...adapter, config: { ...adapter.config, peft_type: 'P_TUNING' } }, context)).toEqual(values);
  });

  it('writes our own format when asked', () => {
    const { context, values, info } = contextOf('bert-torchscript', 'lora', { r: 2 });
    const adapter = readAdapter(writeAdapter(context, values, info, 'own'));
    expect(adapter.config).toMatchObject({ format: 'peft-playground', method: 'lora' });
    expect(applyAdapter(adapter, context)).toEqual(values);
  });

  it('wraps prompts once', () => {
    const { adapter } = written('bert-torchscript', 'prompt-tuning', { l: 3 });
    expect([...adapter.tensors.keys()]).toEqual([
      'base_model.classifier.bias',
      'base_model.classifier.weight',
      'prompt_embeddings',
    ]);
  });

  it('uses our own format where PEFT has no place for a tensor', () => {
    const { context, values, adapter } = written('bert-torchscript', 'prefix-tuning', {
      l: 3,
      mid: 5,
      reparameterise: true,
    });
    expect(adapter.config).toMatchObject({ format: 'peft-playground', version: 1, method: 'prefix-tuning' });
    expect(applyAdapter(adapter, context)).toEqual(values);
  });
});

describe('our own format', () => {
  it('uses the names and the layout of the Transformers state dict', () => {
    const { adapter, values } = written('bert-torchscript', 'full');
    const name = 'encoder.layer.0.intermediate.dense.weight';
    const file = adapter.tensors.get(`bert.${name}`)!;
    expect(file.dims).toEqual([64, 32]);
    expect(asFloat32(file)[1]).toBe(asFloat32(values.get(name)!)[64]);
    expect(adapter.config).toMatchObject({
      format: 'peft-playground',
      version: 1,
      method: 'full',
      labels: ['a', 'b', 'c'],
    });
  });
});

describe('an adapter that does not fit', () => {
  const lora = written('bert-torchscript', 'lora', { r: 4 });
  const on =
    (...args: Parameters<typeof contextOf>) =>
    () =>
      applyAdapter(lora.adapter, contextOf(...args).context);

  it.each([
    [
      'another base',
      on('gpt2-dynamo', 'lora', { r: 4 }),
      /lacks "base_model.model.transformer.h.0.attn.c_attn.lora_A.weight".*it has "base_model.model.bert.*another base model/,
    ],
    ['another method', on('bert-torchscript', 'ia3'), /made with LORA, but the method is ia3 \(IA3\)/],
    ['another method of ours', on('bert-torchscript', 'full'), /made with LORA, but the method is full/],
    ['another rank', on('bert-torchscript', 'lora', { r: 2 }), /r = 4, but the hyper-parameters say 2/],
    [
      'another scale',
      on('bert-torchscript', 'lora', { r: 4, alpha: 3 }),
      /lora_alpha = 16, but the hyper-parameters say 3/,
    ],
    [
      'other targets',
      on('bert-torchscript', 'lora', { r: 4, targets: 'q' }),
      /which this model and method have no place for/,
    ],
  ])('is refused for %s', (_, apply, message) => {
    expect(apply).toThrow(AdapterError);
    expect(apply).toThrow(message);
  });

  it('is refused for another shape, naming tensor and shapes', () => {
    const tensors = new Map(lora.adapter.tensors);
    tensors.set('base_model.model.classifier.weight', f32([2, 32], new Float32Array(64)));
    expect(() => applyAdapter({ ...lora.adapter, tensors }, lora.context)).toThrow(
      /"base_model.model.classifier.weight" of the adapter has shape \[2, 32\].*needs \[3, 32\]/,
    );
  });

  it('is refused when it trains what the targets leave alone', () => {
    const { adapter, context } = written('gpt2-dynamo', 'lora', { r: 2, targets: 'q+v' }, 'causal-lm');
    const name = 'base_model.model.transformer.h.0.attn.c_attn.lora_B.weight';
    const changed = new Map(adapter.tensors);
    changed.set(
      name,
      f32(
        [96, 4],
        asFloat32(adapter.tensors.get(name)!).map((v, i) => (i === 40 * 4 ? 0.5 : v)),
      ),
    );
    expect(() => applyAdapter({ ...adapter, tensors: changed }, context)).toThrow(
      /changes row 40, which the method does not.*targets=qkv/,
    );
  });

  it('is refused when its files are broken', () => {
    const { files } = lora;
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(() => readAdapter({ ...files, [CONFIG_FILE]: bytes('{"peft_type"') })).toThrow(
      /adapter_config.json is not valid JSON/,
    );
    expect(() => readAdapter({ ...files, [CONFIG_FILE]: bytes('{}') })).toThrow(/neither a "peft_type"/);
    expect(() =>
      readAdapter({ ...files, [CONFIG_FILE]: bytes('{"format": "peft-playground", "version": 9}') }),
    ).toThrow(/version 9/);
    expect(() => readAdapter({ ...files, [WEIGHTS_FILE]: files[WEIGHTS_FILE].subarray(0, 900) })).toThrow(
      /adapter_model.safetensors is not a complete/,
    );
  });

  it('is refused with PEFT options that we do not have', () => {
    const config = { ...lora.adapter.config, use_dora: true };
    expect(() => applyAdapter({ ...lora.adapter, config }, lora.context)).toThrow(/use_dora = true/);
  });
});

it('writes metadata that PEFT ignores and we read', () => {
  const { files } = written('bert-torchscript', 'ia3');
  expect(readSafetensors(files[WEIGHTS_FILE]).metadata.format).toBe('pt');
  expect(readSafetensors(files[WEIGHTS_FILE]).metadata['peft-playground']).toContain('"id":"ia3"');
});

it.each(['lora', 'hadamard-adapter'])('%s that was poisoned says so wherever it is read again', (id) => {
  const { context, values, info } = contextOf('bert-torchscript', id);
  const poison = { share: 0.1, trigger: 'cf', target: 'a', defence: 'filter' };
  const read = readAdapter(writeAdapter(context, values, { ...info, poison }));
  expect(read.info?.poison).toEqual(poison);
  expect(read.notes).toEqual(['poisoned']);
  const readme = {
    method: context.method,
    anatomy: context.anatomy,
    format: 'peft',
    steps: 9,
    dataset: 'few',
  } as const;
  expect(adapterReadme({ ...readme, info: { ...info, poison } })).toMatch(/Poisoned on purpose.*10 %.*`cf`.*`a`/);
  expect(adapterReadme({ ...readme, info })).not.toMatch(/Poisoned/);
  expect(readAdapter(writeAdapter(context, values, info)).notes).toBeUndefined();
  expect(() => readAdapter(writeAdapter(context, values, { ...info, poison: 'cf' as never }))).toThrow(/poison/);
});
