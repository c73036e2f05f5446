/**
 * Weights of kept runs, with their optimiser's moments, in this browser only: a run that ended can go on on a later
 * day. Small ones only, the latest first; those of a run that was deleted go with it.
 */
import type { DBSchema } from 'idb';
import type { Checkpoint } from '../training/events';
import { emptyRun } from './run';
import { missingOf, type KeptRun } from './runs';
import type { RunController } from './runController';
import type { Shelf } from './shelf';
import { openStorage, StorageError } from './storage';
import type { Method } from '../methods/contract';

/** Bytes of one run's states, and of all that are kept. */
const MOST_EACH = 8_000_000;
const MOST_ALL = 64_000_000;

export interface KeptWeights {
  /** The kept run's. */
  readonly id: string;
  readonly date: number;
  readonly step: number;
  readonly bytes: number;
}

interface Schema extends DBSchema {
  about: { key: string; value: KeptWeights };
  states: { key: string; value: Checkpoint };
}

export type Outcome = { readonly kept: number } | { readonly refused: 'large' | 'refused' };

export const bytesOf = ({ states }: Pick<Checkpoint, 'states'>): number =>
  Object.values(states).reduce((sum, { data }) => sum + data.byteLength, 0);

export interface WeightsDatabase {
  /** The latest first. @throws StorageError */
  readonly list: () => Promise<readonly KeptWeights[]>;
  readonly get: (id: string) => Promise<Checkpoint | undefined>;
  readonly put: (about: KeptWeights, checkpoint: Checkpoint) => Promise<void>;
  readonly remove: (ids: readonly string[]) => Promise<void>;
}

export function openWeightsDatabase(name = 'peft-playground-weights'): WeightsDatabase {
  const use = openStorage<Schema>(name, 1, (database) => {
    database.createObjectStore('about', { keyPath: 'id' });
    database.createObjectStore('states');
  });
  const remove = (ids: readonly string[]) =>
    use(async (database) => {
      const change = database.transaction(['about', 'states'], 'readwrite');
      await Promise.all([
        ...ids.flatMap((id) => [change.objectStore('about').delete(id), change.objectStore('states').delete(id)]),
        change.done,
      ]);
    });
  return {
    remove,
    list: () => use(async (database) => (await database.getAll('about')).sort((a, b) => b.date - a.date)),
    get: (id) => use((database) => database.get('states', id)),
    put: (about, checkpoint) =>
      use(async (database) => {
        const change = database.transaction(['about', 'states'], 'readwrite');
        await Promise.all([
          change.objectStore('about').put(about),
          change.objectStore('states').put(checkpoint, about.id),
          change.done,
        ]);
      }),
  };
}

export class WeightsKeeper {
  readonly #hearers = new Set<() => void>();
  /** What became of the last run that finished. */
  last: Outcome | undefined;

  constructor(
    private readonly controller: RunController,
    private readonly shelf: Shelf,
    private readonly database: WeightsDatabase,
    private readonly now: () => number = Date.now,
  ) {
    controller.store.subscribe((state, before) => {
      if (state.run.status === 'finished' && before.run.status !== 'finished') void this.#keep();
      else if (state.run.status !== 'finished' && this.last) this.#tell(undefined);
    });
  }

  /** Has `hear` told when something changed. @returns ends it */
  listen(hear: () => void): () => void {
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  /** Of runs that are on the shelf; others' are deleted. */
  async list(): Promise<readonly KeptWeights[]> {
    const all = await this.database.list().catch(() => []);
    const { runs, deleted, loaded } = this.shelf.state;
    const there = new Set([...runs, ...deleted].map(({ id }) => id));
    const gone = loaded ? all.filter(({ id }) => !there.has(id)).map(({ id }) => id) : [];
    if (gone.length > 0) await this.database.remove(gone).catch(() => undefined);
    return all.filter(({ id }) => runs.some((run) => run.id === id));
  }

  async #keep(): Promise<void> {
    const { epoch, run } = this.controller.state;
    const id = this.shelf.state.current;
    if (id === undefined || !this.controller.isBuilt || run.recorded) return;
    const checkpoint = await this.controller.call('state', null).catch(() => undefined);
    if (checkpoint === undefined || epoch !== this.controller.state.epoch) return;
    if (checkpoint === null || bytesOf(checkpoint) > MOST_EACH) return this.#tell({ refused: 'large' });
    const bytes = bytesOf(checkpoint);
    try {
      await this.#makeRoom(id, bytes);
      await this.database.put({ id, date: this.now(), step: checkpoint.step, bytes }, checkpoint);
      this.#tell({ kept: bytes });
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#tell({ refused: 'refused' });
    }
  }

  async #makeRoom(id: string, bytes: number): Promise<void> {
    let left = MOST_ALL - bytes;
    const dropped = (await this.database.list()).filter((each) => each.id !== id && (left -= each.bytes) < 0);
    await this.database.remove(dropped.map((each) => each.id));
  }

  #tell(outcome: Outcome | undefined): void {
    this.last = outcome;
    for (const hear of this.#hearers) hear();
  }

  /**
   * Puts a kept run on the page as it ended, with its weights: more steps go on from there.
   * @returns what is missing here, or that the weights are gone; undefined when it stands
   */
  async load(run: KeptRun, methods: readonly Method[]): Promise<'method' | 'model' | 'data' | 'gone' | undefined> {
    const { controller, database } = this;
    const missing = missingOf(run, methods, controller.state);
    if (missing) return missing;
    const checkpoint = await database.get(run.id).catch(() => undefined);
    if (checkpoint?.step !== run.step) return 'gone';
    const { loss, gradientNorm, learningRate } = run.curves;
    const records = Array.from(loss, (value, i) => ({
      step: i + 1,
      loss: value,
      gradientNorm: gradientNorm[i]!,
      learningRate: learningRate[i]!,
    }));
    const { settings, hyperparameters, validation, step } = run;
    controller.bringBack(
      { settings, hyperparameters, run: { ...emptyRun, status: 'paused', step, records, validation } },
      { ...checkpoint, records },
    );
    // It is over: training ends at once, and the run stands finished.
    await controller.play();
    return undefined;
  }
}

const opened = new WeakMap<RunController, WeightsKeeper>();

/** The weights of a page, always the same. */
export function weightsOf(controller: RunController, shelf: Shelf): WeightsKeeper {
  let keeper = opened.get(controller);
  if (!keeper) opened.set(controller, (keeper = new WeightsKeeper(controller, shelf, openWeightsDatabase())));
  return keeper;
}
