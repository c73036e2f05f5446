/** A loss that has left for good is told from one that is merely high, or high for a moment. */
import { describe, expect, it } from 'vitest';
import { divergedAt, isSound } from './divergence';

const records = (...losses: number[]) =>
  losses.map((loss, i) => ({ step: i + 1, loss, gradientNorm: 1, learningRate: 1e-3 }));
const found = (...losses: number[]) => divergedAt(records(...losses))?.step;
const many = (n: number, loss: number) => new Array<number>(n).fill(loss);

describe('a run has diverged', () => {
  it('when more than half of its last steps are a thousandfold', () => {
    expect(found(0.7, ...many(5, 700))).toBe(6);
    expect(found(0.7, 0.5, ...many(20, 0.4), ...many(8, 1e6))).toBe(27);
    // Between the high ones there may be some that are not.
    expect(found(0.7, 900, 1, 900, 900, 1, 900, 1, 900, 0.5)).toBe(9);
  });
  it('also within the first steps, where there is no mean yet', () => {
    expect(found(0.7, 1e5, 1e5, 1e5, 1e5, 1e5)).toBe(6);
  });
  it('not by a spike, however high', () => {
    expect(found(0.7, ...many(10, 0.6), ...many(4, 1e30), ...many(10, 0.6))).toBeUndefined();
    expect(found(0.7, ...many(40, 0.6).map((loss, i) => (i % 2 ? loss : 1e9)))).toBeUndefined();
  });
  it('not by less than a thousandfold', () => {
    expect(found(0.7, ...many(50, 699))).toBeUndefined();
    expect(found(5, ...many(50, 4999))).toBeUndefined();
  });
  it('by a thousand hundredths, where the start was next to nothing', () => {
    // An adapter that knows its data by heart, on new data: no more than guessing.
    expect(found(1e-6, ...many(50, 2))).toBeUndefined();
    expect(found(0, ...many(50, 9.9))).toBeUndefined();
    expect(found(0, ...many(5, 10))).toBe(6);
  });
  it('and is found where the ring is read in parts', () => {
    const all = records(0.7, 0.6, ...many(3, 1e4), ...many(3, 1e4));
    expect(divergedAt(all.slice(0, 5), 2)).toBeUndefined();
    expect(divergedAt(all, 5)?.step).toBe(7);
  });
  it('never without a step', () => expect(divergedAt([])).toBeUndefined());
});

describe('a state is worth going back to', () => {
  it('while the loss is within ten times that of the start, or below ten', () => {
    expect(isSound(records(0.1, 9), 1)).toBe(true);
    expect(isSound(records(5, 49), 1)).toBe(true);
    expect(isSound(records(5, 51), 1)).toBe(false);
    expect(isSound(records(5, 51, 4), 2)).toBe(true);
  });
});
