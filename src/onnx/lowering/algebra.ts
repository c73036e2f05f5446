/** Arithmetic: composite and n-ary operators in terms of binary ones, products in terms of MatMul. */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import { floatAttribute, intAttribute, intsAttribute, stringAttribute } from '../graph';
import { normaliseAxis } from '../infer';
import { isIntegerType } from '../dtype';
import type { Operator } from '../operators';
import { i32, sizeOf, tensorOf } from '../tensor';
import { einsum } from './einsum';
import type { LowerContext, LowerRule, LowerRules } from './context';

/** Y = α A′ B′ + β C, as MatMul and Add. The transpose of a weight that nothing else reads is folded into it later. */
const gemm: LowerRule = (c) => {
  const { g, node } = c;
  const left = intAttribute(node, 'transA', 0) ? g.transpose(c.input(0), [1, 0]) : c.input(0);
  const right = intAttribute(node, 'transB', 0) ? g.transpose(c.input(1), [1, 0]) : c.input(1);
  const product = g.scale(g.matmul(left, right), floatAttribute(node, 'alpha', 1));
  const beta = floatAttribute(node, 'beta', 1);
  return [c.has(2) && beta !== 0 ? g.add(product, g.scale(c.input(2), beta)) : product];
};

/** Contrib products that transpose and scale on the way: com.microsoft FusedMatMul. */
const fusedMatMul: LowerRule = (c) => {
  const { g, node } = c;
  if (intAttribute(node, 'transBatchA', 0) || intAttribute(node, 'transBatchB', 0))
    throw new MessageError(says.batchTransposed);
  const left = intAttribute(node, 'transA', 0) ? g.transpose(c.input(0)) : c.input(0);
  const right = intAttribute(node, 'transB', 0) ? g.transpose(c.input(1)) : c.input(1);
  return [g.scale(g.matmul(left, right), floatAttribute(node, 'alpha', 1))];
};

/** 0 times integers of any value (a trick for "zeros of this shape") is a constant. */
export const zeroProduct: LowerRule = (c) => {
  const { dtype } = c.type(0);
  if (!isIntegerType(dtype) || ![0, 1].some((i) => c.scalar(i) === 0)) return undefined;
  const { shape } = c.outputTypes()[0]!;
  return [c.g.initializer('zeros', tensorOf(dtype, shape, new Float64Array(sizeOf(shape))))];
};

const activations: Readonly<Record<string, Operator>> = { Relu: 'Relu', Tanh: 'Tanh', Sigmoid: 'Sigmoid' };

const fusedGemm: LowerRule = (c) => {
  const activation = stringAttribute(c.node, 'activation', '');
  const [y] = gemm(c)!;
  if (!activation) return [y!];
  const op = activations[activation];
  if (!op) throw new MessageError(says.activation({ activation }));
  return [c.g.emit(op, [y!])];
};

const chain =
  (op: Operator): LowerRule =>
  (c) => [c.node.inputs.slice(1).reduce((sum, value) => c.g.emit(op, [sum, value]), c.input(0))];

/** Reductions read their axes from a constant input, as from opset 18 on. */
function reduceAxes(c: LowerContext): number[] {
  const rank = c.rank(0);
  const given = intsAttribute(c.node, 'axes') ?? (c.has(1) ? c.constant(1) : undefined);
  return (given && given.length > 0 ? [...given] : c.shape(0).map((_, i) => i))
    .map((a) => normaliseAxis(a, rank))
    .sort((x, y) => x - y);
}
const keeps = (c: LowerContext) => intAttribute(c.node, 'keepdims', 1) === 1;
const isNoop = (c: LowerContext) =>
  intAttribute(c.node, 'noop_with_empty_axes', 0) === 1 &&
  !intsAttribute(c.node, 'axes')?.length &&
  (!c.has(1) || c.constant(1).length === 0);

const reduce =
  (f: (c: LowerContext, axes: number[], keep: boolean) => string): LowerRule =>
  (c) => [isNoop(c) ? c.input(0) : f(c, reduceAxes(c), keeps(c))];

export const algebra: LowerRules = {
  Gemm: gemm,
  'com.microsoft.FusedMatMul': fusedMatMul,
  'com.microsoft.FusedGemm': fusedGemm,
  Einsum: (c) => [einsum(c.g, stringAttribute(c.node, 'equation', ''), c.node.inputs)],
  Sum: chain('Add'),
  Max: chain('Max'),
  Min: chain('Min'),
  Mean: (c) => [
    c.g.scale(
      c.node.inputs.slice(1).reduce((sum, value) => c.g.add(sum, value), c.input(0)),
      1 / c.node.inputs.length,
    ),
  ],
  Div: (c) => {
    const divisor = c.scalar(1);
    // One multiplication is cheaper than a division, and so is its gradient.
    return divisor !== undefined && c.type(0).dtype === 'float32' && c.rank(1) <= c.rank(0)
      ? [c.g.scale(c.input(0), 1 / divisor)]
      : undefined;
  },
  Pow: (c) => {
    const { g } = c,
      x = c.input(0),
      exponent = c.scalar(1);
    if (exponent === 1) return [x];
    if (exponent === 2) return [g.mul(x, x)];
    if (exponent === 0.5) return [g.sqrt(x)];
    if (exponent === -0.5) return [g.emit('Reciprocal', [g.sqrt(x)])];
    return exponent === undefined ? undefined : [g.emit('Pow', [x, g.scalar(exponent)])];
  },
  Mod: (c) => {
    const { g } = c;
    const quotient = g.div(c.input(0), c.input(1));
    // Integer division truncates, which is floor for the non-negative ids that exporters take the remainder of.
    return [
      g.sub(c.input(0), g.mul(isIntegerType(c.type(0).dtype) ? quotient : g.emit('Floor', [quotient]), c.input(1))),
    ];
  },
  Sign: (c) => {
    const { g } = c,
      zero = isIntegerType(c.type(0).dtype) ? g.intScalar(0) : g.scalar(0),
      { dtype } = c.type(0);
    return [
      g.sub(g.cast(g.emit('Greater', [c.input(0), zero]), dtype), g.cast(g.emit('Less', [c.input(0), zero]), dtype)),
    ];
  },
  Clip: (c) => {
    const low = c.has(1) ? c.scalar(1) : floatAttribute(c.node, 'min', -Infinity),
      high = c.has(2) ? c.scalar(2) : floatAttribute(c.node, 'max', Infinity);
    // Exporters clip to the range of fp32, which clips nothing.
    return low !== undefined && high !== undefined && low <= -3e38 && high >= 3e38 ? [c.input(0)] : undefined;
  },
  Softmax: (c) => {
    const rank = c.rank(0),
      axis = normaliseAxis(intAttribute(c.node, 'axis', c.opset < 13 ? 1 : -1), rank),
      { g } = c;
    if (axis === rank - 1) return [g.softmax(c.input(0))];
    if (c.opset >= 13) return [g.softmax(c.input(0), axis)];
    // Before opset 13, all axes from `axis` on were one.
    const shape = c.shape(0);
    const flat = g.reshape(c.input(0), [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]);
    return [g.reshape(g.softmax(flat), c.shape(0))];
  },
  LogSoftmax: (c) => {
    const { g } = c,
      axis = normaliseAxis(intAttribute(c.node, 'axis', -1), c.rank(0));
    const centred = g.sub(c.input(0), g.reduceMax(c.input(0), [axis], true));
    return [g.sub(centred, g.log(g.reduceSum(g.exp(centred), [axis], true)))];
  },
  OneHot: (c) => {
    const { g } = c,
      axis = intAttribute(c.node, 'axis', -1),
      depth = c.constant(1)[0]!,
      [off, on] = c.constant(2) as [number, number];
    if (normaliseAxis(axis, c.rank(0) + 1) !== c.rank(0)) throw new MessageError(says.oneHotAxis);
    const classes = g.initializer(
      'classes',
      i32(
        [depth],
        g.made(depth, (i) => i),
      ),
    );
    const hit = g.cast(g.equal(g.reshape(g.cast(c.input(0), 'int32'), [...c.shape(0), 1]), classes), 'float32');
    const scaled = g.scale(hit, on - off);
    return [off === 0 ? scaled : g.add(scaled, g.scalar(off))];
  },
  CumSum: (c) => {
    const { g, node } = c,
      dtype = c.type(0).dtype;
    if (dtype === 'float32') return undefined;
    // The WebGPU kernel sums floats; counts of tokens are exact in fp32.
    return [g.cast(g.emit('CumSum', [g.cast(c.input(0), 'float32'), c.input(1)], node.attributes), dtype)];
  },
  ReduceSum: reduce((c, axes, keep) => c.g.reduceSum(c.input(0), axes, keep)),
  ReduceMean: reduce((c, axes, keep) => c.g.reduceMean(c.input(0), axes, keep)),
  ReduceMax: reduce((c, axes, keep) => c.g.reduceMax(c.input(0), axes, keep)),
  ReduceSumSquare: reduce((c, axes, keep) => c.g.reduceSum(c.g.mul(c.input(0), c.input(0)), axes, keep)),
  ReduceL2: reduce((c, axes, keep) => c.g.sqrt(c.g.reduceSum(c.g.mul(c.input(0), c.input(0)), axes, keep))),
};
