/**
 * Quantised weights become fp32 weights, and quantised activations what they stood for: training needs both in floats.
 * Dynamic quantisation writes x W as DynamicQuantizeLinear(x) → MatMulInteger → Cast → Mul(x scale · W scale).
 */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import { derived } from '../derived';
import { intAttribute } from '../graph';
import { normaliseAxis } from '../infer';
import { asFloat32, f32, numbersOf, sizeOf, stridesOf, tensorOf, type Tensor } from '../tensor';
import type { LowerContext, LowerRule, LowerRules } from './context';

/** Weights of MatMulInteger whose scale comes in a later Mul. */
const unscaled = new WeakSet<Tensor>();

const stripped = (name: string) => name.replace(/_quantized$|_int8$|_uint8$/, '');

/** (q − zero point) · scale; both are scalars or run along `axis`. */
function dequantise(q: Tensor, scale: Tensor | undefined, zero: Tensor | undefined, axis: number): Tensor {
  const values = numbersOf(q),
    s = scale ? asFloat32(scale) : undefined,
    z = zero ? numbersOf(zero) : undefined;
  const step = stridesOf(q.dims)[axis] ?? 1,
    size = q.dims[axis] ?? 1;
  const pick = (list: ArrayLike<number> | undefined, at: number, fallback: number) =>
    list === undefined ? fallback : list[list.length === 1 ? 0 : Math.floor(at / step) % size]!;
  return f32(
    q.dims,
    Float32Array.from(values, (v, at) => (v - pick(z, at, 0)) * pick(s, at, 1)),
  );
}

/** A quantised constant input as an fp32 weight. @returns its name. */
export function dequantisedInput(c: LowerContext, input: number, scale: number, zero: number, axis?: number): string {
  const q = c.tensor(input),
    s = c.tensor(scale);
  if (!q || !s || (c.has(zero) && !c.tensor(zero))) throw new MessageError(says.quantisedComputed);
  const along = normaliseAxis(axis ?? q.dims.length - 1, q.dims.length);
  const name = c.input(input);
  return c.weight(
    stripped(name) === name ? `${name}_dequantised` : stripped(name),
    derived(q, 'dequantised', () => dequantise(q, s, c.tensor(zero), along)),
  );
}

/** Stands for the activation itself, with scale 1 and zero point 0. */
const dynamicQuantize: LowerRule = (c) => [
  c.input(0),
  c.g.scalar(1),
  c.g.initializer('zero', tensorOf('uint8', [], [0])),
];
const quantize: LowerRule = (c) => (c.tensor(0) ? undefined : [c.input(0)]);

const matMulInteger: LowerRule = (c) => {
  const q = c.tensor(1);
  if (c.type(0).dtype !== 'float32') throw new MessageError(says.integerActivations);
  if (!q) return [c.g.matmul(c.input(0), c.input(1))];
  const weight = derived(q, 'unscaled', () => dequantise(q, undefined, c.tensor(3), q.dims.length - 1));
  unscaled.add(weight);
  return [c.g.matmul(c.input(0), c.weight(`${c.input(1)}/unscaled`, weight))];
};

/** A product with a quantised matrix meets its scale: the matrix takes it in. */
export const scaledProduct: LowerRule = (c) => {
  const { g, node } = c;
  for (const [value, factor] of [node.inputs, [...node.inputs].reverse()] as [string, string][]) {
    const scale = g.graph.initializers.get(factor);
    if (!scale || scale.dtype !== 'float32') continue;
    // Scales of quantised activations are 1 here.
    if (scale.data.length === 1 && scale.data[0] === 1 && scale.dims.length <= g.rankOf(value)) return [value];
    const product = g.graph.nodes.findLast((n) => n.outputs[0] === value);
    const matrix = product?.op === 'MatMul' ? g.graph.initializers.get(product.inputs[1]!) : undefined;
    if (!product || !matrix || !unscaled.has(matrix)) continue;
    const name = product.inputs[1]!.replace(/\/unscaled(_\d+)?$/, '');
    const weight = derived(matrix, 'scaled', () => dequantise(matrix, scale, undefined, matrix.dims.length - 1));
    return [g.matmul(product.inputs[0]!, c.weight(stripped(name), weight))];
  }
  return undefined;
};

const dequantizeLinear: LowerRule = (c) => {
  const { g, node } = c,
    axis = intAttribute(node, 'axis', 1);
  if (c.type(0).dtype === 'float32') return [c.input(0)];
  if (c.tensor(0)) return [dequantisedInput(c, 0, 1, 2, Math.min(axis, c.rank(0) - 1))];
  // Rows gathered from a quantised table: gather from the table in fp32 instead.
  const gather = g.graph.nodes.findLast((n) => n.outputs.includes(c.input(0)));
  const table = gather?.op === 'Gather' ? g.graph.initializers.get(gather.inputs[0]!) : undefined;
  const scale = c.tensor(1);
  if (!gather || !table || scale?.data.length !== 1) throw new MessageError(says.integersComputed);
  const name = stripped(gather.inputs[0]!);
  const known = g.graph.initializers.get(name);
  const whole = derived(table, 'dequantised', () => dequantise(table, scale, c.tensor(2), 0));
  const weight = known === whole ? name : c.weight(name, whole);
  return [g.emit('Gather', [weight, gather.inputs[1]!], gather.attributes)];
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

/**
 * com.microsoft MatMulNBits: (A, B packed (N, blocks, bytes), scales (N·blocks), zero points packed, group index,
 * bias), weights of 2, 4 or 8 bits in blocks along K, low bits first.
 */
const matMulNBits: LowerRule = (c) => {
  const { node, g } = c,
    bits = intAttribute(node, 'bits', 4),
    block = intAttribute(node, 'block_size', 32);
  const K = intAttribute(node, 'K', 0),
    N = intAttribute(node, 'N', 0),
    packed = c.tensor(1),
    scales = c.tensor(2);
  if (!packed || !scales || (c.has(3) && !c.tensor(3)) || c.has(4)) throw new MessageError(says.reorderedWeights);
  const weight = derived(packed, 'unpacked', () => {
    const blocks = Math.ceil(K / block),
      bytes = packed.data as Uint8Array,
      s = asFloat32(scales),
      zero = c.tensor(3);
    const field = (data: Uint8Array, start: number, i: number) =>
      (data[start + Math.floor((i * bits) / 8)]! >> ((i * bits) % 8)) & ((1 << bits) - 1);
    const zeroAt = (n: number, k: number) => {
      if (!zero) return 1 << (bits - 1);
      if (zero.dtype !== 'uint8') return numbersOf(zero)[n * blocks + k]!;
      return field(zero.data as Uint8Array, n * Math.ceil((blocks * bits) / 8), k);
    };
    const out = new Float32Array(K * N),
      stride = sizeOf(packed.dims.slice(1)) / blocks;
    for (let n = 0; n < N; n++)
      for (let k = 0; k < K; k++) {
        const at = n * blocks + Math.floor(k / block);
        out[k * N + n] = (field(bytes, at * stride, k % block) - zeroAt(n, Math.floor(k / block))) * s[at]!;
      }
    return f32([K, N], out);
  });
  const product = g.matmul(
    c.input(0),
    c.weight(stripped(c.input(1)).replace(/_Q\d+G?$|\.qweight$/, '.weight'), weight),
  );
  return [c.has(5) ? g.add(product, c.input(5)) : product];
};

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
  'com.microsoft.MatMulNBits': matMulNBits,
};
