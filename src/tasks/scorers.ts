/** What each kind of task is measured by. */
import { meanAbsoluteError, meanSquaredError, pearson, spearman } from './measures/correlation';
import { EntityCounts, hasEntities } from './measures/entities';
import { MultiLabelCounts } from './measures/multiLabel';
import { perplexity, Calibration, classificationMetrics, Confusion, MOST_CLASSES, predictions } from './metrics';
import { bleu, chrf, chrfError, exactMatch, rougeL } from './measures/texts';
import { softmax } from './probabilities';
import type { Scorer, Scores } from './scores';

/** One class a text: logits (B, C), labels (B), negative where a row does not count. */
export class ClassScorer implements Scorer {
  private readonly confusion: Confusion;
  private readonly calibration = new Calibration();

  constructor(
    private readonly classes: number,
    private readonly labels?: readonly string[],
  ) {
    this.confusion = new Confusion(classes);
  }

  add(logits: Float32Array, labels: ArrayLike<number>): void {
    const { classes } = this;
    this.confusion.add(predictions(logits, classes), labels);
    for (let row = 0; row < labels.length; row++)
      this.calibration.add(softmax(logits.subarray(row * classes, (row + 1) * classes)), labels[row]!);
  }

  scores(): Scores {
    return { ...classificationMetrics(this.confusion, this.labels), calibrationError: this.calibration.error() };
  }
}

/** A number a text: logits (B, 1), labels (B). */
export class ValueScorer implements Scorer {
  private readonly predicted: number[] = [];
  private readonly labels: number[] = [];

  add(logits: Float32Array, labels: ArrayLike<number>, rows: number): void {
    for (let row = 0; row < rows; row++) {
      this.predicted.push(logits[row]!);
      this.labels.push(labels[row]!);
    }
  }

  scores(): Scores {
    const { predicted, labels } = this;
    const [linear, ranked] = [pearson(predicted, labels), spearman(predicted, labels)];
    const mean = labels.reduce((sum, value) => sum + value, 0) / Math.max(1, labels.length);
    return {
      ...(linear !== undefined && { pearson: linear }),
      ...(ranked !== undefined && { spearman: ranked }),
      meanAbsoluteError: meanAbsoluteError(predicted, labels),
      variance: meanSquaredError(
        labels.map(() => mean),
        labels,
      ),
    };
  }
}

/** Any number of labels a text: logits (B, C), labels (B, C) of zeros and ones. A label is given from 50 % on. */
export class LabelsScorer implements Scorer {
  private readonly counts: MultiLabelCounts;

  constructor(
    private readonly classes: number,
    private readonly labels: readonly string[] = [],
  ) {
    this.counts = new MultiLabelCounts(classes);
  }

  add(logits: Float32Array, labels: ArrayLike<number>, rows: number): void {
    const { classes } = this;
    const all = Array.from(labels);
    for (let row = 0; row < rows; row++) {
      const at = row * classes;
      this.counts.add(
        Array.from(logits.subarray(at, at + classes), (logit) => Number(logit > 0)),
        all.slice(at, at + classes),
      );
    }
  }

  scores(): Scores {
    const { counts } = this;
    return {
      accuracy: counts.subsetAccuracy(),
      microF1: counts.microF1(),
      macroF1: counts.macroF1(),
      ...(this.classes <= MOST_CLASSES && { classes: counts.byClass(this.labels) }),
    };
  }
}

/**
 * A class for each word: logits (B, T, C), labels (B, T), negative where nothing counts. Where the classes are tags of
 * entities (BIO and its relatives), entities are counted too.
 */
export class TagScorer implements Scorer {
  private readonly confusion: Confusion;
  private readonly entities: EntityCounts | undefined;

  constructor(
    private readonly classes: number,
    private readonly labels?: readonly string[],
  ) {
    this.confusion = new Confusion(classes);
    this.entities = labels && hasEntities(labels) ? new EntityCounts() : undefined;
  }

  add(logits: Float32Array, labels: ArrayLike<number>, rows: number, batch: number): void {
    const predicted = predictions(logits, this.classes);
    this.confusion.add(predicted, labels);
    if (!this.entities) return;
    const sequence = labels.length / batch;
    for (let row = 0; row < rows; row++) {
      const counted = Array.from({ length: sequence }, (_, i) => row * sequence + i).filter((i) => labels[i]! >= 0);
      const named = (of: (i: number) => number) => counted.map((i) => this.labels![of(i)]!);
      this.entities.add(
        named((i) => predicted[i]!),
        named((i) => labels[i]!),
      );
    }
  }

  scores(): Scores {
    const { f1: _, f1Class: __, classes, ...scores } = classificationMetrics(this.confusion, this.labels);
    if (!this.entities) return { ...scores, ...(classes && { classes }) };
    const { label: ___, ...overall } = this.entities.overall();
    const types = this.entities.byType();
    return { ...scores, entities: overall, ...(types.length <= MOST_CLASSES && { classes: types }) };
  }
}

/**
 * Tokens of a vocabulary, whose logits are not read back: only whether each label is the likeliest, (B, T). Where all
 * of a row are, greedy decoding writes exactly the target, since it reads then what teacher forcing gives it.
 */
export class TokenScorer implements Scorer {
  private tokens = 0;
  private right = 0;
  private texts = 0;
  private exact = 0;

  /** @param whole rows are texts, so that it can be told how many are right as a whole */
  constructor(private readonly options: { readonly whole?: boolean } = {}) {}

  add(right: Float32Array, labels: ArrayLike<number>, rows: number, batch: number): void {
    const length = labels.length / batch;
    for (let row = 0; row < rows; row++) {
      let [counted, correct] = [0, 0];
      for (let at = row * length; at < (row + 1) * length; at++) {
        if (labels[at]! < 0) continue;
        counted++;
        correct += right[at]!;
      }
      this.tokens += counted;
      this.right += correct;
      if (counted === 0) continue;
      this.texts++;
      if (counted === correct) this.exact++;
    }
  }

  scores(loss: number): Scores {
    return {
      perplexity: perplexity(loss),
      ...(this.tokens > 0 && { tokenAccuracy: this.right / this.tokens }),
      ...(this.options.whole &&
        this.texts > 0 && {
          exactMatch: this.exact / this.texts,
          examples: this.texts,
        }),
    };
  }
}

/** Texts that a model wrote, held against the ones that were to be written. */
export function textScores(texts: readonly string[], references: readonly string[]): Scores {
  if (texts.length === 0) return {};
  return {
    exactMatch: exactMatch(texts, references),
    written: texts.length,
    examples: texts.length,
    chrf: chrf(texts, references),
    chrfError: chrfError(texts, references),
    bleu: bleu(texts, references),
    rougeL: rougeL(texts, references),
  };
}
