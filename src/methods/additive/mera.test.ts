/** MerA finds neurons again that were shuffled, and its assignment is the cheapest one. */
import { expect, it } from 'vitest';
import { normalStream } from '../../autodiff/gradientCheck';
import { assignment } from '../parts/assignment';
import { mergeAdapters, type Bottleneck } from './mera';

const random = normalStream(5);
const draw = (length: number) => Float32Array.from({ length }, random);

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) => Array.from({ length: n }, (_, at) => rest.toSpliced(at, 0, n - 1)));
}

it('pairs rows and columns at the least cost', () => {
  for (const n of [1, 2, 5, 6]) {
    const cost = draw(n * n);
    const total = (columns: readonly number[]) => columns.reduce((sum, v, u) => sum + cost[u * n + v]!, 0);
    const found = assignment(cost, n);
    expect([...found].sort()).toEqual(Array.from({ length: n }, (_, i) => i));
    expect(total(found)).toBeCloseTo(Math.min(...permutations(n).map(total)), 5);
  }
});

it('an adapter and the same one with its neurons shuffled merge into itself, and only if they are aligned', () => {
  const [m, d] = [4, 6];
  const one: Bottleneck = { down: draw(m * d), downBias: draw(m), up: draw(d * m), upBias: draw(d) };
  const order = [2, 0, 3, 1];
  const shuffled: Bottleneck = {
    down: Float32Array.from(order.flatMap((u) => [...one.down.subarray(u * d, (u + 1) * d)])),
    downBias: Float32Array.from(order, (u) => one.downBias[u]!),
    up: Float32Array.from({ length: d * m }, (_, at) => one.up[Math.floor(at / m) * m + order[at % m]!]!),
    upBias: one.upBias,
  };
  const { merged, before, after } = mergeAdapters([one, shuffled], true);
  for (const part of ['down', 'downBias', 'up', 'upBias'] as const)
    merged[part].forEach((value, i) => expect(value).toBeCloseTo(one[part][i]!, 6));
  expect(after).toBeCloseTo(0, 6);
  expect(before).toBeGreaterThan(1);
  expect([...mergeAdapters([one, shuffled], false).merged.down]).not.toEqual([...one.down]);
});
