/**
 * NF4, four-bit NormalFloat with double quantisation (Dettmers et al. 2023), in bitsandbytes' layout.
 *
 * The matrix as PyTorch stores it, (out, in) row by row, is cut into blocks of 64. Each block keeps its largest
 * absolute value, and 64 codes of 4 bits: the nearest of 16 values that are quantiles of the normal distribution. With
 * double quantisation the block maxima, minus their mean, are themselves kept in 8 bits, in blocks of 256 that share
 * one fp32 scale: 4 + 8/64 + 32/(64·256) = 4.127 bits a weight.
 */
import type { Builder } from '../../onnx/builder';
import { f32, i32, type Tensor } from '../../onnx/tensor';
import { pack, unpack } from './packing';

/** bitsandbytes' table. */
export const nf4Values: readonly number[] = [
  -1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
  -0.09105003625154495, 0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
  0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1,
];

export const blockSize = 64;
const blocksOfBlocks = 256;

/**
 * bitsandbytes' `create_dynamic_map`: 256 values in (−1, 1], seven decades with 1, 2, …, 64 steps each, both signs, 0
 * and 1.
 */
export const dynamicMap: readonly number[] = (() => {
  const values = [0, 1];
  for (let decade = 0; decade < 7; decade++) {
    const steps = 2 ** decade;
    for (let i = 0; i < steps; i++) {
      const value = 10 ** (decade - 6) * (0.1 + (0.9 * (i + 0.5)) / steps);
      values.push(value, -value);
    }
  }
  return values.sort((a, b) => a - b);
})();

/** Place of the value of an ascending table that is nearest to x. */
function nearest(table: readonly number[], x: number): number {
  let [low, high] = [0, table.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table[middle]! <= x) low = middle;
    else high = middle;
  }
  return x - table[low]! <= table[high]! - x ? low : high;
}

const roundedUp = (n: number, to: number): number => Math.ceil(n / to) * to;

interface Maxima {
  /** What dequantisation will read, one for each block. */
  readonly values: Float32Array;
  /** The tensors on the device. */
  readonly plain?: Tensor<'float32'>;
  readonly double?: { readonly codes: Tensor<'int32'>; readonly scales: Tensor<'float32'>; readonly mean: number };
}

/** A quantised matrix (out, in). */
export interface Nf4 {
  readonly rows: number;
  readonly columns: number;
  /** (blocks · 8), eight codes a word; the last block is filled up with code 7, which is zero. */
  readonly codes: Tensor<'int32'>;
  readonly maxima: Maxima;
  /** Bytes on the device. */
  readonly bytes: number;
}

function doubled(maxima: Float32Array): Maxima {
  const blocks = maxima.length;
  const mean = Math.fround(maxima.reduce((sum, v) => sum + v, 0) / blocks);
  const padded = roundedUp(blocks, blocksOfBlocks);
  const scales = new Float32Array(padded / blocksOfBlocks);
  const codes = new Uint8Array(padded).fill(nearest(dynamicMap, 0));
  const values = new Float32Array(blocks);
  for (let group = 0; group < scales.length; group++) {
    const from = group * blocksOfBlocks,
      to = Math.min(blocks, from + blocksOfBlocks);
    let largest = 0;
    for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(maxima[i]! - mean));
    scales[group] = largest;
    for (let i = from; i < to; i++) {
      codes[i] = nearest(dynamicMap, largest === 0 ? 0 : (maxima[i]! - mean) / largest);
      values[i] = Math.fround(Math.fround(Math.fround(dynamicMap[codes[i]!]!) * scales[group]!) + mean);
    }
  }
  return {
    values,
    double: { codes: i32([padded / 4], pack(codes, 8)), scales: f32([scales.length, 1], scales), mean },
  };
}

/** Quantises a matrix given row by row. */
export function quantiseNf4(matrix: Float32Array, rows: number, columns: number, double: boolean): Nf4 {
  const size = rows * columns;
  const blocks = Math.ceil(size / blockSize);
  const maxima = new Float32Array(blocks);
  for (let i = 0; i < size; i++)
    maxima[Math.floor(i / blockSize)] = Math.max(maxima[Math.floor(i / blockSize)]!, Math.abs(matrix[i]!));
  const codes = new Uint8Array(blocks * blockSize).fill(nf4Values.indexOf(0));
  for (let i = 0; i < size; i++) {
    const largest = maxima[Math.floor(i / blockSize)]!;
    codes[i] = largest === 0 ? nf4Values.indexOf(0) : nearest(nf4Values, matrix[i]! / largest);
  }
  const kept: Maxima = double ? doubled(maxima) : { values: maxima, plain: f32([blocks, 1], maxima) };
  const packed = i32([codes.length / 8], pack(codes, 4));
  const bytes =
    packed.data.byteLength +
    (kept.plain?.data.byteLength ?? 0) +
    (kept.double ? kept.double.codes.data.byteLength + kept.double.scales.data.byteLength + 4 : 0);
  return { rows, columns, codes: packed, maxima: kept, bytes };
}

/** The matrix as the graph will read it, row by row. */
export function dequantiseNf4({ rows, columns, codes, maxima }: Nf4): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const code = (codes.data[i >> 3]! >>> ((i & 7) * 4)) & 15;
    return Math.fround(Math.fround(nf4Values[code]!) * maxima.values[Math.floor(i / blockSize)]!);
  });
}

/** Emits the block maxima, (blocks, 1). */
function emitMaxima(g: Builder, { plain, double, values }: Maxima): string {
  if (plain) return g.initializer('nf4/maxima', plain);
  const { codes, scales, mean } = double!;
  const table = g.initializer('nf4/dynamic_map', f32([256], [...dynamicMap]));
  const groups = scales.dims[0]!;
  const steps = g.reshape(g.gather(table, unpack(g, g.initializer('nf4/maxima_codes', codes), 8)), [
    groups,
    blocksOfBlocks,
  ]);
  const all = g.reshape(g.add(g.mul(steps, g.initializer('nf4/scales', scales)), g.scalar(mean)), [
    groups * blocksOfBlocks,
  ]);
  return g.reshape(g.slice(all, 0, 0, values.length), [values.length, 1]);
}

/** Emits the matrix (out, in) from its codes. */
export function emitNf4(g: Builder, quantised: Nf4): string {
  const { rows, columns, codes, maxima } = quantised;
  const blocks = maxima.values.length;
  const table = g.initializer('nf4/table', f32([16], [...nf4Values]));
  const values = g.reshape(g.gather(table, unpack(g, g.initializer('nf4/codes', codes), 4)), [blocks, blockSize]);
  const all = g.reshape(g.mul(values, emitMaxima(g, maxima)), [blocks * blockSize]);
  return g.reshape(g.slice(all, 0, 0, rows * columns), [rows, columns]);
}
