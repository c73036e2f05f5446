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
function rowNumbers(g: Builder, rows: number, seed: string): string {
  const cache = rowCache.get(g.graph) ?? new Map<string, string>();
  rowCache.set(g.graph, cache);
  const known = cache.get(`${seed}:${rows}`);
  if (known && g.graph.types.has(known)) return known;
  const keys = g.initializer('random/rows', i32([rows, 1], constants(rowKeyStream, rows, false)));
  let h = g.add(keys, g.mul(seed, g.intScalar(seedMultiplier)));
  for (const multiplier of multipliers) h = g.mul(g.add(h, g.div(h, g.intScalar(65536))), g.intScalar(multiplier));
  const a = g.add(h, g.intScalar(1));
  cache.set(`${seed}:${rows}`, a);
  return a;
}

/** Random int32 of the given shape, uniform over the whole range; use as numbers, not bit by bit. */
function randomIntegers(g: Builder, shape: readonly number[], seed: string, salt: number): string {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = sizeOf(shape) / columns;
  const across = g.initializer('random/columns', i32([1, columns], constants(salt, columns, true)));
  return g.mul(rowNumbers(g, rows, seed), across);
}

/**
 * Uniform numbers in the open interval (0, 1), in steps of about 2⁻²⁴.
 * @param seed int32 scalar, different at every step
 * @param salt number of the place in the graph: each place draws its own numbers
 */
export function uniformNoise(g: Builder, shape: readonly number[], seed: string, salt: number): string {
  // Slightly less than 2⁻³², so that rounding to fp32 reaches neither 0 nor 1.
  const unit = g.mul(g.cast(randomIntegers(g, shape, seed, salt), 'float32'), g.scalar(2 ** -32 * (1 - 2 ** -20)));
  return g.reshape(g.add(unit, g.scalar(0.5)), shape);
}

/**
 * Inverted dropout (Srivastava et al. 2014): each element is zero with probability p, and divided by 1 − p otherwise.
 * Four passes forward, one backward (the scaled mask is kept).
 * @param p in [0, 1)
 */
export function dropout(g: Builder, x: string, p: number, seed: string, salt: number): string {
  if (p === 0) return x;
  if (!(p > 0 && p < 1)) throw new Error(`The dropout probability must be at least 0 and below 1, but it is ${p}.`);
  const shape = g.shapeOf(x);
  const threshold = Math.round((1 - p) * 2 ** 32) - 2 ** 31;
  const kept = g.emit('Less', [randomIntegers(g, shape, seed, salt), g.intScalar(Math.min(threshold, 2 ** 31 - 1))]);
  const mask = g.where(kept, g.scalar(1 / (1 - p)), g.scalar(0));
  return g.mul(x, g.reshape(mask, shape));
}
