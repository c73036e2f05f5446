/** Has a run survive its page: stores it while it trains, and offers the one that an earlier page could not finish. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Message } from '../messages/message';
import type { Configuration } from './hash';
import {
  gathered,
  ownOf,
  recordsOf,
  type Brought,
  type Interrupted,
  type KeptState,
  type OwnFiles,
} from './interrupted';
import { says } from './messages';
import { controlNames, placeNames, type Settings } from './properties';
import { emptyRun, type Run } from './run';
import { hasBegun } from './reduceRun';
import { claim, RunKeeper, type Allowance, type KeeperOptions, type Unstored } from './runKeeper';
import { isLocked, readConfiguration } from './share';
import type { State } from './state';

/** Milliseconds that a page waits for the one before it to let its run go. */
const PATIENCE = 1000;

/** An interrupted run that this page may go on with. */
export interface Offered {
  readonly record: Interrupted;
  /** What the visitor must choose again first. */
  readonly missing: readonly Brought[];
  /** Why it can't go on. */
  readonly refusal?: Message;
  /** It is being brought back. */
  readonly going: boolean;
}

export interface ResumeState extends Allowance {
  readonly offer?: Offered;
  /** Step of the present run that is stored. */
  readonly stored?: number;
  readonly unstored?: Unstored;
}

export type ResumerOptions = Omit<KeeperOptions, 'allowance' | 'tell'> & { readonly allowance: Allowance };

export class Resumer {
  readonly store: Pick<StoreApi<ResumeState>, 'getState' | 'getInitialState' | 'subscribe'>;
  readonly #set: StoreApi<ResumeState>['setState'];
  readonly #keeper: RunKeeper;
  /** Lets other tabs have the run that is offered. */
  #letGo: () => void = () => undefined;

  constructor(private readonly options: ResumerOptions) {
    const store = createStore<ResumeState>()(() => options.allowance);
    this.store = store;
    this.#set = store.setState;
    this.#keeper = new RunKeeper({
      ...options,
      allowance: () => this.state,
      tell: ({ stored, unstored }) => this.#set({ stored, unstored }),
    });
    options.playground.store.subscribe((state, before) => this.#follow(state, before));
  }

  get state(): ResumeState {
    return this.store.getState();
  }

  get #playing(): State {
    return this.options.playground.store.getState();
  }

  /** Offers the newest run that no tab is at. */
  async load(): Promise<void> {
    const { database } = this.options;
    // A browser that refuses storage has none.
    const records = await database.list().catch(() => []);
    for (const record of records.filter((each) => this.#mayOffer(each))) {
      const release = await claim(database, record.id, record === records[0] ? PATIENCE : 0);
      if (!release) continue;
      const { missing } = await this.#gather(record);
      if (hasBegun(this.#playing.run) || this.#keeper.isKeeping) return release();
      this.#letGo = release;
      return this.#set({ offer: { record, missing, going: false } });
    }
  }

  /** A link that locks other settings locks this run out. */
  #mayOffer({ settings }: Interrupted): boolean {
    const { settings: here } = this.#playing;
    return !controlNames.some((name) => isLocked(here, name) && here[name] !== settings[name]);
  }

  /** Trains on from the checkpoint. */
  async goOn(): Promise<void> {
    const { offer } = this.state;
    if (!offer || offer.going || offer.missing.length > 0) return;
    this.#set({ offer: { ...offer, going: true } });
    const { record } = offer;
    const { controller } = this.options.playground;
    // Which backend is meant by the automatic one.
    if (!this.#playing.probe) await controller.probeBackends();
    const refusal = await this.#bringBack(record);
    if (refusal) return this.#set({ offer: { ...offer, refusal } });
    this.#keeper.adopt({ id: record.id, release: this.#letGo, own: record.own });
    this.#letGo = () => undefined;
    this.#set({ offer: undefined, stored: record.step });
    await controller.play();
  }

  /** Deletes the checkpoint, and trains the same from the first step on where all that it needs is here. */
  async startAnew(): Promise<void> {
    const { offer } = this.state;
    if (!offer || offer.going) return;
    const { record } = offer;
    const { files, missing } = await this.#gather(record);
    await this.forget([record.id]).catch(() => undefined);
    const configuration = this.#configurationOf(record, files);
    if (missing.length > 0 || !configuration) return;
    const { controller } = this.options.playground;
    controller.bringBack({ ...configuration, ...files, ...record.linked, run: emptyRun });
    await controller.play();
  }

  /** Not now: the next page offers it again. */
  dismiss(): void {
    if (!this.state.offer) return;
    this.#set({ offer: undefined });
    this.#letGo();
  }

  /** Stores the last checkpoint now: the page may be gone the next moment. */
  flush(): void {
    this.#keeper.flush();
  }

  /** @returns why it can't go on */
  async #bringBack(record: Interrupted): Promise<Message | undefined> {
    const { playground, database } = this.options;
    const kept: KeptState | undefined = await database.state(record.id).catch(() => undefined);
    if (kept?.step !== record.step) return says.stateGone;
    const { files } = await this.#gather(record);
    const configuration = this.#configurationOf(record, files);
    if (!configuration) return says.otherVersion;
    const records = recordsOf(record);
    const run: Run = { ...emptyRun, ...record.shown, records, step: record.step, status: 'paused' };
    playground.controller.bringBack({ ...configuration, ...files, ...record.linked, run }, { ...kept, records });
    return undefined;
  }

  /** What it was trained with, where this version of the page has all of it and means the same by it. */
  #configurationOf(record: Interrupted, files: OwnFiles): Configuration | undefined {
    const here = { ...this.#playing, ...files, ...record.linked };
    const { settings, hyperparameters, notes } = readConfiguration(record, this.options.methods, here);
    const same =
      notes.length === 0 &&
      sameSettings(record.settings, settings) &&
      Object.entries(record.hyperparameters).every(([name, value]) => String(value) === String(hyperparameters[name]));
    return same ? { settings, hyperparameters } : undefined;
  }

  async #gather(record: Interrupted) {
    const copies = await this.options.database.files(record.id).catch(() => undefined);
    return gathered(record, ownOf({ ...this.#playing, settings: record.settings }), copies ?? {});
  }

  #follow(state: State, before: State): void {
    const { offer } = this.state;
    if (!offer || offer.going) return;
    if (hasBegun(state.run)) this.dismiss();
    else if (state.ownData !== before.ownData || state.ownModel !== before.ownModel || state.adapter !== before.adapter)
      void this.#lookAgain(offer);
  }

  /** Files that were missing may have been chosen. */
  async #lookAgain({ record }: Offered): Promise<void> {
    const { missing } = await this.#gather(record);
    const { offer } = this.state;
    if (offer?.record === record) this.#set({ offer: { ...offer, missing } });
  }

  // What the visitor allows.

  /** All that is stored, the newest first, and which of them have copies of files. @throws StorageError */
  async list(): Promise<{ readonly records: readonly Interrupted[]; readonly copied: ReadonlySet<string> }> {
    const { database } = this.options;
    return { records: await database.list(), copied: new Set(await database.copied()) };
  }

  /** Deletes stored runs; one in training is stored again at its next checkpoint. @throws StorageError */
  async forget(ids: readonly string[]): Promise<void> {
    const { offer } = this.state;
    await this.#keeper.inTurn(() => this.options.database.remove(ids));
    if (offer && ids.includes(offer.record.id)) this.dismiss();
  }

  /** Deletes copies of files that are not allowed any more; with no budget, all. @throws StorageError */
  async allow(allowed: Partial<Allowance>): Promise<void> {
    this.#set(allowed);
    if (!this.state.files) await this.#keeper.inTurn(() => this.options.database.removeFiles());
    if (this.state.budget > 0) return;
    this.#keeper.drop();
    const { records } = await this.list();
    await this.forget(records.map(({ id }) => id));
  }
}

/** Which backend it ran on, and where on the page one was, is another matter. */
const sameSettings = (before: Settings, now: Settings): boolean =>
  (Object.keys(before) as (keyof Settings)[]).every(
    (name) => name === 'backend' || (placeNames as readonly string[]).includes(name) || before[name] === now[name],
  );
