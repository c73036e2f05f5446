/**
 * Runs a race on the playground itself: one method after the other, so that every panel shows what is being trained.
 */
import type { Message } from '../messages/message';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Method } from '../methods/contract';
import type { MatrixPlan } from '../session/matrix';
import type { Configuration } from './hash';
import type { Playground } from './playground';
import type { Board } from './boards';
import {
  configurationOf,
  entryKey,
  nextOf,
  planMatrix,
  planRace,
  type Race,
  type RaceEntry,
  type RacePlan,
} from './racePlan';
import { placeNames } from './properties';
import { hyperparametersOf } from './runConfig';
import { keyOf, missingOf } from './runs';
import type { RunsDatabase } from './runsDatabase';
import type { Shelf } from './shelf';
import type { State } from './state';

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
  /** Entry in training, by `entryKey`. */
  readonly now?: string;
  /** Why a stopped race can't go on yet. */
  readonly missing?: 'method' | 'model' | 'data';
}

export interface RaceOptions {
  readonly playground: Playground;
  readonly shelf: Shelf;
  readonly methods: readonly Method[];
  readonly database: RunsDatabase;
  /** A race that was stopped. */
  readonly stopped?: Race;
  readonly now?: () => number;
}

type Outcome = 'finished' | 'interrupted' | { readonly message: Message; readonly halting: boolean };

export class RaceRunner {
  readonly store: Pick<StoreApi<RaceState>, 'getState' | 'getInitialState' | 'subscribe'>;
  readonly #set: StoreApi<RaceState>['setState'];
  /** Id of the race that the database is known to hold. */
  #held: string | undefined;
  /** The race that this page runs, or asks for leave to run. */
  #engaged: Promise<boolean> | undefined;
  #waiting = false;

  constructor(private readonly options: RaceOptions) {
    const { stopped, database } = options;
    const store = createStore<RaceState>()(() => (stopped ? { status: 'stopped', race: stopped } : { status: 'none' }));
    this.store = store;
    this.#set = store.setState;
    database.tabs.listen((changed) => {
      if (changed === 'race') void this.load();
    });
  }

  get state(): RaceState {
    return this.store.getState();
  }

  /** Brings back a race that was under way when the page was closed, or shows the one that another tab runs. */
  async load(): Promise<void> {
    const { database } = this.options;
    if (this.#engaged) return;
    let race: Race | undefined;
    try {
      race = await database.race();
    } catch {
      return;
    }
    const elsewhere = (await database.tabs.count(LOCK)) > 0;
    if (this.#startedMeanwhile()) return;
    if (race && nextOf(race)) {
      this.#held = race.id;
      this.#set({ race, status: elsewhere ? 'elsewhere' : 'stopped', now: undefined, missing: undefined });
      if (elsewhere) void this.#wait();
    } else if (race?.matrix) {
      // What it found stays until it is discarded.
      this.#held = race.id;
      this.#set({ race, status: 'over', now: undefined, missing: undefined });
    } else if (this.state.race?.id === this.#held && this.state.status !== 'over') {
      // Finished or forgotten in another tab.
      this.#held = undefined;
      this.#set({ race: undefined, status: 'none', missing: undefined });
    }
  }

  async start(ids: readonly string[], options: Pick<RacePlan, 'test' | 'seeds'>): Promise<void> {
    const state = this.options.playground.store.getState();
    const chosen = this.#chosen(ids);
    if (chosen.length > 0) await this.#begin((planned) => planRace(state, chosen, { ...planned, ...options }));
  }

  /** Trains methods on a board's task, with each of its seeds; what the shelf has of it already is not run again. */
  async startBoard(board: Board, ids: readonly string[]): Promise<void> {
    const { shelf } = this.options;
    const chosen = this.#chosen(ids);
    const before = this.#present();
    // Comes with the view of the boards.
    const { planBoard } = await import('./boardRuns');
    if (chosen.length > 0)
      await this.#begin((planned) => planBoard(board, chosen, { ...planned, before, kept: shelf.state.runs }));
  }

  /** Trains the present method on every pair of a source and a target. */
  async startMatrix(plan: MatrixPlan): Promise<void> {
    const state = this.options.playground.store.getState();
    const [method] = this.#chosen([state.settings.method]);
    if (method) await this.#begin((planned) => planMatrix(state, method, plan, planned));
  }

  /** In the order of the registry, whatever they were ticked in. */
  #chosen(ids: readonly string[]): Method[] {
    return this.options.methods.filter((method) => ids.includes(method.id));
  }

  async #begin(plan: (planned: { readonly id: string; readonly date: number }) => Race): Promise<void> {
    if (!idle.includes(this.state.status)) return;
    const date = (this.options.now ?? Date.now)();
    const race = plan({ id: String(date), date });
    await this.#alone(async () => {
      this.#remember(race);
      await this.#drive();
    });
  }

  async resume(): Promise<void> {
    const { playground, methods, database } = this.options;
    const { race, status } = this.state;
    if (!race || status !== 'stopped') return;
    const settings = { ...race.base, method: nextOf(race)?.method ?? race.base.method };
    const missing = missingOf({ settings }, methods, playground.store.getState());
    this.#set({ missing });
    if (missing) return;
    await this.#alone(async () => {
      // Another tab may have gone on with it.
      const stored = await database.race().catch(() => undefined);
      if (stored?.id === race.id) this.#set({ race: stored });
      await this.#drive();
    });
  }

  /** Stands still after the step in progress. */
  async stop(): Promise<void> {
    if (this.state.status !== 'running') return;
    this.#set({ status: 'stopping' });
    await this.options.playground.controller.pause();
  }

  /** Forgets the race; its kept runs stay. */
  discard(): void {
    const { status, race } = this.state;
    if (status === 'elsewhere') return;
    this.#remember(undefined);
    this.#set({ status: 'none', now: undefined, missing: undefined });
    if (status === 'running') void this.options.playground.controller.pause();
    // A board set the playground to its own task.
    if (status === 'stopped' && race?.board) this.#adopt(race.board.before);
  }

  /** A race began here while something else was waited for. */
  #startedMeanwhile(): boolean {
    return this.#engaged !== undefined;
  }

  /** Storage may be refused: the race then lasts as long as the page, which the shelf says already. */
  #remember(race: Race | undefined): void {
    this.#set({ race });
    const kept = race && (nextOf(race) || race.matrix) ? race : undefined;
    void this.options.database.putRace(kept).then(
      () => {
        this.#held = kept?.id;
      },
      () => undefined,
    );
  }

  /** Races one at a time: two tabs would overwrite each other's list, and train everything twice. */
  async #alone(work: () => Promise<void>): Promise<void> {
    const { tabs } = this.options.database;
    const { status } = this.state;
    this.#set({ status: 'running' });
    // One that was just discarded ends with the step in progress.
    while (this.#engaged) await this.#engaged.catch(() => undefined);
    const turn = (this.#engaged = tabs.alone(LOCK, work));
    const mine = await turn.finally(() => {
      this.#engaged = undefined;
    });
    // Where this one stands now, or the other tab's.
    if (mine) return tabs.tell('race');
    this.#set({ status });
    await this.load();
  }

  /** Takes over when the tab that races has stopped, or is gone. */
  async #wait(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    await this.options.database.tabs.free(LOCK);
    this.#waiting = false;
    await this.load();
  }

  async #drive(): Promise<void> {
    for (let race = this.state.race; race; race = this.state.race) {
      const entry = nextOf(race);
      if (!entry) return this.#finish(race);
      this.#set({ status: 'running', now: entryKey(entry) });
      const outcome = await this.#train(race, entry);
      const { status, race: still } = this.state;
      if (still?.id !== race.id) return;
      if (outcome === 'interrupted' || (outcome !== 'finished' && outcome.halting))
        return this.#set({ status: 'stopped', now: undefined });
      const after = this.#noted(race, entry, outcome);
      if (status === 'stopping') return this.#set({ status: nextOf(after) ? 'stopped' : 'over', now: undefined });
    }
  }

  /** Writes down what became of an entry. One that can't be trained is passed over: the others may be. */
  #noted(race: Race, entry: RaceEntry, outcome: 'finished' | { readonly message: Message }): Race {
    const { shelf, playground } = this.options;
    if (outcome !== 'finished') playground.controller.dismissProblem();
    const { current } = shelf.state;
    const done = outcome === 'finished' ? (current ?? {}) : { message: outcome.message };
    // More than a hundred curves over each other say nothing: a board's or a matrix's runs are shown by it.
    if ((race.board || race.matrix) && outcome === 'finished' && current) shelf.select([current], false);
    const { test } = playground.controller.state.run;
    const matrix =
      outcome === 'finished' && race.matrix && test
        ? { ...race.matrix, metrics: { ...race.matrix.metrics, [entryKey(entry)]: test } }
        : race.matrix;
    const noted = { ...race, ...(matrix && { matrix }), done: { ...race.done, [entryKey(entry)]: done } };
    this.#remember(noted);
    return noted;
  }

  async #train(race: Race, entry: RaceEntry): Promise<Outcome> {
    const { playground, methods } = this.options;
    const { controller } = playground;
    this.#adopt(configurationOf(race, entry, methods));
    const key = keyOf(this.#present());
    await controller.play();
    const outcome = await this.#settled(key);
    if (outcome !== 'finished' || !race.test || controller.state.run.test) return outcome;
    await controller.test();
    return this.#outcomeOf(controller.state, key) ?? 'finished';
  }

  /** The visitor's own settings come back. */
  #finish({ base, board }: Race): void {
    this.#set({ status: 'over', now: undefined });
    const { playground, methods } = this.options;
    if (board) return this.#adopt(board.before);
    const { hyperparameters } = playground.store.getState();
    this.#adopt({
      settings: base,
      hyperparameters: hyperparametersOf({ settings: base, hyperparameters }, methods),
    });
  }

  /** Sets the playground to a configuration; where on the page the visitor is stays. */
  #adopt({ settings, hyperparameters }: Configuration): void {
    const { controller } = this.options.playground;
    const here = controller.state.settings;
    const place = Object.fromEntries(placeNames.map((name) => [name, here[name]]));
    controller.adopt({ settings: { ...settings, ...place }, hyperparameters });
  }

  #present(state: State = this.options.playground.store.getState()): Configuration {
    return { settings: state.settings, hyperparameters: hyperparametersOf(state, this.options.methods) };
  }

  /**
   * Resolves when the run stands still: finished, failed, paused, or given up because somebody changed the settings.
   */
  #settled(key: string): Promise<Outcome> {
    const { store } = this.options.playground;
    return new Promise((resolve) => {
      const look = (state: State): void => {
        const outcome = this.#outcomeOf(state, key);
        if (outcome === undefined) return;
        stop();
        resolve(outcome);
      };
      const stop = store.subscribe(look);
      look(store.getState());
    });
  }

  #outcomeOf(state: State, key: string): Outcome | undefined {
    const { run, problem, intent } = state;
    if (keyOf(this.#present(state)) !== key) return 'interrupted';
    if (problem) return { message: problem.message, halting: halting.includes(problem.code) };
    if (run.status === 'finished') return 'finished';
    return intent === 'stand' && (run.status === 'paused' || run.status === 'idle') ? 'interrupted' : undefined;
  }
}
