/**
 * Group-wise INT4: every group of g inputs of an output has a scale and a zero point, w ≈ scale · (code − zero), codes
 * 0 … 15. Scales and zero points come from each group's smallest and largest weight.
 */
import type { Builder } from '../../onnx/builder';
import { f32, i32, type Tensor } from '../../onnx/tensor';
import { pack, unpack } from './packing';

const levels = 15;

/** A quantised matrix (out, in). */
export interface Int4 {
  readonly rows: number;
  readonly columns: number;
  readonly group: number;
  /** (out · in / 8), eight codes a word. */
  readonly codes: Tensor<'int32'>;
  /** (out · in / g, 1); zero points need not be whole. */
  readonly scales: Tensor<'float32'>;
  readonly zeros: Tensor<'float32'>;
}

/** @param group divides `columns`, and is a multiple of 8 */
export function quantiseInt4(matrix: Float32Array, rows: number, columns: number, group: number): Int4 {
  const groups = (rows * columns) / group;
  const scales = new Float32Array(groups),
    zeros = new Float32Array(groups);
  const codes = new Uint8Array(rows * columns);
  for (let at = 0; at < groups; at++) {
    const values = matrix.subarray(at * group, (at + 1) * group);
    const smallest = values.reduce((x, y) => Math.min(x, y), Infinity);
    const range = values.reduce((x, y) => Math.max(x, y), -Infinity) - smallest;
    // Where all weights are equal any scale will do.
    scales[at] = range > 0 ? range / levels : 1;
    zeros[at] = -smallest / scales[at]!;
    for (let i = 0; i < group; i++)
      codes[at * group + i] = Math.min(levels, Math.max(0, Math.round(values[i]! / scales[at]! + zeros[at]!)));
  }
  return {
    rows,
    columns,
    group,
    codes: i32([codes.length / 8], pack(codes, 4)),
    scales: f32([groups, 1], scales),
    zeros: f32([groups, 1], zeros),
  };
}

/** The matrix (out, in), row by row. @param zeros other zero points than its own */
export function dequantiseInt4(
  { rows, columns, group, codes, scales, zeros: own }: Int4,
  zeros: Float32Array = own.data,
): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const at = Math.floor(i / group);
    return Math.fround(scales.data[at]! * Math.fround(((codes.data[i >> 3]! >>> ((i & 7) * 4)) & levels) - zeros[at]!));
  });
}

/** Emits the matrix (out, in) from its codes. */
export function emitInt4(g: Builder, { rows, columns, group, codes, scales, zeros }: Int4): string {
  const numbers = g.reshape(g.cast(unpack(g, g.initializer('int4/codes', codes), 4), 'float32'), [
    (rows * columns) / group,
    group,
  ]);
  return g.reshape(g.mul(g.sub(numbers, g.initializer('int4/zeros', zeros)), g.initializer('int4/scales', scales)), [
    rows,
    columns,
  ]);
}
