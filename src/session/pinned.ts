/** What is pinned, and what a model answers to it while it trains: plain data, which page and recordings hold. */
import type { Message } from '../messages/message';
import type { TaskId } from '../methods/taskId';

/** A text of the visitor's own, or two that belong together. */
export interface PinnedText {
  readonly text: string;
  readonly second?: string;
}

export interface PinnedRow extends PinnedText {
  /** The visitor's; else an example of the validation split. */
  readonly own: boolean;
  /** What is right, where it is known: classes, a number, a text. */
  readonly truth?: readonly string[];
  /** Token classification: the words that have a tag. */
  readonly words?: readonly string[];
  /** The text is longer than the so many tokens that are read of it. */
  readonly cut?: number;
  /** Why the model can't be asked. */
  readonly refusal?: Message;
}

/** What a model says to one row, in the form of the task. */
export interface Answer {
  /** Of each class, in the order of the labels. */
  readonly shares?: readonly number[];
  /** Of each word: index of the likeliest tag, and how likely it is. */
  readonly tags?: readonly (readonly [tag: number, share: number])[];
  /** Regression. */
  readonly value?: number;
  /** What is written. */
  readonly text?: string;
}

/** What was pinned for a run. */
export interface Pinned {
  readonly task: TaskId;
  readonly labels: readonly string[];
  /** Regression: the smallest and the largest number of the training data. */
  readonly range?: readonly [number, number];
  readonly rows: readonly PinnedRow[];
  /** What the model says before training, row by row. */
  readonly base: readonly Answer[];
}

/** What the model says after so many steps, row by row. */
export interface Look {
  readonly step: number;
  readonly answers: readonly Answer[];
}

/** Rows at most. */
export const MOST_PINNED = 6;
/** Rows that the data fill up to. */
export const USUAL_PINNED = 4;

/** Looks that are kept of a run. */
const KEPT = 240;

/** The looks with one more; where they grow too many, every second one goes. Those at later steps are another run's. */
export function withLook(looks: readonly Look[], look: Look, kept = KEPT): readonly Look[] {
  const before = looks.filter(({ step }) => step < look.step);
  const all = [...before, look];
  return all.length <= kept ? all : all.filter((_, i) => i % 2 === 0 || i === all.length - 1);
}
