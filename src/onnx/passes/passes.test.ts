import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { Builder } from '../builder';
import { Graph } from '../graph';
import { f32, type Tensor } from '../tensor';
import { hoistScales, optimise } from './index';

/** Reproducible numbers in (-1, 1); their quality does not matter here. */
function noise(dims: number[], seed: number): Tensor {
  let state = (seed * 2654435761) % 2147483647;
  const size = dims.reduce((a, b) => a * b, 1);
  return f32(
    dims,
    Float32Array.from({ length: size }, () => {
      state = (state * 48271) % 2147483647;
      return (state / 2147483647) * 2 - 1;
    }),
  );
}

async function sameResult(before: Graph, after: Graph, feeds: Record<string, Tensor>): Promise<void> {
  const expected = await evaluate(before, feeds);
  const actual = await evaluate(after, feeds);
  expect(after.outputs).toEqual(before.outputs);
  for (const name of before.outputs) {
    expect(actual[name]!.dims).toEqual(expected[name]!.dims);
    const want = expected[name]!.data as Float32Array,
      got = actual[name]!.data as Float32Array;
    want.forEach((v, i) => expect(Math.abs(got[i]! - v)).toBeLessThan(1e-5 * Math.max(1, Math.abs(v))));
  }
}

const ops = (graph: Graph) => graph.nodes.map((node) => node.op);

describe('optimise', () => {
  it('turns a LoRA linear on (B, T, d) into three Gemms without separate adds, transposes or factors', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [2, 3, 4]);
    const w = g.initializer('w', noise([4, 5], 1)),
      bias = g.initializer('bias', noise([5], 2));
    const A = g.input('A', 'float32', [2, 4]),
      B = g.input('B', 'float32', [5, 2]);
    const base = g.add(g.matmul(x, w), bias);
    graph.outputs = [g.reduceMean(g.add(base, g.scale(g.linear(g.linear(x, A), B), 0.5)), [0, 1])];
    g.finish();
    const fast = optimise(graph);
    expect(ops(fast).filter((op) => op !== 'Reshape')).toEqual(['Gemm', 'Gemm', 'Gemm', 'ReduceMean']);
    await sameResult(graph, fast, { x: noise([2, 3, 4], 3), A: noise([2, 4], 4), B: noise([5, 2], 5) });
  });

  it('keeps token-wise chains in two dimensions', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [2, 3, 4]);
    const w = g.initializer('w', noise([4, 4], 1)),
      gain = g.initializer('gain', noise([4], 2)),
      bias = g.initializer('bias', noise([4], 3));
    const h = g.layerNorm(g.add(x, g.gelu(g.add(g.matmul(x, w), bias))), gain, bias, 1e-5)[0];
    const centred = g.sub(h, g.reduceMean(h, [-1], true));
    graph.outputs = [g.reduceSum(g.mul(centred, h), [0, 1])];
    g.finish();
    const fast = optimise(graph);
    expect(
      Math.max(...fast.nodes.filter((n) => n.op !== 'Reshape').map((n) => fast.shapeOf(n.outputs[0]!).length)),
    ).toBe(2);
    await sameResult(graph, fast, { x: noise([2, 3, 4], 6) });
  });

  it('removes what cancels and shares what repeats', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [2, 3]);
    const twice = g.transpose(g.transpose(x, [1, 0]), [1, 0]);
    const y = g.add(g.exp(twice), g.exp(x));
    graph.outputs = [g.add(g.mul(g.mul(y, g.scalar(2)), g.scalar(0.5)), g.neg(x))];
    g.finish();
    const fast = optimise(graph);
    expect(ops(fast)).toEqual(['Exp', 'Add', 'Sub']);
    await sameResult(graph, fast, { x: noise([2, 3], 7) });
  });
});

describe('products', () => {
  it('of few columns are turned round where all readers can take them so', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [6, 3]),
      A = g.input('A', 'float32', [2, 3]),
      B = g.input('B', 'float32', [5, 2]),
      dy = g.input('g', 'float32', [6, 5]);
    const narrow = g.linear(x, A),
      read = g.matmul(dy, B);
    graph.outputs = [
      g.linear(narrow, B),
      g.matmul(g.transpose(narrow), dy),
      g.matmul(g.transpose(read), x),
      g.exp(read),
    ];
    g.finish();
    const turned = optimise(graph, { turnNarrow: true });
    const shapes = turned.nodes.filter((n) => n.op === 'Gemm').map((n) => turned.shapeOf(n.outputs[0]!).join());
    expect(shapes).toContain('2,6');
    expect(shapes).toContain('6,2');
    await sameResult(graph, turned, {
      x: noise([6, 3], 1),
      A: noise([2, 3], 2),
      B: noise([5, 2], 3),
      g: noise([6, 5], 4),
    });
  });

  it('take in a factor of what only products read, and only then', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [4, 3]),
      w = g.input('w', 'float32', [3, 2]),
      bias = g.input('bias', 'float32', [2]),
      v = g.input('v', 'float32', [3, 5]);
    const half = g.scale(g.exp(x), 0.5),
      third = g.scale(g.exp(g.neg(x)), 1 / 3);
    graph.outputs = [
      g.add(g.matmul(half, w), bias),
      g.matmul(g.transpose(w), g.transpose(half)),
      g.matmul(third, v),
      g.exp(third),
    ];
    g.finish();
    const fast = optimise(graph);
    expect(ops(fast).filter((op) => op === 'Mul')).toHaveLength(1);
    await sameResult(graph, fast, {
      x: noise([4, 3], 1),
      w: noise([3, 2], 2),
      bias: noise([2], 3),
      v: noise([3, 5], 4),
    });
  });

  it('transposes the result of a Gemm by swapping its operands', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [4, 3]),
      dy = g.input('g', 'float32', [4, 2]);
    graph.outputs = [g.transpose(g.scale(g.matmul(g.transpose(x), dy), 0.5))];
    g.finish();
    const fast = optimise(graph);
    expect(ops(fast)).toEqual(['Gemm']);
    await sameResult(graph, fast, { x: noise([4, 3], 1), g: noise([4, 2], 2) });
  });

  it('reads the large attention matrix as it lies', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const p = g.input('p', 'float32', [2, 2, 6, 6]),
      dy = g.input('g', 'float32', [2, 2, 6, 3]);
    graph.outputs = [g.transpose(g.matmul(g.transpose(p), dy), [0, 2, 1, 3])];
    g.finish();
    const fast = optimise(graph);
    expect(fast.nodes.filter((n) => n.op === 'Transpose').every((n) => n.inputs[0] !== 'p')).toBe(true);
    expect(ops(fast)).toEqual(['Transpose', 'MatMul', 'Transpose']);
    await sameResult(graph, fast, { p: noise([2, 2, 6, 6], 3), g: noise([2, 2, 6, 3], 4) });
  });
});

describe('hoistScales', () => {
  it('scales the query instead of the scores', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const q = g.input('q', 'float32', [2, 5, 2, 3]),
      k = g.input('k', 'float32', [2, 5, 2, 3]);
    const heads = (v: string) => g.transpose(v, [0, 2, 1, 3]);
    const scores = g.matmul(heads(q), g.transpose(heads(k)));
    graph.outputs = [g.softmax(g.div(scores, g.scalar(Math.sqrt(3))))];
    g.finish();
    const hoisted = hoistScales(graph);
    const scaling = hoisted.nodes.find((n) => n.op === 'Mul')!;
    expect(scaling.inputs[0]).toBe('q');
    await sameResult(graph, hoisted, { q: noise([2, 5, 2, 3], 8), k: noise([2, 5, 2, 3], 9) });
  });
});
