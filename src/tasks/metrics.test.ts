import { describe, expect, it } from 'vitest';
import cases from '../../fixtures/metrics/cases.json';
import { Calibration, classificationMetrics, Confusion, perplexity, predictions } from './metrics';

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

  // fixtures/metrics/make_metrics.py
  it.each(cases)("gives scikit-learn's values for $name", (expected) => {
    const confusion = new Confusion(expected.classes);
    confusion.add(expected.predicted, expected.labels);
    const metrics = classificationMetrics(confusion);
    const near = (value: number, wanted: number) => expect(value).toBeCloseTo(wanted, 12);
    near(metrics.accuracy, expected.accuracy);
    near(metrics.macroF1, expected.macroF1);
    near(metrics.matthews, expected.matthews);
    near(metrics.f1, expected.f1 ?? expected.macroF1);
    metrics.classes!.forEach((of, c) => {
      near(of.precision, expected.precision[c]!);
      near(of.recall, expected.recall[c]!);
      near(of.f1, expected.f1Of[c]!);
      expect(of.support).toBe(expected.support[c]);
    });
    const same = new Set(expected.predicted).size === 1;
    expect(metrics.constant).toBe(same ? String(expected.predicted[0]) : undefined);
  });

  it('names the class of a binary F1, what a constant answer reaches, and that the answer was constant', () => {
    const confusion = new Confusion(2);
    confusion.add(new Array<number>(100).fill(1), [...new Array<number>(97).fill(1), 0, 0, 0]);
    expect(classificationMetrics(confusion, ['fraud', 'normal'])).toMatchObject({
      accuracy: 0.97,
      f1: expect.closeTo(0.9848, 4) as number,
      f1Class: 'normal',
      macroF1: expect.closeTo(0.4924, 4) as number,
      matthews: 0,
      majority: { label: 'normal', share: 0.97 },
      constant: 'normal',
      classes: [{ label: 'fraud', precision: 0, recall: 0, f1: 0, support: 3 }, { label: 'normal' }],
    });
  });

  it('leaves out class by class where there are many', () => {
    expect(classificationMetrics(new Confusion(21)).classes).toBeUndefined();
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
