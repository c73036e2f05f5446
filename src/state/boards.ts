/**
 * The boards: tasks on which methods differ, one or two for each of the survey's evaluations (understanding,
 * translation, generation), with the runs that were made on them and how methods stand. One source for
 * `npm run boards` and the page.
 */
import type { Method } from '../methods/contract';
import { applicability } from '../methods/applicability';
import { resolveHyperparameters } from '../methods/hyperparameters';
import type { TaskId } from '../methods/taskId';
import { models } from './catalogue';

export type Measure = 'accuracy' | 'exactMatch' | 'perplexity';

/** How the survey groups its tasks. */
export type BoardGroup = 'understanding' | 'translation' | 'generation';

export interface Board {
  readonly id: string;
  readonly group: BoardGroup;
  readonly model: string;
  readonly data: string;
  readonly task: TaskId;
  readonly steps: number;
  readonly measure: Measure;
  /** What full fine-tuning is compared with: the model as it came, where it answers the task; else the head alone. */
  readonly untuned?: true;
}

export const boards: readonly Board[] = [
  {
    id: 'tags',
    group: 'understanding',
    model: 'tiny-encoder',
    data: 'brown_tags',
    task: 'token-classification',
    steps: 200,
    measure: 'accuracy',
  },
  {
    id: 'pairs',
    group: 'understanding',
    model: 'tiny-encoder',
    data: 'cooking_pairs',
    task: 'classification',
    steps: 600,
    measure: 'accuracy',
  },
  {
    id: 'numbers',
    group: 'translation',
    model: 'tiny-encoder-decoder',
    data: 'numbers_de',
    task: 'seq2seq',
    steps: 400,
    measure: 'exactMatch',
    untuned: true,
  },
  {
    id: 'sonnets',
    group: 'generation',
    model: 'tiny-decoder',
    data: 'shakespeare_sonnets',
    task: 'causal-lm',
    steps: 100,
    measure: 'perplexity',
    untuned: true,
  },
];

/** Each method is trained with each of these. */
export const boardSeeds: readonly number[] = [0, 1, 2];

/** In the place of a method: the model as it came. */
export const UNTUNED = 'untuned';

/** One run, as bench/boards.json keeps it. */
export interface BoardRun {
  readonly board: string;
  /** Id, or `untuned`. */
  readonly method: string;
  readonly seed: number;
  /** Of the board's measure on the test split; a share where it is one. */
  readonly score: number;
  readonly trainable: number;
  /** Expected on the device. */
  readonly bytes: number;
  /** Of a step, the median. */
  readonly milliseconds: number;
  /** Other programs ran meanwhile: the time says how long it may take, and nothing about the method. */
  readonly busy?: boolean;
}

/** Methods that can be trained on a board's task with its model, at their own hyper-parameters. */
export const methodsOn = <M extends Method>(board: Board, methods: readonly M[]): M[] => {
  const { dimensions } = models.find(({ id }) => id === board.model)!;
  return methods.filter((method) => !applicability(method, dimensions, resolveHyperparameters(method, {}), board.task));
};
