import { expect, it } from 'vitest';
import { distanceOf } from './hidden';

it('a distance is the length of the change in lengths of the state, of each token and of all together', () => {
  const base = Float32Array.of(3, 4, 0, 2, 0, 0);
  const now = Float32Array.of(3, 9, 0, 1, 1, 0);
  const { tokens, all } = distanceOf(base, now, 3);
  expect(tokens[0]).toBeCloseTo(1, 6);
  expect(tokens[1]).toBeCloseTo(0.5, 6);
  // A state of no length has no share.
  expect(tokens[2]).toBe(0);
  expect(all).toBeCloseTo(Math.sqrt((25 + 1 + 1) / (25 + 4)), 6);
});
