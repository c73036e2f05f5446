/**
 * Runs a race on the playground itself: one method after the other, so that every panel shows what is being trained.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Method } from '../methods/contract';
import { hyperparametersOf } from './chosen';
import { configurationOf, nextOf, planRace, type Race } from './racePlan';
import { keyOf, linkOf, missingOf, type Configured } from './runs';
import type { ShelfStore } from './runsStore';
import type { RunsDatabase } from './runsDatabase';
import type { State, Store } from './store';

/** No race goes on, here or elsewhere. */
const idle: readonly RaceState['status'][] = ['none', 'stopped', 'over'];

/** What only one tab does at a time. */
const LOCK = 'race';

/** Faults that concern the machine, not the method: the race waits for the visitor. */
const halting: readonly string[] = ['download', 'crash', 'device-lost', 'no-webgpu', 'bad-model', 'bad-data'];

export interface RaceState {
  /** The race under way, stopped, or just over; undefined when there is none. */
  readonly race?: Race;
  /** `elsewhere`: another tab runs it. */
  readonly status: 'none' | 'running' | 'stopping' | 'stopped' | 'over' | 'elsewhere';
  /** Method in training. */
  readonly now?: string;
  /** Why a stopped race can't go on yet. */
  readonly missing?: 'method' | 'model' | 'data';

  /** Brings back a race that was under way when the page was closed, or shows the one that another tab runs. */
  load: () => Promise<void>;
  start: (methods: readonly string[], options: { readonly test: boolean }) => Promise<void>;
  resume: () => Promise<void>;
  /** Stands still after the step in progress. */
  stop: () => Promise<void>;
  /** Forgets the race; its kept runs stay. */
  discard: () => void;
}

export type RaceStore = StoreApi<RaceState>;

export interface RaceOptions {
  readonly playground: Store;
  readonly shelf: ShelfStore;
  readonly methods: readonly Method[];
  readonly database: RunsDatabase;
  readonly now?: () => number;
}

type Outcome = 'finished' | 'interrupted' | { readonly message: string; readonly halting: boolean };

const present = (state: State, methods: readonly Method[]): Configured => ({
  settings: state.settings,
  hyperparameters: hyperparametersOf(state, methods),
});

export function createRace({ playground, shelf, methods, database, now = Date.now }: RaceOptions): RaceStore {
  const order = new Map(methods.map((method, index) => [method.id, index]));

  /**
   * Resolves when the run stands still: finished, failed, paused, or given up because somebody changed the settings.
   */
  function settled(key: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const look = (state: State): boolean => {
        const outcome = outcomeOf(state, key);
        if (outcome === undefined) return false;
        stop();
        resolve(outcome);
        return true;
      };
      const stop = playground.subscribe(look);
      look(playground.getState());
    });
  }

  function outcomeOf(state: State, key: string): Outcome | undefined {
    const { run, problem, intent } = state;
    if (keyOf(present(state, methods)) !== key) return 'interrupted';
    if (problem) return { message: problem.message, halting: halting.includes(problem.code) };
    if (run.status === 'finished') return 'finished';
    return intent === 'stand' && (run.status === 'paused' || run.status === 'idle') ? 'interrupted' : undefined;
  }

  const { tabs } = database;

  const store = createStore<RaceState>()((set, get) => {
    /** Id of the race that the database is known to hold. */
    let held: string | undefined;
    /** Storage may be refused: the race then lasts as long as the page, which the shelf says already. */
    const remember = (race: Race | undefined) => {
      set({ race });
      const kept = race && nextOf(race) ? race : undefined;
      void database.putRace(kept).then(
        () => {
          held = kept?.id;
        },
        () => undefined,
      );
    };

    /** The race that this page runs, or asks for leave to run. */
    let engaged: Promise<boolean> | undefined;
    /** Races one at a time: two tabs would overwrite each other's list, and train everything twice. */
    async function alone(work: () => Promise<void>): Promise<void> {
      const { status } = get();
      set({ status: 'running' });
      // One that was just discarded ends with the step in progress.
      while (engaged) await engaged.catch(() => undefined);
      const turn = (engaged = tabs.alone(LOCK, work));
      const mine = await turn.finally(() => {
        engaged = undefined;
      });
      // Where this one stands now, or the other tab's.
      if (mine) return tabs.tell('race');
      set({ status });
      await get().load();
    }

    let waiting = false;
    /** Takes over when the tab that races has stopped, or is gone. */
    async function wait(): Promise<void> {
      if (waiting) return;
      waiting = true;
      await tabs.free(LOCK);
      waiting = false;
      await get().load();
    }

    async function train(race: Race, entry: Race['entries'][number]): Promise<Outcome> {
      const configured = configurationOf(race, entry, methods);
      const { view } = playground.getState().settings;
      playground.getState().adopt(`#${linkOf(configured, methods, view)}`);
      const key = keyOf(present(playground.getState(), methods));
      await playground.getState().play();
      const outcome = await settled(key);
      if (outcome !== 'finished' || !race.test || playground.getState().run.test) return outcome;
      await playground.getState().test();
      return outcomeOf(playground.getState(), key) ?? 'finished';
    }

    async function drive(): Promise<void> {
      for (let race = get().race; race; race = get().race) {
        const entry = nextOf(race);
        if (!entry) return finish(race);
        set({ status: 'running', now: entry.method });
        const outcome = await train(race, entry);
        const { status, race: still } = get();
        if (still?.id !== race.id) return;
        if (outcome === 'finished') {
          const id = shelf.getState().current;
          remember({ ...race, done: { ...race.done, [entry.method]: id ?? { message: '' } } });
        } else if (outcome === 'interrupted' || outcome.halting) {
          return set({ status: 'stopped', now: undefined });
        } else {
          // This method can't do it; the others may.
          playground.getState().dismissProblem();
          remember({ ...race, done: { ...race.done, [entry.method]: { message: outcome.message } } });
        }
        if (status === 'stopping') return set({ status: nextOf(get().race!) ? 'stopped' : 'over', now: undefined });
      }
    }

    /** The visitor's own settings come back. */
    function finish({ base }: Race): void {
      set({ status: 'over', now: undefined });
      const { settings, hyperparameters } = playground.getState();
      const before: Configured = {
        settings: base,
        hyperparameters: hyperparametersOf({ settings: base, hyperparameters }, methods),
      };
      playground.getState().adopt(`#${linkOf(before, methods, settings.view)}`);
    }

    return {
      status: 'none',

      load: async () => {
        if (engaged) return;
        let race: Race | undefined;
        try {
          race = await database.race();
        } catch {
          return;
        }
        const elsewhere = (await tabs.count(LOCK)) > 0;
        // Started here in the meantime.
        if (engaged) return;
        if (race && nextOf(race)) {
          held = race.id;
          set({ race, status: elsewhere ? 'elsewhere' : 'stopped', now: undefined, missing: undefined });
          if (elsewhere) void wait();
        } else if (get().race?.id === held && get().status !== 'over') {
          // Finished or forgotten in another tab.
          held = undefined;
          set({ race: undefined, status: 'none', missing: undefined });
        }
      },

      start: async (ids, { test }) => {
        const state = playground.getState();
        const chosen = methods
          .filter((method) => ids.includes(method.id))
          .sort((a, b) => order.get(a.id)! - order.get(b.id)!);
        if (chosen.length === 0 || !idle.includes(get().status)) return;
        const date = now();
        await alone(async () => {
          remember(planRace(state, chosen, { id: String(date), date, test }));
          await drive();
        });
      },

      resume: async () => {
        const { race, status } = get();
        if (!race || status !== 'stopped') return;
        const missing = missingOf(
          { settings: { ...race.base, method: nextOf(race)?.method ?? race.base.method } },
          methods,
          playground.getState(),
        );
        set({ missing });
        if (missing) return;
        await alone(async () => {
          // Another tab may have gone on with it.
          const stored = await database.race().catch(() => undefined);
          if (stored?.id === race.id) set({ race: stored });
          await drive();
        });
      },

      stop: async () => {
        if (get().status !== 'running') return;
        set({ status: 'stopping' });
        await playground.getState().pause();
      },

      discard: () => {
        if (get().status === 'elsewhere') return;
        const running = get().status === 'running';
        remember(undefined);
        set({ status: 'none', now: undefined, missing: undefined });
        if (running) void playground.getState().pause();
      },
    };
  });
  tabs.listen((changed) => {
    if (changed === 'race') void store.getState().load();
  });
  return store;
}
