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
  const { b, node } = c;
  const left = intAttribute(node, 'transA', 0) ? b.transpose(c.input(0), [1, 0]) : c.input(0);
  const right = intAttribute(node, 'transB', 0) ? b.transpose(c.input(1), [1, 0]) : c.input(1);
  const product = b.scale(b.matmul(left, right), floatAttribute(node, 'alpha', 1));
  const beta = floatAttribute(node, 'beta', 1);
  return [c.has(2) && beta !== 0 ? b.add(product, b.scale(c.input(2), beta)) : product];
};

/** Contrib products that transpose and scale on the way: com.microsoft FusedMatMul. */
const fusedMatMul: LowerRule = (c) => {
  const { b, node } = c;
  if (intAttribute(node, 'transBatchA', 0) || intAttribute(node, 'transBatchB', 0))
    throw new MessageError(says.batchTransposed);
  const left = intAttribute(node, 'transA', 0) ? b.transpose(c.input(0)) : c.input(0);
  const right = intAttribute(node, 'transB', 0) ? b.transpose(c.input(1)) : c.input(1);
  return [b.scale(b.matmul(left, right), floatAttribute(node, 'alpha', 1))];
};

/** 0 times integers of any value (a trick for "zeros of this shape") is a constant. */
export const zeroProduct: LowerRule = (c) => {
  const { dtype } = c.type(0);
  if (!isIntegerType(dtype) || ![0, 1].some((i) => c.scalar(i) === 0)) return undefined;
  const { shape } = c.outputTypes()[0]!;
  return [c.b.initializer('zeros', tensorOf(dtype, shape, new Float64Array(sizeOf(shape))))];
};

const activations: Readonly<Record<string, Operator>> = { Relu: 'Relu', Tanh: 'Tanh', Sigmoid: 'Sigmoid' };

const fusedGemm: LowerRule = (c) => {
  const activation = stringAttribute(c.node, 'activation', '');
  const [y] = gemm(c)!;
  if (!activation) return [y!];
  const op = activations[activation];
  if (!op) throw new MessageError(says.activation({ activation }));
  return [c.b.emit(op, [y!])];
};

const chain =
  (op: Operator): LowerRule =>
  (c) => [c.node.inputs.slice(1).reduce((sum, value) => c.b.emit(op, [sum, value]), c.input(0))];

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
  Einsum: (c) => [einsum(c.b, stringAttribute(c.node, 'equation', ''), c.node.inputs)],
  Sum: chain('Add'),
  Max: chain('Max'),
  Min: chain('Min'),
  Mean: (c) => [
    c.b.scale(
      c.node.inputs.slice(1).reduce((sum, value) => c.b.add(sum, value), c.input(0)),
      1 / c.node.inputs.length,
    ),
  ],
  Div: (c) => {
    const divisor = c.scalar(1);
    // One multiplication is cheaper than a division, and so is its gradient.
    return divisor !== undefined && c.type(0).dtype === 'float32' && c.rank(1) <= c.rank(0)
      ? [c.b.scale(c.input(0), 1 / divisor)]
      : undefined;
  },
  Pow: (c) => {
    const { b } = c,
      x = c.input(0),
      exponent = c.scalar(1);
    if (exponent === 1) return [x];
    if (exponent === 2) return [b.mul(x, x)];
    if (exponent === 0.5) return [b.sqrt(x)];
    if (exponent === -0.5) return [b.emit('Reciprocal', [b.sqrt(x)])];
    return exponent === undefined ? undefined : [b.emit('Pow', [x, b.scalar(exponent)])];
  },
  Mod: (c) => {
    const { b } = c;
    const quotient = b.div(c.input(0), c.input(1));
    // Integer division truncates, which is floor for the non-negative ids that exporters take the remainder of.
    return [
      b.sub(c.input(0), b.mul(isIntegerType(c.type(0).dtype) ? quotient : b.emit('Floor', [quotient]), c.input(1))),
    ];
  },
  Sign: (c) => {
    const { b } = c,
      zero = isIntegerType(c.type(0).dtype) ? b.intScalar(0) : b.scalar(0),
      { dtype } = c.type(0);
    return [
      b.sub(b.cast(b.emit('Greater', [c.input(0), zero]), dtype), b.cast(b.emit('Less', [c.input(0), zero]), dtype)),
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
      { b } = c;
    if (axis === rank - 1) return [b.softmax(c.input(0))];
    if (c.opset >= 13) return [b.softmax(c.input(0), axis)];
    // Before opset 13, all axes from `axis` on were one.
    const shape = c.shape(0);
    const flat = b.reshape(c.input(0), [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]);
    return [b.reshape(b.softmax(flat), c.shape(0))];
  },
  LogSoftmax: (c) => {
    const { b } = c,
      axis = normaliseAxis(intAttribute(c.node, 'axis', -1), c.rank(0));
    const centred = b.sub(c.input(0), b.reduceMax(c.input(0), [axis], true));
    return [b.sub(centred, b.log(b.reduceSum(b.exp(centred), [axis], true)))];
  },
  OneHot: (c) => {
    const { b } = c,
      axis = intAttribute(c.node, 'axis', -1),
      depth = c.constant(1)[0]!,
      [off, on] = c.constant(2) as [number, number];
    if (normaliseAxis(axis, c.rank(0) + 1) !== c.rank(0)) throw new MessageError(says.oneHotAxis);
    const classes = b.initializer(
      'classes',
      i32(
        [depth],
        Array.from({ length: depth }, (_, i) => i),
      ),
    );
    const hit = b.cast(b.equal(b.reshape(b.cast(c.input(0), 'int32'), [...c.shape(0), 1]), classes), 'float32');
    const scaled = b.scale(hit, on - off);
    return [off === 0 ? scaled : b.add(scaled, b.scalar(off))];
  },
  CumSum: (c) => {
    const { b, node } = c,
      dtype = c.type(0).dtype;
    if (dtype === 'float32') return undefined;
    // The WebGPU kernel sums floats; counts of tokens are exact in fp32.
    return [b.cast(b.emit('CumSum', [b.cast(c.input(0), 'float32'), c.input(1)], node.attributes), dtype)];
  },
  ReduceSum: reduce((c, axes, keep) => c.b.reduceSum(c.input(0), axes, keep)),
  ReduceMean: reduce((c, axes, keep) => c.b.reduceMean(c.input(0), axes, keep)),
  ReduceMax: reduce((c, axes, keep) => c.b.reduceMax(c.input(0), axes, keep)),
  ReduceSumSquare: reduce((c, axes, keep) => c.b.reduceSum(c.b.mul(c.input(0), c.input(0)), axes, keep)),
  ReduceL2: reduce((c, axes, keep) => c.b.sqrt(c.b.reduceSum(c.b.mul(c.input(0), c.input(0)), axes, keep))),
};
