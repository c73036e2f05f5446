/** What a model can be asked between two updates, and the answers of the base model beside it. */
import { BatchSource } from '../data/batching';
import { packRows } from '../data/encode';
import type { RunQueue } from '../runtime/queue';
import type { Course } from './course';
import type { GenerateOptions, Prediction } from './events';
import type { RunOptions } from './options';
import { breathe } from './pacing';

export interface Questions {
  /** Classification of texts given as token ids, by the trained model or by the base model with the untrained head. */
  readonly predict: (texts: readonly (readonly number[])[], which: 'base' | 'tuned') => Promise<Prediction[]>;
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
  const sourceOf = (texts: readonly (readonly number[])[]): BatchSource =>
    new BatchSource(
      packRows(
        texts.map((ids) => ({ ids, label: 0 })),
        config.task,
        config.sequenceLength,
        data.padId,
      ),
      config.batchSize,
      config.seed,
    );
  return {
    predict: (texts, which) =>
      turn.add(async () => {
        const rows = await course.needed.stage[which].predict(sourceOf(texts).all(), states);
        return rows.map((probabilities) => ({
          probabilities,
          label: probabilities.indexOf(Math.max(...probabilities)),
        }));
      }),
    generate: (options) => turn.add(() => course.needed.stage[options.which].generate(options, data, states, breathe)),
  };
}
