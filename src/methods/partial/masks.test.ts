/** What the masking methods choose and keep still, in whole runs on a small model. */
import { inEnglish } from '../../messages/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture } from '../../../test/fixture';
import { openGradients } from '../../../test/gradientRun';
import { finishRun, lossFell, prepareRun } from '../../../test/maskRun';
import { BatchSource } from '../../data/batching';
import { packRows } from '../../data/encode';
import { asFloat32, type Tensor } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { taskById } from '../../tasks/registry';
import { baseOf } from '../../training/base';
import type { Hyperparameters, MergeContext } from '../contract';
import { linearAlgebra } from '../linearAlgebra';
import { methodById } from '../registry';
import { selectLargest, spreadEvenly } from '../parts/sparseDelta';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const bert = fixture('bert-torchscript');
const data = classificationData();

/** Gradients of the whole model for one training example after another, as the scoring phase should see them. */
async function exampleGradients(examples: number): Promise<Map<string, Float32Array>[]> {
  const model = { graph: bert.graph, config: bert.config };
  const recipe = {
    model,
    method: methodById('full'),
    hyperparameters: {},
    task: taskById('classification'),
    taskOptions: { labels: data.labels! },
    batch: 1,
    sequence: 12,
    seed: 3,
  };
  const gradients = await openGradients(backend, recipe);
  const source = new BatchSource(packRows(data.train, 'classification', 12, data.padId), 1, 3);
  const found: Map<string, Float32Array>[] = [];
  for (let i = 0; i < examples; i++) {
    const results = await gradients.run(source.next());
    found.push(new Map([...gradients.outputs].map(([name, output]) => [name, results.get(output)!])));
  }
  await gradients.release();
  return found;
}

describe('selection', () => {
  it('keeps exactly as many as wanted, the largest of all tensors together, first ones among equals', () => {
    const chosen = selectLargest(
      new Map([
        ['a', Float32Array.of(1, 5, 3, 3)],
        ['b', Float32Array.of(3, 4)],
        ['c', Float32Array.of(0)],
      ]),
      4,
    );
    expect([...chosen].map(([name, at]) => [name, [...at]])).toEqual([
      ['a', [1, 2, 3]],
      ['b', [1]],
    ]);
    expect(selectLargest(new Map([['a', Float32Array.of(1, 2)]]), 0).size).toBe(0);
  });

  it('spreads entries evenly: each tensor gets its share', () => {
    const chosen = spreadEvenly(
      new Map([
        ['a', 10],
        ['b', 3],
        ['c', 7],
      ]),
      6,
    );
    expect([...chosen].map(([name, at]) => [name, [...at]])).toEqual([
      ['a', [1, 5, 8]],
      ['b', [1]],
      ['c', [2, 5]],
    ]);
    for (const count of [1, 2, 7, 19, 20])
      expect(
        [
          ...spreadEvenly(
            new Map([
              ['a', 10],
              ['b', 3],
              ['c', 7],
            ]),
            count,
          ).values(),
        ].reduce((n, at) => n + at.length, 0),
      ).toBe(count);
  });
});

describe('fish-mask', () => {
  it('trains the entries whose squared gradients of single examples sum up to most', async () => {
    const samples = 4;
    const run = await finishRun(backend, 'fish-mask', { keep: 0.01, samples, scope: 'layers' });
    expect(run.stages.map(({ id, from, to }) => [id, from, to])).toEqual([
      ['score', 0, 0],
      ['train', 0, 24],
    ]);
    expect(inEnglish(run.stages[0]!.summary!)).toMatch(
      /^Kept \d{1,3}(,\d{3})* of \d{1,3}(,\d{3})* entries, 1\.0 %\. Most lie in layer \d \(\d{1,3}(,\d{3})*\), fewest in layer \d \(\d{1,3}(,\d{3})*\)\.$/,
    );
    expect(run.trainer.counts.trainable).toBe(run.trainer.counts.formula);
    expect(lossFell(run)).toBe(true);

    const fisher = new Map<string, Float32Array>();
    for (const gradients of await exampleGradients(samples)) {
      for (const [name, g] of gradients) {
        if (!/encoder\.layer\.\d\.(attention\.(self|output\.dense)|intermediate|output\.dense)/.test(name)) continue;
        const sum = fisher.get(name) ?? new Float32Array(g.length);
        g.forEach((v, i) => {
          sum[i]! += v * v;
        });
        fisher.set(name, sum);
      }
    }
    const expected = selectLargest(fisher, run.trainer.counts.formula);
    const chosen = new Set(
      Object.entries(run.carried.tensors)
        .filter(([name]) => name.endsWith('.positions'))
        .flatMap(([name, { data: at }]) =>
          Array.from(at as Int32Array, (i) => `${name.replace(/\.positions$/, '')} ${i}`),
        ),
    );
    const wanted = [...expected].flatMap(([name, at]) => Array.from(at, (i) => `${name} ${i}`));
    expect(chosen.size).toBe(wanted.length);
    // Sums in another order may swap entries at the very threshold.
    expect(wanted.filter((entry) => !chosen.has(entry)).length).toBeLessThanOrEqual(2);

    // Merging adds each change where the run chose, and touches nothing else.
    const { graph, anatomy } = baseOf({ graph: bert.graph, config: bert.config }, 1, 12);
    const merged = new Map<string, Float32Array>();
    (methodById('fish-mask').merge as (context: MergeContext, hp: Hyperparameters) => void)(
      {
        anatomy,
        carried: run.carried,
        linearAlgebra,
        base: (name) => asFloat32(graph.initializers.get(name)!),
        trained: (name) => run.values.get(name)!,
        shape: (name) => graph.shapeOf(name),
        set: (name, value) => merged.set(name, value),
      },
      run.trainer.found.hyperparameters,
    );
    let changes = 0;
    for (const [initializer, values] of merged) {
      const name = anatomy.names.get(initializer)!;
      const base = asFloat32(graph.initializers.get(initializer)!);
      values.forEach((v, i) => {
        if (v === base[i]) return;
        changes++;
        if (!chosen.has(`${name} ${i}`)) throw new Error(`${name} changed at ${i}, which is not in the mask.`);
      });
    }
    expect(changes).toBeGreaterThan(0.9 * chosen.size);
    await run.trainer.dispose();
  });
});

describe('lt-sft', () => {
  it('trains all, goes back exactly to where it was, and then moves what had moved most', async () => {
    const trainer = await prepareRun(backend, 'lt-sft', { keep: 0.02 }, { steps: 16 });
    const start = new Map(
      [...(await trainer.trained())].map(([name, tensor]) => [name, (tensor.data as Float32Array).slice()]),
    );
    await trainer.run(7);
    await trainer.step();
    const dense = new Map([...(await trainer.trained())].map(([name, tensor]) => [name, tensor.data as Float32Array]));
    await trainer.run(9);
    const [first] = trainer.records.slice(8);
    await trainer.run();
    const { stages } = trainer.result();
    expect(stages.map(({ id, from, to }) => [id, from, to])).toEqual([
      ['dense', 0, 8],
      ['sparse', 8, 16],
    ]);
    expect(inEnglish(stages[0]!.summary!)).toMatch(/entries, 2\.0 %.*go back to where they started\.$/);
    expect(trainer.counts.trainable).toBe(trainer.counts.formula);

    const moved = new Map(
      [...dense]
        .filter(([name]) => !name.startsWith('head.'))
        .map(([name, values]) => [name, values.map((v, i) => Math.abs(v - start.get(name)![i]!))]),
    );
    const expected = selectLargest(moved, trainer.counts.formula);
    const { tensors, start: carriedStart } = trainer.found.carried;
    // The positions, and how many entries each tensor had to choose from.
    expect(Object.keys(tensors).sort()).toEqual(
      [
        ...[...expected.keys()].map((name) => `${name}.positions`),
        ...[...moved.keys()].map((name) => `${name}.size`),
      ].sort(),
    );
    for (const [name, values] of moved) expect(tensors[`${name}.size`]!.data[0]).toBe(values.length);
    for (const [name, at] of expected)
      expect(Array.from(tensors[`${name}.positions`]!.data as Int32Array)).toEqual([...at]);

    // The rewind is exact: the first loss of the second phase is that of an untrained model on the same first batch.
    expect(carriedStart).toEqual({});
    expect(first!.loss).toBeCloseTo(trainer.records[0]!.loss, 6);
    await trainer.dispose();
  });
});

describe('child-tuning', () => {
  it('D trains the share p that the clipped batch gradients say', async () => {
    const run = await finishRun(backend, 'child-tuning', { p: 0.1, batches: 4 }, { steps: 16 });
    expect(run.stages.map((stage) => stage.id)).toEqual(['score', 'train']);
    expect(inEnglish(run.stages[0]!.summary!)).toContain('10 %');
    expect(run.trainer.counts.trainable).toBe(run.trainer.counts.formula);
    expect(lossFell(run)).toBe(true);
    await run.trainer.dispose();
  });

  it('F lets the gradient of about p of the entries through, others at each step, scaled by 1/p', async () => {
    const p = 0.25;
    // Plain SGD shows the masked gradient itself: Δθ = −η g B / p.
    const settings = { optimizer: { kind: 'sgd', learningRate: 0.01, weightDecay: 0, clipNorm: 1e9 } } as const;
    const steps = async (method: string, hyperparameters: Hyperparameters) => {
      const trainer = await prepareRun(backend, method, hyperparameters, { ...settings, steps: 2 });
      const taken: Map<string, Tensor>[] = [await trainer.trained()];
      for (let i = 0; i < 2; i++) {
        await trainer.step();
        taken.push(await trainer.trained());
      }
      await trainer.dispose();
      return taken.map((tensors) => new Map([...tensors].map(([name, t]) => [name, (t.data as Float32Array).slice()])));
    };
    const [start, one, two] = await steps('child-tuning', { variant: 'F', p });
    const [, full] = await steps('full', {});
    const name = 'encoder.layer.0.intermediate.dense.weight';
    const change = (from: Map<string, Float32Array>, to: Map<string, Float32Array>) =>
      to.get(name)!.map((v, i) => v - from.get(name)![i]!);
    const [first, second, whole] = [change(start!, one!), change(one!, two!), change(start!, full!)];
    const share = (values: Float32Array) => values.filter((v) => v !== 0).length / values.length;
    expect(share(whole)).toBeGreaterThan(0.95);
    expect(Math.abs(share(first) / share(whole) - p)).toBeLessThan(0.04);
    // Momentum goes on moving what moved first, so that the second step moves the union of two draws.
    expect(Math.abs(share(second) / share(whole) - (1 - (1 - p) ** 2))).toBeLessThan(0.04);
    // Momentum is the same at the first step; fp32 rounding of θ limits how well small changes agree.
    first.forEach((v, i) => {
      if (v !== 0 && Math.abs(whole[i]!) > 1e-5) expect((v * p) / whole[i]!).toBeCloseTo(1, 1);
    });
  });
});
