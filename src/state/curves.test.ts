/** Thinning keeps spikes, ends and limits. */
import { describe, expect, it } from 'vitest';
import { every, niceTicks, smooth, thin } from './curves';

const ramp = (n: number) => Array.from({ length: n }, (_, i) => ({ step: i + 1, value: Math.sin(i / 50) }));

describe('thin', () => {
  it('leaves short curves alone', () => {
    expect(thin(ramp(10), 1000)).toEqual(ramp(10));
  });
  it('draws at most the limit, keeps both ends, stays in order', () => {
    const thinned = thin(ramp(12_345), 1000);
    expect(thinned.length).toBeLessThanOrEqual(1000);
    expect(thinned.length).toBeGreaterThan(900);
    expect(thinned[0]!.step).toBe(1);
    expect(thinned.at(-1)!.step).toBe(12_345);
    expect(thinned.every((p, i) => i === 0 || p.step > thinned[i - 1]!.step)).toBe(true);
  });
  it('keeps a single spike', () => {
    const points = ramp(10_000).map((p) => (p.step === 4_321 ? { step: 4_321, value: 99 } : p));
    expect(thin(points, 200)).toContainEqual({ step: 4_321, value: 99 });
  });
  it('leaves out what is not a number', () => {
    expect(
      thin(
        [
          { step: 1, value: NaN },
          { step: 2, value: 1 },
        ],
        10,
      ),
    ).toEqual([{ step: 2, value: 1 }]);
  });
});

describe('every', () => {
  it('keeps first and last within the limit', () => {
    for (const n of [5, 300, 301, 599, 1000]) {
      const out = every(ramp(n), 300);
      expect(out.length).toBeLessThanOrEqual(300);
      expect(out[0]!.step).toBe(1);
      expect(out.at(-1)!.step).toBe(n);
    }
  });
});

describe('smooth', () => {
  it('starts at the first value and keeps a constant', () => {
    expect(
      smooth(
        [
          { step: 1, value: 3 },
          { step: 2, value: 3 },
        ],
        0.9,
      ).map((p) => p.value),
    ).toEqual([expect.closeTo(3), expect.closeTo(3)]);
  });
});

describe('niceTicks', () => {
  it('takes numbers that only rounding tells apart for one', () => {
    const low = 5.75097397,
      high = low * (1 + 2e-16 * 3);
    expect(high).toBeGreaterThan(low);
    const ticks = niceTicks(low, high, 4);
    expect(ticks).toEqual([4, 6]);
  });

  it.each([
    [0.42, 0.71, 4, [0.4, 0.5, 0.6, 0.7, 0.8]],
    [0, 72.5, 4, [0, 20, 40, 60, 80]],
    [6.05, 7.7, 4, [6, 6.5, 7, 7.5, 8]],
    [3, 3, 4, [3, 4]],
  ])('%d to %d', (low, high, count, ticks) => {
    expect(niceTicks(low, high, count)).toEqual(ticks);
  });
});
