/** Runs a race on the playground itself: one method after the other, so that every panel shows what is being trained. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Method } from '../methods/contract';
import { hyperparametersOf } from './chosen';
import { configurationOf, nextOf, planRace, type Race } from './racePlan';
import { keyOf, linkOf, missingOf, type Configured } from './runs';
import type { ShelfStore } from './runsStore';
import type { RunsDatabase } from './runsDatabase';
import type { State, Store } from './store';

/** Faults that concern the machine, not the method: the race waits for the visitor. */
const halting: readonly string[] = ['download', 'crash', 'device-lost', 'no-webgpu', 'bad-model', 'bad-data'];

export interface RaceState {
  /** The race under way, stopped, or just over; undefined when there is none. */
  readonly race?: Race;
  readonly status: 'none' | 'running' | 'stopping' | 'stopped' | 'over';
  /** Method in training. */
  readonly now?: string;
  /** Why a stopped race can't go on yet. */
  readonly missing?: 'method' | 'model' | 'data';

  /** Brings back a race that was under way when the page was closed. */
  load(): Promise<void>;
  start(methods: readonly string[], options: { readonly test: boolean }): Promise<void>;
  resume(): Promise<void>;
  /** Stands still after the step in progress. */
  stop(): Promise<void>;
  /** Forgets the race; its kept runs stay. */
  discard(): void;
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

const present = (state: State, methods: readonly Method[]): Configured => ({ settings: state.settings, hyperparameters: hyperparametersOf(state, methods) });

export function createRace({ playground, shelf, methods, database, now = Date.now }: RaceOptions): RaceStore {
  const order = new Map(methods.map((method, index) => [method.id, index]));

  /** Resolves when the run stands still: finished, failed, paused, or given up because somebody changed the settings. */
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
    if (run.phase === 'finished') return 'finished';
    return intent === 'stand' && (run.phase === 'paused' || run.phase === 'idle') ? 'interrupted' : undefined;
  }

  return createStore<RaceState>()((set, get) => {
    /** Storage may be refused: the race then lasts as long as the page, which the shelf says already. */
    const remember = (race: Race | undefined) => {
      set({ race });
      void database.putRace(race && nextOf(race) ? race : undefined).catch(() => undefined);
    };

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
      const before: Configured = { settings: base, hyperparameters: hyperparametersOf({ settings: base, hyperparameters }, methods) };
      playground.getState().adopt(`#${linkOf(before, methods, settings.view)}`);
    }

    return {
      status: 'none',

      load: async () => {
        const race = await database.race().catch(() => undefined);
        if (race && nextOf(race) && get().status === 'none') set({ race, status: 'stopped' });
      },

      start: async (ids, { test }) => {
        const state = playground.getState();
        const chosen = methods.filter((method) => ids.includes(method.id)).sort((a, b) => order.get(a.id)! - order.get(b.id)!);
        if (chosen.length === 0 || get().status === 'running') return;
        const date = now();
        remember(planRace(state, chosen, { id: String(date), date, test }));
        await drive();
      },

      resume: async () => {
        const { race, status } = get();
        if (!race || status === 'running' || status === 'stopping') return;
        const missing = missingOf({ settings: { ...race.base, method: nextOf(race)?.method ?? race.base.method } }, methods, playground.getState());
        set({ missing });
        if (!missing) await drive();
      },

      stop: async () => {
        if (get().status !== 'running') return;
        set({ status: 'stopping' });
        await playground.getState().pause();
      },

      discard: () => {
        const running = get().status === 'running';
        remember(undefined);
        set({ status: 'none', now: undefined, missing: undefined });
        if (running) void playground.getState().pause();
      },
    };
  });
}
