/** Operators that no fixture has: each lowering against onnxruntime's own kernel. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { canonicalise } from '../canonicalise';
import { float, Graph, int, ints, str, type Attributes } from '../graph';
import { specialise } from '../specialise';
import { unsupportedNodes } from '../support';
import { bool, f32, i32, i64, numbersOf, tensorOf, type Tensor } from '../tensor';

let seed = 7;
const noise = (...dims: number[]): Tensor =>
  f32(
    dims,
    Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed / 1073741824 - 1;
    }),
  );
const integers = (dtype: 'uint8' | 'int8', low: number, high: number, ...dims: number[]): Tensor =>
  tensorOf(
    dtype,
    dims,
    numbersOf(noise(...dims)).map((v) => Math.round(low + ((v + 1) / 2) * (high - low))),
  );
const B = 2,
  T = 5,
  H = 4,
  D = 16;

interface Case {
  op: string;
  domain?: string;
  opset?: number;
  /** Graph inputs, except those listed in `constants`. undefined: absent. */
  inputs: (Tensor | undefined)[];
  constants?: number[];
  attributes?: Attributes;
  /** Number of outputs, all compared. */
  outputs?: number;
  tolerance?: number;
}

const ms = 'com.microsoft';
const causalMask = bool(
  [T, T],
  Array.from({ length: T * T }, (_, i) => i % T <= Math.floor(i / T)),
);
const lengths = i32([B], [T, 3]);
const padding = i32([B, T], [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
const cache = () => noise(12, 2);

const cases: Record<string, Case> = {
  'Gemm with everything': {
    op: 'Gemm',
    inputs: [noise(4, 3), noise(5, 4), noise(5)],
    constants: [1, 2],
    attributes: { transA: int(1), transB: int(1), alpha: float(0.5), beta: float(2) },
  },
  'Gemm without bias': { op: 'Gemm', inputs: [noise(3, 4), noise(4, 5)] },
  FusedMatMul: {
    op: 'FusedMatMul',
    domain: ms,
    inputs: [noise(2, 4, 3), noise(2, 5, 4)],
    attributes: { transA: int(1), transB: int(1), alpha: float(0.25) },
  },
  'Einsum of scores': {
    op: 'Einsum',
    inputs: [noise(B, T, H, 3), noise(B, 6, H, 3)],
    attributes: { equation: str('bthd,bshd->bhts') },
  },
  'Einsum of context': {
    op: 'Einsum',
    inputs: [noise(B, H, T, 6), noise(B, 6, H, 3)],
    attributes: { equation: str('bhts,bshd->bthd') },
  },
  'Einsum of a linear layer': {
    op: 'Einsum',
    inputs: [noise(B, T, D), noise(8, D)],
    attributes: { equation: str('btd, od -> bto') },
  },
  Sum: { op: 'Sum', inputs: [noise(2, 3), noise(3), noise(2, 1)] },
  Mean: { op: 'Mean', inputs: [noise(2, 3), noise(3), noise(2, 1)] },
  'Max of three': { op: 'Max', inputs: [noise(2, 3), noise(3), noise(2, 1)] },
  'Pow by one half': { op: 'Pow', inputs: [f32([3], [1, 2, 3]), f32([], [0.5])], constants: [1] },
  'Pow by minus one half': { op: 'Pow', inputs: [f32([3], [1, 2, 3]), f32([], [-0.5])], constants: [1] },
  'Pow by an integer': { op: 'Pow', inputs: [noise(3), i64([], [3])], constants: [1] },
  'Mod of ids': { op: 'Mod', inputs: [i32([4], [7, 3, 0, 11]), i32([], [4])] },
  Sign: { op: 'Sign', inputs: [f32([3], [-2, 0, 5])] },
  'Div by a scalar': { op: 'Div', inputs: [noise(2, 3), f32([], [8])], constants: [1] },
  LogSoftmax: { op: 'LogSoftmax', inputs: [noise(2, 3, 4)] },
  'Softmax over an inner axis': { op: 'Softmax', inputs: [noise(2, 3, 4)], attributes: { axis: int(1) } },
  'Softmax of opset 11': { op: 'Softmax', opset: 11, inputs: [noise(2, 3, 4)], attributes: { axis: int(1) } },
  OneHot: {
    op: 'OneHot',
    inputs: [i64([B, T], [0, 1, 2, 3, 0, 1, 3, 3, 2, 0]), i64([], [4]), f32([2], [0.5, 2])],
    constants: [1, 2],
  },
  'CumSum of integers': {
    op: 'CumSum',
    inputs: [i32([B, T], [1, 0, 1, 1, 1, 1, 1, 0, 0, 0]), i64([], [1])],
    constants: [1],
  },
  'ReduceMean of opset 13': {
    op: 'ReduceMean',
    opset: 13,
    inputs: [noise(2, 3, 4)],
    attributes: { axes: ints([-1]), keepdims: int(0) },
  },
  ReduceL2: { op: 'ReduceL2', inputs: [noise(2, 3), i64([1], [1])], constants: [1] },
  ReduceSumSquare: { op: 'ReduceSumSquare', inputs: [noise(2, 3)] },
  Trilu: { op: 'Trilu', inputs: [noise(2, 4, 4), i64([], [-1])], constants: [1], attributes: { upper: int(0) } },
  'Clip to fp32': { op: 'Clip', inputs: [noise(3), f32([], [-3.4e38])], constants: [1] },
  Tile: { op: 'Tile', inputs: [noise(1, 3, 2), i64([3], [2, 1, 3])], constants: [1] },
  'Slice with steps': {
    op: 'Slice',
    inputs: [noise(5, 6), i64([2], [3, 0]), i64([2], [-9, 9]), i64([2], [0, 1]), i64([2], [-1, 2])],
    constants: [1, 2, 3, 4],
  },
  'Slice of opset 9': {
    op: 'Slice',
    opset: 9,
    inputs: [noise(4, 5)],
    attributes: { starts: ints([1, 0]), ends: ints([9, -1]) },
  },
  'Split of opset 11': {
    op: 'Split',
    opset: 11,
    inputs: [noise(2, 6)],
    attributes: { axis: int(1), split: ints([2, 4]) },
    outputs: 2,
  },
  'Split in equal parts': {
    op: 'Split',
    inputs: [noise(2, 6)],
    attributes: { axis: int(-1), num_outputs: int(3) },
    outputs: 3,
  },
  'Gather of one row': {
    op: 'Gather',
    inputs: [noise(B, T, D), i64([], [-1])],
    constants: [1],
    attributes: { axis: int(1) },
  },
  'Gather of a range': {
    op: 'Gather',
    inputs: [noise(B, T, D), i64([2], [1, 2])],
    constants: [1],
    attributes: { axis: int(1) },
  },
  'GatherND of every element': {
    op: 'GatherND',
    inputs: [noise(2, 3), i64([2, 1, 3, 2], [0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2])],
    constants: [1],
  },
  'GatherND of some elements': { op: 'GatherND', inputs: [noise(2, 3), i64([2, 2], [1, 2, 0, 1])], constants: [1] },
  'ScatterND of a block': {
    op: 'ScatterND',
    inputs: [noise(2, 3), i64([2, 1, 2], [0, 1, 1, 1]), noise(2, 1)],
    constants: [0, 1],
  },
  Gelu: { op: 'Gelu', domain: ms, inputs: [noise(2, D)] },
  BiasGelu: { op: 'BiasGelu', domain: ms, inputs: [noise(2, D), noise(D)] },
  FastGelu: { op: 'FastGelu', domain: ms, inputs: [noise(2, D)] },
  QuickGelu: { op: 'QuickGelu', domain: ms, inputs: [noise(2, D)], attributes: { alpha: float(1.702) } },
  RMSNormalization: {
    op: 'RMSNormalization',
    opset: 23,
    inputs: [noise(B, T, D), noise(D)],
    constants: [1],
    attributes: { epsilon: float(1e-3) },
  },
  'LayerNormalization without bias': { op: 'LayerNormalization', inputs: [noise(B, T, D), noise(D)], constants: [1] },
  'RotaryEmbedding, contrib': {
    op: 'RotaryEmbedding',
    domain: ms,
    inputs: [noise(B, T, D), i64([1], [2]), cache(), cache()],
    constants: [1, 2, 3],
  },
  'RotaryEmbedding, contrib, interleaved': {
    op: 'RotaryEmbedding',
    domain: ms,
    inputs: [noise(B, H, T, 4), i64([B, T], [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]), cache(), cache()],
    constants: [1, 2, 3],
    attributes: { interleaved: int(1) },
  },
  'RotaryEmbedding, contrib, computed positions': {
    op: 'RotaryEmbedding',
    domain: ms,
    inputs: [noise(B, T, D), i64([B, T], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), cache(), cache()],
    constants: [2, 3],
  },
  'RotaryEmbedding, opset 23': {
    op: 'RotaryEmbedding',
    opset: 23,
    inputs: [noise(B, H, T, 4), cache(), cache(), i64([B, T], [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])],
    constants: [1, 2, 3],
  },
  'RotaryEmbedding, opset 23, part of the head': {
    op: 'RotaryEmbedding',
    opset: 23,
    inputs: [noise(B, H, T, 6), cache(), cache(), i64([B, T], [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])],
    constants: [1, 2, 3],
    attributes: { rotary_embedding_dim: int(4) },
  },
  'Attention, contrib, lengths': {
    op: 'Attention',
    domain: ms,
    inputs: [noise(B, T, D), noise(D, 3 * D), noise(3 * D), lengths],
    constants: [1, 2],
    attributes: { num_heads: int(H) },
  },
  'Attention, contrib, raw mask, causal': {
    op: 'Attention',
    domain: ms,
    inputs: [noise(B, T, D), noise(D, 3 * D), noise(3 * D), padding],
    constants: [1, 2],
    attributes: { num_heads: int(H), unidirectional: int(1) },
  },
  'Attention, contrib, bias on the scores': {
    op: 'Attention',
    domain: ms,
    inputs: [noise(B, T, D), noise(D, 3 * D), noise(3 * D), undefined, undefined, noise(B, H, T, T)],
    constants: [1, 2],
    attributes: { num_heads: int(H), scale: float(0.3) },
  },
  MultiHeadAttention: {
    op: 'MultiHeadAttention',
    domain: ms,
    inputs: [noise(B, T, D), noise(B, T, D), noise(B, T, D), noise(3 * D), padding, noise(1, H, T, T)],
    constants: [3],
    attributes: { num_heads: int(H) },
  },
  'MultiHeadAttention, causal': {
    op: 'MultiHeadAttention',
    domain: ms,
    inputs: [noise(B, T, D), noise(B, T, D), noise(B, T, D)],
    attributes: { num_heads: int(H), unidirectional: int(1) },
  },
  'Attention, opset 23, grouped queries, boolean mask': {
    op: 'Attention',
    opset: 23,
    inputs: [noise(B, H, T, 4), noise(B, 2, T, 4), noise(B, 2, T, 4), causalMask],
  },
  'Attention, opset 23, flat and causal': {
    op: 'Attention',
    opset: 23,
    inputs: [noise(B, T, D), noise(B, T, D), noise(B, T, D)],
    attributes: { q_num_heads: int(H), kv_num_heads: int(H), is_causal: int(1) },
  },
  'Attention, opset 23, additive mask': {
    op: 'Attention',
    opset: 23,
    inputs: [noise(B, H, T, 4), noise(B, H, T, 4), noise(B, H, T, 4), noise(B, 1, T, T)],
    attributes: { scale: float(0.7) },
  },
  EmbedLayerNormalization: {
    op: 'EmbedLayerNormalization',
    domain: ms,
    inputs: [
      i32([B, T], [1, 2, 3, 4, 5, 6, 7, 0, 0, 0]),
      i32([B, T], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]),
      noise(9, D),
      noise(8, D),
      noise(2, D),
      noise(D),
      noise(D),
      padding,
    ],
    constants: [2, 3, 4, 5, 6],
    outputs: 2,
  },
  SkipSimplifiedLayerNormalization: {
    op: 'SkipSimplifiedLayerNormalization',
    domain: ms,
    inputs: [noise(B, T, D), noise(B, T, D), noise(D)],
    constants: [2],
    attributes: { epsilon: float(1e-5) },
  },
  'MatMulNBits, 4 bits': {
    op: 'MatMulNBits',
    domain: ms,
    inputs: [noise(3, 64), integers('uint8', 0, 255, 5, 4, 8), noise(20)],
    constants: [1, 2],
    attributes: { K: int(64), N: int(5), bits: int(4), block_size: int(16) },
  },
  'MatMulNBits, 4 bits, zero points': {
    op: 'MatMulNBits',
    domain: ms,
    inputs: [noise(3, 64), integers('uint8', 0, 255, 5, 4, 8), noise(20), integers('uint8', 0, 255, 10)],
    constants: [1, 2, 3],
    attributes: { K: int(64), N: int(5), bits: int(4), block_size: int(16) },
  },
  DynamicQuantizeMatMul: {
    op: 'DynamicQuantizeMatMul',
    domain: ms,
    inputs: [
      noise(3, 8),
      integers('int8', -100, 100, 8, 5),
      f32([5], [0.01, 0.02, 0.01, 0.005, 0.01]),
      undefined,
      noise(5),
    ],
    constants: [1, 2, 4],
    tolerance: 0.02,
  },
};

describe('lowered operators agree with onnxruntime', () => {
  it.each(Object.keys(cases))('%s', async (title) => {
    const {
      op,
      domain = '',
      opset = 18,
      inputs,
      constants = [],
      attributes = {},
      outputs = 1,
      tolerance = 1e-5,
    } = cases[title]!;
    const graph = new Graph();
    graph.opset = opset;
    if (domain) graph.domains.set(domain, 1);
    const feeds: Record<string, Tensor> = {};
    inputs.forEach((tensor, i) => {
      if (!tensor) return;
      if (constants.includes(i)) graph.initializers.set(`x${i}`, tensor);
      else {
        graph.inputs.push({ name: `x${i}`, dtype: tensor.dtype, dims: tensor.dims });
        feeds[`x${i}`] = tensor;
      }
    });
    graph.outputs = Array.from({ length: outputs }, (_, i) => `y${i}`);
    graph.nodes = [
      {
        name: 'node',
        op,
        domain,
        inputs: inputs.map((t, i) => (t ? `x${i}` : '')),
        outputs: [...graph.outputs],
        attributes,
        role: 'base',
      },
    ];
    const lowered = canonicalise(specialise(graph, { batch: B, sequence: T }));
    expect(unsupportedNodes(lowered)).toEqual([]);
    const narrow = Object.fromEntries(
      Object.entries(feeds).map(([name, t]) => [name, t.dtype === 'int64' ? i32(t.dims, numbersOf(t)) : t]),
    );
    const [want, got] = [await evaluate(graph, feeds), await evaluate(lowered, narrow)];
    graph.outputs.forEach((name, i) => {
      const [a, b] = [got[lowered.outputs[i]!]!, want[name]!];
      expect(a.dims).toEqual(b.dims);
      const [x, y] = [numbersOf(a), numbersOf(b)];
      for (let k = 0; k < x.length; k++)
        expect(Math.abs(x[k]! - y[k]!), `output ${i}, element ${k}: ${x[k]} instead of ${y[k]}`).toBeLessThan(
          tolerance,
        );
    });
  });
});
