/** The shelf: runs that were kept. Follows the playground, keeps what finishes or stops, and stores it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Method } from '../methods/contract';
import { hyperparametersOf } from './chosen';
import { keep, keyOf, linkOf, missingOf, sameCurve, type Configured, type KeptRun } from './runs';
import { StorageError, type RunsDatabase, type StorageFault } from './runsDatabase';
import type { State, Store } from './store';
import { watchTraining } from './tabs';

/** A shorter run that was stopped says nothing yet. */
export const LEAST_STEPS = 10;
const LONGEST_NAME = 60;

export interface Shelf {
  /** By date, the oldest first. */
  readonly runs: readonly KeptRun[];
  /** The database has been read, or has refused. */
  readonly loaded: boolean;
  /** Why runs are not stored, or `unreadable` with the number of those that were left out. */
  readonly fault?: StorageFault;
  readonly unreadable: number;
  /** Deleted last, for undo. */
  readonly deleted: readonly KeptRun[];
  /** Id under which the playground's present run is, or will be, kept. */
  readonly current?: string;
  /** Another tab trains at the same time as this one: both are slower. */
  readonly crowded: boolean;

  load: () => Promise<void>;
  rename: (id: string, name: string) => void;
  select: (ids: readonly string[], selected: boolean) => void;
  pin: (id: string, pinned: boolean) => void;
  remove: (ids: readonly string[]) => void;
  undo: () => void;
  /** Sets the playground to a run's configuration. @returns what is missing here, else undefined. */
  restore: (id: string) => ReturnType<typeof missingOf>;
  dismissFault: () => void;
}

export type ShelfStore = StoreApi<Shelf>;

export interface ShelfOptions {
  readonly playground: Store;
  readonly methods: readonly Method[];
  readonly database: RunsDatabase;
  readonly now?: () => number;
  readonly newId?: () => string;
}

/** `crypto.randomUUID` exists on https only. */
const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export function createShelf({
  playground,
  methods,
  database,
  now = Date.now,
  newId = randomId,
}: ShelfOptions): ShelfStore {
  /** Ids that the database is known to hold: one that it holds no more was deleted in another tab. */
  const held = new Set<string>();
  const put = async (run: KeptRun): Promise<void> => {
    await database.put(run);
    held.add(run.id);
  };

  const shelf = createStore<Shelf>()((set, get) => {
    const report = (error: unknown) => set({ fault: error instanceof StorageError ? error.fault : 'broken' });
    /** Puts runs in the database; the page goes on without it. */
    const store = (runs: readonly KeptRun[]) => {
      for (const run of runs) void put(run).catch(report);
    };
    const change = (ids: readonly string[], edit: (run: KeptRun) => KeptRun) => {
      const changed: KeptRun[] = [];
      set({
        runs: get().runs.map((run) => {
          if (!ids.includes(run.id)) return run;
          const next = edit(run);
          changed.push(next);
          return next;
        }),
      });
      store(changed);
    };
    return {
      runs: [],
      loaded: false,
      unreadable: 0,
      deleted: [],
      crowded: false,

      load: async () => {
        try {
          const { runs, unreadable } = await database.list();
          // Runs of this page that are newer than what was read, and those that could not be stored, stay.
          const read = new Set(runs.map((run) => run.id));
          const mine = new Map(get().runs.map((run) => [run.id, run]));
          const shown = runs.map((run) => {
            const known = mine.get(run.id);
            return known && unchanged(known, run) ? known : run;
          });
          set({
            runs: [...shown, ...get().runs.filter((run) => !read.has(run.id) && !held.has(run.id))].sort(
              (a, b) => a.date - b.date,
            ),
            unreadable,
            loaded: true,
          });
          for (const run of runs) held.add(run.id);
        } catch (error) {
          set({ loaded: true });
          report(error);
        }
      },

      rename: (id, name) => {
        const clean = name.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);
        if (clean) change([id], (run) => ({ ...run, name: clean }));
      },
      select: (ids, selected) => change(ids, (run) => ({ ...run, selected })),
      pin: (id, pinned) => change([id], (run) => ({ ...run, pinned })),

      remove: (ids) => {
        const { runs, current } = get();
        set({
          runs: runs.filter((run) => !ids.includes(run.id)),
          deleted: runs.filter((run) => ids.includes(run.id)),
          ...(current && ids.includes(current) ? { current: undefined } : {}),
        });
        for (const id of ids) held.delete(id);
        void database.remove(ids).catch(report);
      },
      undo: () => {
        const { runs, deleted } = get();
        set({ runs: [...runs, ...deleted].sort((a, b) => a.date - b.date), deleted: [] });
        store(deleted);
      },

      restore: (id) => {
        const run = get().runs.find((candidate) => candidate.id === id);
        if (!run) return undefined;
        const missing = missingOf(run, methods, playground.getState());
        if (missing) return missing;
        // From the link, so that a run of an older version is checked like any other link.
        playground.getState().adopt(`#${linkOf(run, methods)}`);
        return undefined;
      },
      dismissFault: () => set({ fault: undefined, unreadable: 0 }),
    };
  });

  /** Configuration that the present run began with. */
  let began: Configured | undefined;

  function save(state: State): void {
    const { run } = state;
    const { current, runs } = shelf.getState();
    if (!began || !current || (run.status !== 'finished' && run.records.length < LEAST_STEPS)) return;
    const fresh = keep({ id: current, configured: began, run, own: state, methods, now: now() });
    if (!fresh) return;
    const key = keyOf(began);
    // Same seed, same curve: repeating a run, or going on with one after a reload, must not fill the shelf with copies.
    const known =
      runs.find((candidate) => candidate.id === current) ??
      runs.find(
        (candidate) =>
          candidate.step > 0 &&
          keyOf(candidate) === key &&
          candidate.backend === fresh.backend &&
          sameCurve(candidate, fresh),
      );
    if (known && known.id !== current) {
      shelf.setState({ current: known.id });
      if (known.step > fresh.step) return;
    }
    const test = fresh.test ?? (known && known.step === fresh.step ? known.test : undefined);
    const entry: KeptRun = {
      ...fresh,
      ...(test ? { test } : {}),
      adjusted: state.settings.learningRate !== began.settings.learningRate || (known?.adjusted ?? false),
      ...(known
        ? { id: known.id, name: known.name, selected: known.selected, pinned: known.pinned }
        : { name: free(state.adapter ? `${fresh.name}, from an adapter` : fresh.name, runs) }),
    };
    shelf.setState({
      runs: known ? runs.map((candidate) => (candidate.id === known.id ? entry : candidate)) : [...runs, entry],
    });
    void put(entry).catch((error: unknown) =>
      shelf.setState({ fault: error instanceof StorageError ? error.fault : 'broken' }),
    );
  }

  const { tabs } = database;
  tabs.listen((changed) => {
    if (changed === 'runs') void shelf.getState().load();
  });
  const watch = watchTraining(tabs, (crowded) => {
    if (crowded !== shelf.getState().crowded) shelf.setState({ crowded });
  });

  playground.subscribe((state, before) => {
    if (state.run !== before.run) watch(state.run);
    const [run, old] = [state.run, before.run];
    if (run === old) return;
    // Given up for another configuration, or put back to the start. A run that is rebuilt to go on after a failure is
    // the same run.
    if (run.records.length === 0 && old.records.length > 0 && run.status !== 'loading-model') {
      if (old.status !== 'finished') save(before);
      began = undefined;
      shelf.setState({ current: undefined });
      return;
    }
    if (run.records.length > 0 && !began) {
      began = { settings: state.settings, hyperparameters: hyperparametersOf(state, methods) };
      shelf.setState({ current: newId() });
    }
    const ended =
      run.status !== old.status && (run.status === 'finished' || run.status === 'paused' || run.status === 'failed');
    const measured = run.test !== old.test && run.test !== undefined;
    if (ended || measured) save(state);
  });

  return shelf;
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
