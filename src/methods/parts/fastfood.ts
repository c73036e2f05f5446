/**
 * The Fastfood transform (Le, Sarlós, Smola 2013): a random projection from few numbers to very many that is never
 * stored.
 *
 *   P(v) = H G Π H B v,   the first n entries, divided by √(n · Σ G²)
 *
 * v is padded with zeros to the next power of two N ≥ n; B are random signs, H is the Walsh–Hadamard matrix (entries
 * ±1), Π a permutation and G a normal diagonal. The divisor makes ‖P(v)‖ about ‖v‖. Π and G are the same for all
 * tensors of a size N and B is each tensor's own: with independent signs the projections differ, and a model needs one
 * Π and one G for each size rather than for each tensor. All of them follow from names alone, so nothing of the
 * projection is stored with an adapter.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Builder } from '../../onnx/builder';
import { f32, i32 } from '../../onnx/tensor';
import { seedFor, standardNormal } from '../initialise';

/** Part of the method, not of a run: another number would be another projection for adapters that exist. */
const projectionSeed = 2012;

/** Smallest power of two that is at least n. */
export const powerOfTwo = (n: number): number => 2 ** Math.ceil(Math.log2(n));

export interface Mixing {
  /** Π: entry i of the result is entry permutation[i]. */
  readonly permutation: Int32Array;
  /** Diagonal of G. */
  readonly gaussian: Float32Array;
  /** Σ G² */
  readonly squares: number;
}

const mixings = new Map<number, Mixing>();

/** Π and G for tensors of N entries. The result is shared: don't write to it. */
export function mixingOf(size: number): Mixing {
  const known = mixings.get(size);
  if (known) return known;
  const random = xoroshiro128plus(seedFor(projectionSeed, `mixing ${size}`));
  const permutation = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    [permutation[i], permutation[j]] = [permutation[j]!, permutation[i]!];
  }
  const gaussian = Float32Array.from({ length: size }, () => standardNormal(random));
  const mixing = { permutation, gaussian, squares: gaussian.reduce((sum, v) => sum + v * v, 0) };
  mixings.set(size, mixing);
  return mixing;
}

/** Diagonal of B for one tensor: `count` signs that follow from its name. */
export function signsOf(name: string, count: number): Float32Array {
  const random = xoroshiro128plus(seedFor(projectionSeed, `signs ${name}`));
  return Float32Array.from({ length: count }, () => (random.next() < 0 ? -1 : 1));
}

/** Multiplies by H in place, in N log N steps. */
function walshHadamard(x: Float32Array): void {
  for (let half = 1; half < x.length; half *= 2) {
    for (let start = 0; start < x.length; start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const [a, b] = [x[i]!, x[i + half]!];
        x[i] = a + b;
        x[i + half] = a - b;
      }
    }
  }
}

/** P(v) for one tensor of n entries, on the host. Of a v that is longer than N the first N entries count. */
export function project(v: Float32Array, name: string, n: number): Float32Array {
  const size = powerOfTwo(n);
  const { permutation, gaussian, squares } = mixingOf(size);
  const used = v.subarray(0, size);
  const signs = signsOf(name, used.length);
  const x = new Float32Array(size);
  used.forEach((value, i) => {
    x[i] = value * signs[i]!;
  });
  walshHadamard(x);
  const mixed = Float32Array.from(permutation, (from, i) => x[from]! * gaussian[i]!);
  walshHadamard(mixed);
  const divisor = Math.sqrt(n * squares);
  return mixed.slice(0, n).map((value) => value / divisor);
}

/** Widest Hadamard matrix that is multiplied with as it is. */
const block = 64;

/**
 * The Hadamard matrix of a power of two, by Sylvester's construction: +1 where i and j share an even number of bits.
 */
function hadamardMatrix(n: number): Float32Array {
  const sign = (bits: number): number => (bits === 0 ? 1 : -sign(bits & (bits - 1)));
  return Float32Array.from({ length: n * n }, (_, at) => sign(Math.floor(at / n) & (at % n)));
}

/** H x for the columns of x (N, columns): a Kronecker product of small Hadamard matrices, one product for each. */
function hadamard(g: Builder, x: string): string {
  const [size, columns] = g.shapeOf(x) as [number, number];
  let value = x;
  for (let rest = size, before = 1; rest > 1;) {
    const f = Math.min(rest, block);
    rest /= f;
    const matrix = g.initializer(`hadamard_${f}`, f32([f, f], hadamardMatrix(f)));
    value = g.matmul(matrix, g.reshape(value, before === 1 ? [f, rest * columns] : [before, f, rest * columns]));
    before *= f;
  }
  return g.reshape(value, [size, columns]);
}

/**
 * P(v) · factor for several tensors of one size N, in the graph.
 * @param v (D)
 * @param tensors name and number of entries of each; all with the same next power of two
 * @param factors (tensors), what each projection is multiplied by
 * @returns (tensors, N), of which the first n entries of a row count
 */
export function projectAll(
  g: Builder,
  v: string,
  tensors: readonly { readonly name: string; readonly entries: number }[],
  factors: string,
): string {
  const size = powerOfTwo(tensors[0]!.entries);
  const { permutation, gaussian, squares } = mixingOf(size);
  const count = tensors.length;
  const used = Math.min(g.shapeOf(v)[0]!, size);
  const small = powerOfTwo(used);
  const data = new Float32Array(used * count);
  tensors.forEach(({ name }, column) =>
    signsOf(name, used).forEach((sign, row) => {
      data[row * count + column] = sign;
    }),
  );
  const signed = g.mul(g.reshape(g.slice(v, 0, 0, used), [used, 1]), g.initializer('signs', f32([used, count], data)));
  const padded = small === used ? signed : g.concat([signed, g.filled([small - used, count], 0)], 0);
  // Behind the first `small` entries are zeros, so H repeats what its upper left block makes of them.
  const spread = g.reshape(g.expand(g.reshape(hadamard(g, padded), [1, small, count]), [size / small, small, count]), [
    size,
    count,
  ]);
  const permuted = g.gather(spread, g.initializer('permutation', i32([size], permutation)));
  const mixed = hadamard(g, g.mul(permuted, g.initializer('gaussian', f32([size, 1], gaussian))));
  const divisors = g.initializer(
    'divisors',
    f32(
      [count],
      tensors.map(({ entries }) => 1 / Math.sqrt(entries * squares)),
    ),
  );
  return g.transpose(g.mul(mixed, g.mul(factors, divisors)), [1, 0]);
}
