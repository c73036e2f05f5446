/**
 * A race: methods to be trained one after the other on the same model, data, seed and data order; and how far it has
 * come.
 */
import { foreign, type Message } from '../messages/message';
import { applicability } from '../methods/applicability';
import type { Hyperparameters, Method } from '../methods/contract';
import { NO_SOURCE, runKey, runsOf, type MatrixPlan } from '../session/matrix';
import type { Metrics } from '../training/types';
import { suggested } from './catalogue';
import { defaultsOf, recommended, type Configuration } from './hash';
import type { Settings } from './properties';
import { dimensionsOf, taskOf, type Here } from './runConfig';
import type { State } from './state';

export const RACE_VERSION = 1;

/** Why a method took part without a result. */
export interface Failure {
  /** What the page showed. */
  readonly message?: Message;
}

export interface Race {
  readonly version: typeof RACE_VERSION;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  /** What all share; method and what methods recommend for themselves are replaced at each start. */
  readonly base: Settings;
  /** In the order in which they run. */
  readonly entries: readonly RaceEntry[];
  /** Ids of kept runs, or failures, by `entryKey`. */
  readonly done: Readonly<Record<string, string | Failure>>;
  /** Each run is measured on the test split at its end. */
  readonly test: boolean;
  /** The board that it fills, and what the visitor had set before: given back at its end. */
  readonly board?: { readonly id: string; readonly before: Configuration };
  /** One method on every pair of a source and a target instead (`session/matrix.ts`). */
  readonly matrix?: RacedMatrix;
}

export interface RacedMatrix extends MatrixPlan {
  /** On the test split, by `runKey`: they stay when the kept runs are deleted. */
  readonly metrics: Readonly<Record<string, Metrics>>;
}

export interface RaceEntry {
  readonly method: string;
  readonly hyperparameters: Hyperparameters;
  /** Where methods are trained with several seeds; else that of the base. */
  readonly seed?: number;
  /** Where one method is trained on several data: what differs from the base, and what the entry is told by. */
  readonly id?: string;
  readonly set?: Partial<Pick<Settings, 'dataset' | 'transfer' | 'sourceTemplate'>>;
}

/** Tells an entry among those of its race. */
export const entryKey = ({ id, method, seed }: RaceEntry): string =>
  id ?? (seed === undefined ? method : `${method} ${seed}`);

/** Ticked at first: the two ends, and one of each family, so that a first race takes a minute. */
export const usualMethods: readonly string[] = [
  'full',
  'head-only',
  'lora',
  'bitfit',
  'pfeiffer-adapter',
  'prompt-tuning',
];

type Chosen = Pick<State, 'settings' | 'hyperparameters' | 'report'> & Here;

const knobsOf = (state: Pick<Chosen, 'hyperparameters'>, method: Method): Hyperparameters =>
  state.hyperparameters[method.id] ?? defaultsOf(method);

/** Why a method can't take part. */
export const obstacleOf = (state: Chosen, method: Method): Message | undefined =>
  applicability(method, dimensionsOf(state), knobsOf(state, method), taskOf(state));

export interface RacePlan {
  readonly id: string;
  readonly date: number;
  readonly test: boolean;
  /** How often each method is trained, each time with the next seed; left out: once. */
  readonly seeds?: number;
}

/**
 * A race of these methods under the present settings, knobs as they stand. With several seeds all methods are trained
 * with the first before any with the next, so that there is a result of each early on.
 */
export function planRace(state: Chosen, methods: readonly Method[], { id, date, test, seeds = 1 }: RacePlan): Race {
  const entries = methods.map((method) => ({ method: method.id, hyperparameters: knobsOf(state, method) }));
  const { seed } = state.settings;
  return {
    version: RACE_VERSION,
    id,
    date,
    test,
    base: state.settings,
    entries:
      seeds === 1
        ? entries
        : Array.from({ length: seeds }, (_, i) => entries.map((entry) => ({ ...entry, seed: seed + i }))).flat(),
    done: {},
  };
}

/** The present method on every pair of a source and a target. Targets are trained on as many rows as are set. */
export function planMatrix(
  state: Chosen,
  method: Method,
  plan: MatrixPlan,
  options: { readonly id: string; readonly date: number },
): Race {
  const hyperparameters = knobsOf(state, method);
  const { sourceTemplate, dataset } = state.settings;
  // One that was typed stands around the sources of all targets.
  const usual = sourceTemplate === (suggested(dataset).sourceTemplate ?? '');
  return {
    version: RACE_VERSION,
    ...options,
    test: true,
    base: { ...state.settings, method: method.id, poison: '', defence: 'none', evaluateEvery: 0 },
    entries: runsOf(plan).map((run) => ({
      id: runKey(run),
      method: method.id,
      hyperparameters,
      seed: run.seed,
      set: {
        dataset: run.target,
        transfer: run.source === NO_SOURCE ? 'none' : run.source,
        ...(usual && { sourceTemplate: suggested(run.target).sourceTemplate ?? '' }),
      },
    })),
    done: {},
    matrix: { ...plan, metrics: {} },
  };
}

/**
 * The configuration of one entry: everything as in the base, but the method with the training settings that it
 * recommends.
 */
export function configurationOf(race: Pick<Race, 'base'>, entry: RaceEntry, methods: readonly Method[]): Configuration {
  const method = methods.find((candidate) => candidate.id === entry.method);
  // What was set by hand for the chosen method stays with it.
  const { method: id, seed = race.base.seed, set, hyperparameters } = entry;
  const own = race.base.method === entry.method ? {} : recommended(method, { ...race.base, ...set });
  return { settings: { ...race.base, ...own, ...set, method: id, seed }, hyperparameters };
}

export const nextOf = (race: Race): RaceEntry | undefined =>
  race.entries.find((entry) => !Object.hasOwn(race.done, entryKey(entry)));

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads what a database holds. @returns undefined where that is not a race of this version. */
/** Races from before messages hold sentences. */
const withMessages = (done: Record<string, unknown>): Race['done'] =>
  Object.fromEntries(
    Object.entries(done as Record<string, string | { readonly message?: string | Message }>).map(([method, result]) => [
      method,
      typeof result === 'object' && typeof result.message === 'string'
        ? { message: foreign(result.message) }
        : (result as string | Failure),
    ]),
  );

export function readRace(value: unknown): Race | undefined {
  if (!isRecord(value) || value.version !== RACE_VERSION) return undefined;
  const { id, base, entries, done } = value;
  const sound =
    typeof id === 'string' &&
    isRecord(base) &&
    typeof base.method === 'string' &&
    isRecord(done) &&
    Array.isArray(entries) &&
    entries.every((entry) => isRecord(entry) && typeof entry.method === 'string' && isRecord(entry.hyperparameters));
  return sound ? { ...(value as unknown as Race), done: withMessages(done) } : undefined;
}
