/** Host tensors: a dtype, dimensions and a flat row-major typed array. */

import { int64OfNumbers, numbersOfInt64 } from './int64';
import { bytesFor, type ArrayOf, type DType } from './dtype';

export { bytesFor, bytesPerElement, type ArrayOf, type DType } from './dtype';

export interface Tensor<D extends DType = DType> {
  readonly dtype: D;
  readonly dims: readonly number[];
  readonly data: ArrayOf[D];
}

/** Number of elements of a shape; 1 for a scalar `[]`. */
export function sizeOf(dims: readonly number[]): number {
  let size = 1;
  for (const d of dims) size *= d;
  return size;
}

/** Strides in elements of a row-major shape. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length);
  let step = 1;
  for (let i = dims.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= dims[i]!;
  }
  return strides;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** Bytes of a tensor, without computing it where it is made on demand. */
export const byteLengthOf = ({ dtype, dims }: Tensor): number => bytesFor(dtype, sizeOf(dims));

/** Arrays are views of whole elements; four-bit ones come two a byte. */
const lengthOf = (dtype: DType, dims: readonly number[]): number =>
  dtype === 'int4' || dtype === 'uint4' ? bytesFor(dtype, sizeOf(dims)) : sizeOf(dims);

function checked<D extends DType>(dtype: D, dims: readonly number[], data: ArrayOf[D]): Tensor<D> {
  if (data.length !== lengthOf(dtype, dims)) {
    throw new Error(`A tensor of shape [${dims.join(', ')}] needs ${sizeOf(dims)} elements, got ${data.length}.`);
  }
  return { dtype, dims, data };
}

/** A tensor whose elements are computed when they are asked for, and kept only as long as someone holds them. */
class MadeOnDemand<D extends DType> implements Tensor<D> {
  private kept: WeakRef<ArrayOf[D]> | undefined;

  constructor(
    readonly dtype: D,
    readonly dims: readonly number[],
    private readonly make: () => ArrayOf[D],
    /** One element without the others. */
    readonly at: (i: number) => number,
  ) {}

  get data(): ArrayOf[D] {
    const kept = this.kept?.deref();
    if (kept) return kept;
    const { data } = checked(this.dtype, this.dims, this.make());
    this.kept = new WeakRef(data);
    return data;
  }
}

/** Tensors of at least this many elements are worth not keeping twice. */
const largeFrom = 2 ** 16;

/**
 * A tensor that is another form of one that is held anyway (transposed, widened): a large one is made when it is asked
 * for, so that a model's weights are not held twice.
 * @param make gives the same elements each time
 * @param at gives one of them
 */
export const onDemand = <D extends DType>(
  dtype: D,
  dims: readonly number[],
  make: () => ArrayOf[D],
  at: (i: number) => number,
): Tensor<D> => (sizeOf(dims) < largeFrom ? checked(dtype, dims, make()) : new MadeOnDemand(dtype, dims, make, at));

/** As `onDemand`, whatever the size. */
export const madeOnDemand = <D extends DType>(
  dtype: D,
  dims: readonly number[],
  make: () => ArrayOf[D],
  at: (i: number) => number,
): Tensor<D> => new MadeOnDemand(dtype, dims, make, at);

/** The same bytes as elements of another type or in another shape; made on demand where they are. */
export function seenAs<D extends DType>(tensor: Tensor, dtype: D, dims: readonly number[]): Tensor<D> {
  const data = () => tensor.data as ArrayOf[D];
  if (!(tensor instanceof MadeOnDemand)) return checked(dtype, dims, data());
  return madeOnDemand(dtype, dims, data, (i) => elementAt({ dtype, dims, data: data() }, i));
}

export const isMadeOnDemand = (tensor: Tensor): boolean => tensor instanceof MadeOnDemand;

/** What two tensors have in common when they are the same numbers in the same place. */
export const identityOf = (tensor: Tensor): object => (tensor instanceof MadeOnDemand ? tensor : tensor.data);

export const f32 = (dims: readonly number[], data: Float32Array | readonly number[]): Tensor<'float32'> =>
  checked('float32', dims, data instanceof Float32Array ? data : Float32Array.from(data));

export const i32 = (dims: readonly number[], data: Int32Array | readonly number[]): Tensor<'int32'> =>
  checked('int32', dims, data instanceof Int32Array ? data : Int32Array.from(data));

export const i64 = (dims: readonly number[], data: BigInt64Array | readonly number[]): Tensor<'int64'> =>
  checked('int64', dims, data instanceof BigInt64Array ? data : int64OfNumbers(data));

export const bool = (dims: readonly number[], data: Uint8Array | readonly boolean[]): Tensor<'bool'> =>
  checked('bool', dims, data instanceof Uint8Array ? data : Uint8Array.from(data.map(Number)));

function truths(values: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i] ? 1 : 0;
  return out;
}

/** Any tensor from plain numbers, converted to `dtype`. */
export function tensorOf(dtype: DType, dims: readonly number[], values: ArrayLike<number>): Tensor {
  switch (dtype) {
    case 'float32':
      return checked(dtype, dims, new Float32Array(values));
    case 'float64':
      return checked(dtype, dims, new Float64Array(values));
    case 'int32':
      return checked(dtype, dims, new Int32Array(values));
    case 'int8':
      return checked(dtype, dims, new Int8Array(values));
    case 'uint8':
      return checked(dtype, dims, new Uint8Array(values));
    case 'int4':
    case 'uint4':
      return checked(dtype, dims, packHalves(values));
    case 'bool':
      return checked(dtype, dims, truths(values));
    case 'int64':
      return checked(dtype, dims, int64OfNumbers(values));
    case 'float16':
      return checked(dtype, dims, Uint16Array.from(values, toHalf));
  }
}

/** Elements as plain numbers, whatever the dtype (int64 beyond 2^53 loses precision). */
export function numbersOf(tensor: Tensor): number[] {
  if (tensor.dtype === 'int64') return Array.from(numbersOfInt64(tensor.data as BigInt64Array));
  if (tensor.dtype === 'float16') return Array.from(tensor.data as Uint16Array, fromHalf);
  if (tensor.dtype === 'int4' || tensor.dtype === 'uint4')
    return Array.from({ length: sizeOf(tensor.dims) }, (_, at) => elementAt(tensor, at));
  return Array.from(tensor.data as Float32Array);
}

/** fp32 view of a floating tensor: the same array where it is fp32 already, a converted copy otherwise. */
export function asFloat32(tensor: Tensor): Float32Array {
  if (tensor.dtype === 'float32') return tensor.data as Float32Array;
  if (tensor.dtype === 'float16') {
    const source = tensor.data as Uint16Array;
    const table = halfTable();
    const out = new Float32Array(source.length);
    for (let i = 0; i < source.length; i++) out[i] = table[source[i]!]!;
    return out;
  }
  return Float32Array.from(numbersOf(tensor));
}

/** Two elements of four bits a byte, the first in the lower half. */
export function packHalves(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 2));
  for (let at = 0; at < values.length; at++) bytes[at >> 1]! |= (values[at]! & 15) << ((at & 1) * 4);
  return bytes;
}

/** Element `at` as a number, without making all of a tensor that is made on demand. */
export function elementAt(tensor: Tensor, at: number): number {
  if (tensor instanceof MadeOnDemand) return tensor.at(at);
  const { dtype, data } = tensor;
  if (dtype === 'float16') return fromHalf(data[at] as number);
  if (dtype !== 'int4' && dtype !== 'uint4') return Number(data[at]);
  const code = ((data as Uint8Array)[at >> 1]! >> ((at & 1) * 4)) & 15;
  return dtype === 'int4' && code > 7 ? code - 16 : code;
}

const scratch = new DataView(new ArrayBuffer(4));

/** Decodes one IEEE 754 half (raw bits). */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Encodes to IEEE 754 half bits, rounding to nearest even. */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const mantissa = bits & 0x7fffff;
  if (Number.isNaN(value)) return sign | 0x7e00;
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const full = mantissa | 0x800000;
    const shift = 14 - exponent;
    const half = full >> shift;
    const rest = full & ((1 << shift) - 1);
    const middle = 1 << (shift - 1);
    return sign | (half + (rest > middle || (rest === middle && half & 1) ? 1 : 0));
  }
  const half = (exponent << 10) | (mantissa >> 13);
  const rest = mantissa & 0x1fff;
  // A carry out of the mantissa correctly rolls into the exponent.
  return sign | (half + (rest > 0x1000 || (rest === 0x1000 && half & 1) ? 1 : 0));
}

let table: Float32Array | undefined;
/** All 65,536 halves decoded once: a weight file of 20 million halves decodes several times faster through it. */
function halfTable(): Float32Array {
  if (!table) {
    table = new Float32Array(65536);
    for (let i = 0; i < 65536; i++) table[i] = fromHalf(i);
  }
  return table;
}
