/** Element types: their sizes, arrays and numbers in ONNX files. Other files keep no tables of their own. */

export type DType =
  'float32' | 'float16' | 'float64' | 'int64' | 'int32' | 'int8' | 'uint8' | 'int4' | 'uint4' | 'bool';

/**
 * float16 holds raw bits in a Uint16Array; bool holds 0/1 in a Uint8Array; int4 and uint4 hold two elements a byte, the
 * first in the lower half.
 */
export interface ArrayOf {
  float32: Float32Array;
  float16: Uint16Array;
  float64: Float64Array;
  int64: BigInt64Array;
  int32: Int32Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int4: Uint8Array;
  uint4: Uint8Array;
  bool: Uint8Array;
}

type ArrayConstructor<A> = (new (buffer: ArrayBufferLike, offset?: number, length?: number) => A) & {
  readonly BYTES_PER_ELEMENT: number;
};

/** Constructors of views of a buffer. */
export const arrays: { readonly [D in DType]: ArrayConstructor<ArrayOf[D]> } = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int4: Uint8Array,
  uint4: Uint8Array,
  bool: Uint8Array,
};

export const bytesPerElement: Readonly<Record<DType, number>> = {
  float32: 4,
  float16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  int8: 1,
  uint8: 1,
  int4: 0.5,
  uint4: 0.5,
  bool: 1,
};

/** Numbers of TensorProto.DataType (onnx.proto), as files and the attribute `to` of Cast hold them. */
const numbers: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint4: 21,
  int4: 22,
};
/** bfloat16, which is read as float32: the same number with more digits. */
export const BFLOAT16 = 16;
const dtypes = new Map([
  ...Object.entries(numbers).map(([dtype, number]) => [number, dtype as DType] as const),
  [BFLOAT16, 'float32'] as const,
]);

/** Bytes of `size` elements; an odd number of four-bit ones leaves half of the last byte empty. */
export const bytesFor = (dtype: DType, size: number): number => Math.ceil(size * bytesPerElement[dtype]);

export const onnxFromDtype = (dtype: DType): number => numbers[dtype];

/** The element type that has this number; undefined where it is not supported. */
export const supportedDtype = (number: number): DType | undefined => dtypes.get(number);

export const isFloatType = (dtype: DType | undefined): boolean =>
  dtype === 'float32' || dtype === 'float16' || dtype === 'float64';

/** Integers that are computed with; bool is none. */
export const isIntegerType = (dtype: DType | undefined): boolean =>
  dtype === 'int64' || dtype === 'int32' || isQuantisedType(dtype);

/** What quantised weights are stored in. */
export const isQuantisedType = (dtype: DType | undefined): boolean =>
  dtype === 'int8' || dtype === 'uint8' || dtype === 'int4' || dtype === 'uint4';
