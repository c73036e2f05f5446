/** What the masking methods choose and keep still, in whole runs on a small model. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture } from '../../../test/fixture';
import { finishRun, lossFell } from '../../../test/maskRun';
import { BatchSource } from '../../data/batching';
import { packRows } from '../../data/encode';
import type { Tensor } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { taskById } from '../../tasks/registry';
import { assembleGradients, startOf } from '../../training/assemble';
import { baseOf } from '../../training/base';
import { BatchInputs } from '../../training/batchInputs';
import { methodById } from '../registry';
import { selectLargest, spreadEvenly } from '../sparseDelta';

let backend: WasmBackend;
beforeAll(async () => { backend = await WasmBackend.create({ threads: 2 }); });
afterAll(() => backend.dispose());

const bert = fixture('bert-torchscript');
const data = classificationData();

/** Gradients of the whole model for one training example after another, as the scoring phase should see them. */
async function exampleGradients(examples: number): Promise<Map<string, Float32Array>[]> {
  const model = { graph: bert.graph, config: bert.config };
  const recipe = { model, method: methodById('full'), hyperparameters: {}, task: taskById('classification'), taskOptions: { labels: data.labels! }, batch: 1, sequence: 12, seed: 3 };
  const { graph, parameters, outputs } = assembleGradients(recipe);
  const base = baseOf(model, 1, 12);
  const executable = await backend.load(graph, 'gradients');
  const inputs = new BatchInputs(backend, graph, base.anatomy);
  const tensors = Object.fromEntries(parameters.filter((p) => graph.isInput(p.name)).map((p) => [p.name, backend.upload(startOf(recipe, p, base), 'trainable')]));
  const results = Object.fromEntries(graph.outputs.map((name) => [name, backend.allocate(graph.typeOf(name), 'activations')]));
  const source = new BatchSource(packRows(data.train, 'classification', 12, data.padId), 1, 3);
  const found: Map<string, Float32Array>[] = [];
  for (let i = 0; i < examples; i++) {
    inputs.write(source.next());
    await executable.run({ ...tensors, ...inputs.tensors }, results);
    const gradients = new Map<string, Float32Array>();
    for (const [name, output] of outputs) gradients.set(name, ((await results[output]!.read()) as Tensor).data.slice() as Float32Array);
    found.push(gradients);
  }
  await executable.release();
  return found;
}

describe('selection', () => {
  it('keeps exactly as many as wanted, the largest of all tensors together, first ones among equals', () => {
    const chosen = selectLargest(new Map([['a', Float32Array.of(1, 5, 3, 3)], ['b', Float32Array.of(3, 4)], ['c', Float32Array.of(0)]]), 4);
    expect([...chosen].map(([name, at]) => [name, [...at]])).toEqual([['a', [1, 2, 3]], ['b', [1]]]);
    expect(selectLargest(new Map([['a', Float32Array.of(1, 2)]]), 0).size).toBe(0);
  });

  it('spreads entries evenly: each tensor gets its share', () => {
    const chosen = spreadEvenly(new Map([['a', 10], ['b', 3], ['c', 7]]), 6);
    expect([...chosen].map(([name, at]) => [name, [...at]])).toEqual([['a', [1, 5, 8]], ['b', [1]], ['c', [2, 5]]]);
    for (const count of [1, 2, 7, 19, 20]) expect([...spreadEvenly(new Map([['a', 10], ['b', 3], ['c', 7]]), count).values()].reduce((n, at) => n + at.length, 0)).toBe(count);
  });
});

describe('fish-mask', () => {
  it('trains the entries whose squared gradients of single examples sum up to most', async () => {
    const samples = 4;
    const run = await finishRun(backend, 'fish-mask', { keep: 0.01, samples });
    expect(run.stages.map(({ id, from, to }) => [id, from, to])).toEqual([['score', 0, 0], ['train', 0, 24]]);
    expect(run.stages[0]!.summary).toMatch(/^Kept \d+ of \d+ entries, 1\.0 %\. Most lie in layer \d \(\d+\), fewest in layer \d \(\d+\)\.$/);
    expect(run.trainer.counts.trainable).toBe(run.trainer.counts.formula);
    expect(lossFell(run)).toBe(true);

    const fisher = new Map<string, Float32Array>();
    for (const gradients of await exampleGradients(samples)) {
      for (const [name, g] of gradients) {
        if (!/encoder\.layer\.\d\.(attention\.(self|output\.dense)|intermediate|output\.dense)/.test(name)) continue;
        const sum = fisher.get(name) ?? new Float32Array(g.length);
        g.forEach((v, i) => { sum[i]! += v * v; });
        fisher.set(name, sum);
      }
    }
    const expected = selectLargest(fisher, run.trainer.counts.formula);
    const chosen = new Set(Object.entries(run.carried.tensors).flatMap(([name, { data: at }]) => Array.from(at as Int32Array, (i) => `${name.replace(/\.positions$/, '')} ${i}`)));
    const wanted = [...expected].flatMap(([name, at]) => Array.from(at, (i) => `${name} ${i}`));
    expect(chosen.size).toBe(wanted.length);
    // Sums in another order may swap entries at the very threshold.
    expect(wanted.filter((entry) => !chosen.has(entry)).length).toBeLessThanOrEqual(2);
    await run.trainer.dispose();
  });
});
