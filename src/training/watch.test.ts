/** How often a model is looked at while it trains. */
import { afterEach, expect, it, vi } from 'vitest';
import { Watch } from './watch';

afterEach(() => vi.useRealTimers());

/** Trains for some seconds of made-up time. @returns milliseconds spent on looking, and the steps that were seen */
async function train(stepTime: number, lookTime: number, seconds: number, known = 0) {
  vi.useFakeTimers({ toFake: ['performance'] });
  const watch = new Watch();
  const seen: number[] = [];
  let spent = 0,
    step = 0;
  watch.set(() => {
    vi.advanceTimersByTime(lookTime);
    spent += lookTime;
    seen.push(step);
    return Promise.resolve();
  }, known);
  const start = performance.now();
  while (performance.now() - start < 1000 * seconds) {
    vi.advanceTimersByTime(stepTime);
    await watch.follow(++step);
  }
  return { seen, spent, step, share: spent / (performance.now() - start), watch };
}

it.each([
  [5, 2],
  [15, 5],
  [120, 40],
  [500, 160],
  [3000, 1000],
])('takes less than 5 %% of the time: steps of %i ms, looks of %i ms', async (stepTime, lookTime) => {
  const { share, seen } = await train(stepTime, lookTime, 120);
  expect(share).toBeLessThan(0.05);
  // Four times a second at most, and again and again.
  expect(seen.length).toBeLessThanOrEqual(4 * 120);
  expect(seen.length).toBeGreaterThan(3);
});

it('does not hold training up for a look that takes seconds, and takes that one at the end', async () => {
  const { seen, watch, step } = await train(50, 6000, 30, 6000);
  expect(seen).toEqual([]);
  await watch.rest(step, false);
  expect(seen).toEqual([]);
  await watch.rest(step, true);
  expect(seen).toEqual([step]);
  await watch.rest(step, true);
  expect(seen).toEqual([step]);
});
