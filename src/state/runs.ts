/** A kept run: what is remembered of a run after it, as plain data that IndexedDB can store. */
import { inEnglish } from '../messages/message';
import type { Category, Hyperparameters, Method } from '../methods/contract';
import type { TaskId } from '../methods/taskId';
import { sizeOf } from '../onnx/tensor';
import type { Owner } from '../runtime/backend';
import type { Metrics, ParameterCounts, TaskScore } from '../training/types';
import { OWN } from '../worker/protocol';
import { datasets, models } from './catalogue';
import { defaultsOf, encode, type Configuration } from './hash';
import { defaultSettings, placeNames, type Settings } from './properties';
import type { MemoryPoint, Run } from './run';
import { isAddress, nameOfAddress } from '../interchange/hub/address';
import { dimensionsOf, taskOf, type Here } from './runConfig';

/** Raise when the shape of `KeptRun` changes, and say in `stored.ts` how the old one becomes the new. */
export const KEPT_VERSION = 2;

const FLOAT = 4;

export interface KeptRun extends Configuration {
  readonly version: typeof KEPT_VERSION;
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970, when the run ended. */
  readonly date: number;
  readonly outcome: 'finished' | 'stopped';
  /** By name, so that the run can be told even where its method, model or data are gone. */
  readonly method: { readonly id: string; readonly name: string; readonly category: Category };
  readonly model: string;
  readonly dataset: string;
  readonly task: TaskId;
  /** The backend as it describes itself, in English: a name that runs are compared by. */
  readonly backend: string;
  readonly step: number;
  /** One entry for each step, from step 1 on. */
  readonly curves: {
    readonly loss: Float32Array;
    readonly gradientNorm: Float32Array;
    readonly learningRate: Float64Array;
  };
  readonly validation: readonly (Metrics & { readonly step: number })[];
  readonly test?: Metrics;
  /** Every task, of methods that learn from several data sets. */
  readonly tasks?: readonly TaskScore[];
  readonly counts: ParameterCounts;
  /** Bytes of the method's tensors and of the head in an adapter's file. */
  readonly storedBytes: number;
  readonly memory?: KeptMemory;
  /** Mean over the measured steps, without compiling, loading and evaluating. */
  readonly stepMilliseconds?: number;
  /** The learning rate was changed by hand while it ran: the settings alone do not give this curve again. */
  readonly adjusted: boolean;
  /** Shown in the comparison. */
  readonly selected: boolean;
  /** Drawn on the loss chart of the playground. */
  readonly pinned: boolean;
}

/** What the store of kept runs holds and nobody understands: it has an entry of its own, by which it can be deleted. */
export interface BrokenRun {
  readonly id: string;
  /** As far as it says so. */
  readonly name?: string;
  readonly date?: number;
  /** A newer version of the page has stored it. */
  readonly newer: boolean;
}

export interface KeptMemory {
  /** Most bytes held at once, without what the runtime keeps for reuse: that belongs to the page, not to the method. */
  readonly needed: number;
  /** What that was made of. */
  readonly byOwner: Readonly<Record<Owner, number>>;
  /** Most bytes held at once, all told. */
  readonly peak: number;
  readonly estimated: readonly Owner[];
}

/** The reading in which a run needed most. */
export function memoryOf(points: readonly MemoryPoint[]): KeptMemory | undefined {
  let most: KeptMemory | undefined;
  for (const { reading } of points) {
    const needed = reading.total - reading.live.cache;
    const peak = Math.max(most?.peak ?? 0, reading.peak);
    if (!most || needed > most.needed)
      most = {
        needed,
        byOwner: { ...reading.live, cache: 0 },
        peak,
        estimated: (reading.estimated ?? []).filter((owner) => owner !== 'cache'),
      };
    else if (peak > most.peak) most = { ...most, peak };
  }
  return most;
}

/** "LoRA", and what of its knobs was set by hand: "LoRA, r 4". */
export function nameOf(
  method: Pick<Method, 'id' | 'name' | 'hyperparameters' | 'defaults'>,
  hyperparameters: Hyperparameters,
): string {
  const defaults = defaultsOf(method);
  const changed = method.hyperparameters
    .filter(
      ({ name }) => hyperparameters[name] !== undefined && String(hyperparameters[name]) !== String(defaults[name]),
    )
    .map(({ name }) => `${name} ${[hyperparameters[name]].flat().join('+')}`);
  return [method.name, ...changed].join(', ');
}

/** Without what says where on the page one is. */
export const placeless = (settings: Settings): Settings => ({
  ...settings,
  ...Object.fromEntries(placeNames.map((name) => [name, defaultSettings[name]])),
});

/**
 * What makes two runs the same experiment. The place on the page is not part of it, and neither is a learning rate that
 * is told by the curve.
 */
export const keyOf = ({ settings, hyperparameters }: Configuration): string =>
  JSON.stringify([placeless(settings), Object.entries(hyperparameters).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The link that sets the playground to a configuration, without the leading `#`. */
export function linkOf(
  { settings, hyperparameters }: Configuration,
  methods: readonly Method[],
  view: Settings['view'] = 'play',
): string {
  return encode(
    { settings: { ...settings, view }, hyperparameters },
    methods.find((method) => method.id === settings.method),
  );
}

/** Whether a run's configuration can be set again here; if not, what is missing. */
export function missingOf(
  { settings }: Pick<KeptRun, 'settings'>,
  methods: readonly Method[],
  own: Here,
): 'method' | 'model' | 'data' | undefined {
  if (!methods.some((method) => method.id === settings.method)) return 'method';
  const { model, dataset } = settings;
  if (model === OWN ? !own.ownModel : !isAddress(model) && !models.some((entry) => entry.id === model)) return 'model';
  if (dataset === OWN ? !own.ownData : !isAddress(dataset) && !datasets.some((entry) => entry.id === dataset))
    return 'data';
  return undefined;
}

export interface Snapshot {
  readonly id: string;
  readonly configured: Configuration;
  readonly run: Run;
  readonly own: Here;
  readonly methods: readonly Method[];
  readonly now: number;
}

/** @returns undefined for a run that has not been built: nothing is known of it. */
export function keep({ id, configured, run, own, methods, now }: Snapshot): KeptRun | undefined {
  const { settings, hyperparameters } = configured;
  const method = methods.find((candidate) => candidate.id === settings.method);
  const { counts, records } = run;
  if (!method || !counts || records.length === 0) return undefined;
  const memory = memoryOf(run.memory);
  const scalars = run.parameters?.reduce((sum, { shape }) => sum + sizeOf(shape), 0) ?? counts.trainable + counts.head;
  const dimensions = dimensionsOf({ settings, ...own });
  const declared = method.storedBytes(dimensions, hyperparameters);
  // A search chooses other sizes than the settings say: there the run's own numbers count, where each takes four bytes.
  const searched = method.chooses?.(hyperparameters) && declared === FLOAT * method.count(dimensions, hyperparameters);
  return {
    version: KEPT_VERSION,
    id,
    name: nameOf(method, hyperparameters),
    date: now,
    outcome: run.status === 'finished' ? 'finished' : 'stopped',
    settings: placeless(settings),
    hyperparameters,
    method: { id: method.id, name: method.name, category: method.category },
    model:
      settings.model === OWN
        ? (own.ownModel?.report.name ?? OWN)
        : (models.find((entry) => entry.id === settings.model)?.name ?? nameOfAddress(settings.model)),
    dataset:
      settings.dataset === OWN
        ? (own.ownData?.name ?? OWN)
        : (datasets.find((entry) => entry.id === settings.dataset)?.name ?? nameOfAddress(settings.dataset)),
    task: taskOf({ settings, ...own }),
    backend: run.backend ? inEnglish(run.backend) : settings.backend,
    step: records.at(-1)!.step,
    curves: {
      loss: Float32Array.from(records, (record) => record.loss),
      gradientNorm: Float32Array.from(records, (record) => record.gradientNorm),
      learningRate: Float64Array.from(records, (record) => record.learningRate),
    },
    validation: run.validation,
    ...(run.test ? { test: run.test } : {}),
    ...(run.tasks ? { tasks: run.tasks } : {}),
    counts,
    storedBytes: searched ? FLOAT * scalars : declared + FLOAT * counts.head,
    ...(memory ? { memory } : {}),
    ...(run.clock.steps > 0 ? { stepMilliseconds: (1000 * run.clock.seconds) / run.clock.steps } : {}),
    adjusted: false,
    selected: true,
    pinned: false,
  };
}

/** Whether one curve is the beginning of the other, value for value. */
export function sameCurve(a: KeptRun, b: KeptRun): boolean {
  const shorter = Math.min(a.curves.loss.length, b.curves.loss.length);
  for (let i = 0; i < shorter; i++) if (a.curves.loss[i] !== b.curves.loss[i]) return false;
  return shorter > 0;
}

/** Validation at the end of the run, where there was one. */
export const lastValidation = (run: Pick<KeptRun, 'validation'>) => run.validation.at(-1);

/** Seconds that all steps of the run took. */
export const trainingSeconds = (run: KeptRun): number | undefined =>
  run.stepMilliseconds === undefined ? undefined : (run.stepMilliseconds * run.step) / 1000;
