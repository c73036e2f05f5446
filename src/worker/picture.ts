/** A tensor made small enough to send and to draw. */
import type { Picture } from './protocol';

const BINS = 41;
/** Cells of a side at most: more can't be told apart on a screen. */
const SIDE = 128;

/** The matrix that a tensor is drawn as: leading axes one below the other; a long vector is folded into rows. */
export function matrixOf(shape: readonly number[], size: number): readonly [rows: number, columns: number] {
  if (shape.length > 1) {
    const columns = shape.at(-1)!;
    return [size / columns, columns];
  }
  return size <= SIDE ? [1, size] : [Math.ceil(size / SIDE), SIDE];
}

export function pictureOf(values: Float32Array, shape: readonly number[]): Picture {
  const size = values.length;
  let [min, max, sum, squares, zeros] = [Infinity, -Infinity, 0, 0, 0];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    squares += value * value;
    if (value === 0) zeros++;
  }
  const mean = sum / size;
  const histogram = new Array<number>(BINS).fill(0);
  const width = (max - min) / BINS;
  for (const value of values)
    histogram[width > 0 ? Math.min(BINS - 1, Math.floor((value - min) / width)) : (BINS - 1) / 2]!++;
  return {
    min,
    max,
    mean,
    deviation: Math.sqrt(Math.max(0, squares / size - mean * mean)),
    norm: Math.sqrt(squares),
    zeros,
    histogram,
    grid: gridOf(values, ...matrixOf(shape, size)),
  };
}

/** @param cell what a cell tells of its block: the entry that is farthest from 0, or the mean */
export function gridOf(
  values: Float32Array,
  allRows: number,
  allColumns: number,
  cell: 'largest' | 'share' = 'largest',
): Picture['grid'] {
  const rows = Math.min(allRows, SIDE),
    columns = Math.min(allColumns, SIDE);
  const cells = new Float32Array(rows * columns);
  const counts = new Float32Array(rows * columns);
  values.forEach((value, i) => {
    const row = Math.floor((Math.floor(i / allColumns) * rows) / allRows),
      column = Math.floor(((i % allColumns) * columns) / allColumns);
    const at = row * columns + column;
    if (cell === 'share') {
      cells[at]! += value;
      counts[at]! += 1;
    }
    // Means of a block would all be near zero.
    else if (Math.abs(value) > Math.abs(cells[at]!)) cells[at] = value;
  });
  if (cell === 'share') cells.forEach((sum, i) => (cells[i] = sum / Math.max(1, counts[i]!)));
  return { rows, columns, cells };
}
