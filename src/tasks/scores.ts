/** What is measured of a task besides its loss. Plain data: crosses the worker boundary, goes into run.json. */

/** How well one class, or one type of entity, is found. */
export interface ClassMetrics {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Examples of it. */
  readonly support: number;
}

export interface Scores {
  /**
   * Share that is right: of texts; of words (token classification); of texts of which every label is right (several
   * labels a text).
   */
  readonly accuracy?: number;
  /** Two classes: F1 of the second, which `f1Class` names; more: the same as `macroF1`. */
  readonly f1?: number;
  readonly f1Class?: string;
  /** Mean F1 of the classes that occur, each counting the same. */
  readonly macroF1?: number;
  /** Several labels a text: F1 over all decisions alike. */
  readonly microF1?: number;
  /** Tags of entities: precision, recall and F1 over all entities, as seqeval gives them. */
  readonly entities?: Omit<ClassMetrics, 'label'>;
  /** Matthews' correlation coefficient: 0 for what a constant answer reaches. */
  readonly matthews?: number;
  /** Numbers: correlation of the predicted with the true ones; absent where either are all the same. */
  readonly pearson?: number;
  /** The same of their ranks. */
  readonly spearman?: number;
  /** Numbers: mean absolute error. */
  readonly meanAbsoluteError?: number;
  /** Numbers: the mean squared error of always answering their mean, which is their variance. */
  readonly variance?: number;
  /** The most frequent class of what was measured on: a constant answer is right as often. */
  readonly majority?: { readonly label: string; readonly share: number };
  /** The class of all predictions, where all are the same. */
  readonly constant?: string;
  /** Class by class, or by type of entity, where there are few enough to be read. */
  readonly classes?: readonly ClassMetrics[];
  /** Classification: how far the stated probabilities are from how often they come true, on average (ECE). */
  readonly calibrationError?: number;
  /** Language modelling: exp(loss). */
  readonly perplexity?: number;
  /** Language modelling: share of the predicted tokens that are the likeliest where they stand. */
  readonly tokenAccuracy?: number;
  /**
   * Share of the targets that greedy decoding writes: token for token over all examples (sequence to sequence), else to
   * the letter over those that were written.
   */
  readonly exactMatch?: number;
  /** How many that is a share of. */
  readonly examples?: number;
  /** Examples that were written greedily for the measures of texts, and these: corpus chrF2, BLEU, mean ROUGE-L F1. */
  readonly written?: number;
  /** 0 to 100. */
  readonly chrf?: number;
  /** Standard error of chrF over the written examples, in the same unit. */
  readonly chrfError?: number;
  /** 0 to 100. */
  readonly bleu?: number;
  /** 0 to 1. */
  readonly rougeL?: number;
}

/** Collects what the graph answers, batch by batch. */
export interface Scorer {
  /**
   * @param logits of the whole batch @param labels as the batch brings them @param rows the first ones, which count
   * @param batch rows with those that fill up
   */
  add: (logits: Float32Array, labels: ArrayLike<number>, rows: number, batch: number) => void;
  /** @param loss the mean over all batches */
  scores: (loss: number) => Scores;
}
