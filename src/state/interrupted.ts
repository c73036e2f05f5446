/**
 * An interrupted run: what is remembered of one that is not finished, so that another page can go on with it, as plain
 * data that IndexedDB can store.
 */
import type { Method } from '../methods/contract';
import type { Checkpoint } from '../training/events';
import type { StepRecord } from '../training/types';
import { isAddress, nameOfAddress } from '../interchange/hub/address';
import { OWN } from '../worker/protocol';
import { datasets, models } from './catalogue';
import { fingerprint } from './fingerprint';
import type { Configuration } from './hash';
import type { Run } from './run';
import { hyperparametersOf } from './runConfig';
import { nameOf, placeless } from './runs';
import type { State } from './state';

/** Raise when the shape of `Interrupted` changes, and read the old one in `readInterrupted`. */
export const INTERRUPTED_VERSION = 1;

/** What the visitor brought for a run. */
export type Brought = 'model' | 'data' | 'adapter';

/** The visitor's own files as a record names them. */
export interface Mark {
  readonly name: string;
  readonly bytes: number;
  /** Of all files; a run goes on only with the same. */
  readonly print: string;
}

export interface Interrupted extends Configuration {
  readonly version: typeof INTERRUPTED_VERSION;
  readonly id: string;
  /** Milliseconds since 1970, when it was stored. */
  readonly date: number;
  /** "LoRA, r 4", and what it was trained with, for those who read the offer. */
  readonly name: string;
  readonly model: string;
  readonly dataset: string;
  /** Updates done. */
  readonly step: number;
  /** Of the checkpoint with its curves. */
  readonly bytes: number;
  readonly curves: { readonly [K in keyof StepRecord]: Float64Array };
  /** The rest of what the page showed. */
  readonly shown: Pick<Run, 'validation' | 'stages' | 'memory' | 'clock' | 'backend'>;
  readonly own: Readonly<Partial<Record<Brought, Mark>>>;
  /** What is known of a model and data at addresses, and the adapter of a link, which is no file of the visitor's. */
  readonly linked: Pick<State, 'remoteModel' | 'remoteData' | 'adapter'>;
}

/** Copies of the visitor's own files. */
export type OwnFiles = Readonly<Partial<Pick<State, 'ownModel' | 'ownData' | 'adapter'>>>;

/** Without the records, which are the curves. */
export type KeptState = Omit<Checkpoint, 'records'>;

/** Bytes of all typed arrays in a value. */
export function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  const parts: readonly unknown[] = value instanceof Map ? [...value.values()] : Object.values(value);
  return parts.reduce((sum: number, part) => sum + bytesOf(part), 0);
}

/** The visitor's own files that a run of this state needs. */
export function ownOf({ settings, ownModel, ownData, adapter }: State): OwnFiles {
  return {
    ...(settings.model === OWN && ownModel && { ownModel }),
    ...(settings.dataset === OWN && ownData && { ownData }),
    ...(adapter && 'files' in adapter.source && { adapter }),
  };
}

interface Content {
  readonly name: string;
  readonly parts: readonly { readonly path: string; readonly content: string | Blob }[];
}

function contentsOf({ ownModel, ownData, adapter }: OwnFiles): readonly (readonly [Brought, Content])[] {
  const files = (given: readonly { readonly path: string; readonly file: File }[]) =>
    given.map(({ path, file }) => ({ path, content: file }));
  return [
    ...(ownModel ? [['model', { name: ownModel.report.name, parts: files(ownModel.files) }] as const] : []),
    ...(ownData ? [['data', { name: ownData.name, parts: [{ path: '', content: ownData.source }] }] as const] : []),
    ...(adapter && 'files' in adapter.source
      ? [['adapter', { name: adapter.file ?? '', parts: files(adapter.source.files) }] as const]
      : []),
  ];
}

const prints = new WeakMap<object, Promise<Mark>>();

async function markOf({ name, parts }: Content): Promise<Mark> {
  const all = await Promise.all(
    [...parts]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(async ({ path, content }) => `${path}=${await fingerprint(content)}`),
  );
  const bytes = parts.reduce(
    (sum, { content }) => sum + (typeof content === 'string' ? content.length : content.size),
    0,
  );
  return { name, bytes, print: all.join('\n') };
}

const placeOfOwn = { model: 'ownModel', data: 'ownData', adapter: 'adapter' } as const satisfies Record<
  Brought,
  keyof OwnFiles
>;

/** What the visitor's own files are told by; each is read once. */
export async function marksOf(own: OwnFiles): Promise<Interrupted['own']> {
  const marked = contentsOf(own).map(async ([what, content]) => {
    const key = own[placeOfOwn[what]]!;
    let mark = prints.get(key);
    if (!mark) prints.set(key, (mark = markOf(content)));
    return [what, await mark] as const;
  });
  return Object.fromEntries(await Promise.all(marked)) as Interrupted['own'];
}

/** What a run needs of the visitor's own files: those that lie here already, else the copies; and what is neither. */
export async function gathered(
  { own }: Pick<Interrupted, 'own'>,
  present: OwnFiles,
  copies: OwnFiles,
): Promise<{ readonly files: OwnFiles; readonly missing: readonly Brought[] }> {
  const here = await marksOf(present);
  const needed = (Object.keys(own) as Brought[]).map((what) => {
    const name = placeOfOwn[what];
    return { what, name, from: here[what]?.print === own[what]!.print ? present : copies };
  });
  return {
    files: Object.fromEntries(needed.map(({ name, from }) => [name, from[name]])),
    missing: needed.filter(({ name, from }) => !from[name]).map(({ what }) => what),
  };
}

const nameIn = (id: string, listed: readonly { readonly id: string; readonly name: string }[]): string =>
  listed.find((entry) => entry.id === id)?.name ?? (isAddress(id) ? nameOfAddress(id) : id);

export interface Interruption {
  readonly id: string;
  readonly state: State;
  readonly checkpoint: Checkpoint;
  readonly own: Interrupted['own'];
  readonly methods: readonly Method[];
  readonly now: number;
}

/** The record of a run at a checkpoint, with the curves up to there. */
export function interruptedOf({ id, state, checkpoint, own, methods, now }: Interruption): Interrupted {
  const { settings, run, ownModel, ownData, remoteModel, remoteData, adapter } = state;
  const { step } = checkpoint;
  const method = methods.find((candidate) => candidate.id === settings.method);
  const hyperparameters = hyperparametersOf(state, methods);
  const records = run.records.filter((record) => record.step <= step);
  const column = (name: keyof StepRecord) => Float64Array.from(records, (record) => record[name]);
  const curves = {
    step: column('step'),
    loss: column('loss'),
    gradientNorm: column('gradientNorm'),
    learningRate: column('learningRate'),
  };
  return {
    version: INTERRUPTED_VERSION,
    id,
    date: now,
    name: method ? nameOf(method, hyperparameters) : settings.method,
    model: settings.model === OWN ? (ownModel?.report.name ?? OWN) : nameIn(settings.model, models),
    dataset: settings.dataset === OWN ? (ownData?.name ?? OWN) : nameIn(settings.dataset, datasets),
    settings: placeless(settings),
    hyperparameters,
    step,
    bytes: bytesOf(checkpoint) + bytesOf(curves),
    curves,
    shown: {
      validation: run.validation.filter((metrics) => metrics.step <= step),
      stages: run.stages,
      memory: run.memory.filter((point) => point.step <= step),
      clock: run.clock,
      ...(run.backend && { backend: run.backend }),
    },
    own,
    linked: {
      ...(isAddress(settings.model) && remoteModel && { remoteModel: unloaded(remoteModel) }),
      ...(isAddress(settings.dataset) && remoteData && { remoteData }),
      ...(adapter && !('files' in adapter.source) && { adapter }),
    },
  };
}

/** Another page's worker has not loaded it yet. */
const unloaded = ({ loaded: _, ...known }: NonNullable<State['remoteModel']>) => ({ ...known, agreed: true });

export const recordsOf = ({ curves }: Pick<Interrupted, 'curves'>): StepRecord[] =>
  Array.from(curves.step, (step, i) => ({
    step,
    loss: curves.loss[i]!,
    gradientNorm: curves.gradientNorm[i]!,
    learningRate: curves.learningRate[i]!,
  }));
