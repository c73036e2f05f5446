/** X-LoRA: the gate as HF PEFT has it, and its phases. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, languageData, runConfig, sourceData } from '../../../test/fixture';
import { openGradients } from '../../../test/gradientRun';
import { Trainer } from '../../../test/trainer';
import { f32, i32, type Tensor } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { taskById } from '../../tasks/registry';
import type { Recipe } from '../../training/applied';
import { resolveHyperparameters } from '../hyperparameters';
import { methodById } from '../registry';

/** By scripts/parity/make_xlora.py. */
const peft = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/xlora.json'), 'utf8')) as {
  readonly r: number;
  readonly alpha: number;
  readonly temperature: number;
  readonly experts: number;
  readonly trained: number;
  readonly batch: Readonly<Record<'input_ids' | 'attention_mask' | 'labels', readonly (readonly number[])[]>>;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly tensors: Readonly<Record<string, { readonly dims: readonly number[]; readonly data: readonly number[] }>>;
};
const method = methodById('x-lora');
const source = fixture('llama-torchscript');

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

describe('beside HF PEFT', () => {
  it('has its loss, and its gradient of the gate', async () => {
    const { input_ids: ids, attention_mask: mask, labels } = peft.batch;
    const [batch, sequence] = [ids.length, ids[0]!.length];
    const start: Record<string, Tensor> = Object.fromEntries(
      Object.entries(peft.tensors).map(([name, { dims, data }]) => [name, f32(dims, Float32Array.from(data))]),
    );
    const recipe: Recipe = {
      model: source,
      method,
      hyperparameters: resolveHyperparameters(method, {
        r: peft.r,
        alpha: peft.alpha,
        temperature: peft.temperature,
        targets: ['q', 'v'],
      }),
      task: taskById('causal-lm'),
      taskOptions: {},
      batch,
      sequence,
      seed: 1,
      phase: 'gate',
      carried: { start, tensors: { experts: i32([1], [peft.experts]) }, facts: {} },
    };
    const gradients = await openGradients(backend, recipe);
    const found = await gradients.run({
      ids: Int32Array.from(ids.flat()),
      mask: Int32Array.from(mask.flat()),
      // Each place has the token that follows it.
      labels: Int32Array.from(labels.flatMap((row) => [...row.slice(1), -100])),
      rows: batch,
    });
    expect(Math.abs(found.get('loss')![0]! / peft.loss - 1)).toBeLessThan(1e-5);
    expect(gradients.outputs.size).toBe(2);
    const scale = Math.max(...peft.gradients['xlora_classifier.weight']!.map(Math.abs));
    for (const [name, theirs] of Object.entries(peft.gradients)) {
      const ours = found.get(gradients.outputs.get(name)!)!;
      expect(theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i]!)), 0)).toBeLessThan(
        1e-4 * scale,
      );
    }
    await gradients.release();
  });

  it('trains as many numbers in the end', () => {
    const { hidden } = { hidden: peft.gradients['xlora_classifier.weight']!.length / peft.experts };
    expect(peft.trained).toBe(peft.experts * (hidden + 1));
  });
});

it('trains an expert for each source and one for the target, then the gate alone', async () => {
  const trainer = new Trainer({
    model: source.graph,
    modelConfig: source.config,
    data: { ...languageData(), sources: sourceData('causal-lm', 2) },
    backend,
    config: runConfig({
      steps: 16,
      task: 'causal-lm',
      method: { id: 'x-lora', hyperparameters: { r: 2, sources: 2, source_share: 0.75 } },
    }),
  });
  await trainer.prepare();
  const experts = new Map<string, Float32Array>();
  await trainer.run(13);
  for (const [name, tensor] of await trainer.trained())
    if (name.startsWith('source.')) experts.set(name, (tensor.data as Float32Array).slice());
  await trainer.run();
  expect(trainer.result().stages.map(({ id }) => id)).toEqual(['expert-0', 'expert-1', 'expert-2', 'gate']);
  const after = await trainer.trained();
  expect([...experts.keys()].filter((name) => name.endsWith('lora_A'))).toHaveLength(3 * 2 * 2);
  for (const [name, values] of experts) expect(after.get(name)!.data).toEqual(values);
  for (const n of [0, 1, 2]) {
    const b = after.get(`source.${n}.layer.0.q.lora_B`)!.data as Float32Array;
    expect(b.some((value) => value !== 0)).toBe(true);
  }
  await trainer.dispose();
});
