/** Measures where an example has any number of labels, as scikit-learn gives them for rows of zeros and ones. */
import type { EntityScore } from './entities';

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Counts of right and wrong labels, built up row by row. */
export class MultiLabelCounts {
  private readonly right: Float64Array;
  private readonly predicted: Float64Array;
  private readonly labelled: Float64Array;
  private rows = 0;
  private exact = 0;
  private wrong = 0;

  constructor(readonly classes: number) {
    this.right = new Float64Array(classes);
    this.predicted = new Float64Array(classes);
    this.labelled = new Float64Array(classes);
  }

  /** @param predicted zeros and ones, one for each class @param labels likewise */
  add(predicted: ArrayLike<number>, labels: ArrayLike<number>): void {
    let wrong = 0;
    for (let c = 0; c < this.classes; c++) {
      const [p, y] = [predicted[c]!, labels[c]!];
      this.predicted[c]! += p;
      this.labelled[c]! += y;
      this.right[c]! += p * y;
      if (p !== y) wrong++;
    }
    this.rows++;
    this.wrong += wrong;
    if (wrong === 0) this.exact++;
  }

  /** Share of rows of which every label is right. */
  subsetAccuracy(): number {
    return ratio(this.exact, this.rows);
  }

  /** Share of all decisions that are wrong. */
  hammingLoss(): number {
    return ratio(this.wrong, this.rows * this.classes);
  }

  /** Over all decisions alike. */
  microF1(): number {
    const sum = (counts: Float64Array) => counts.reduce((a, b) => a + b, 0);
    return ratio(2 * sum(this.right), sum(this.predicted) + sum(this.labelled));
  }

  /** Mean over the classes, each counting the same. */
  macroF1(): number {
    return ratio(
      this.byClass([]).reduce((sum, { f1 }) => sum + f1, 0),
      this.classes,
    );
  }

  byClass(names: readonly string[]): EntityScore[] {
    return Array.from({ length: this.classes }, (_, c) => ({
      label: names[c] ?? String(c),
      precision: ratio(this.right[c]!, this.predicted[c]!),
      recall: ratio(this.right[c]!, this.labelled[c]!),
      f1: ratio(2 * this.right[c]!, this.predicted[c]! + this.labelled[c]!),
      support: this.labelled[c]!,
    }));
  }
}
