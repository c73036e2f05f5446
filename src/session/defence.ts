/**
 * What is done against a backdoor before the run itself, each with a run of its own.
 *
 * Clean tuning asks what of a backdoor in the weights outlives fine-tuning on clean rows: with few trained weights most
 * of it does (Zhao et al., arXiv 2402.12168). The filter drops rows that a small module is suspiciously sure of, since
 * a trigger is learnt earlier and more surely than anything else. Own formulation: Zhao et al. put their module, which
 * was trained on labels drawn at random, before a poisoned model in use; here one that was trained on the rows as they
 * are picks among these, as Li et al. do by the loss (arXiv 2110.11571).
 */
import { DataError } from '../data/errors';
import { mergedWeights, withWeights } from '../interchange/merge';
import { percent } from '../messages/message';
import { applicability } from '../methods/applicability';
import { rateOf } from '../methods/rates';
import { methodById } from '../methods/registry';
import type { RunEvent, TrainingData } from '../training/events';
import type { RunOptions } from '../training/options';
import { parametersOf } from '../training/applied';
import { baseOf } from '../training/base';
import { recipeOfRun } from '../training/recipe';
import type { RunConfig, StageRecord } from '../training/types';
import { preliminaryStatus, recordOf, trainedFirst } from './firstRun';
import { says } from './messages';

type Events<T> = AsyncGenerator<RunEvent, T>;

/** What a run is opened with, before anything is done against the backdoor: the poisoned rows, and the same without. */
export interface Attacked extends Omit<RunOptions, 'data'> {
  readonly poisoned: TrainingData;
  readonly clean: TrainingData;
}

/** What is left to train. */
export type Defended = Pick<RunOptions, 'model' | 'data'> & {
  /** What was done first. */
  readonly before?: StageRecord;
};

/**
 * Does what the configuration's defence does before the run.
 * @throws DataError where the filter leaves too little
 */
export async function* defend(given: Attacked): Events<Defended> {
  const { config, model, poisoned } = given;
  switch (config.defence?.kind) {
    case undefined:
      return { model, data: poisoned };
    case 'clean-tuning':
      return yield* poisonedWeights(given);
    case 'filter':
      return yield* filtered(given, config.defence.suspicion);
  }
}

/** The model with the backdoor in all its weights; the method is given the clean rows. */
async function* poisonedWeights(given: Attacked): Events<Defended> {
  const options = preliminary(given, 'full');
  const { model, summary } = yield* trainedFirst(
    'poisoned-weights',
    says.poisoningWeights,
    options,
    async function* (run) {
      yield preliminaryStatus(run.stepsDone);
      const recipe = recipeOfRun(options, true);
      const { base } = parametersOf(recipe);
      const trained = await run.trained();
      const changed = mergedWeights({ ...recipe, base, trained });
      const measured = run.result().validation.at(-1);
      const told = says.poisonedWeights({
        accuracy: percent(measured?.accuracy ?? 0),
        success: percent(measured?.attackSuccess ?? 0),
      });
      return { model: withWeights(given.model, base.graph, changed), summary: told };
    },
  );
  return { model, data: given.clean, before: recordOf('poisoned-weights', says.poisoningWeights, summary) };
}

/** Rows whose own class LoRA is surer of than `suspicion` are left out. */
async function* filtered(given: Attacked, suspicion: number): Events<Defended> {
  const { model, modelConfig, config, poisoned: data } = given;
  const { anatomy } = baseOf({ graph: model, ...(modelConfig && { config: modelConfig }) }, 1, config.sequenceLength);
  const refusal = applicability(methodById('lora'), anatomy.dimensions, undefined, config.task);
  if (refusal) throw new DataError(says.filterNeedsLora({ reason: refusal }));
  const { kept, summary } = yield* trainedFirst(
    'identify',
    says.identifying,
    preliminary(given, 'lora'),
    async function* (run) {
      const kept: boolean[] = [];
      while (kept.length < data.train.length) {
        const rows = data.train.slice(kept.length, kept.length + ROWS_AT_ONCE);
        const answers = await run.predict(rows, 'tuned');
        kept.push(...answers.map(({ probabilities }, i) => probabilities[rows[i]!.label!]! <= suspicion));
        yield preliminaryStatus(run.stepsDone);
      }
      const flags = data.poisoned ?? [];
      const all = flags.filter(Boolean).length;
      const caught = flags.filter((bad, i) => bad && !kept[i]).length;
      const told = says.identified({
        left: { count: kept.filter((stays) => !stays).length },
        rows: { count: kept.length },
        caught: { count: caught },
        poisoned: { count: all },
      });
      return { kept, summary: told };
    },
  );
  const places = kept.flatMap((stays, i) => (stays ? [i] : []));
  const rest = places.map((i) => data.train[i]!);
  if (new Set(rest.map(({ label }) => label)).size < new Set(data.train.map(({ label }) => label)).size)
    throw new DataError(says.allSuspicious({ suspicion }));
  const { poisoned: flags, texts } = data;
  return {
    model,
    data: {
      ...data,
      train: rest,
      ...(flags && { poisoned: places.map((i) => flags[i]!) }),
      ...(texts && {
        texts: { ...texts, of: (split, row) => texts.of(split, split === 'train' ? places[row]! : row) },
      }),
    },
    before: recordOf('identify', says.identifying, summary),
  };
}

/** Rows that are asked for before anything else may happen. */
const ROWS_AT_ONCE = 256;

/** A run of another method, with what that method recommends, on the poisoned rows. */
function preliminary({ poisoned, clean: _clean, ...given }: Attacked, id: string): RunOptions {
  const { defaults } = methodById(id);
  const { weightDecay, optimizer: kind, schedule, warmup } = defaults;
  const learningRate = rateOf(defaults, given.config.task, given.config.model);
  const { sources: _sources, ...data } = poisoned;
  const config: RunConfig = {
    ...given.config,
    method: { id, hyperparameters: {} },
    optimizer: { ...given.config.optimizer, learningRate, weightDecay, kind, schedule, warmup },
    evaluateEvery: 0,
  };
  return {
    model: given.model,
    ...(given.modelConfig && { modelConfig: given.modelConfig }),
    backend: given.backend,
    config,
    data,
  };
}
