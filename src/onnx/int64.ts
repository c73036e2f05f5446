/**
 * 64-bit integers as plain numbers and back, by their halves: a bigint for each of a million elements costs far more
 * than what is computed with them.
 */

const UPPER = 2 ** 32;
const halvesOf = (data: BigInt64Array): Int32Array => new Int32Array(data.buffer, data.byteOffset, 2 * data.length);

/** Elements as doubles, rounded beyond ±2^53 as `Number` rounds them. */
export function numbersOfInt64(data: BigInt64Array): Float64Array {
  const halves = halvesOf(data);
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = halves[2 * i + 1]! * UPPER + (halves[2 * i]! >>> 0);
  return out;
}

/** Numbers cut towards 0. @throws RangeError for what is no number, or lies outside of ±2^63 */
export function int64OfNumbers(values: ArrayLike<number>): BigInt64Array {
  const out = new BigInt64Array(values.length);
  const halves = halvesOf(out);
  for (let i = 0; i < out.length; i++) {
    const value = Math.trunc(values[i]!);
    const upper = Math.floor(value / UPPER);
    if (!(upper >= -(2 ** 31) && upper < 2 ** 31)) throw new RangeError(`${value} is no 64-bit integer.`);
    halves[2 * i] = value - upper * UPPER;
    halves[2 * i + 1] = upper;
  }
  return out;
}
