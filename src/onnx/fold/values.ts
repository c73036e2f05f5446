/** Constant tensors as plain numbers, for evaluating shape arithmetic on the host. */
import { numbersOfInt64 } from '../int64';
import { asFloat32, sizeOf, stridesOf, tensorOf, type DType, type Tensor } from '../tensor';
import { broadcastShapes } from '../infer';

/**
 * A constant with its elements as numbers. int64 beyond ±2^53 is approximate, which only "to the end" sentinels reach.
 */
export interface Values {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

const largestInt64 = 9223372036854774784; // the largest double below 2^63

export function valuesOf(tensor: Tensor): Values {
  const { dtype, dims } = tensor;
  if (dtype === 'int64') return { dtype, dims, data: numbersOfInt64(tensor.data as BigInt64Array) };
  if (dtype === 'float16') return { dtype, dims, data: asFloat32(tensor) };
  return { dtype, dims, data: tensor.data as Float32Array };
}

export function tensorFrom(values: Values): Tensor {
  if (values.dtype !== 'int64') return tensorOf(values.dtype, values.dims, values.data);
  // `from` with a function makes a list of all of them first: ten times as long for a mask of a million.
  const clamped = new Float64Array(values.data);
  for (let i = 0; i < clamped.length; i++) clamped[i] = Math.min(Math.max(clamped[i]!, -largestInt64), largestInt64);
  return tensorOf('int64', values.dims, clamped);
}

/** Strides of `dims` as read when broadcast to `out`: 0 along broadcast axes. */
export function broadcastStrides(dims: readonly number[], out: readonly number[]): number[] {
  const own = stridesOf(dims);
  return out.map((_, i) => {
    const at = i - (out.length - dims.length);
    return at < 0 || dims[at] === 1 ? 0 : own[at]!;
  });
}

/** Calls `visit(flat output index, source offset of each operand)` for all elements of `shape` in row-major order. */
export function iterate(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  visit: (at: number, offsets: readonly number[]) => void,
): void {
  const total = sizeOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  const offsets = new Array<number>(strides.length).fill(0);
  for (let at = 0; at < total; at++) {
    visit(at, offsets);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      for (let k = 0; k < strides.length; k++) offsets[k]! += strides[k]![axis]!;
      if (index[axis]! < shape[axis]!) break;
      for (let k = 0; k < strides.length; k++) offsets[k]! -= strides[k]![axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

/** Elementwise function of any number of operands with broadcasting. */
export function elementwise(dtype: DType, operands: readonly Values[], f: (...v: number[]) => number): Values {
  const dims = broadcastShapes(...operands.map((o) => o.dims));
  const out = new Float64Array(sizeOf(dims));
  const args = new Array<number>(operands.length);
  iterate(
    dims,
    operands.map((o) => broadcastStrides(o.dims, dims)),
    (at, offsets) => {
      for (let k = 0; k < operands.length; k++) args[k] = operands[k]!.data[offsets[k]!]!;
      out[at] = f(...args);
    },
  );
  return { dtype, dims, data: out };
}

/** A strided view of `x` written out densely. */
export function view(x: Values, dims: readonly number[], strides: readonly number[], start = 0): Values {
  const out = new Float64Array(sizeOf(dims));
  iterate(dims, [strides], (at, [offset]) => {
    out[at] = x.data[start + offset!]!;
  });
  return { dtype: x.dtype, dims, data: out };
}
