/** The shelf: runs that were kept. Follows the playground, keeps what finishes or stops, and stores it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Method } from '../methods/contract';
import type { Configuration } from './hash';
import type { Playground } from './playground';
import { hyperparametersOf } from './runConfig';
import { keep, keyOf, missingOf, placeless, sameCurve, type BrokenRun, type KeptRun } from './runs';
import type { RunsDatabase } from './runsDatabase';
import { StorageError, type StorageFault } from './storage';
import type { State } from './state';
import { watchTraining } from './tabs';

/** A shorter run that was stopped says nothing yet. */
export const LEAST_STEPS = 10;
const LONGEST_NAME = 60;

export interface ShelfState {
  /** By date, the oldest first. */
  readonly runs: readonly KeptRun[];
  /** The database has been read, or has refused. */
  readonly loaded: boolean;
  /** Why runs are not stored. */
  readonly fault?: StorageFault;
  /** What the store holds and nobody understands. */
  readonly broken: readonly BrokenRun[];
  /** Deleted last, for undo. */
  readonly deleted: readonly KeptRun[];
  /** Id under which the playground's present run is, or will be, kept. */
  readonly current?: string;
  /** Another tab trains at the same time as this one: both are slower. */
  readonly crowded: boolean;
}

export interface ShelfOptions {
  readonly playground: Playground;
  readonly methods: readonly Method[];
  readonly database: RunsDatabase;
  /** What stands there already. */
  readonly runs?: readonly KeptRun[];
  readonly now?: () => number;
  readonly newId?: () => string;
}

/** `crypto.randomUUID` exists on https only. */
const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const byDate = (runs: readonly KeptRun[]): KeptRun[] => [...runs].sort((a, b) => a.date - b.date);

export class Shelf {
  readonly store: Pick<StoreApi<ShelfState>, 'getState' | 'getInitialState' | 'subscribe'>;
  readonly #set: StoreApi<ShelfState>['setState'];
  /** Ids that the database is known to hold: one that it holds no more was deleted in another tab. */
  readonly #held = new Set<string>();
  /** The present run was over, and was given more steps. */
  #wentOn = false;
  /** Configuration that the present run began with. */
  #began: Configuration | undefined;

  constructor(private readonly options: ShelfOptions) {
    const store = createStore<ShelfState>()(() => ({
      runs: options.runs ?? [],
      loaded: false,
      broken: [],
      deleted: [],
      crowded: false,
    }));
    this.store = store;
    this.#set = store.setState;
    const { playground, database } = options;
    database.tabs.listen((changed) => {
      if (changed === 'runs') void this.load();
    });
    const watch = watchTraining(database.tabs, (crowded) => {
      if (crowded !== this.state.crowded) this.#set({ crowded });
    });
    playground.store.subscribe((state, before) => {
      if (state.run === before.run) return;
      watch(state.run);
      this.#follow(state, before);
    });
  }

  get state(): ShelfState {
    return this.store.getState();
  }

  async load(): Promise<void> {
    try {
      const { runs, broken } = await this.options.database.list();
      // Runs of this page that are newer than what was read, and those that could not be stored, stay.
      const read = new Set(runs.map((run) => run.id));
      const mine = new Map(this.state.runs.map((run) => [run.id, run]));
      const shown = runs.map((run) => {
        const known = mine.get(run.id);
        return known && unchanged(known, run) ? known : run;
      });
      const unstored = this.state.runs.filter((run) => !read.has(run.id) && !this.#held.has(run.id));
      this.#set({ runs: byDate([...shown, ...unstored]), broken, loaded: true });
      for (const run of runs) this.#held.add(run.id);
    } catch (error) {
      this.#set({ loaded: true });
      this.#report(error);
    }
  }

  rename(id: string, name: string): void {
    const clean = name.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);
    if (clean) this.#change([id], (run) => ({ ...run, name: clean }));
  }

  select(ids: readonly string[], selected: boolean): void {
    this.#change(ids, (run) => ({ ...run, selected }));
  }

  pin(id: string, pinned: boolean): void {
    this.#change([id], (run) => ({ ...run, pinned }));
  }

  remove(ids: readonly string[]): void {
    const { runs, current } = this.state;
    this.#set({
      runs: runs.filter((run) => !ids.includes(run.id)),
      deleted: runs.filter((run) => ids.includes(run.id)),
      ...(current && ids.includes(current) ? { current: undefined } : {}),
    });
    for (const id of ids) this.#held.delete(id);
    void this.options.database.remove(ids).catch((error: unknown) => this.#report(error));
  }

  /** Deletes something that nobody understands, for good. */
  removeBroken(id: string): void {
    this.#set({ broken: this.state.broken.filter((entry) => entry.id !== id) });
    void this.options.database.remove([id]).catch((error: unknown) => this.#report(error));
  }

  undo(): void {
    const { runs, deleted } = this.state;
    this.#set({ runs: byDate([...runs, ...deleted]), deleted: [] });
    this.#store(deleted);
  }

  /** Sets the playground to a run's configuration. @returns what is missing here, else undefined. */
  restore(id: string): ReturnType<typeof missingOf> {
    const { playground, methods } = this.options;
    const run = this.state.runs.find((candidate) => candidate.id === id);
    if (!run) return undefined;
    const missing = missingOf(run, methods, playground.store.getState());
    if (!missing)
      playground.controller.adopt({ settings: placeless(run.settings), hyperparameters: run.hyperparameters });
    return missing;
  }

  dismissFault(): void {
    this.#set({ fault: undefined });
  }

  #report(error: unknown): void {
    this.#set({ fault: error instanceof StorageError ? error.fault : 'broken' });
  }

  /** Puts runs in the database; the page goes on without it. */
  #store(runs: readonly KeptRun[]): void {
    for (const run of runs)
      void this.options.database.put(run).then(
        () => this.#held.add(run.id),
        (error: unknown) => this.#report(error),
      );
  }

  #change(ids: readonly string[], edit: (run: KeptRun) => KeptRun): void {
    const changed = new Map(
      this.state.runs.filter((run) => ids.includes(run.id)).map((run) => [run.id, edit(run)] as const),
    );
    this.#set({ runs: this.state.runs.map((run) => changed.get(run.id) ?? run) });
    this.#store([...changed.values()]);
  }

  #follow(state: State, before: State): void {
    const [run, old] = [state.run, before.run];
    // Given up for another configuration, or put back to the start. A run that is rebuilt to go on after a failure is
    // the same run.
    if (run.records.length === 0 && old.records.length > 0 && run.status !== 'loading-model') {
      if (old.status !== 'finished') this.#save(before);
      this.#began = undefined;
      this.#set({ current: undefined });
      return;
    }
    // A run that was over goes on for more steps: another one from here, whose settings alone do not give its curve.
    if (this.#began && old.status === 'finished' && run.status === 'loading-model') {
      if (state.settings.steps !== this.#began.settings.steps) {
        this.#began = { ...this.#began, settings: state.settings };
        this.#wentOn = true;
        this.#set({ current: (this.options.newId ?? randomId)() });
      }
      return;
    }
    if (run.records.length > 0 && !this.#began) {
      const { methods, newId = randomId } = this.options;
      this.#began = { settings: state.settings, hyperparameters: hyperparametersOf(state, methods) };
      this.#wentOn = false;
      this.#set({ current: newId() });
    }
    const ended =
      run.status !== old.status && (run.status === 'finished' || run.status === 'paused' || run.status === 'failed');
    const measured = run.test !== old.test && run.test !== undefined;
    if (ended || measured) this.#save(state);
  }

  #save(state: State): void {
    const { methods, now = Date.now } = this.options;
    const { run } = state;
    const { current, runs } = this.state;
    const configured = this.#began;
    if (!configured || !current || (run.status !== 'finished' && run.records.length < LEAST_STEPS)) return;
    const fresh = keep({ id: current, configured, run, own: state, methods, now: now() });
    if (!fresh) return;
    const known = knownAs(fresh, runs);
    if (known && known.id !== current) {
      this.#set({ current: known.id });
      if (known.step > fresh.step) return;
    }
    const test = fresh.test ?? (known && known.step === fresh.step ? known.test : undefined);
    const entry: KeptRun = {
      ...fresh,
      ...(test ? { test } : {}),
      adjusted:
        this.#wentOn || state.settings.learningRate !== configured.settings.learningRate || (known?.adjusted ?? false),
      ...(known
        ? { id: known.id, name: known.name, selected: known.selected, pinned: known.pinned }
        : { name: free(state.adapter ? `${fresh.name}, from an adapter` : fresh.name, runs) }),
    };
    this.#set({
      runs: known ? runs.map((candidate) => (candidate.id === known.id ? entry : candidate)) : [...runs, entry],
    });
    this.#store([entry]);
  }
}

/**
 * The entry that a run is kept as already. Same seed, same curve: repeating a run, or going on with one after a reload,
 * must not fill the shelf with copies.
 */
function knownAs(fresh: KeptRun, runs: readonly KeptRun[]): KeptRun | undefined {
  const key = keyOf(fresh);
  return (
    runs.find((candidate) => candidate.id === fresh.id) ??
    runs.find(
      (candidate) =>
        candidate.step > 0 &&
        keyOf(candidate) === key &&
        candidate.backend === fresh.backend &&
        sameCurve(candidate, fresh),
    )
  );
}

/** The same state of a run: what is drawn of it already needs no second drawing. */
const unchanged = (a: KeptRun, b: KeptRun): boolean =>
  a.date === b.date &&
  a.step === b.step &&
  a.name === b.name &&
  a.selected === b.selected &&
  a.pinned === b.pinned &&
  (a.test === undefined) === (b.test === undefined);

/** The name, or with the next free number behind it. */
function free(name: string, runs: readonly KeptRun[]): string {
  const taken = new Set(runs.map((run) => run.name));
  if (!taken.has(name)) return name;
  let n = 2;
  while (taken.has(`${name} (${n})`)) n++;
  return `${name} (${n})`;
}
