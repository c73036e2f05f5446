/** The run that the page sees: opened, driven while it plays, and told of, event by event. */
import type { TextTokenizer } from '../data/tokenizer';
import { openRun, type OpenedRun, type OpeningEvent } from '../session/openRun';
import type { Backend, BackendKind } from '../runtime/backend';
import type { Checkpoint, MethodForm, RunEvent, Split } from '../training/events';
import { askingOf } from '../session/asking';
import { fitKept } from '../session/keptAdapter';
import { Player } from '../session/player';
import { says as sessionSays } from '../session/messages';
import type { Adapted } from '../training/adapted';
import type { PinnedText } from '../session/pinned';
import { leaveCloud, watchCloud } from '../session/cloud';
import { pin } from '../session/pins';
import { leaveSentence, watchSentence } from '../session/sentence';
import { isSound } from '../training/divergence';
import { finish } from '../training/finish';
import { MessageError, toldBy } from '../messages/message';
import type { Parameter } from '../methods/contract';
import type { Run } from '../training/run';
import type { Metrics, RunConfig, StepRecord } from '../training/types';
import { summarise } from './anatomyOf';
import { says } from './messages';
import { openAdapter } from './adapters';
import type { Library, Loaded } from './library';
import { CHECKPOINT_BYTES, noticesOf } from './notices';
import { problemOfTraining, problemWhileTraining } from './problems';
import type { Configured, Notice, Playing } from './protocol';
import type { TryOut } from './tryOut';
import { UpdateView } from './update';

/** Time between two measurements of per-layer norms, in milliseconds. */
const NORMS_EVERY = 250;
/** Losses before a pause that must be sound for its state to be kept. */
const RECENT = 8;

export interface ActiveOptions {
  readonly config: RunConfig;
  readonly library: Library;
  readonly backend: (kind: BackendKind) => Promise<Backend>;
  readonly checkpoint?: Checkpoint;
  /** Starts from the adapter that was read last. */
  readonly adapter: boolean;
  readonly notify: (notice: Notice) => void;
  /** Nobody waits for it any more. */
  readonly isGivenUp: () => boolean;
  /** Keeps the last good state. */
  readonly keep: (checkpoint: Checkpoint) => void;
}

export class ActiveRun {
  /** What the update is. */
  readonly update: UpdateView;
  readonly #player: Player;
  /** Adapters that the page keeps, as they were read for this run. */
  readonly #kept = new Map<string, Promise<Adapted>>();
  #files: Playing['files'] = {};
  /** The training under way; settles when it stands still, never rejects. */
  #training: Promise<void> | undefined;
  #pausing = false;

  private constructor(
    private readonly options: ActiveOptions,
    private readonly opened: OpenedRun,
    readonly loaded: Loaded,
  ) {
    this.update = new UpdateView(this.run, loaded.tokenizer);
    this.#player = new Player(this.run, (id) => this.#adapterOf(id));
    void this.run.lost.then((failure) => {
      // What is under way throws the same.
      if (this.#training) return;
      this.#hear({ kind: 'status', status: 'failed', step: this.run.stepsDone });
      options.notify({ notice: 'problem', problem: problemOfTraining(failure) });
    });
  }

  static async open(options: ActiveOptions): Promise<ActiveRun> {
    const { config, library, backend, checkpoint, adapter } = options;
    const sources = library.sources(adapter);
    const opening = openRun(config, sources, backend, { norms: NORMS_EVERY, ...(checkpoint && { checkpoint }) });
    const opened = await finish(opening, (event) => {
      hear(event, options);
      // What is trained before the run may take as long as the run.
      if (options.isGivenUp()) void opening.return(undefined as never);
    });
    if (!opened) throw new MessageError(says.givenUp);
    return new ActiveRun(options, opened, await library.load(config.model));
  }

  get run(): Run {
    return this.opened.run;
  }
  get config(): RunConfig {
    return this.options.config;
  }
  get startsFromAdapter(): boolean {
    return this.options.adapter;
  }
  get labels(): readonly string[] {
    return this.opened.data.labels;
  }
  get tokenizer(): TextTokenizer {
    return this.loaded.tokenizer;
  }

  get configured(): Configured {
    const { run, opened, options, loaded } = this;
    return {
      model: options.library.report(this.config.model, loaded),
      dataset: opened.data,
      trainRows: run.examples.train.length,
      counts: run.counts,
      statistics: run.statistics,
      estimate: run.estimate,
      parameters: parametersOf(loaded, this.config, run.found, run.parameters),
      backend: opened.backend.description,
      step: run.stepsDone,
    };
  }

  /** Trains until the last step or the pause. Returns at once; notices tell the rest. */
  start(): void {
    if (this.#training) return;
    this.#pausing = false;
    this.#forget();
    this.#training = this.#train().finally(() => {
      this.#training = undefined;
    });
  }

  async #train(): Promise<void> {
    const { run } = this;
    try {
      for await (const event of run.train()) {
        if (event.kind === 'ready' && this.#pausing) break;
        this.#hear(event);
      }
      if (this.#pausing) await this.#heard(run.rest());
    } catch (error) {
      this.options.notify({ notice: 'problem', problem: problemWhileTraining(error, run.safeStep) });
    }
  }

  /** Resolves when training stands still. */
  async pause(): Promise<void> {
    this.#pausing = true;
    await this.#training;
  }

  /** The run, with training stopped. */
  async still(): Promise<Run> {
    await this.pause();
    return this.run;
  }

  /** Hands over the state in which the run stands still, so that nothing is lost with this worker. */
  async tellState(): Promise<void> {
    const { run } = this;
    if (run.status !== 'paused' || run.stateBytes > CHECKPOINT_BYTES) return;
    const checkpoint = await run.checkpoint();
    // No loss has been computed from it yet: what is no number would never be one again.
    if (!isSound(checkpoint.records, Math.max(0, checkpoint.step - RECENT)) || !isFiniteState(checkpoint)) return;
    this.#hear({ kind: 'checkpoint', checkpoint });
  }

  /** What was known of the result is of no use once it changes, and takes memory. */
  #forget(): void {
    void this.#player.close();
    this.update.forget();
  }

  async step(): Promise<StepRecord> {
    this.#forget();
    return this.#heard((await this.still()).step());
  }

  async reset(): Promise<void> {
    this.#forget();
    await this.#heard((await this.still()).reset());
  }

  evaluate(split: Split): Promise<Metrics> {
    return this.#heard(this.run.evaluate(split));
  }

  get tryOut(): TryOut {
    return { ...askingOf(this.opened, this.tokenizer), notify: this.options.notify };
  }

  /** The result to be played with, training stopped. */
  async toPlay({ files }: Playing): Promise<Player> {
    await this.pause();
    this.#files = files;
    return this.#player;
  }

  #adapterOf(id: string): Promise<Adapted> {
    const known = this.#kept.get(id);
    if (known) return known;
    const reading = this.#readAdapter(id);
    this.#kept.set(id, reading);
    // What could not be read may be given again.
    reading.catch(() => this.#kept.delete(id));
    return reading;
  }

  async #readAdapter(id: string): Promise<Adapted> {
    const file = this.#files[id];
    if (!file) throw new MessageError(sessionSays.noModelOfKept);
    try {
      const source = { files: [{ path: file.name, file }] };
      const adapter = await openAdapter(source, () => Promise.resolve(this.loaded.description.anatomy));
      return fitKept(adapter, this.run, this.loaded.model, this.labels);
    } catch (error) {
      // One that does not fit here is no fault of the run's.
      throw error instanceof Error ? new MessageError(toldBy(error)) : error;
    }
  }

  /** Has texts looked at while it trains. Nobody waits for it: notices tell what is seen. */
  pin(texts: readonly PinnedText[]): void {
    const { notify } = this.options;
    void pin(this.tryOut, texts, (news) => {
      if (news.kind === 'pinned') notify({ notice: 'pinned', pinned: news.pinned });
      else if (news.kind === 'looked') notify({ notice: 'looked', look: news.look });
      else notify({ notice: 'not-pinned', message: news.message });
    });
  }

  /** Has the cloud looked at while it trains, or not any more. Nobody waits for it: notices tell what is seen. */
  cloud(open: boolean): void {
    const { notify } = this.options;
    if (!open) return void leaveCloud(this.opened).catch(() => undefined);
    void watchCloud(this.tryOut, (news) => {
      if (news.kind === 'cloud') notify({ notice: 'cloud', cloud: news.cloud });
      else if (news.kind === 'looked') notify({ notice: 'cloud-looked', look: news.look });
      else notify({ notice: 'no-cloud', message: news.message });
    });
  }

  /** Has one sentence looked at between the layers while it trains, or not any more. Notices tell what is seen. */
  sentence(asked: PinnedText | null): void {
    const { notify } = this.options;
    if (!asked) return void leaveSentence(this.opened).catch(() => undefined);
    void watchSentence(this.tryOut, asked, (news) => {
      if (news.kind === 'sentence') notify({ notice: 'sentence', sentence: news.sentence });
      else if (news.kind === 'looked') notify({ notice: 'sentence-looked', look: news.look });
      else notify({ notice: 'no-sentence', message: news.message });
    });
  }

  async dispose(): Promise<void> {
    await this.pause();
    await this.#player.close();
    await this.run.dispose();
  }

  #hear(event: RunEvent): void {
    hear(event, this.options);
  }

  #heard<T>(events: AsyncGenerator<RunEvent, T>): Promise<T> {
    return finish(events, (event) => this.#hear(event));
  }
}

const isFiniteState = ({ states }: Checkpoint): boolean =>
  Object.values(states).every(({ data }) => !(data instanceof Float32Array) || data.every(Number.isFinite));

function hear(event: OpeningEvent, { library, config, notify, keep }: ActiveOptions): void {
  if (event.kind === 'checkpoint') keep(event.checkpoint);
  for (const notice of noticesOf(event)) notify(notice);
  const { loaded } = library;
  if (event.kind === 'built' && loaded) {
    const { form, parameters } = event.built;
    notify({
      notice: 'form',
      hyperparameters: form.hyperparameters,
      parameters: parametersOf(loaded, config, form, parameters),
    });
  }
}

/**
 * Tensors of the method's last form, whatever phase is loaded (the first may train the whole model), and of the head.
 */
const parametersOf = (
  { description }: Loaded,
  { method }: RunConfig,
  { hyperparameters, carried }: MethodForm,
  present: readonly Parameter[],
): Configured['parameters'] => [
  ...description.parameters(method.id, hyperparameters, carried),
  ...summarise(present.filter((p) => p.group === 'head')),
];
