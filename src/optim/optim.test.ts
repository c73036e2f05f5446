/** Ten steps of each optimiser against float64 references written from the documented formulas. */
import { describe, expect, it } from 'vitest';
import { evaluate, prepare } from '../../test/evaluate';
import { normalStream } from '../autodiff/gradientCheck';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { f32, sizeOf, type Tensor } from '../onnx/tensor';
import { adafactor } from './adafactor';
import { adamW } from './adamw';
import {
  accumulate,
  clipByGlobalNorm,
  declareScalars,
  optimizerOf,
  scalarInput,
  scheduleFactor,
  type Optimizer,
} from '.';
import { sgd } from './sgd';

const random = (shape: readonly number[], seed: number, scale = 1): Tensor<'float32'> => {
  const normal = normalStream(seed);
  return f32(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => scale * normal()),
  );
};

interface Trial {
  shape: readonly number[];
  weightDecay: number;
  decay: boolean;
  gradientScale?: number;
}
const steps = 10;
const rate = (step: number): number => 0.01 * (1 + (step % 3)); // changes while running

/** Parameter after each step of the graph, fed with fixed gradients. */
async function inGraph(optimizer: Optimizer, trial: Trial): Promise<{ values: number[][]; nodes: number }> {
  const graph = new Graph();
  const g = new Builder(graph, 'optimizer');
  const slots = optimizer.slots(trial.shape);
  const parameter = g.input('w', 'float32', trial.shape);
  const gradient = g.input('g', 'float32', trial.shape);
  const state = Object.fromEntries(slots.map((s) => [s.name, g.input(s.name, 'float32', s.shape)]));
  const scalars = declareScalars(g, optimizer);
  const gradientScale = trial.gradientScale === undefined ? undefined : g.input('scale', 'float32', []);
  const out = optimizer.update(g, {
    parameter,
    gradient,
    state,
    scalars,
    decay: trial.decay,
    ...(gradientScale ? { gradientScale } : {}),
  });
  graph.outputs = [out.parameter, ...Object.values(out.state)];
  const used = new Set(g.finish().nodes.flatMap((n) => n.inputs));
  const session = await prepare(graph);
  let w: Tensor = random(trial.shape, 1);
  let current: Record<string, Tensor> = Object.fromEntries(
    slots.map((s) => [s.name, f32(s.shape, new Float32Array(sizeOf(s.shape)).fill(s.init))]),
  );
  const values: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    const host = optimizer.scalars({ step, learningRate: rate(step), weightDecay: trial.weightDecay });
    const feeds: Record<string, Tensor> = {
      w,
      g: random(trial.shape, 100 + step, step === 4 ? 1e-4 : 1),
      ...current,
      ...Object.fromEntries(Object.entries(host).map(([name, v]) => [scalarInput(name), f32([], [v])])),
    };
    if (trial.gradientScale !== undefined) feeds.scale = f32([], [trial.gradientScale]);
    const result = await session.run(
      Object.fromEntries(Object.entries(feeds).filter(([name]) => used.has(name) || graph.isInput(name))),
    );
    w = result[out.parameter]!;
    current = Object.fromEntries(Object.entries(out.state).map(([name, value]) => [name, result[value]!]));
    values.push([...(w.data as Float32Array)]);
  }
  await session.release();
  return { values, nodes: graph.nodes.length };
}

/** One step of the reference: changes `w` in place. */
type Reference = (w: Float64Array, g: Float64Array, learningRate: number, step: number) => void;

function onHost(reference: Reference, trial: Trial): number[][] {
  const w = Float64Array.from(random(trial.shape, 1).data);
  return Array.from({ length: steps }, (_, i) => {
    const g = Float64Array.from(
      random(trial.shape, 101 + i, i === 3 ? 1e-4 : 1).data,
      (x) => x * (trial.gradientScale ?? 1),
    );
    reference(w, g, rate(i + 1), i + 1);
    return [...w];
  });
}

function worstDifference(a: number[][], b: number[][]): number {
  return Math.max(
    ...a.flatMap((row, i) => row.map((x, k) => Math.abs(x - b[i]![k]!) / Math.max(1e-2, Math.abs(b[i]![k]!)))),
  );
}

const trials: Trial[] = [
  { shape: [7], weightDecay: 0, decay: false },
  { shape: [7], weightDecay: 0.1, decay: true },
  { shape: [3, 5], weightDecay: 0.1, decay: true, gradientScale: 0.3 },
  { shape: [2, 3, 4], weightDecay: 0.1, decay: false, gradientScale: 0.5 },
];

/** torch.optim.AdamW, single-tensor form of its documentation. */
function referenceAdamW(trial: Trial): Reference {
  const n = sizeOf(trial.shape);
  const [m, v] = [new Float64Array(n), new Float64Array(n)];
  const lambda = trial.decay ? trial.weightDecay : 0;
  return (w, g, lr, t) => {
    for (let i = 0; i < n; i++) {
      w[i]! -= lr * lambda * w[i]!;
      m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
      v[i] = 0.999 * v[i]! + 0.001 * g[i]! ** 2;
      w[i]! -= (lr * (m[i]! / (1 - 0.9 ** t))) / (Math.sqrt(v[i]! / (1 - 0.999 ** t)) + 1e-8);
    }
  };
}

/** torch.optim.SGD with momentum 0.9, dampening 0; the buffer starts as the first gradient. */
function referenceSgd(trial: Trial): Reference {
  let buffer: Float64Array | undefined;
  const lambda = trial.decay ? trial.weightDecay : 0;
  return (w, g, lr) => {
    const full = g.map((x, i) => x + lambda * w[i]!);
    buffer = buffer ? buffer.map((x, i) => 0.9 * x + full[i]!) : full;
    buffer.forEach((x, i) => {
      w[i]! -= lr * x;
    });
  };
}

/** transformers.Adafactor.step with scale_parameter=False, relative_step=False, beta1=None. */
function referenceAdafactor(trial: Trial): Reference {
  const n = sizeOf(trial.shape);
  const rank = trial.shape.length;
  const columns = rank >= 2 ? trial.shape[rank - 1]! : 1;
  const rows = rank >= 2 ? trial.shape[rank - 2]! : n;
  const matrices = n / (rows * columns);
  const [R, C, V] = [new Float64Array(matrices * rows), new Float64Array(matrices * columns), new Float64Array(n)];
  const lambda = trial.decay ? trial.weightDecay : 0;
  return (w, g, lr, t) => {
    const beta = 1 - t ** -0.8;
    const update = new Float64Array(n);
    if (rank >= 2) {
      for (let q = 0; q < matrices; q++) {
        const at = (i: number, j: number): number => q * rows * columns + i * columns + j;
        for (let i = 0; i < rows; i++) {
          let sum = 0;
          for (let j = 0; j < columns; j++) sum += g[at(i, j)]! ** 2 + 1e-30;
          R[q * rows + i] = beta * R[q * rows + i]! + (1 - beta) * (sum / columns);
        }
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += g[at(i, j)]! ** 2 + 1e-30;
          C[q * columns + j] = beta * C[q * columns + j]! + (1 - beta) * (sum / rows);
        }
        const mean = R.slice(q * rows, (q + 1) * rows).reduce((a, b) => a + b, 0) / rows;
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) {
            update[at(i, j)] = g[at(i, j)]! / Math.sqrt(R[q * rows + i]! / mean) / Math.sqrt(C[q * columns + j]!);
          }
      }
    } else {
      for (let i = 0; i < n; i++) {
        V[i] = beta * V[i]! + (1 - beta) * (g[i]! ** 2 + 1e-30);
        update[i] = g[i]! / Math.sqrt(V[i]!);
      }
    }
    const rms = Math.sqrt(update.reduce((a, u) => a + u * u, 0) / n);
    for (let i = 0; i < n; i++) w[i]! -= lambda * lr * w[i]! + (lr * update[i]!) / Math.max(1, rms);
  };
}

describe.each([
  ['AdamW', adamW(), referenceAdamW],
  ['SGD', sgd(), referenceSgd],
  ['Adafactor', adafactor(), referenceAdafactor],
] as const)('%s', (_, optimizer, reference) => {
  it.each(trials)('ten steps on $shape, decay $decay, scale $gradientScale', async (trial) => {
    const { values } = await inGraph(optimizer, trial);
    expect(worstDifference(values, onHost(reference(trial), trial))).toBeLessThan(2e-5);
  });
});

describe('cost', () => {
  it('AdamW makes ten passes, eleven with decay', async () => {
    expect((await inGraph(adamW(), trials[0]!)).nodes).toBe(10);
    expect((await inGraph(adamW(), trials[1]!)).nodes).toBe(11);
  });
  it('Adafactor keeps one number per row and column', () => {
    expect(
      adafactor()
        .slots([300, 200])
        .map((s) => sizeOf(s.shape)),
    ).toEqual([300, 200]);
  });
});

describe('clipByGlobalNorm', () => {
  const tensors = {
    a: random([3, 4], 1),
    b: random([5], 2),
    c: random([], 3),
    ...Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`d${i}`, random([2, 2], 10 + i)])),
  };
  const norm = Math.sqrt(
    Object.values(tensors).reduce((sum, t) => sum + t.data.reduce((s: number, x) => s + x * x, 0), 0),
  );
  const run = async (maxNorm: number, microBatches: number): Promise<{ norm: number; scale: number | undefined }> => {
    const graph = new Graph();
    const g = new Builder(graph, 'optimizer');
    const names = Object.entries(tensors).map(([name, t]) => g.input(name, 'float32', t.dims));
    const out = clipByGlobalNorm(g, names, maxNorm, microBatches);
    graph.outputs = [out.norm];
    if (out.scale && !graph.initializers.has(out.scale)) graph.outputs.push(out.scale);
    const result = await evaluate(g.finish(), tensors);
    return {
      norm: Number(result[out.norm]!.data[0]),
      scale:
        out.scale === undefined
          ? undefined
          : Number((result[out.scale] ?? graph.initializers.get(out.scale) ?? f32([], [1 / microBatches])).data[0]),
    };
  };
  it('measures the norm over tensors of every rank', async () => {
    expect((await run(0, 1)).norm).toBeCloseTo(norm, 4);
    expect((await run(0, 1)).scale).toBeUndefined();
  });
  it('scales down to the limit and never up', async () => {
    expect((await run(1, 1)).scale).toBeCloseTo(1 / norm, 5);
    expect((await run(1000, 1)).scale).toBe(1);
  });
  it('averages micro-batches before clipping', async () => {
    const { norm: measured, scale } = await run(1, 4);
    expect(measured).toBeCloseTo(norm / 4, 4);
    expect(scale).toBeCloseTo(1 / (norm / 4) / 4, 5);
    expect((await run(0, 4)).scale).toBe(0.25);
  });
});

it('accumulates gradients, dropping what a finished update left', async () => {
  const graph = new Graph();
  const g = new Builder(graph, 'optimizer');
  const out = accumulate(
    g,
    g.input('acc', 'float32', [2]),
    g.input('g', 'float32', [2]),
    g.input('keep', 'float32', []),
  );
  graph.outputs = [out];
  const at = async (keep: number): Promise<number[]> => [
    ...((await evaluate(g.finish(), { acc: f32([2], [1, 2]), g: f32([2], [10, 20]), keep: f32([], [keep]) }))[out]!
      .data as Float32Array),
  ];
  expect(await at(1)).toEqual([11, 22]);
  expect(await at(0)).toEqual([10, 20]);
});

describe('schedules', () => {
  // [transformers.get_*_schedule_with_warmup(opt, 3, 10).lr_lambdas[0](s) for s in (0, 1, 3, 5, 10, 12)]
  const at = [0, 1, 3, 5, 10, 12];
  it('linear', () => {
    expect(at.map((s) => scheduleFactor({ kind: 'linear', warmup: 0.3, steps: 10 }, s))).toEqual([
      0,
      1 / 3,
      1,
      expect.closeTo(5 / 7, 12),
      0,
      0,
    ]);
  });
  it('cosine', () => {
    expect(at.map((s) => scheduleFactor({ kind: 'cosine', warmup: 0.3, steps: 10 }, s))).toEqual([
      0,
      1 / 3,
      1,
      expect.closeTo(0.5 * (1 + Math.cos((Math.PI * 2) / 7)), 12),
      expect.closeTo(0, 12),
      expect.closeTo(0, 12),
    ]);
  });
  it('constant', () => {
    expect(at.map((s) => scheduleFactor({ kind: 'constant', warmup: 0.3, steps: 10 }, s))).toEqual([
      0,
      1 / 3,
      1,
      1,
      1,
      1,
    ]);
  });
  it('starts at the full rate without warm-up', () => {
    expect(scheduleFactor({ kind: 'linear', warmup: 0, steps: 10 }, 0)).toBe(1);
  });
});

it('finds optimisers by name', () => {
  expect((['adamw', 'sgd', 'adafactor'] as const).map((name) => optimizerOf(name).name)).toEqual([
    'adamw',
    'sgd',
    'adafactor',
  ]);
});
