/**
 * What a model gets wrong, example by example: which classes are taken for which, and the examples that it is furthest
 * from. By task, from what the evaluation graph answers for a row.
 */
import type { TaskId } from '../methods/taskId';
import { chrf } from './measures/texts';
import { Confusion, MOST_CLASSES } from './metrics';
import { sigmoid, softmax } from './probabilities';

/** Rows: true classes, columns: predicted ones, both in the order of the labels. */
export interface ConfusionMatrix {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** Several labels a text: what became of one of them. */
export interface LabelCounts {
  readonly label: string;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/**
 * By what mistakes are ranked, the worst first: the loss of an example (nats; of a text to continue per token, of tags
 * summed over its words), the distance of a number from the true one, or chrF2 of what was written.
 */
export type MistakeOrder = 'loss' | 'residual' | 'chrf';

/** An example as it should be answered, and as it is. */
export interface Judged {
  readonly measure: number;
  /** False where nothing is wrong but that it could be surer; numbers and texts to continue are never just right. */
  readonly isWrong: boolean;
  readonly truth: string;
  readonly answer: string;
  /** Probability that was given to a wrong class. */
  readonly sure?: number;
  /** Token classification: of each word. */
  readonly tags?: readonly { readonly truth: string; readonly answer: string }[];
}

/** What is told of an example: numbers of the task's graph, or what was written. */
export interface Answered {
  /** Of the row; absent where tokens are predicted. */
  readonly logits?: Float32Array;
  readonly labels: ArrayLike<number>;
  /** Sum over the tokens of the row. */
  readonly loss?: number;
  readonly written?: { readonly text: string; readonly target: string };
}

/** Judges the examples of a split one after the other. */
export class Judge {
  private readonly confusion: Confusion | undefined;
  private readonly counts: { tp: number; fp: number; fn: number; tn: number }[];

  /** @param labels names of the classes */
  constructor(
    private readonly task: TaskId,
    private readonly labels: readonly string[],
  ) {
    const confusable = task === 'classification' || task === 'token-classification';
    this.confusion = confusable ? new Confusion(labels.length) : undefined;
    this.counts = task === 'multi-label' ? labels.map(() => ({ tp: 0, fp: 0, fn: 0, tn: 0 })) : [];
  }

  /** @returns undefined for a row that does not count */
  judge({ logits, labels, loss, written }: Answered): Judged | undefined {
    if (written) {
      const { text, target } = written;
      return { measure: chrf([text], [target]), isWrong: text !== target.trim(), truth: target, answer: text };
    }
    switch (this.task) {
      case 'classification':
        return this.classified(logits!, labels[0]!);
      case 'regression':
        return valued(logits![0]!, labels[0]!);
      case 'multi-label':
        return this.labelled(logits!, Array.from(labels));
      case 'token-classification':
        return this.tagged(logits!, labels);
      default:
        return continued(labels, loss ?? 0);
    }
  }

  private nameOf = (label: number): string => this.labels[label] ?? String(label);

  private classified(logits: Float32Array, label: number): Judged | undefined {
    if (label < 0) return undefined;
    const probabilities = softmax(logits.subarray(0, this.labels.length));
    const best = bestOf(probabilities);
    this.confusion!.add([best], [label]);
    return {
      measure: -Math.log(Math.max(probabilities[label]!, Number.MIN_VALUE)),
      isWrong: best !== label,
      truth: this.nameOf(label),
      answer: this.nameOf(best),
      sure: probabilities[best]!,
    };
  }

  private labelled(logits: Float32Array, labels: readonly number[]): Judged | undefined {
    if (labels.some((label) => label < 0)) return undefined;
    const given = labels.map((_, c) => Number(logits[c]! > 0));
    let measure = 0;
    labels.forEach((label, c) => {
      const count = this.counts[c]!;
      if (label === 1) count[given[c] === 1 ? 'tp' : 'fn']++;
      else count[given[c] === 1 ? 'fp' : 'tn']++;
      measure -= Math.log(Math.max(sigmoid(label === 1 ? logits[c]! : -logits[c]!), Number.MIN_VALUE));
    });
    const named = (flags: readonly number[]) => this.labels.filter((_, c) => flags[c] === 1).join(', ') || '–';
    return {
      measure,
      isWrong: labels.some((label, c) => label !== given[c]),
      truth: named(labels),
      answer: named(given),
    };
  }

  private tagged(logits: Float32Array, labels: ArrayLike<number>): Judged | undefined {
    const classes = this.labels.length;
    let measure = 0;
    const tags: { truth: string; answer: string }[] = [];
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i]!;
      if (label < 0) continue;
      const probabilities = softmax(logits.subarray(i * classes, (i + 1) * classes));
      const best = bestOf(probabilities);
      this.confusion!.add([best], [label]);
      measure -= Math.log(Math.max(probabilities[label]!, Number.MIN_VALUE));
      tags.push({ truth: this.nameOf(label), answer: this.nameOf(best) });
    }
    if (tags.length === 0) return undefined;
    return {
      measure,
      isWrong: tags.some(({ truth, answer }) => truth !== answer),
      truth: tags.map(({ truth }) => truth).join(' '),
      answer: tags.map(({ answer }) => answer).join(' '),
      tags,
    };
  }

  /** Undefined where there are no classes, or more than a matrix can show. */
  get matrix(): ConfusionMatrix | undefined {
    const { confusion, labels } = this;
    if (!confusion || labels.length > MOST_CLASSES) return undefined;
    const size = labels.length;
    return {
      labels,
      counts: labels.map((_, row) => Array.from(confusion.counts.subarray(row * size, (row + 1) * size))),
    };
  }

  /** Undefined where a text has one label. */
  get byLabel(): readonly LabelCounts[] | undefined {
    if (this.task !== 'multi-label') return undefined;
    return this.counts.map(({ tp, fp, fn, tn }, c) => ({
      label: this.labels[c]!,
      truePositives: tp,
      falsePositives: fp,
      falseNegatives: fn,
      trueNegatives: tn,
    }));
  }
}

const bestOf = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** A number as it is written out: four significant digits. */
const digits = (value: number): string => String(Number(value.toPrecision(4)));

const valued = (value: number, label: number): Judged => ({
  measure: Math.abs(value - label),
  isWrong: true,
  truth: digits(label),
  answer: digits(value),
});

function continued(labels: ArrayLike<number>, loss: number): Judged | undefined {
  const counted = Array.from(labels).filter((label) => label >= 0).length;
  return counted === 0 ? undefined : { measure: loss / counted, isWrong: true, truth: '', answer: '' };
}

/** Worst first: the smallest chrF, else the largest measure. */
export const worstFirst =
  (order: MistakeOrder) =>
  (a: Pick<Judged, 'measure'>, b: Pick<Judged, 'measure'>): number =>
    order === 'chrf' ? a.measure - b.measure : b.measure - a.measure;
