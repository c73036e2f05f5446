/** What a model can be asked between two updates, and the answers of the base model beside it. */
import { BatchSource } from '../data/batching';
import { packRows } from '../data/encode';
import { labelForms } from '../tasks/labelForm';
import type { RunQueue } from '../runtime/queue';
import type { Course } from './course';
import type { Example, GenerateOptions, Prediction } from './events';
import type { RunOptions } from './options';
import { breathe } from './pacing';

/** A text, or two of which the types say which token is whose. */
export type AskedText = readonly number[] | Pick<Example, 'ids' | 'types'>;

const rowOf = (text: AskedText): Pick<Example, 'ids' | 'types'> => ('ids' in text ? text : { ids: text });

export interface Questions {
  /** Answers to texts given as token ids, by the trained model or by the base model with the untrained head. */
  readonly predict: (texts: readonly AskedText[], which: 'base' | 'tuned') => Promise<Prediction[]>;
  /** Language models: continues a prompt. @returns the new token ids. */
  readonly generate: (options: GenerateOptions) => Promise<number[]>;
}

/** @param turn keeps answers and updates apart */
export function questionsOf(
  { config, data }: Pick<RunOptions, 'config' | 'data'>,
  course: Course,
  turn: RunQueue,
): Questions {
  const states = () => course.states();
  /** Texts that are no part of the data. */
  const sourceOf = (texts: readonly AskedText[]): BatchSource =>
    new BatchSource(
      packRows(texts.map(rowOf), config.task, config.sequenceLength, data.padId, {
        ...(data.labels && { classes: data.labels.length }),
        ...(config.targetLength !== undefined && { target: config.targetLength }),
      }),
      config.batchSize,
      config.seed,
    );
  return {
    predict: (texts, which) =>
      turn.add(async () => {
        const rows = await course.needed.stage[which].predict(sourceOf(texts).all(), states);
        return rows.map((all, i) => {
          // Nothing is told of padding.
          const shown = labelForms[config.task].per === 'token' ? rowOf(texts[i]!).ids.length : config.sequenceLength;
          const probabilities = all.slice(0, (all.length / config.sequenceLength) * shown);
          return { probabilities, label: probabilities.indexOf(Math.max(...probabilities)) };
        });
      }),
    generate: (options) => turn.add(() => course.needed.stage[options.which].generate(options, data, states, breathe)),
  };
}
