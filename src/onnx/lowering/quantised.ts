/**
 * Quantised weights stay packed (`packed.ts`), and quantised activations become what they stood for: training needs
 * those in floats. Dynamic quantisation writes x W as
 * DynamicQuantizeLinear(x) → MatMulInteger → Cast → Mul(x scale · W scale).
 */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import { derived } from '../derived';
import { isQuantisedType } from '../dtype';
import { intAttribute, intsAttribute, type Node } from '../graph';
import { normaliseAxis } from '../infer';
import { packedOf, packedTensor, unsigned, weightFrom } from '../packed';
import { asFloat32, elementAt, f32, numbersOf, sizeOf, stridesOf, tensorOf, type Tensor } from '../tensor';
import type { LowerContext, LowerRule, LowerRules } from './context';

/** Weights of MatMulInteger whose scale comes in a later Mul. */
const unscaled = new WeakSet<Tensor>();

const stripped = (name: string) => name.replace(/_quantized$|_int8$|_uint8$|_Q\d+$|_quant$/, '');

/** Its own name where nothing in it tells that it is quantised. */
const plainName = (name: string) => (stripped(name) === name ? `${name}_dequantised` : stripped(name));

/** Of any rank: (q − zero point) · scale; both are scalars or run along `axis`, in blocks where `block` > 0. */
function dequantise(q: Tensor, scale: Tensor, zero: Tensor | undefined, axis: number, block: number): Tensor {
  const s = asFloat32(scale),
    z = zero ? numbersOf(zero) : undefined;
  const [steps, blocked] = [stridesOf(q.dims), stridesOf(scale.dims)];
  const place = (at: number): number => {
    if (s.length === 1) return 0;
    if (block === 0) return Math.floor(at / (steps[axis] ?? 1)) % (q.dims[axis] ?? 1);
    return q.dims.reduce((sum, size, k) => {
      const index = Math.floor(at / steps[k]!) % size;
      return sum + (k === axis ? Math.floor(index / block) : index) * blocked[k]!;
    }, 0);
  };
  return f32(
    q.dims,
    Float32Array.from({ length: sizeOf(q.dims) }, (_, at) => {
      const k = place(at);
      return (elementAt(q, at) - (z?.[z.length === 1 ? 0 : k] ?? 0)) * s[k]!;
    }),
  );
}

interface Quantised {
  readonly codes: Tensor;
  readonly scale: Tensor;
  readonly zero: Tensor | undefined;
  /** Axis of scales and zero points, or that along which blocks run. */
  readonly axis: number;
  readonly block: number;
}

/** An fp32 weight of quantised numbers: packed where it is a matrix that a graph can unpack. */
function weightOf({ codes, scale, zero, axis, block }: Quantised): Tensor {
  const scales: Tensor<'float32'> = f32(scale.dims, asFloat32(scale));
  const alongColumns = block > 0 && axis === codes.dims.length - 1;
  const matrix = codes.dims.length === 2 && isQuantisedType(codes.dtype) && (block === 0 || alongColumns);
  if (!matrix) return dequantise(codes, scale, zero, axis, block);
  return weightFrom({
    ...unsigned(codes, zero),
    scales,
    axis: axis === 0 ? 0 : 1,
    block,
    columns: codes.dims[1]!,
    turned: false,
  });
}

/** A quantised constant input as an fp32 weight. @returns its name. */
export function dequantisedInput(c: LowerContext, input: number, scale: number, zero: number, axis?: number): string {
  const codes = c.tensor(input),
    s = c.tensor(scale);
  if (!codes || !s || (c.has(zero) && !c.tensor(zero))) throw new MessageError(says.quantisedComputed);
  const along = normaliseAxis(axis ?? codes.dims.length - 1, codes.dims.length);
  const block = c.node.op === 'DequantizeLinear' ? intAttribute(c.node, 'block_size', 0) : 0;
  return c.weight(
    plainName(c.input(input)),
    derived(codes, 'dequantised', () => weightOf({ codes, scale: s, zero: c.tensor(zero), axis: along, block })),
  );
}

/** Stands for the activation itself, with scale 1 and zero point 0. */
const dynamicQuantize: LowerRule = (c) => [
  c.input(0),
  c.g.scalar(1),
  c.g.initializer('zero', tensorOf('uint8', [], [0])),
];
const quantize: LowerRule = (c) => (c.tensor(0) ? undefined : [c.input(0)]);

const one = f32([], [1]);

const matMulInteger: LowerRule = (c) => {
  const codes = c.tensor(1);
  if (c.type(0).dtype !== 'float32') throw new MessageError(says.integerActivations);
  if (!codes) return [c.g.matmul(c.input(0), c.input(1))];
  const weight = derived(codes, 'unscaled', () =>
    weightOf({ codes, scale: one, zero: c.tensor(3), axis: codes.dims.length - 1, block: 0 }),
  );
  unscaled.add(weight);
  return [c.g.matmul(c.input(0), c.weight(`${c.input(1)}/unscaled`, weight))];
};

/** The matrix with its scale, one number or one for each column. */
function scaledBy(matrix: Tensor, scale: Tensor): Tensor {
  const packed = packedOf(matrix);
  if (!packed) return dequantise(matrix, scale, undefined, matrix.dims.length - 1, 0);
  return packedTensor({
    ...packed,
    scales: f32(scale.dims.length > 1 ? [sizeOf(scale.dims)] : scale.dims, asFloat32(scale)),
  });
}

/** A product with a quantised matrix meets its scale: the matrix takes it in. */
export const scaledProduct: LowerRule = (c) => {
  const { g, node } = c;
  for (const [value, factor] of [node.inputs, [...node.inputs].reverse()] as [string, string][]) {
    const scale = g.graph.initializers.get(factor);
    if (!scale || scale.dtype !== 'float32') continue;
    // Scales of quantised activations are 1 here.
    if (sizeOf(scale.dims) === 1 && scale.data[0] === 1 && scale.dims.length <= g.rankOf(value)) return [value];
    const product = g.graph.nodes.findLast((n) => n.outputs[0] === value);
    const matrix = product?.op === 'MatMul' ? g.graph.initializers.get(product.inputs[1]!) : undefined;
    if (!product || !matrix || !unscaled.has(matrix)) continue;
    const name = product.inputs[1]!.replace(/\/unscaled(_\d+)?$/, '');
    const weight = derived(matrix, 'scaled', () => scaledBy(matrix, scale));
    return [g.matmul(product.inputs[0]!, c.weight(stripped(name), weight))];
  }
  return undefined;
};

const producerOf = (c: LowerContext, value: string): Node | undefined =>
  c.g.graph.nodes.findLast((n) => n.outputs.includes(value));

const movements: ReadonlySet<string> = new Set(['Gather', 'Transpose', 'Reshape', 'Slice']);

/** The nodes that a stored table passes through until it is `value`, the first one first. */
function movementsTo(c: LowerContext, value: string): readonly Node[] {
  const node = producerOf(c, value);
  if (!node || !movements.has(node.op)) return [];
  return [...movementsTo(c, node.inputs[0]!), node];
}

/**
 * A quantised table that is moved before it is dequantised (rows gathered from it, then turned in T5's relative
 * positions; turned, for a tied output embedding): the fp32 table is moved instead.
 */
function movedTable(c: LowerContext): string {
  const { g } = c;
  const [moving, ...further] = movementsTo(c, c.input(0));
  const codes = moving && g.graph.initializers.get(moving.inputs[0]!);
  const [scale, zero] = [c.tensor(1), c.tensor(2)];
  const reads = moving?.op === 'Gather' || moving?.op === 'Transpose';
  const single = scale !== undefined && sizeOf(scale.dims) === 1;
  if (!reads || (further.length > 0 && !single) || !codes || !scale || !isQuantisedType(codes.dtype))
    throw new MessageError(says.integersComputed);
  // Which axis of the table the scales run along.
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 1), c.rank(0));
  const block = intAttribute(c.node, 'block_size', 0);
  const perm = intsAttribute(moving, 'perm');
  const gathered = moving.op === 'Gather';
  const along = single
    ? codes.dims.length - 1
    : gathered
      ? axis - (c.rank(0) - codes.dims.length)
      : (perm?.[axis] ?? codes.dims.length - 1 - axis);
  // Rows are gathered from all: only what is the same for all of them can be said of the table.
  if (!single && (block > 0 || (gathered && along !== codes.dims.length - 1)))
    throw new MessageError(says.integersComputed);
  const name = stripped(moving.inputs[0]!);
  const whole = derived(codes, 'dequantised', () => weightOf({ codes, scale, zero, axis: along, block: 0 }));
  const weight = c.weight(name, whole);
  return [moving, ...further].reduce((value, node) => g.repeat(node, [value, ...node.inputs.slice(1)]), weight);
}

const dequantizeLinear: LowerRule = (c) => {
  if (c.type(0).dtype === 'float32') return [c.input(0)];
  if (!c.tensor(0)) return [movedTable(c)];
  return [dequantisedInput(c, 0, 1, 2, Math.min(intAttribute(c.node, 'axis', 1), c.rank(0) - 1))];
};

/** com.microsoft: (A, B, A scale, B scale, A zero, B zero, bias). */
const matMulIntegerToFloat: LowerRule = (c) => {
  const product = c.g.matmul(c.input(0), dequantisedInput(c, 1, 3, 5));
  return [c.has(6) ? c.g.add(product, c.input(6)) : product];
};

/** com.microsoft: (A, B, B scale, B zero, bias), A in fp32. */
const dynamicQuantizeMatMul: LowerRule = (c) => {
  const product = c.g.matmul(c.input(0), dequantisedInput(c, 1, 2, 3));
  return [c.has(4) ? c.g.add(product, c.input(4)) : product];
};

const qLinearMatMul: LowerRule = (c) => [c.g.matmul(c.input(0), dequantisedInput(c, 3, 4, 5))];

export const quantised: LowerRules = {
  DynamicQuantizeLinear: dynamicQuantize,
  QuantizeLinear: quantize,
  DequantizeLinear: dequantizeLinear,
  MatMulInteger: matMulInteger,
  QLinearMatMul: qLinearMatMul,
  'com.microsoft.QuantizeLinear': quantize,
  'com.microsoft.DequantizeLinear': dequantizeLinear,
  'com.microsoft.MatMulIntegerToFloat': matMulIntegerToFloat,
  'com.microsoft.DynamicQuantizeMatMul': dynamicQuantizeMatMul,
};
