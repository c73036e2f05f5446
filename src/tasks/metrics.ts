/** Metrics on the host, from predictions and labels. */

/** Index of the largest of `classes` logits in each row. */
export function predictions(logits: ArrayLike<number>, classes: number): number[] {
  return Array.from({ length: logits.length / classes }, (_, row) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[row * classes + c]! > logits[row * classes + best]!) best = c;
    return best;
  });
}

/** Counts of true and predicted classes, built up batch by batch. Labels below 0 don't count. */
export class Confusion {
  /** Row: true class, column: predicted class. */
  readonly counts: Float64Array;
  constructor(readonly classes: number) {
    this.counts = new Float64Array(classes * classes);
  }

  add(predicted: ArrayLike<number>, labels: ArrayLike<number>): void {
    for (let i = 0; i < labels.length; i++) {
      if (labels[i]! >= 0) this.counts[labels[i]! * this.classes + predicted[i]!]!++;
    }
  }

  private at(label: number, predicted: number): number {
    return this.counts[label * this.classes + predicted]!;
  }

  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Share of examples that are predicted right; 0 for none. */
  accuracy(): number {
    let right = 0;
    for (let c = 0; c < this.classes; c++) right += this.at(c, c);
    return this.total === 0 ? 0 : right / this.total;
  }

  /** Examples of a class, and predictions of it. */
  support(label: number): number {
    return this.sum((other) => this.at(label, other));
  }
  predicted(label: number): number {
    return this.sum((other) => this.at(other, label));
  }

  /** Share of the predictions of a class that are right; 0 for none. */
  precisionOf(label: number): number {
    return ratio(this.at(label, label), this.predicted(label));
  }

  /** Share of the examples of a class that are found; 0 for none. */
  recallOf(label: number): number {
    return ratio(this.at(label, label), this.support(label));
  }

  /** F1 of one class: 2 TP / (2 TP + FP + FN); 0 where the class occurs neither in labels nor in predictions. */
  f1Of(label: number): number {
    return ratio(2 * this.at(label, label), this.support(label) + this.predicted(label));
  }

  /** Two classes: F1 of the second (positive) one, as GLUE reports it. More: mean over the classes (macro). */
  f1(): number {
    return this.classes === 2 ? this.f1Of(1) : this.macroF1();
  }

  /** Mean F1 of the classes that occur in labels or predictions, each counting the same, as scikit-learn has it. */
  macroF1(): number {
    const occurring = this.all.filter((c) => this.support(c) + this.predicted(c) > 0);
    return ratio(
      occurring.reduce((sum, c) => sum + this.f1Of(c), 0),
      occurring.length,
    );
  }

  /**
   * Matthews' correlation coefficient, for any number of classes (Gorodkin 2004): 1 for all right, 0 for what chance or
   * a constant answer reaches, negative for worse. 0 where labels or predictions are all the same.
   */
  matthews(): number {
    const { total } = this;
    const right = this.accuracy() * total;
    let [both, labelled, predicted] = [0, 0, 0];
    for (const c of this.all) {
      const [t, p] = [this.support(c), this.predicted(c)];
      both += t * p;
      labelled += t * t;
      predicted += p * p;
    }
    const spread = Math.sqrt((total * total - predicted) * (total * total - labelled));
    return ratio(right * total - both, spread);
  }

  /** The class of all predictions, where there are several and all are the same. */
  constant(): number | undefined {
    const { total } = this;
    return total > 1 ? this.all.find((c) => this.predicted(c) === total) : undefined;
  }

  /** The most frequent class among the labels. */
  majority(): number {
    return this.all.reduce((most, c) => (this.support(c) > this.support(most) ? c : most), 0);
  }

  private get all(): number[] {
    return Array.from({ length: this.classes }, (_, c) => c);
  }

  private sum(of: (other: number) => number): number {
    let total = 0;
    for (let other = 0; other < this.classes; other++) total += of(other);
    return total;
  }
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** With more classes a table of them is no longer read, and metrics are kept for each validation. */
export const MOST_CLASSES = 20;

/**
 * All that is reported of a classification besides its loss.
 * @param labels names of the classes; numbers where there are none
 */
export function classificationMetrics(confusion: Confusion, labels?: readonly string[]) {
  const { classes } = confusion;
  const nameOf = (label: number): string => labels?.[label] ?? String(label);
  const constant = confusion.constant();
  const majority = confusion.majority();
  return {
    accuracy: confusion.accuracy(),
    f1: confusion.f1(),
    ...(classes === 2 && { f1Class: nameOf(1) }),
    macroF1: confusion.macroF1(),
    matthews: confusion.matthews(),
    majority: { label: nameOf(majority), share: ratio(confusion.support(majority), confusion.total) },
    ...(constant !== undefined && { constant: nameOf(constant) }),
    ...(classes <= MOST_CLASSES && {
      classes: Array.from({ length: classes }, (_, c) => ({
        label: nameOf(c),
        precision: confusion.precisionOf(c),
        recall: confusion.recallOf(c),
        f1: confusion.f1Of(c),
        support: confusion.support(c),
      })),
    }),
  };
}

/**
 * Expected calibration error (Guo et al. 2017): predictions are put into bins by the probability of the class they
 * choose; each bin's mean probability is held against the share that is right, and the gaps are averaged over all
 * predictions.
 */
export class Calibration {
  private readonly bins: { count: number; confidence: number; right: number }[];
  constructor(bins = 15) {
    this.bins = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  }

  /** Labels below 0 don't count. */
  add(probabilities: readonly number[], label: number): void {
    if (label < 0) return;
    const confidence = Math.max(...probabilities);
    const bin = this.bins[Math.min(this.bins.length - 1, Math.floor(confidence * this.bins.length))]!;
    bin.count++;
    bin.confidence += confidence;
    if (probabilities.indexOf(confidence) === label) bin.right++;
  }

  /** 0 for none. */
  error(): number {
    const total = this.bins.reduce((sum, bin) => sum + bin.count, 0);
    return total === 0 ? 0 : this.bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / total;
  }
}

/** exp of the mean loss per token. */
export const perplexity = (loss: number): number => Math.exp(loss);
