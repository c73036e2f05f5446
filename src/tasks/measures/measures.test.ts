/** 200 generated cases of each measure, held against scikit-learn, scipy, seqeval, sacreBLEU and rouge-score. */
import { describe, expect, it } from 'vitest';
import expected from '../../../fixtures/metrics/generated.json';
import { numbers } from '../../../test/fixture';
import { Confusion } from '../metrics';
import { meanAbsoluteError, meanSquaredError, pearson, spearman } from './correlation';
import { entitiesOf, EntityCounts, hasEntities } from './entities';
import { MultiLabelCounts } from './multiLabel';
import { bleu, chrf, exactMatch, rougeL } from './texts';

type Draw = ReturnType<typeof numbers>;
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

// The same draws in the same order as fixtures/metrics/make_generated.py.
const TAGS = ['O', 'O', 'O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC', 'E-LOC', 'S-PER', 'I-two-words'];
const WORDS = "the|cat|sat,|on|a|mat.|It's|3.5|1,000|(well)|co-op|x-2|10-11|naïve|&amp;|Straße|$5|end!|日本|A/B".split(
  '|',
);

const measures: Readonly<Record<keyof typeof expected, (draw: Draw) => (number | undefined)[]>> = {
  classes(draw) {
    const [count, rows] = [2 + draw(6), 5 + draw(60)];
    const confusion = new Confusion(count);
    times(rows, () => {
      const label = draw(count);
      confusion.add([draw(10) < 6 ? label : draw(count)], [label]);
    });
    return [confusion.accuracy(), confusion.macroF1(), confusion.matthews(), confusion.f1Of(0)];
  },
  scores(draw) {
    const pairs = times(4 + draw(50), () => {
      const label = (draw(90) - 45) / 10;
      return [label, label / 2 + (draw(100) - 50) / 20] as const;
    });
    const [labels, predicted] = [pairs.map(([label]) => label), pairs.map(([, value]) => value)];
    return [pearson, spearman, meanSquaredError, meanAbsoluteError].map((measure) => measure(predicted, labels));
  },
  several(draw) {
    const [count, rows] = [2 + draw(6), 4 + draw(40)];
    const counts = new MultiLabelCounts(count);
    times(rows, () => {
      const row = times(count, () => Number(draw(10) < 3));
      counts.add(
        row.map((value) => (draw(10) < 8 ? value : 1 - value)),
        row,
      );
    });
    return [counts.subsetAccuracy(), counts.microF1(), counts.macroF1(), counts.hammingLoss()];
  },
  tags(draw) {
    const counts = new EntityCounts();
    let [right, all] = [0, 0];
    times(1 + draw(6), () => {
      const labels = times(1 + draw(12), () => TAGS[draw(TAGS.length)]!);
      const predicted = labels.map((tag) => (draw(10) < 7 ? tag : TAGS[draw(TAGS.length)]!));
      counts.add(predicted, labels);
      all += labels.length;
      right += labels.filter((tag, i) => tag === predicted[i]).length;
    });
    const { precision, recall, f1 } = counts.overall();
    return [precision, recall, f1, counts.macroF1(), right / all];
  },
  texts(draw) {
    const pairs = times(1 + draw(5), () => {
      const words = times(1 + draw(14), () => WORDS[draw(WORDS.length)]!);
      const kept = words.slice(0, 1 + draw(words.length + 3));
      return [kept.map((word) => (draw(10) < 7 ? word : WORDS[draw(WORDS.length)]!)).join(' '), words.join(' ')];
    });
    const [said, asked] = [pairs.map(([text]) => text!), pairs.map(([, text]) => text!)];
    return [bleu, chrf, rougeL, exactMatch].map((measure) => measure(said, asked));
  },
};

describe('measures', () => {
  it.each(Object.keys(measures).map((kind, n) => [kind as keyof typeof expected, n + 1] as const))(
    "of generated %s are the reference libraries' to 1e-6",
    (kind, n) => {
      expect(expected[kind]).toHaveLength(200);
      expected[kind].forEach((values, i) => {
        const ours = measures[kind](numbers(1000 * n + i));
        values.forEach((value, k) => expect(ours[k], `case ${i}, value ${k}`).toBeCloseTo(value, 6));
      });
    },
  );

  it('has no correlation where one side is the same throughout', () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(spearman([1, 2, 3], [4, 4, 4])).toBeUndefined();
    expect(pearson([1], [2])).toBeUndefined();
  });

  it('tells tags with positions from plain ones', () => {
    expect(hasEntities(['O', 'B-PER', 'I-PER'])).toBe(true);
    expect(hasEntities(['NOUN', 'VERB', 'X'])).toBe(false);
    expect(hasEntities(['O', 'B', 'I'])).toBe(false);
    expect(entitiesOf(['I-PER', 'I-PER', 'B-PER', 'O'])).toEqual([
      { type: 'PER', start: 0, end: 1 },
      { type: 'PER', start: 2, end: 2 },
    ]);
  });
});
