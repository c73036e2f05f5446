/**
 * The check of what a database holds before the page believes it: it may be of another version, cut off, or written by
 * somebody else. Loaded when there is something to read.
 */
import * as v from 'valibot';
import type { Scores } from '../tasks/scores';
import type { Category } from '../methods/contract';
import { everyTask } from '../methods/taskId';
import { defaultSettings } from './properties';
import { KEPT_VERSION, type BrokenRun, type KeptRun } from './runs';
import { INTERRUPTED_VERSION, type Interrupted, type KeptState } from './interrupted';

const LONGEST_NAME = 60;

/** A measure may be no number: of a run that diverged. */
const measure = v.custom<number>((value) => typeof value === 'number');
const count = v.pipe(v.number(), v.finite(), v.minValue(0));
/** Milliseconds that a date can be made of. */
const date = v.pipe(count, v.maxValue(8.64e15));
const message = v.looseObject({ code: v.string() });

type Measure = { readonly [K in keyof Scores]-?: NonNullable<Scores[K]> extends number ? K : never }[keyof Scores];
const measures = [
  'accuracy',
  'f1',
  'macroF1',
  'microF1',
  'matthews',
  'pearson',
  'spearman',
  'meanAbsoluteError',
  'variance',
  'calibrationError',
  'perplexity',
  'tokenAccuracy',
  'exactMatch',
  'examples',
  'written',
  'chrf',
  'chrfError',
  'bleu',
  'rougeL',
] as const satisfies readonly Measure[];
const found = v.looseObject({ precision: measure, recall: measure, f1: measure, support: measure });
const metrics = v.looseObject({
  loss: measure,
  count,
  ...(Object.fromEntries(measures.map((name) => [name, v.optional(measure)])) as Record<
    (typeof measures)[number],
    v.OptionalSchema<typeof measure, undefined>
  >),
  attackSuccess: v.optional(measure),
  f1Class: v.optional(v.string()),
  constant: v.optional(v.string()),
  majority: v.optional(v.looseObject({ label: v.string(), share: measure })),
  entities: v.optional(found),
  classes: v.optional(v.array(v.looseObject({ ...found.entries, label: v.string() }))),
});
const atStep = v.looseObject({ ...metrics.entries, step: count });

const byOwner = v.looseObject({
  frozen: count,
  trainable: count,
  optimizer: count,
  inputs: count,
  activations: count,
  cache: count,
});
const owners = v.array(v.picklist(['frozen', 'trainable', 'optimizer', 'inputs', 'activations', 'cache']));

/** What is read of the settings before they are looked at one by one, as a link's are (`readConfiguration`). */
const configuration = {
  settings: v.objectWithRest(
    { method: v.string(), model: v.string(), dataset: v.string(), steps: count, seed: count },
    v.optional(v.union([v.string(), v.number(), v.boolean()])),
  ),
  hyperparameters: v.record(v.string(), v.union([v.number(), v.string(), v.boolean(), v.array(v.string())])),
};

const column = v.instance(Float64Array);
const mark = v.looseObject({ name: v.string(), bytes: count, print: v.string() });
const interrupted = v.pipe(
  v.looseObject({
    ...configuration,
    version: v.literal(INTERRUPTED_VERSION),
    id: v.string(),
    date,
    name: v.string(),
    model: v.string(),
    dataset: v.string(),
    step: v.pipe(count, v.integer()),
    bytes: count,
    curves: v.looseObject({ step: column, loss: column, gradientNorm: column, learningRate: column }),
    shown: v.looseObject({
      validation: v.array(atStep),
      stages: v.array(v.looseObject({ index: count, id: v.string(), title: message, from: count, to: count })),
      memory: v.array(
        v.looseObject({
          step: count,
          reading: v.looseObject({ live: byOwner, peakByOwner: byOwner, total: count, peak: count }),
        }),
      ),
      clock: v.looseObject({ seconds: count, steps: count }),
      backend: v.optional(message),
    }),
    own: v.looseObject({ model: v.optional(mark), data: v.optional(mark), adapter: v.optional(mark) }),
    linked: v.looseObject({
      remoteModel: v.optional(v.looseObject({ report: v.looseObject({ address: v.string() }), agreed: v.boolean() })),
      remoteData: v.optional(v.looseObject({ address: v.string() })),
      adapter: v.optional(v.looseObject({ source: v.looseObject({}), report: v.looseObject({ kind: v.string() }) })),
    }),
  }),
  // One entry for each step.
  v.check(({ step, curves }) => Object.values(curves).every((each) => (each as Float64Array).length === step)),
);

const tensor = v.looseObject({
  dtype: v.string(),
  dims: v.array(count),
  data: v.custom<ArrayBufferView>((value) => ArrayBuffer.isView(value)),
});
const state = v.looseObject({
  step: v.pipe(count, v.integer()),
  states: v.record(v.string(), tensor),
  validation: v.array(atStep),
  learningRate: v.optional(v.pipe(v.number(), v.finite())),
  stage: v.optional(
    v.looseObject({
      index: count,
      firstStep: count,
      carried: v.looseObject({ tensors: v.record(v.string(), tensor), start: v.record(v.string(), tensor) }),
      records: v.array(v.looseObject({ index: count, id: v.string() })),
    }),
  ),
});

const categories = ['baseline', 'additive', 'partial', 'reparameterised', 'hybrid', 'unified'] as const;
const kept = v.pipe(
  v.looseObject({
    ...configuration,
    version: v.literal(KEPT_VERSION),
    id: v.string(),
    name: v.string(),
    date,
    outcome: v.picklist(['finished', 'stopped']),
    method: v.looseObject({
      id: v.string(),
      name: v.string(),
      category: v.picklist(categories satisfies readonly Category[]),
    }),
    model: v.string(),
    dataset: v.string(),
    task: v.picklist(everyTask),
    backend: v.string(),
    step: count,
    curves: v.looseObject({
      loss: v.instance(Float32Array),
      gradientNorm: v.instance(Float32Array),
      learningRate: v.instance(Float64Array),
    }),
    validation: v.array(atStep),
    test: v.optional(metrics),
    tasks: v.optional(
      v.array(v.looseObject({ name: v.string(), metrics, alone: v.optional(v.looseObject({ loss: measure })) })),
    ),
    counts: v.looseObject({ trainable: count, head: count, formula: count, total: count }),
    storedBytes: count,
    memory: v.optional(v.looseObject({ needed: count, byOwner, peak: count, estimated: owners })),
    stepMilliseconds: v.optional(count),
    adjusted: v.boolean(),
    selected: v.boolean(),
    pinned: v.boolean(),
  }),
  v.check(({ curves: { loss, gradientNorm, learningRate } }) => {
    return gradientNorm.length === loss.length && learningRate.length === loss.length;
  }),
);

const race = v.looseObject({
  base: v.looseObject({ method: v.string() }),
  entries: v.array(
    v.looseObject({
      method: v.string(),
      hyperparameters: configuration.hyperparameters,
      seed: v.optional(count),
      id: v.optional(v.string()),
      set: v.optional(v.looseObject({})),
    }),
  ),
  done: v.record(v.string(), v.union([v.string(), v.looseObject({ message: v.optional(message) })])),
  date,
  board: v.optional(v.looseObject({ id: v.string(), before: v.looseObject(configuration) })),
  matrix: v.optional(v.looseObject({ metrics: v.record(v.string(), metrics) })),
});
/** Whether a race that was stored can be shown and gone on with. */
export const isRace = (value: unknown): boolean => v.is(race, value);

type Stored = Readonly<Record<string, unknown>>;
const isStored = (value: unknown): value is Stored => typeof value === 'object' && value !== null;

/** How a kept run of a version becomes one of the next. */
const migrations: Readonly<Record<number, (old: Stored) => Stored>> = {
  // Settings of later versions of the page were not there: what they were then is their default.
  1: (old) => ({ ...old, version: 2, settings: { ...defaultSettings, ...(isStored(old.settings) && old.settings) } }),
};

/** What was stored itself, where it is sound: its types were checked, and nothing of it is changed. */
const checked =
  <T>(schema: v.GenericSchema) =>
  (value: unknown): T | undefined =>
    v.is(schema, value) ? (value as T) : undefined;

export const readInterrupted = checked<Interrupted>(interrupted);
export const readState = checked<KeptState>(state);

const versionIn = ({ version }: Stored): number => (typeof version === 'number' ? version : NaN);

/** A kept run, brought to the present version; else what can be said of it. */
export function readKept(value: unknown): { readonly run: KeptRun } | { readonly broken: BrokenRun } {
  let read = isStored(value) ? value : {};
  for (let next = migrations[versionIn(read)]; next; next = migrations[versionIn(read)]) read = next(read);
  if (v.is(kept, read)) return { run: read as unknown as KeptRun };
  return {
    broken: {
      id: typeof read.id === 'string' || typeof read.id === 'number' ? String(read.id) : '',
      ...(typeof read.name === 'string' && { name: read.name.slice(0, LONGEST_NAME) }),
      ...(v.is(date, read.date) && { date: read.date }),
      newer: typeof read.version === 'number' && read.version > KEPT_VERSION,
    },
  };
}
