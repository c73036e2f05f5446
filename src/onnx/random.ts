/** Random numbers drawn inside a graph from a seed input: the same bits on every backend. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Builder } from './builder';
import type { Graph } from './graph';
import { i32, sizeOf } from './tensor';

/*
 * No random operator runs on the GPU, and integer shifts, xor and modulo don't either. What there is: int32 Add, Mul
 * (both wrap around) and Div (truncates), with the same results everywhere.
 *
 * A tensor is seen as R rows of C columns. Row r gets an odd number a_r, hashed in the graph from the seed; column c a
 * random odd constant b_c, drawn on the host from the salt. Element (r, c) is the product a_r b_c mod 2³²: one pass.
 * Its high bits are as good as random (multiplicative hashing, Dietzfelbinger et al. 1997); its low bits are not, and
 * callers use it as a number, where only high bits count. The a_r are shared by all draws with R rows from one seed.
 */

/** Random int32 constants; the host's stream depends on the key. */
function constants(key: number, count: number, odd: boolean): Int32Array {
  const rng = xoroshiro128plus(key);
  return Int32Array.from({ length: count }, () => (odd ? rng.next() | 1 : rng.next()));
}

const rowKeyStream = 0x5eed;
const multipliers = [0x2c1b3c6d, 0x297a2d39 * 2] as const;
const seedMultiplier = 0x61c88647;

const rowCache = new WeakMap<Graph, Map<string, string>>();

/** a_r for r < rows: odd int32 (rows, 1). Two rounds of "add the high half to the low half, multiply". */
function rowNumbers(b: Builder, rows: number, seed: string): string {
  const cache = rowCache.get(b.graph) ?? new Map<string, string>();
  rowCache.set(b.graph, cache);
  const known = cache.get(`${seed}:${rows}`);
  if (known && b.graph.types.has(known)) return known;
  const keys = b.initializer('random/rows', i32([rows, 1], constants(rowKeyStream, rows, false)));
  let h = b.add(keys, b.mul(seed, b.intScalar(seedMultiplier)));
  for (const multiplier of multipliers) h = b.mul(b.add(h, b.div(h, b.intScalar(65536))), b.intScalar(multiplier));
  const a = b.add(h, b.intScalar(1));
  cache.set(`${seed}:${rows}`, a);
  return a;
}

/** Random int32 of the given shape, uniform over the whole range; use as numbers, not bit by bit. */
function randomIntegers(b: Builder, shape: readonly number[], seed: string, salt: number): string {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = sizeOf(shape) / columns;
  const across = b.initializer('random/columns', i32([1, columns], constants(salt, columns, true)));
  return b.mul(rowNumbers(b, rows, seed), across);
}

/**
 * Uniform numbers in the open interval (0, 1), in steps of about 2⁻²⁴.
 * @param seed int32 scalar, different at every step
 * @param salt number of the place in the graph: each place draws its own numbers
 */
export function uniformNoise(b: Builder, shape: readonly number[], seed: string, salt: number): string {
  // Slightly less than 2⁻³², so that rounding to fp32 reaches neither 0 nor 1.
  const unit = b.mul(b.cast(randomIntegers(b, shape, seed, salt), 'float32'), b.scalar(2 ** -32 * (1 - 2 ** -20)));
  return b.reshape(b.add(unit, b.scalar(0.5)), shape);
}

/**
 * Inverted dropout (Srivastava et al. 2014): each element is zero with probability p, and divided by 1 − p otherwise.
 * Four passes forward, one backward (the scaled mask is kept).
 * @param p in [0, 1)
 */
export function dropout(b: Builder, x: string, p: number, seed: string, salt: number): string {
  if (p === 0) return x;
  if (!(p > 0 && p < 1)) throw new Error(`The dropout probability must be at least 0 and below 1, but it is ${p}.`);
  const shape = b.shapeOf(x);
  const threshold = Math.round((1 - p) * 2 ** 32) - 2 ** 31;
  const kept = b.emit('Less', [randomIntegers(b, shape, seed, salt), b.intScalar(Math.min(threshold, 2 ** 31 - 1))]);
  const mask = b.where(kept, b.scalar(1 / (1 - p)), b.scalar(0));
  return b.mul(x, b.reshape(mask, shape));
}
