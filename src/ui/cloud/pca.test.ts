import { expect, it } from 'vitest';
import { alignedWith, principalAxes, projected } from './pca';

/** n points with standard deviations 5, 2 and 0.1 along three turned directions of six, around (1, …, 1). */
function points(n: number): Float32Array {
  const values = new Float32Array(6 * n);
  const s = Math.SQRT1_2;
  for (let r = 0; r < n; r++) {
    const [a, b, c] = [5 * Math.sin(r), 2 * Math.cos(1.7 * r), 0.1 * Math.sin(3.1 * r + 1)];
    values.set([1 + s * a, 1 + s * a, 1 + b, 1, 1 + s * c, 1 - s * c], 6 * r);
  }
  return values;
}

it('finds the two directions of the largest spread, in order, and how much of it they hold', () => {
  const axes = principalAxes([points(400)], 6)!;
  const [first, second] = [axes.directions.subarray(0, 6), axes.directions.subarray(6)];
  expect(Math.abs(first[0]!)).toBeCloseTo(Math.SQRT1_2, 2);
  expect(first[0]).toBeCloseTo(first[1]!, 3);
  expect(Math.abs(second[2]!)).toBeCloseTo(1, 2);
  expect(axes.shares[0]).toBeCloseTo(25 / 29.01, 1);
  expect(axes.shares[0] + axes.shares[1]).toBeGreaterThan(0.999);
  const places = projected(points(400), axes);
  let sum = 0;
  for (let r = 0; r < 400; r++) sum += places[2 * r]! ** 2;
  expect(sum / 400).toBeCloseTo(12.5, 0);
});

it('is the same each time, and keeps sides when it is fitted anew', () => {
  const axes = principalAxes([points(100)], 6)!;
  expect(principalAxes([points(100)], 6)).toEqual(axes);
  const turned = { ...axes, directions: axes.directions.map((x) => -x) };
  expect(alignedWith(turned, axes, points(100))).toEqual(axes);
});

it('has no plane where all points are alike, or one is no number', () => {
  expect(principalAxes([new Float32Array(60).fill(3.3)], 6)).toBeUndefined();
  const broken = points(10);
  broken[7] = NaN;
  expect(principalAxes([broken], 6)).toBeUndefined();
  // One direction is enough: the other has no spread.
  const line = Float32Array.from({ length: 60 }, (_, i) => (i % 6 === 0 ? i : 1));
  expect(principalAxes([line], 6)!.shares).toEqual([1, 0]);
});
