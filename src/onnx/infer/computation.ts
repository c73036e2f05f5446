/** Shapes of operators that compute. */
import { says, shapeTold } from '../messages';
import { intAttribute } from '../graph';
import {
  binaryOperators,
  comparisonOperators,
  forEach,
  reductionOperators,
  unaryOperators,
  type movementOperators,
  type Operator,
} from '../operators';
import { axesOf, binary, dtypeFromOnnx, same, variadic, type InferRule } from './rule';
import { broadcastShapes, InferenceError, matmulShape, normaliseAxis } from './shapes';

const comparison: InferRule = (c) => [{ dtype: 'bool', shape: broadcastShapes(c.type(0).shape, c.type(1).shape) }];
const reduce: InferRule = (c) => {
  const { dtype, shape } = c.type(0);
  const keep = intAttribute(c.node, 'keepdims', 1) === 1;
  const axes = axesOf(c);
  if ((!axes || axes.length === 0) && intAttribute(c.node, 'noop_with_empty_axes', 0) === 1) return [c.type(0)];
  const reduced = new Set(
    (axes && axes.length > 0 ? axes : shape.map((_, i) => i)).map((a) => normaliseAxis(a, shape.length)),
  );
  return [
    { dtype, shape: keep ? shape.map((d, i) => (reduced.has(i) ? 1 : d)) : shape.filter((_, i) => !reduced.has(i)) },
  ];
};

const argReduce: InferRule = (c) => {
  const { shape } = c.type(0);
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), shape.length);
  const keep = intAttribute(c.node, 'keepdims', 1) === 1;
  return [
    { dtype: 'int64', shape: keep ? shape.map((d, i) => (i === axis ? 1 : d)) : shape.filter((_, i) => i !== axis) },
  ];
};

type Computing = Exclude<Operator, (typeof movementOperators)[number]>;

export const computation: Readonly<Record<Computing, InferRule>> = {
  ...forEach(unaryOperators, same),
  ...forEach(binaryOperators, binary),
  ...forEach(comparisonOperators, comparison),
  ...forEach(reductionOperators, reduce),
  Clip: same,
  Max: variadic,
  Min: variadic,
  MatMul: (c) => [{ dtype: c.type(0).dtype, shape: matmulShape(c.type(0).shape, c.type(1).shape) }],
  Gemm: (c) => {
    const a = c.type(0).shape,
      b = c.type(1).shape;
    const m = intAttribute(c.node, 'transA', 0) ? a[1]! : a[0]!;
    const k = intAttribute(c.node, 'transA', 0) ? a[0]! : a[1]!;
    const n = intAttribute(c.node, 'transB', 0) ? b[0]! : b[1]!;
    const k2 = intAttribute(c.node, 'transB', 0) ? b[1]! : b[0]!;
    if (k !== k2) throw new InferenceError(says.gemmSizes({ a: shapeTold(a), b: shapeTold(b), left: k!, right: k2! }));
    return [{ dtype: c.type(0).dtype, shape: [m, n] }];
  },
  Where: (c) => [{ dtype: c.type(1).dtype, shape: broadcastShapes(c.type(0).shape, c.type(1).shape, c.type(2).shape) }],
  Cast: (c) => [{ dtype: dtypeFromOnnx(intAttribute(c.node, 'to', 1)), shape: c.type(0).shape }],
  CastLike: (c) => [{ dtype: c.type(1).dtype, shape: c.type(0).shape }],
  LayerNormalization: (c) => {
    const { dtype, shape } = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), shape.length);
    const stat = { dtype: 'float32' as const, shape: shape.map((d, i) => (i >= axis ? 1 : d)) };
    return [{ dtype, shape }, stat, stat];
  },
  TopK: (c) => {
    const { dtype, shape } = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), shape.length);
    const k = c.constant(1)[0]!;
    const out = shape.map((d, i) => (i === axis ? k : d));
    return [
      { dtype, shape: out },
      { dtype: 'int64', shape: out },
    ];
  },
  IsNaN: (c) => [{ dtype: 'bool', shape: c.type(0).shape }],
  IsInf: (c) => [{ dtype: 'bool', shape: c.type(0).shape }],
  CumSum: same,
  DequantizeLinear: (c) => [{ dtype: c.type(1).dtype, shape: c.type(0).shape }],
  GatherBlockQuantized: (c) => [{ dtype: c.type(2).dtype, shape: [...c.type(1).shape, ...c.type(0).shape.slice(1)] }],
  Softmax: same,
  LogSoftmax: same,
  ArgMax: argReduce,
  ArgMin: argReduce,
};
