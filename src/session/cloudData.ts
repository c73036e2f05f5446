/** The cloud of validation texts: which texts, and what the head read of them. Plain data, which the page holds. */
import type { TaskId } from '../methods/taskId';
import type { Vectors } from '../training/vectors';

/** Texts, or words of tagged texts. */
export const CLOUD_POINTS = 200;
/** With fewer of them there is no cloud. */
export const LEAST_POINTS = 10;

export interface CloudPoint {
  /** Of the validation split, from 0. */
  readonly row: number;
  readonly text: string;
  readonly second?: string;
  /** Tags: the word that it is, and its place among the text's words. */
  readonly word?: string;
  readonly place?: number;
  /** What is right: its class, its classes, its number; none where texts are written. */
  readonly truth: readonly number[];
}

export interface Cloud {
  readonly task: TaskId;
  readonly labels: readonly string[];
  readonly points: readonly CloudPoint[];
  /** Of the model before training, point by point. */
  readonly base: Vectors;
}

/** After so many steps, point by point. */
export interface CloudLook extends Vectors {
  readonly step: number;
}
