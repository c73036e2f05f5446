/**
 * What the page does about a run. Owns the worker's engine, what was built there, and the epoch: which run it is that
 * an answer or a notice of the worker belongs to. Everything that it learns goes into the state as an action.
 */
import type { PoisonReport } from '../data/poison';
import { toldBy, type Message } from '../messages/message';
import type { HyperparameterValue, Method } from '../methods/contract';
import {
  OWN,
  type AdapterReport,
  type AdapterSource,
  type CallName,
  type Calls,
  type Notice,
  type Problem,
  type TableOptions,
  type TablePreview,
} from '../worker/protocol';
import type { Checkpoint } from '../training/events';
import type { RunConfig } from '../training/types';
import type { Action, BroughtBack } from './actions';
import { EngineError, Superseded, type WorkerLike } from './engine';
import type { Configuration } from './hash';
import { properties, type PropertyName, type Settings } from './properties';
import { runConfig, seenBy } from './runConfig';
import { PageWorker } from './pageWorker';
import { readPins } from './pins';
import { Remote } from './remote';
import type { Replayer } from './replayer';
import { busy, type Run } from './run';
import type { Silence } from './watchdog';
import { readConfiguration, readLink } from './share';
import type { HeldAdapter, OwnModel, State } from './state';
import type { ReadonlyStore, Store } from './store';
import { says } from './messages';

const unexpected = (error: unknown): Problem => ({
  code: 'unexpected',
  message: says.pageFailed({ reason: toldBy(error) }),
  advice: [],
  recoverable: false,
  suggestions: ['try-again'],
});

/**
 * Questions to the run about itself, which a panel asks and shows by itself: answers are no part of the page's state.
 */
export type Question =
  | 'inspect'
  | 'graph'
  | 'walk'
  | 'update'
  | 'updateAt'
  | 'play'
  | 'playScore'
  | 'examine'
  | 'explain'
  | 'attention'
  | 'arithmetic'
  | 'pinState';

/** The answer, or the sentence why there is none. */
export type Asked<K extends Question> = { readonly answer: Calls[K]['answer'] } | { readonly refusal: Message };

/** A state that the run can go on from. */
export type StateNotice = Extract<Notice, { readonly notice: 'checkpoint' | 'large-checkpoint' }>;
const isState = (notice: Notice): notice is StateNotice =>
  notice.notice === 'checkpoint' || notice.notice === 'large-checkpoint';

/** The curve up to a checkpoint: as the page shows it, or as it came with the checkpoint to a page that shows none. */
const recordsUpTo = ({ step, records }: Checkpoint, run: Pick<Run, 'records'>): Checkpoint['records'] => {
  const shown = run.records.filter((record) => record.step <= step);
  return shown.length < records.length ? records : shown;
};

/** What a run is built from; its rate may change while it goes on. */
const keyOf = (config: RunConfig): string =>
  JSON.stringify({ ...config, optimizer: { ...config.optimizer, learningRate: 0 } });

export interface RunControllerOptions {
  readonly store: Store;
  readonly replayer: Replayer;
  readonly methods: readonly Method[];
  readonly spawn: () => WorkerLike;
  /** Address of the Hub that `hf:` means. */
  readonly hub: string;
}

export class RunController {
  readonly store: ReadonlyStore;
  /** Models and data at addresses. */
  readonly remote: Remote;
  readonly hub: string;
  readonly #dispatch: Store['dispatch'];
  readonly #worker: PageWorker;
  readonly #replayer: Replayer;
  readonly #methods: readonly Method[];
  /** Configuration that the worker's run was built from; undefined when there is none. */
  #built: string | undefined;
  /** The visitor wants the run to stand still, and waits for it. */
  #stopping = false;
  /** Data of a link, being read. */
  #taken: { readonly packed: string; readonly read: Promise<void> } | undefined;
  readonly #keepers: ((notice: StateNotice) => void)[] = [];

  readonly #builders = new Set<() => void>();
  readonly #hearers = new Set<(notice: Notice) => void>();

  constructor({ store, replayer, methods, spawn, hub }: RunControllerOptions) {
    this.store = store;
    this.#dispatch = store.dispatch;
    this.#replayer = replayer;
    this.#methods = methods;
    this.#worker = new PageWorker({
      spawn,
      hub,
      state: () => this.state,
      hear: (notice) => this.#hear(notice),
      miss: (silence) => this.#miss(silence),
    });
    this.hub = hub;
    this.remote = new Remote(this);
  }

  get state(): State {
    return this.store.getState();
  }

  /** Has `hear` told of each state that the run can go on from. */
  onState(hear: (notice: StateNotice) => void): void {
    this.#keepers.push(hear);
  }

  /** Has `hear` told of each notice about the present run. @returns ends it */
  onNotice(hear: (notice: Notice) => void): () => void {
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  // The configuration.

  set<K extends PropertyName>(name: K, value: Settings[K]): void {
    const { learningRate } = this.state.settings;
    this.dispatch({ type: 'set', name, value });
    const now = this.state.settings.learningRate;
    if (now !== learningRate && this.#built !== undefined)
      void this.attempt(async () => void (await this.call('setLearningRate', { learningRate: now })));
  }

  setHyperparameter(name: string, value: HyperparameterValue): void {
    this.dispatch({ type: 'set-hyperparameter', name, value });
  }

  restoreDefaults(): void {
    this.dispatch({ type: 'restore-defaults' });
  }

  /** Takes over what another link holds. */
  openLink(hash: string): void {
    this.dispatch({ type: 'adopt', brought: readLink(hash, this.#methods, this.state) });
  }

  /** Takes over a configuration of this page, which may be from before: it is checked like a link's. */
  adopt(configuration: Configuration): void {
    this.dispatch({ type: 'adopt', brought: readConfiguration(configuration, this.#methods, this.state) });
  }

  /** Goes on with another backend, from the last checkpoint. */
  changeBackend(backend: Settings['backend']): void {
    this.dispatch({ type: 'change-backend', backend });
    this.rebuild();
  }

  probeBackends(): Promise<void> {
    return this.attempt(async () => this.dispatch({ type: 'probed', probe: await this.call('probe', null) }));
  }

  // The transport.

  play(): Promise<void> {
    return this.attempt(async () => {
      if (this.state.run.status === 'finished') await this.reset();
      this.dispatch({ type: 'play' });
      await this.ensureBuilt();
      // The user may have pressed pause while the model was loading.
      if (this.state.intent === 'run') await this.call('start', null);
    });
  }

  /** Trains a run that is over for so many steps more, from its last state: optimiser and curves go on. */
  goOn(more: number): Promise<void> {
    return this.attempt(async () => {
      const { epoch, run: before, settings } = this.state;
      if (before.status !== 'finished' || this.#built === undefined) return;
      const given = { ...this.state, settings: { ...settings, steps: settings.steps + more } };
      const config = runConfig(given, this.#methods);
      // Where it can't go on all stays as it is.
      const refused = await this.call('mayGoOn', { more });
      if (epoch !== this.state.epoch) throw new Superseded('The configuration changed.');
      if (refused) return this.dispatch({ type: 'notice', notice: { notice: 'told', message: refused } });
      this.dispatch({ type: 'go-on', steps: config.steps });
      this.dispatch({ type: 'build' });
      this.#built = undefined;
      const answer = await this.call('goOn', { config });
      if (epoch !== this.state.epoch) throw new Superseded('The configuration changed.');
      this.#built = keyOf(config);
      this.dispatch({ type: 'built', answer, before });
      this.#tellBuilt();
      if (this.state.intent === 'run') await this.call('start', null);
    });
  }

  pause(): Promise<void> {
    return this.attempt(async () => {
      this.dispatch({ type: 'pause' });
      if (this.#isGone) return this.revive();
      if (this.#built !== undefined) await this.#stop(() => this.call('pause', null));
    });
  }

  step(): Promise<void> {
    return this.attempt(async () => {
      this.dispatch({ type: 'step' });
      await this.ensureBuilt();
      await this.call('step', null);
    });
  }

  reset(): Promise<void> {
    return this.attempt(async () => {
      this.dispatch({ type: 'rewind' });
      this.#worker.forget();
      // A worker that does not answer ends with the run.
      if (this.#built === undefined || this.state.run.status === 'failed' || this.state.silence) {
        this.retire();
        void this.#replayer.restart();
        return;
      }
      this.dispatch({ type: 'stop-replay' });
      await this.#stop(() => this.call('reset', null));
      // The run goes back to the rate that it was built with; the slider may stand elsewhere.
      await this.call('setLearningRate', { learningRate: this.state.settings.learningRate });
      this.dispatch({ type: 'rewound' });
    });
  }

  /** The step that a new worker would go on from; undefined where it would begin anew. */
  get safeStep(): number | undefined {
    return this.#worker.checkpoint?.step;
  }

  /** Ends a worker that does not answer. The run stands at its last checkpoint; the next play starts a new worker. */
  revive(): void {
    this.#worker.restart();
    this.#built = undefined;
    this.dispatch({ type: 'revived', checkpoint: this.#worker.checkpoint });
  }

  /** The worker should have answered by now, whatever it is at. */
  get #isGone(): boolean {
    return this.state.silence?.usual === false;
  }

  async #stop(asking: () => Promise<unknown>): Promise<void> {
    this.#stopping = true;
    await asking().finally(() => {
      this.#stopping = false;
    });
  }

  #miss(silence: Silence | undefined): void {
    this.dispatch({ type: 'silence', silence });
    // The visitor has pressed a button that must not be dead.
    if (this.#stopping && this.#isGone) this.revive();
  }

  /** Measures the test split, which nothing was chosen by. */
  test(): Promise<void> {
    return this.attempt(async () => void (await this.call('evaluate', { split: 'test' })));
  }

  replay(): Promise<void> {
    return this.#replayer.replay();
  }

  dismissProblem(): void {
    this.dispatch({ type: 'dismiss-problem' });
  }

  dismissNotes(): void {
    this.dispatch({ type: 'dismiss-notes' });
  }

  // Questions to the run.

  /** Builds the run where there is none, and trains nothing. */
  build(): Promise<void> {
    return this.attempt(() => this.ensureBuilt());
  }

  /**
   * Asks the run about itself; builds it first where there is none. Undefined when that failed, which the banner tells.
   */
  async ask<K extends Question>(call: K, argument: Calls[K]['argument']): Promise<Asked<K> | undefined> {
    let asked: Asked<K> | undefined;
    await this.attempt(async () => {
      await this.ensureBuilt();
      try {
        asked = { answer: await this.call(call, argument) };
      } catch (error) {
        // A question that can't be answered is no failure of the run.
        if (!(error instanceof EngineError) || error.problem.code !== 'unexpected') throw error;
        asked = { refusal: error.problem.message };
      }
    });
    return asked;
  }

  /** The training rows that the backdoor poisons, or the sentence why there are none. Trains nothing. */
  async poisonedRows(): Promise<PoisonReport | Message> {
    try {
      if (this.remote.isNeeded) await this.remote.prepare();
      await this.#worker.given.giveAll(this.state);
      return await this.call('poisonedRows', { config: runConfig(this.state, this.#methods) });
    } catch (error) {
      return error instanceof EngineError ? error.problem.message : toldBy(error);
    }
  }

  // The visitor's own files.

  /**
   * @param inLink these data are to travel in links, as far as they are small enough; by default where they did before
   */
  async readData(
    name: string,
    source: string | File,
    options: TableOptions,
    inLink: boolean = this.#travels(source),
  ): Promise<TablePreview | undefined> {
    let preview: TablePreview | undefined;
    await this.attempt(async () => {
      const packed =
        inLink && typeof source === 'string'
          ? (await import('./linkData')).packData({ name, source, options })
          : undefined;
      // Examples are shown as the chosen model is given them.
      await this.#worker.given.giveModel(this.state);
      preview = await this.call('readData', { name, text: source, options, seenBy: seenBy(this.state) });
      const data = { name, source, options, preview, ...(packed !== undefined && { packed }) };
      this.#worker.given.add(data);
      this.dispatch({ type: 'data-read', data });
    });
    return preview;
  }

  #travels(source: string | File): boolean {
    const { ownData } = this.state;
    return ownData?.packed !== undefined && ownData.source === source;
  }

  /** Reads the data that the link brought; those that can't be read are left out, and that is told. */
  takeData(): Promise<void> {
    const packed = this.state.payload.data;
    if (packed === undefined) return Promise.resolve();
    if (this.#taken?.packed !== packed) {
      // The same link may be opened again when others' data have taken its place.
      const done = (): void => {
        if (this.#taken === taken) this.#taken = undefined;
      };
      const taken = { packed, read: this.#readFromLink(packed).finally(done) };
      this.#taken = taken;
    }
    return this.#taken.read;
  }

  #readFromLink(packed: string): Promise<void> {
    return this.attempt(async () => {
      const { unpackData } = await import('./linkData');
      const given = unpackData(packed);
      if (given) return void (await this.readData(given.name, given.source, given.options, true));
      this.dispatch({ type: 'payload-refused', part: 'data', note: { code: 'bad-data' } });
      this.set('dataset', properties.dataset.default);
    });
  }

  async readModel(files: OwnModel['files']): Promise<boolean> {
    let read = false;
    await this.attempt(async () => {
      const model = { files, report: await this.call('readModel', { files }) };
      this.#worker.given.add(model);
      this.dispatch({ type: 'model-read', model });
      read = true;
    });
    return read;
  }

  // For the other parts of the page's state that ask the worker (`inference.ts`, `adapters.ts`).

  /** Does what an action says to the state; a run that it gives up ends in the worker too. */
  dispatch(action: Action): void {
    const before = this.state;
    this.#dispatch(action);
    this.#readAgain(before);
    if (this.state.epoch === before.epoch) {
      if (before.settings.pins !== this.state.settings.pins) this.#pin();
      return;
    }
    if (before.silence) this.#worker.restart();
    else if (before.run.status === 'training-first') void this.call('giveUp', null).catch(() => undefined);
    else if (this.#built !== undefined && busy(before.run.status)) void this.call('pause', null).catch(() => undefined);
    this.#built = undefined;
    this.#worker.forget();
  }

  /** What columns are for depends on whether the model writes targets: data are read anew for one of the other sort. */
  #readAgain(before: State): void {
    const { settings, ownData, remoteData } = this.state;
    if (seenBy(before).writesTargets === seenBy(this.state).writesTargets) return;
    // What the visitor said of it stays.
    if (settings.dataset === OWN && ownData && ownData.options.form === undefined)
      void this.readData(ownData.name, ownData.source, ownData.options);
    else if (remoteData?.address === settings.dataset) void this.attempt(() => this.remote.describeDataAgain());
  }

  /** Gives the run up. */
  retire(): void {
    this.dispatch({ type: 'retire' });
  }

  /** Stands where a run of another page stood: the next play goes on from its checkpoint. */
  bringBack(back: BroughtBack, checkpoint?: Checkpoint): void {
    this.dispatch({ type: 'bring-back', back });
    if (checkpoint) this.#worker.hold(checkpoint);
  }

  /** The next run is built anew; its checkpoint stays. */
  rebuild(): void {
    this.#built = undefined;
  }

  /** The worker holds a run of the configuration as it is. */
  get isBuilt(): boolean {
    return this.#built !== undefined;
  }

  call<K extends CallName>(name: K, argument: Calls[K]['argument']): Promise<Calls[K]['answer']> {
    return this.#worker.call(name, argument);
  }

  /** Runs an action of the user; whatever it throws becomes the banner. */
  async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (error instanceof Superseded) return;
      this.#fail(error instanceof EngineError ? error.problem : unexpected(error));
    }
  }

  /** Hands the visitor's own model to the worker, where it is the chosen one; loads one that is at an address. */
  async giveModel(): Promise<void> {
    if (this.remote.isNeeded) await this.remote.prepareModel();
    await this.#worker.given.giveModel(this.state);
  }

  /** Tells the worker which Hub it is to ask. */
  giveHub(): Promise<void> {
    return this.#worker.given.giveHub();
  }

  /** Reads an adapter in the worker, which holds it and no other from then on. */
  async readAdapter(source: AdapterSource): Promise<AdapterReport> {
    this.#worker.given.hold(undefined);
    await this.giveModel();
    return this.call('readAdapter', { ...source, model: this.state.settings.model });
  }

  /** The adapter that was read last is the one that the run starts from. */
  takeAdapter(adapter: HeldAdapter, configured: Pick<State, 'settings' | 'hyperparameters'>): void {
    this.#worker.given.hold(adapter);
    this.dispatch({ type: 'adapter-taken', adapter, configured });
  }

  /**
   * Makes sure that the worker holds a run of the present configuration.
   * @throws Superseded where that changes meanwhile
   */
  async ensureBuilt(): Promise<void> {
    if (this.state.payload.data !== undefined && this.state.settings.dataset === OWN) await this.takeData();
    const { epoch } = this.state;
    // Bundled models are built at once: what is asked for stands in the order in which it was asked.
    if (this.remote.isNeeded) await this.remote.prepare();
    if (epoch !== this.state.epoch) throw new Superseded('The configuration changed.');
    const { run: before } = this.state;
    const config = runConfig(this.state, this.#methods);
    const key = keyOf(config);
    if (this.#built === key) return;
    const resume = before.status === 'failed' && before.step > 0;
    this.dispatch({ type: 'build' });
    await this.#worker.given.giveAll(this.state);
    const kept = this.#worker.checkpoint;
    const checkpoint = kept && { ...kept, records: recordsUpTo(kept, before) };
    // With its curve, should this worker not get as far as telling it.
    if (checkpoint) this.#worker.hold(checkpoint);
    this.#worker.expect(epoch);
    const answer = await this.call('configure', {
      config,
      resume,
      ...(checkpoint ? { checkpoint } : {}),
      ...(this.state.adapter ? { adapter: true } : {}),
    })
      .catch((error: unknown) => {
        if (epoch !== this.state.epoch) throw new Superseded('The configuration changed.');
        throw error;
      })
      .finally(() => this.#worker.began(epoch));
    if (epoch !== this.state.epoch) throw new Superseded('The configuration changed.');
    this.#built = key;
    this.dispatch({ type: 'built', answer, before: checkpoint ? { ...before, records: checkpoint.records } : before });
    this.#tellBuilt();
  }

  /** Has `hear` told when a run is built, or built anew to go on. @returns ends it */
  onBuilt(hear: () => void): () => void {
    this.#builders.add(hear);
    return () => void this.#builders.delete(hear);
  }

  /** The worker holds a run: what looks at it is asked for again. */
  #tellBuilt(): void {
    this.#pin();
    for (const hear of this.#builders) hear();
  }

  /** Has the worker look at what is pinned, in the run that it holds. Its notices tell what it sees. */
  #pin(): void {
    if (this.#built === undefined || this.state.settings.lite === 'on') return;
    void this.call('pin', { texts: readPins(this.state.settings.pins) }).catch(() => undefined);
  }

  #hear(notice: Notice): void {
    if (notice.notice === 'problem') this.#fail(notice.problem);
    else if (isState(notice)) for (const hear of this.#keepers) hear(notice);
    else this.dispatch({ type: 'notice', notice });
    for (const hear of this.#hearers) hear(notice);
  }

  #fail(problem: Problem): void {
    if (problem.code === 'crash' || problem.code === 'bad-adapter') this.#built = undefined;
    if (problem.code === 'crash') this.#worker.lost();
    this.dispatch({ type: 'failed', problem });
  }
}
