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

  /** F1 of one class: 2 TP / (2 TP + FP + FN); 0 where the class occurs neither in labels nor in predictions. */
  f1Of(label: number): number {
    let [missed, wrong] = [0, 0];
    for (let other = 0; other < this.classes; other++) {
      if (other === label) continue;
      missed += this.at(label, other);
      wrong += this.at(other, label);
    }
    const right = this.at(label, label);
    return right === 0 ? 0 : (2 * right) / (2 * right + missed + wrong);
  }

  /** Two classes: F1 of the second (positive) one, as GLUE reports it. More: mean over the classes (macro). */
  f1(): number {
    if (this.classes === 2) return this.f1Of(1);
    let sum = 0;
    for (let c = 0; c < this.classes; c++) sum += this.f1Of(c);
    return sum / this.classes;
  }
}

/**
 * Expected calibration error (Guo et al. 2017): predictions are put into bins by the probability of the class they choose; each
 * bin's mean probability is held against the share that is right, and the gaps are averaged over all predictions.
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
