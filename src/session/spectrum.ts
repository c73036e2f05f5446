/**
 * How a change of a matrix is built: its singular values, how many directions it has, and how far it turns the matrix.
 *
 * Singular values are the roots of the eigenvalues of D Dᵀ, in double precision. Of matrices whose shorter side is long
 * only the largest are worked out, by a randomised range finder with two power iterations (Halko, Martinsson and Tropp
 * 2011, arXiv 0909.4061, algorithm 4.4).
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { standardNormal } from '../methods/initialise';
import { linearAlgebra } from '../methods/linearAlgebra';

const { orthonormal, product, symmetricEigen, transposed } = linearAlgebra;

export interface Spectrum {
  /** Singular values, the largest first: all, or the largest of them. */
  readonly values: readonly number[];
  /** Singular values that there are: the length of the shorter side. */
  readonly all: number;
  /** Those below it are what rounding leaves. */
  readonly floor: number;
  /** Values above the floor. */
  readonly rank: number;
  /** No value that was not worked out is above the floor. */
  readonly complete: boolean;
  /**
   * exp of the entropy of the values' shares (Roy and Vetterli 2007, "The effective rank"): as many equal directions
   * would be as spread out. 0 where nothing changed.
   */
  readonly effective: number;
}

/** Longest shorter side of which all values are worked out. */
const MOST_EXACT = 256;
/** Largest values that are worked out of longer ones, and directions that are tried beside them. */
const LARGEST = 64;
const SPARE = 16;
/** Of numbers with 24 bits: half of the last one. */
const ROUNDING = 2 ** -24;

/** Lets the worker be heard between two pieces of work. */
export type Pause = () => Promise<void>;

/** Products that are done in one piece: some tens of milliseconds. */
const PIECE = 2e7;

/** A Aᵀ of the rows of a matrix (rows, columns), as (rows, rows). */
async function gram(values: ArrayLike<number>, rows: number, columns: number, pause: Pause): Promise<Float64Array> {
  const result = new Float64Array(rows * rows);
  let done = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0, a = i * columns, b = j * columns; k < columns; k++) sum += values[a + k]! * values[b + k]!;
      result[i * rows + j] = result[j * rows + i] = sum;
    }
    done += i * columns;
    if (done < PIECE) continue;
    done = 0;
    await pause();
  }
  return result;
}

/** A B, some rows at a time. */
async function multiplied(
  a: Float32Array | Float64Array,
  b: ArrayLike<number>,
  [rows, inner, columns]: readonly [number, number, number],
  pause: Pause,
): Promise<Float64Array> {
  const result = new Float64Array(rows * columns);
  const piece = Math.max(1, Math.floor(PIECE / (inner * columns)));
  for (let row = 0; row < rows; row += piece) {
    const some = Math.min(piece, rows - row);
    const part = a.subarray(row * inner, (row + some) * inner);
    result.set(product(part, b, [some, inner, columns]), row * columns);
    await pause();
  }
  return result;
}

/** Singular values of a matrix (n, m), n ≤ m, the largest first. */
const singular = async (values: ArrayLike<number>, n: number, m: number, pause: Pause): Promise<number[]> =>
  symmetricEigen(await gram(values, n, m, pause), n)
    .values.map((value) => Math.sqrt(Math.max(0, value)))
    .sort((a, b) => b - a);

/** The largest singular values of a matrix (n, m), n ≤ m. */
async function largest(values: Float32Array | Float64Array, n: number, m: number, pause: Pause): Promise<number[]> {
  const k = Math.min(n, LARGEST + SPARE);
  const turned = transposed(values, n, m);
  const random = xoroshiro128plus(1);
  const sketch = Float64Array.from({ length: m * k }, () => standardNormal(random));
  let q = orthonormal(await multiplied(values, sketch, [n, m, k], pause), n, k);
  for (let i = 0; i < 2; i++) {
    const back = orthonormal(await multiplied(turned, q, [m, n, k], pause), m, k);
    q = orthonormal(await multiplied(values, back, [n, m, k], pause), n, k);
  }
  return (await singular(await multiplied(transposed(q, n, k), values, [k, n, m], pause), k, m, pause)).slice(
    0,
    LARGEST,
  );
}

const length = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
};

/**
 * @param delta change of a matrix (rows, columns) that is kept in single precision
 * @param after the matrix with the change: storing it rounds each entry, which moves no singular value by more than
 *   2⁻²⁴ of its Frobenius norm (Weyl); four times that also covers how the change was worked out
 */
export async function spectrumOf(
  delta: Float32Array,
  rows: number,
  columns: number,
  after: Float32Array,
  pause: Pause = () => Promise.resolve(),
): Promise<Spectrum> {
  const n = Math.min(rows, columns);
  const m = Math.max(rows, columns);
  const wide = rows <= columns ? delta : transposed(delta, rows, columns);
  const values = await (n <= MOST_EXACT ? singular : largest)(wide, n, m, pause);
  const most = values[0] ?? 0;
  // Roots of eigenvalues know half the digits of a double.
  const floor = Math.max(4 * ROUNDING * length(after), Math.sqrt(n * Number.EPSILON) * most);
  const sound = values.filter((value) => value > floor);
  const total = sound.reduce((a, b) => a + b, 0);
  const entropy = sound.reduce((sum, value) => sum - (value / total) * Math.log(value / total), 0);
  // The range of a matrix of lower rank is found whole.
  const complete = values.length === n || sound.length < values.length;
  return { values, all: n, floor, rank: sound.length, complete, effective: sound.length > 0 ? Math.exp(entropy) : 0 };
}

export interface Size {
  /** Frobenius norms of W and ΔW. */
  readonly before: number;
  readonly change: number;
  /** ‖ΔW‖ / ‖W‖; undefined where W is zero. */
  readonly relative?: number;
  /**
   * Degrees between W and W + ΔW as vectors, arccos of ⟨W, W + ΔW⟩ / (‖W‖ ‖W + ΔW‖). For inputs x whose entries are
   * independent and alike, E⟨W x, W′ x⟩ = ⟨W, W′⟩: so far the outputs are turned on average too.
   */
  readonly angle?: number;
  /** Entries that are other than before. */
  readonly entries: number;
}

/** @param before W @param after W + ΔW, in the same order */
export function sizeOfChange(before: Float32Array, after: Float32Array): Size {
  let [norm, change, inner, entries] = [0, 0, 0, 0];
  for (let i = 0; i < before.length; i++) {
    const [w, delta] = [before[i]!, after[i]! - before[i]!];
    norm += w * w;
    change += delta * delta;
    inner += w * delta;
    if (delta !== 0) entries++;
  }
  const told = { before: Math.sqrt(norm), change: Math.sqrt(change), entries };
  if (norm === 0) return told;
  // By the part of ΔW that is across W: the arccos of a number near 1 has no digits left.
  const across = Math.sqrt(Math.max(0, change - (inner * inner) / norm));
  const along = told.before + inner / told.before;
  return { ...told, relative: told.change / told.before, angle: (180 / Math.PI) * Math.atan2(across, along) };
}
