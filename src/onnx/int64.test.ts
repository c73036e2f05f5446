/** 64-bit integers by their halves: the same as by bigints. */
import { describe, expect, it } from 'vitest';
import { int64OfNumbers, numbersOfInt64 } from './int64';

const exact = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, -(2 ** 32) - 1, 2 ** 53, -(2 ** 53), -7, 2 ** 62];

describe('64-bit integers', () => {
  it.each(exact)('%d goes there and back', (value) => {
    expect(int64OfNumbers([value])).toEqual(BigInt64Array.of(BigInt(value)));
    expect(numbersOfInt64(BigInt64Array.of(BigInt(value)))).toEqual(Float64Array.of(value));
  });

  it.each([2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 2n ** 60n + 12_345n, -(2n ** 54n) - 3n])(
    '%s is rounded as a double is',
    (value) => expect(numbersOfInt64(BigInt64Array.of(value))[0]).toBe(Number(value)),
  );

  it('cuts towards 0', () => expect(int64OfNumbers([1.9, -1.9])).toEqual(BigInt64Array.of(1n, -1n)));
  it.each([NaN, Infinity, 2 ** 63, -(2 ** 64)])('refuses %d', (value) =>
    expect(() => int64OfNumbers([value])).toThrow('64-bit'),
  );
});
