import { describe, expect, it } from 'vitest';
import { Calibration, Confusion, perplexity, predictions } from './metrics';

describe('metrics', () => {
  it('predicts the largest logit of each row', () => {
    expect(predictions([0, 2, 1, 5, 4, 3], 3)).toEqual([1, 0]);
  });

  it('gives accuracy and binary F1, leaving out labels of -1', () => {
    const confusion = new Confusion(2);
    confusion.add([1, 1, 0, 0, 1], [1, 0, 1, 0, -1]);
    confusion.add([1], [1]);
    // TP 2, FP 1, FN 1, TN 1
    expect(confusion.total).toBe(5);
    expect(confusion.accuracy()).toBeCloseTo(3 / 5);
    expect(confusion.f1()).toBeCloseTo(4 / 6);
  });

  it('gives macro F1 for more classes', () => {
    const confusion = new Confusion(3);
    confusion.add([0, 1, 1, 2], [0, 1, 2, 2]);
    // F1: 1, 2/3, 2/3
    expect(confusion.f1()).toBeCloseTo((1 + 2 / 3 + 2 / 3) / 3);
    expect(new Confusion(3).accuracy()).toBe(0);
  });

  it('gives the expected calibration error', () => {
    const calibration = new Calibration(10);
    expect(calibration.error()).toBe(0);
    // Four times "85 %", of which two are right; once "60 %" and right; padding doesn't count.
    for (const label of [0, 0, 1, 1]) calibration.add([0.85, 0.15], label);
    calibration.add([0.4, 0.6], 1);
    calibration.add([0.99, 0.01], -1);
    expect(calibration.error()).toBeCloseTo((4 * (0.85 - 0.5) + (1 - 0.6)) / 5, 10);
  });

  it('gives perplexity', () => expect(perplexity(Math.log(20))).toBeCloseTo(20));
});
