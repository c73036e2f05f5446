/** What a model can be asked between two updates, and the answers of the base model beside it. */
import { BatchSource } from '../data/batching';
import { packRows, type TokenRow } from '../data/encode';
import type { TaskId } from '../methods/taskId';
import { labelForms, NO_TOKEN } from '../tasks/labelForm';
import type { RunQueue } from '../runtime/queue';
import type { Example, GenerateOptions, Prediction } from './events';
import type { RunOptions } from './options';
import type { DeviceTensor } from '../runtime/backend';
import type { FewRows, Which } from './fewRows';
import type { Evaluator } from './evaluator';
import { breathe } from './pacing';
import type { Stage } from './stage';
import type { Start } from './writing';
import { targetLengthOf } from './applied';

/** A text that is written on, or for a text. */
export interface AskedWriting {
  /** What is read: the source, or the text up to where it is written on. */
  readonly ids: readonly number[];
  /** What may be written: the nearer it is, the sooner it is known. */
  readonly guess: readonly number[];
  /** Tokens that are written at most. */
  readonly most: number;
}

/** A text, or two of which the types say which token is whose. */
export type AskedText = readonly number[] | Pick<Example, 'ids' | 'types'>;

const rowOf = (text: AskedText): Pick<Example, 'ids' | 'types'> => ('ids' in text ? text : { ids: text });

/** The row of a text that is to be written, with the guess where training has what is learnt. */
function writingRow({ ids, guess }: AskedWriting, task: TaskId, padId: number): TokenRow {
  if (labelForms[task].per === 'target') return { ids, targets: guess };
  // One more than is read: a position's label is the token after it.
  const all = [...ids, ...(guess.length > 0 ? guess : [padId])];
  const targets = [...new Array<number>(ids.length - 1).fill(NO_TOKEN), ...(guess.length > 0 ? guess : [NO_TOKEN])];
  return { ids: all, targets };
}

const startOf = ({ ids, most }: AskedWriting, recipe: Stage['recipe']): Start =>
  recipe.task.id === 'seq2seq'
    ? { from: 0, most: Math.min(most, targetLengthOf(recipe)) }
    : { from: ids.length - 1, most: Math.min(most, recipe.sequence - ids.length + 1) };

export interface Questions {
  /** Answers to texts given as token ids, by the trained model or by the base model with the untrained head. */
  readonly predict: (texts: readonly AskedText[], which: Which) => Promise<Prediction[]>;
  /** The same, by a graph that has as many rows as there are texts: for what is asked again and again. */
  readonly predictFew: (texts: readonly AskedText[], which: Which) => Promise<Prediction[]>;
  /** What is written by the likeliest tokens, all texts at once. @returns the new tokens, without an end token */
  readonly writeFew: (texts: readonly AskedWriting[], which: Which) => Promise<readonly (readonly number[])[]>;
  /** Loads the graph for so many texts, where it isn't. */
  readonly loadFew: (rows: number, which: Which) => Promise<void>;
  /** Releases the base model's graph for a few texts. */
  readonly dropFew: (which: Which) => Promise<void>;
  /** Language models: continues a prompt. @returns the new token ids. */
  readonly generate: (options: GenerateOptions) => Promise<number[]>;
}

/** What answers: graphs for whole batches and for a few rows, and the tensors that they read. */
export interface Answering {
  readonly recipe: Stage['recipe'];
  readonly tuned: Evaluator;
  readonly base: Evaluator;
  readonly few: FewRows;
  readonly states: () => Readonly<Record<string, DeviceTensor>>;
}

/** Batches of texts that are no part of the data, or of some of them. */
export const textSource = (
  { config, data }: Pick<RunOptions, 'config' | 'data'>,
  texts: readonly TokenRow[],
  rows: number,
): BatchSource =>
  new BatchSource(
    packRows(texts, config.task, config.sequenceLength, data.padId, {
      ...(data.labels && { classes: data.labels.length }),
      ...(config.targetLength !== undefined && { target: config.targetLength }),
    }),
    rows,
    config.seed,
  );

/** @param answering what is there when it is asked @param turn keeps answers and updates apart */
export function questionsOf(
  { config, data }: Pick<RunOptions, 'config' | 'data'>,
  answering: () => Answering,
  turn: RunQueue,
): Questions {
  const states = () => answering().states();
  const sourceOf = (texts: readonly TokenRow[], rows = config.batchSize) => textSource({ config, data }, texts, rows);
  const predictionsOf = (texts: readonly AskedText[], rows: readonly (readonly number[])[]): Prediction[] =>
    rows.map((all, i) => {
      // Nothing is told of padding.
      const shown = labelForms[config.task].per === 'token' ? rowOf(texts[i]!).ids.length : config.sequenceLength;
      const probabilities = all.slice(0, (all.length / config.sequenceLength) * shown);
      return { probabilities, label: probabilities.indexOf(Math.max(...probabilities)) };
    });
  const few = (which: Which, rows: number) => answering().few.of(which, rows);
  return {
    predict: (texts, which) =>
      turn.add(async () => {
        const batches = sourceOf(texts.map(rowOf)).all();
        return predictionsOf(texts, await answering()[which].predict(batches, states));
      }),
    predictFew: (texts, which) =>
      turn.add(async () => {
        const { evaluator, rows } = await few(which, texts.length);
        return predictionsOf(texts, await evaluator.predict(sourceOf(texts.map(rowOf), rows).all(), states));
      }),
    writeFew: (texts, which) =>
      turn.add(async () => {
        const { evaluator, rows } = await few(which, texts.length);
        const { recipe } = answering();
        const written: (readonly number[])[] = [];
        for (const batch of sourceOf(
          texts.map((text) => writingRow(text, config.task, data.padId)),
          rows,
        ).all()) {
          const starts = batch.examples!.map((row) => startOf(texts[row]!, recipe));
          written.push(...(await evaluator.writeFrom(batch, starts, data.endId, states, breathe)));
        }
        return written;
      }),
    loadFew: (rows, which) => turn.add(async () => void (await few(which, rows))),
    dropFew: (which) => turn.add(() => answering().few.drop(which)),
    generate: (options) => turn.add(() => answering()[options.which].generate(options, data, states, breathe)),
  };
}
