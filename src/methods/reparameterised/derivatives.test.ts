/** What LoRA's derivatives do while they train, on whole runs of a small random model. */
import { inEnglish } from '../../messages/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { finishRun, lossFell, prepareRun } from '../../../test/maskRun';
import { batchOf, loadFixture, prepareFixture } from '../../../test/methodCases';
import { normalStream } from '../../autodiff/gradientCheck';
import { asFloat32, f32 } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { linearAlgebra } from '../linearAlgebra';
import { initialise } from '../initialise';
import { nothingCarried, type PhaseRequest } from '../lifecycle';
import { methodById } from '../registry';
import { budgetAt } from './adalora';
import { sampledRank } from './dylora';
import { budgetAt as growthAt } from './increlora';
import { keptAt, prunable } from './loraPrune';
import { lambdaOfStage } from './sora';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

type Values = ReadonlyMap<string, Float32Array>;
/** What is there of each kind: `kind(values, 'lora_A')`. */
const kind = (values: Values, ending: string): [string, Float32Array][] =>
  [...values].filter(([name]) => name.endsWith(ending));
const valuesOf = async (trainer: Awaited<ReturnType<typeof prepareRun>>): Promise<Map<string, Float32Array>> =>
  new Map([...(await trainer.trained())].map(([name, tensor]) => [name, (tensor.data as Float32Array).slice()]));
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);

describe('LoRA-FA', () => {
  it.each([false, true])('moves B and leaves A bit for bit, gradient correction %s', async (correct) => {
    const trainer = await prepareRun(backend, 'lora-fa', { r: 4, correct });
    const before = await valuesOf(trainer);
    await trainer.run();
    const after = await valuesOf(trainer);
    expect(kind(before, 'lora_A')).toHaveLength(4);
    for (const [name, a] of kind(before, 'lora_A')) expect(after.get(name)).toEqual(a);
    for (const [name, b] of kind(before, 'lora_B')) expect(after.get(name)).not.toEqual(b);
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it.each([false, true])(
    'multiplies the gradient of B by (A Aᵀ)⁻¹ / s², from an adapter with another A: %s',
    async (taken) => {
      // One step of plain SGD without clipping: the new B is −η times the gradient, corrected or not.
      const settings = { steps: 1, optimizer: { kind: 'sgd' as const, learningRate: 1, weightDecay: 0, clipNorm: 0 } };
      const [r, alpha] = [3, 6];
      const other = taken ? await prepareRun(backend, 'lora-fa', { r, alpha }, { seed: 17 }) : undefined;
      const start = other && { ...nothingCarried, start: Object.fromEntries(await other.trained()) };
      await other?.dispose();
      const plain = await finishRun(backend, 'lora-fa', { r, alpha }, settings, start);
      const turned = await finishRun(backend, 'lora-fa', { r, alpha, correct: true }, settings, start);
      for (const [name, a] of kind(plain.values, 'lora_A')) {
        const [b, c] = [plain, turned].map(({ values }) => values.get(name.replace('lora_A', 'lora_B'))!);
        const width = a.length / r;
        // c (A Aᵀ) s² = b
        for (let o = 0; o < b!.length / r; o++) {
          for (let k = 0; k < r; k++) {
            let back = 0;
            for (let j = 0; j < r; j++)
              for (let i = 0; i < width; i++) back += c![o * r + j]! * a[j * width + i]! * a[k * width + i]!;
            expect(back * (alpha / r) ** 2).toBeCloseTo(b![o * r + k]!, 4);
          }
        }
      }
      await Promise.all([plain.trainer.dispose(), turned.trainer.dispose()]);
    },
  );
});

describe('DyLoRA', () => {
  it('moves only the row that was drawn', async () => {
    const [r, seed] = [4, 3];
    const trainer = await prepareRun(backend, 'dylora', { r }, { seed, steps: 12 });
    let before = await valuesOf(trainer);
    for (let step = 1; step <= 12; step++) {
      await trainer.step();
      const after = await valuesOf(trainer);
      const drawn = sampledRank(seed, step, r) - 1;
      for (const [name, b] of kind(before, 'lora_B')) {
        const moved = Array.from({ length: r }, (_, k) => b.some((v, i) => i % r === k && v !== after.get(name)![i]));
        expect(moved).toEqual(Array.from({ length: r }, (_, k) => k === drawn));
      }
      for (const [name, a] of kind(before, 'lora_A')) {
        const width = a.length / r;
        expect(a.every((v, i) => Math.floor(i / width) === drawn || v === after.get(name)![i])).toBe(true);
      }
      before = after;
    }
    await trainer.dispose();
  });

  it('draws every rank about as often', () => {
    const counts = new Array<number>(8).fill(0);
    for (let step = 1; step <= 4000; step++) counts[sampledRank(7, step, 8) - 1]!++;
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100);
  });
});

describe('SoRA', () => {
  it('ends with gates that are exactly zero, and says how many', async () => {
    const { trainer, values, stages } = await finishRun(
      backend,
      'sora',
      { r: 4, lambda: 0.05, lambda1: 0, targets: 'auto' },
      { steps: 30 },
    );
    const zero = sum(kind(values, 'sora_gate').map(([, gate]) => gate.filter((g) => g === 0).length));
    expect(zero).toBeGreaterThan(0);
    expect(zero).toBeLessThan(16);
    expect(inEnglish(stages[0]!.summary!)).toContain(`${zero} of 16 gates are zero`);
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it('has the mean size of the gates in the loss', async () => {
    const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
    const hp = resolveHyperparameters(methodById('sora'), { r: 4, lambda1: 2, targets: 'q' });
    const options = { batch: 2, sequence: 7, training: true };
    const { builder, declared, parameters } = applyMethod(methodById('sora'), hp, graph, anatomy, options);
    builder.graph.outputs = [...declared.terms];
    const finished = builder.finish();
    const feeds = parameters.map((p) => [p.name, f32(p.shape, initialise(p, 1, graph))] as const);
    const batch = batchOf(loadFixture('bert-torchscript'), finished);
    const inputs = { ...batch, ...Object.fromEntries(feeds), 'step.sora.threshold': f32([], [0]) };
    const out = await evaluate(finished, inputs);
    const gates = feeds.filter(([name]) => name.endsWith('sora_gate'));
    const sizes = gates.flatMap(([, { data }]) => [...(data as Float32Array)].map(Math.abs));
    expect(out[declared.terms[0]!]!.data[0]).toBeCloseTo((2 * sum(sizes)) / sizes.length, 5);
  });

  it('grows λ in stages, each from where the last one stood', () => {
    const hp = { lambda: 0.7, stages: 7 };
    expect([0, 3, 6].map((stage) => lambdaOfStage(stage, hp))).toEqual([0.7 / 7, (0.7 * 4) / 7, 0.7]);
    const request = { hyperparameters: { ...hp, lambda_schedule: 'stages' }, steps: 100 } as unknown as PhaseRequest;
    const stages = Array.from({ length: 7 }, (_, index) => methodById('sora').phases!({ ...request, index })!);
    expect(stages.map(({ work }) => ('steps' in work ? work.steps : 0))).toEqual([14, 15, 14, 14, 14, 15, 14]);
    expect(methodById('sora').phases!({ ...request, index: 7 })).toBeUndefined();
  });

  it('shrinks by λ and no further, on top of the optimiser', async () => {
    const settings = { steps: 1, optimizer: { kind: 'sgd' as const, learningRate: 1e-30, weightDecay: 0, warmup: 0 } };
    const trainer = await prepareRun(backend, 'sora', { r: 4, lambda: 0.1, lambda_schedule: 'constant' }, settings);
    const before = await valuesOf(trainer);
    await trainer.run();
    const after = await valuesOf(trainer);
    for (const [name, gate] of kind(before, 'sora_gate')) {
      gate.forEach((g, i) => expect(after.get(name)![i]).toBeCloseTo(Math.sign(g) * Math.max(Math.abs(g) - 0.1, 0), 6));
    }
    await trainer.dispose();
  });
});

/** ‖A Aᵀ − I‖ of rows (r, n). */
function distanceFromOrthonormal(rows: Float32Array, r: number): number {
  const n = rows.length / r;
  let squares = 0;
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < r; j++) {
      let dot = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) dot += rows[i * n + k]! * rows[j * n + k]!;
      squares += dot ** 2;
    }
  }
  return Math.sqrt(squares);
}

describe('AdaLoRA', () => {
  const hp = { init_r: 6, target_r: 2, tinit: 0.1, tfinal: 0.3, delta_t: 1, targets: 'auto' };

  it('goes from the first budget to the last along a cubic', () => {
    const at = (step: number) => budgetAt(step, 100, 4, hp);
    expect([1, 10].map(at)).toEqual([24, 24]);
    expect(at(40)).toBe(Math.floor(8 + 16 * 0.5 ** 3));
    expect(at(70)).toBe(8);
    expect([71, 100].map(at)).toEqual([-1, -1]);
    expect(budgetAt(41, 100, 4, { ...hp, delta_t: 10 })).toBe(24);
    expect(budgetAt(100, 100, 4, { ...hp, tfinal: 0 })).toBe(8);
  });

  it('meets its budget exactly, keeps the final choice, and pulls rows to right angles', async () => {
    const trainer = await prepareRun(backend, 'adalora', hp, { steps: 40, optimizer: { learningRate: 1e-2 } });
    const on = (values: Values) => kind(values, 'lora_E').map(([, e]) => e.map((v) => Number(v !== 0)).join(''));
    const before = await valuesOf(trainer);
    await trainer.run(28);
    const chosen = on(await valuesOf(trainer));
    expect(sum(chosen.join('').split('').map(Number))).toBe(4 * 2);
    await trainer.run();
    const after = await valuesOf(trainer);
    expect(on(after)).toEqual(chosen);
    for (const [name, a] of kind(before, 'lora_A'))
      expect(distanceFromOrthonormal(after.get(name)!, 6)).toBeLessThan(distanceFromOrthonormal(a, 6));
    expect(inEnglish(trainer.result().stages[0]!.summary!)).toMatch(/^8 ranks in 4 matrices: layer\.0\.q \d/);
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it('goes on from a checkpoint as if there had been none', async () => {
    const whole = await finishRun(backend, 'adalora', hp, { steps: 16 });
    const first = await prepareRun(backend, 'adalora', hp, { steps: 16 });
    await first.run(9);
    const checkpoint = structuredClone(await first.checkpoint());
    await first.run();
    await first.restore(checkpoint);
    await first.run();
    expect(await valuesOf(first)).toEqual(whole.values);
    await Promise.all([first.dispose(), whole.trainer.dispose()]);
  });
});

describe('IncreLoRA', () => {
  it('divides α by the ranks in use, in training and in the finished adapter', async () => {
    const run = await finishRun(backend, 'increlora', { r: 4, target: 2, alpha: 8, targets: 'o' }, { steps: 12 });
    const ranks = run.values.get('increlora.ranks')!;
    expect(sum(ranks)).toBe(2 * 2);
    const { anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
    const { deployed } = methodById('increlora');
    const finished = deployed!(
      { anatomy, linearAlgebra, trained: (name: string) => run.values.get(name)! } as never,
      resolveHyperparameters(methodById('increlora'), { r: 4, target: 2, alpha: 8, targets: 'o' }),
    );
    const [e, b] = ['lora_E', 'lora_B'].map((part) => run.values.get(`layer.0.o.${part}`)!);
    const folded = finished.parameters.find(({ name }) => name === 'layer.0.o.lora_B')!.init as {
      values: Float32Array;
    };
    folded.values.forEach((v, i) => expect(v).toBeCloseTo((b![i]! * e![i % 4]! * 8) / ranks[0]!, 5));
    await run.trainer.dispose();
  });

  const hp = { r: 4, target: 2, start: 0.1, end: 0.6, interval: 2, targets: 'auto' };

  it('plans from one rank each to the mean rank', () => {
    expect([1, 4, 24, 40].map((step) => growthAt(step, 40, 4, hp))).toEqual([4, 4, 8, 8]);
    expect(growthAt(14, 40, 4, hp)).toBe(6);
    expect(growthAt(15, 40, 4, hp)).toBe(6);
  });

  it('gives out exactly its ranks, one row after the other, with one in reserve', async () => {
    const trainer = await prepareRun(backend, 'increlora', hp, { steps: 40, optimizer: { learningRate: 1e-2 } });
    const before = await valuesOf(trainer);
    await trainer.run();
    const after = await valuesOf(trainer);
    const { ranks } = trainer.result().facts as { ranks: Record<string, number> };
    expect(sum(Object.values(ranks))).toBe(4 * 2);
    for (const [stem, rank] of Object.entries(ranks)) {
      const e = after.get(`${stem}.lora_E`)!;
      expect([...e.slice(0, rank)].every((v) => v !== 0 && Math.abs(v) !== Math.fround(1e-5))).toBe(true);
      if (rank < 4) expect(e[rank]).toBe(Math.fround(1e-5));
      expect([...e.slice(rank + 1)].every((v) => v === 0)).toBe(true);
      // Rows beyond the reserve are as they were drawn.
      const [a, drawn] = [after.get(`${stem}.lora_A`)!, before.get(`${stem}.lora_A`)!];
      const width = a.length / 4;
      for (let row = 0; row < 4; row++)
        expect(a.subarray(row * width, (row + 1) * width).every((v, i) => v === drawn[row * width + i])).toBe(
          row > rank,
        );
    }
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });
});

/** (B A)ᵀ in the graph's layout (in, out). */
function product(a: Float32Array, b: Float32Array, r: number): Float32Array {
  const [inputs, outputs] = [a.length / r, b.length / r];
  const out = new Float32Array(inputs * outputs);
  for (let i = 0; i < inputs; i++)
    for (let o = 0; o < outputs; o++)
      for (let k = 0; k < r; k++) out[i * outputs + o]! += a[k * inputs + i]! * b[o * r + k]!;
  return out;
}

describe('Delta-LoRA', () => {
  it('leaves W alone until step K, then moves it by λ s times the change of B A', async () => {
    const [r, alpha, lambda] = [4, 8, 0.5];
    const trainer = await prepareRun(backend, 'delta-lora', { r, alpha, lambda, start: 0.5 }, { steps: 24 });
    const start = await valuesOf(trainer);
    await trainer.run(12);
    const middle = await valuesOf(trainer);
    const name = 'encoder.layer.1.attention.self.query.weight';
    expect(middle.get(name)).toEqual(start.get(name));
    await trainer.run();
    const end = await valuesOf(trainer);
    const ba = (values: Values) => product(values.get('layer.1.q.lora_A')!, values.get('layer.1.q.lora_B')!, r);
    const [before, after] = [ba(middle), ba(end)];
    let moved = 0;
    end.get(name)!.forEach((w, i) => {
      const expected = lambda * (alpha / r) * (after[i]! - before[i]!);
      moved = Math.max(moved, Math.abs(expected));
      expect(w - middle.get(name)![i]!).toBeCloseTo(expected, 5);
    });
    expect(moved).toBeGreaterThan(1e-3);
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });
});

describe('LoRAPrune', () => {
  const hp = { r: 4, ratio: 0.5, start: 0.1, end: 0.6, interval: 4 };

  it('plans along a cubic and ends at its ratio', () => {
    expect([1, 4, 5, 24, 25].map((step) => keptAt(step, 40, 64, hp))).toEqual([-1, 64, -1, 32, -1]);
    expect(keptAt(12, 40, 64, hp)).toBe(64 - Math.round(32 * (1 - 0.6 ** 3)));
    expect(prunable(2)).toEqual([0, 1]);
    expect(prunable(12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('prunes half of the heads and channels, for good, and tells what is left', async () => {
    const trainer = await prepareRun(backend, 'loraprune', hp, { steps: 40 });
    await trainer.run(14);
    const early = await valuesOf(trainer);
    await trainer.run();
    const late = await valuesOf(trainer);
    for (const [group, all] of [
      ['heads', 4],
      ['channels', 64],
    ] as const) {
      const [now, then] = [late, early].map((values) => [...values.get(`prune.${group}`)!]);
      expect(new Set(now)).toEqual(new Set([0, 1]));
      for (let layer = 0; layer < 2; layer++) expect(sum(now!.slice(layer * all, (layer + 1) * all))).toBe(all / 2);
      // Of four heads two are gone early.
      expect(sum(then!)).toBeGreaterThan(group === 'heads' ? all - 1 : sum(now!));
      expect(now!.every((one, i) => one <= then![i]!)).toBe(true);
    }
    expect(inEnglish(trainer.result().stages[0]!.summary!)).toBe(
      'What is left in layers 0, 1: heads 2/4, 2/4; channels 32/64, 32/64.',
    );
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it('keeps the channels whose estimated importance is largest', async () => {
    // One step: B is still zero, so ĝ = (∂B) A, and ∂B follows from the step of plain SGD.
    const [r, rate] = [4, 1e-3];
    const trainer = await prepareRun(
      backend,
      'loraprune',
      { r, ratio: 0.5, start: 0, end: 0.05, interval: 1, targets: 'down' },
      { steps: 1, optimizer: { kind: 'sgd', learningRate: rate, weightDecay: 0, clipNorm: 0, warmup: 0 } },
    );
    const before = await valuesOf(trainer);
    await trainer.run();
    const after = await valuesOf(trainer);
    const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 8);
    const { down } = anatomy.layers[1]!.feedForward;
    const weight = asFloat32(graph.initializers.get(down.weight)!);
    const a = before.get('layer.1.down.lora_A')!,
      b = after.get('layer.1.down.lora_B')!;
    const gradient = product(
      a,
      b.map((v) => -v / rate),
      r,
    );
    const scores = Array.from({ length: 64 }, (_, i) =>
      sum(Array.from({ length: 32 }, (_, o) => Math.abs(gradient[i * 32 + o]! * weight[i * 32 + o]!))),
    );
    const median = [...scores].sort((x, y) => x - y)[32]!;
    expect([...after.get('prune.channels')!.slice(64)]).toEqual(scores.map((score) => Number(score >= median)));
    await trainer.dispose();
  });

  it('merges to a model without what was pruned', async () => {
    const method = methodById('loraprune');
    const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
    const settings = resolveHyperparameters(method, { r: 3 });
    const applied = applyMethod(method, settings, graph, anatomy, { batch: 2, sequence: 7, training: false });
    applied.builder.graph.outputs = [applied.lastHidden];
    const tuned = applied.builder.finish();
    const random = normalStream(2);
    const values = new Map(
      applied.parameters.map((p) => [
        p.name,
        f32(
          p.shape,
          p.frozen
            ? initialise(p, 1, graph).map((_, i) => Number(i % 3 === 0))
            : initialise(p, 1, graph).map((v) => v + 0.1 * random()),
        ),
      ]),
    );
    const batch = batchOf(loadFixture('bert-torchscript'), tuned);
    const expected = (await evaluate(tuned, { ...batch, ...Object.fromEntries(values) }))[applied.lastHidden]!;
    const merged = graph.clone();
    if (typeof method.merge === 'string') throw new Error(method.merge);
    method.merge(
      {
        anatomy,
        linearAlgebra,
        base: (name) => asFloat32(graph.initializers.get(name)!),
        trained: (name) => asFloat32(values.get(name)!),
        shape: (name) => graph.shapeOf(name),
        set: (name, value) => merged.initializers.set(name, f32(graph.shapeOf(name), value)),
      },
      settings,
    );
    merged.outputs = [anatomy.lastHidden];
    merged.prune();
    const found = asFloat32((await evaluate(merged, batch))[anatomy.lastHidden]!);
    asFloat32(expected).forEach((v, i) => expect(Math.abs(found[i]! - v)).toBeLessThan(2e-4));
  });
});
