/** The worker's one session: it answers the page's requests in order, and hands each to what it is about. */
import { DataError } from '../data/errors';
import { MessageError, toldBy } from '../messages/message';
import type { Backend, BackendKind } from '../runtime/backend';
import type { Checkpoint } from '../training/events';
import type { RunConfig } from '../training/types';
import { explain } from '../session/explain';
import { arithmeticOf, attentionOf } from '../session/sentenceInside';
import { poisonedRows } from '../session/openRun';
import { ActiveRun } from './activeRun';
import { saveAdapter } from './adapters';
import { inspectTensor, viewGraph, walk } from './inspection';
import { chatFor, withChat, withSources } from '../data/datasets';
import { isAddress } from '../interchange/hub/address';
import { Library } from './library';
import type { OwnDataset } from './ownData';
import { says } from './messages';
import { CHECKPOINT_BYTES } from './notices';
import { probe } from './probe';
import { problemOf } from './problems';
import {
  OWN,
  type CallName,
  type Calls,
  type Configured,
  type Event,
  type Request,
  type SeenBy,
  type TablePreview,
} from './protocol';
import { histogramOf } from './histogram';
import { PinnedCheckpoints } from './pinnedCheckpoints';
import { seenExamples, tokenCounts } from './seen';
import { predictBoth, writeBoth } from './tryOut';

export interface SessionOptions {
  readonly notify: (event: Event) => void;
  /** Address of the page's folder; `models/` lies below it. */
  readonly base: URL;
  /** Fetches models and data; plain `fetch` when left out. */
  readonly fetcher?: typeof fetch;
  readonly createBackend: (kind: BackendKind) => Promise<Backend>;
}

/** Mistakes that the page shows. */
const MISTAKES = 12;

type Handlers = { [K in CallName]: (argument: Calls[K]['argument']) => Promise<Calls[K]['answer']> };

/** Files of one's own, or an address: the bundled ones are a way out. */
const isBrought = (id: string | undefined): boolean => id === OWN || (id !== undefined && isAddress(id));

/** Calls that must not wait behind others. */
const immediate: ReadonlySet<CallName> = new Set<CallName>([
  'probe',
  'pause',
  'giveUp',
  'setLearningRate',
  'useHub',
  'searchModels',
  'cancelDownload',
]);

export class Session {
  #chain: Promise<unknown> = Promise.resolve();
  #backend: Backend | undefined;
  readonly #library: Library;
  #active: ActiveRun | undefined;
  /** What was asked for last, also where it could not be opened. */
  #config: RunConfig | undefined;
  /** The run that is being opened, or was last. */
  #opening: symbol | undefined;
  readonly #pinned = new PinnedCheckpoints();
  /** Last good state of the present configuration, whatever its size. */
  #kept: Checkpoint | undefined;

  constructor(private readonly options: SessionOptions) {
    this.#library = new Library(options);
  }

  async handle(request: Request): Promise<Event> {
    const { id, call, argument } = request;
    const work = () => (this.#handlers[call] as (argument: unknown) => Promise<Calls[CallName]['answer']>)(argument);
    const turn = immediate.has(call) ? work() : this.#chain.then(work, work);
    if (!immediate.has(call)) this.#chain = turn.catch(() => undefined);
    try {
      return { reply: id, answer: await turn };
    } catch (error) {
      const own = {
        model: isBrought(this.#config?.model) || ['readModel', 'describeModel', 'loadModel'].includes(call),
        data: isBrought(this.#config?.dataset) || ['readData', 'describeData'].includes(call),
      };
      return { reply: id, problem: problemOf(error, own) };
    }
  }

  readonly #handlers: Handlers = {
    probe: () => probe(),
    configure: ({ config, checkpoint, resume, adapter }) =>
      this.#configure(config, checkpoint ?? (resume ? this.#kept : undefined), adapter === true),
    start: async () => {
      this.#need().start();
      return null;
    },
    pause: async () => {
      const active = this.#active;
      await active?.pause();
      this.#tellState(active);
      return null;
    },
    giveUp: async () => {
      this.#opening = undefined;
      return null;
    },
    step: async () => {
      const active = this.#need();
      const record = await active.step();
      this.#tellState(active);
      return record;
    },
    reset: async () => {
      await this.#need().reset();
      this.#kept = undefined;
      return null;
    },
    setLearningRate: async ({ learningRate }) => {
      this.#active?.run.setLearningRate(learningRate);
      return null;
    },
    evaluate: async ({ split }) => this.#need().evaluate(split),
    predict: async (asked) => predictBoth(this.#need().tryOut, asked),
    pin: async ({ texts }) => {
      this.#active?.pin(texts);
      return null;
    },
    cloud: async ({ open }) => {
      this.#active?.cloud(open);
      return null;
    },
    sentence: async (asked) => {
      this.#active?.sentence(asked);
      return null;
    },
    attention: async (asked) => attentionOf(this.#need().tryOut, asked),
    arithmetic: async (asked) => arithmeticOf(this.#need().tryOut, asked),
    examine: async ({ split, from, to }) =>
      this.#need().run.examine(split, MISTAKES, this.#pinned.state(from), this.#pinned.state(to)),
    explain: async (asked) => explain(this.#need().tryOut, asked),
    pinState: async ({ place }) => this.#pinned.pin(place, await this.#need().run.checkpoint()),
    pinnedStates: async () => this.#pinned.places,
    mayGoOn: async ({ more }) => this.#need().run.goOnRefusal(more) ?? null,
    goOn: async ({ config }) => {
      const active = this.#need();
      const run = await active.still();
      return this.#configure(config, await run.checkpoint(), active.startsFromAdapter);
    },
    state: async () => {
      const { run } = this.#need();
      if (run.stateBytes > CHECKPOINT_BYTES) return null;
      return { ...(await run.checkpoint()), records: [] };
    },
    generate: async (settings) => writeBoth(this.#need().tryOut, settings),
    count: async ({ method, hyperparameters }) => {
      const { loaded } = this.#library;
      if (!loaded) throw new MessageError(says.noModel);
      return { parameters: loaded.description.parameters(method, hyperparameters) };
    },
    readData: async ({ name, text, options, seenBy }) => {
      const bytes =
        typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(await text.arrayBuffer());
      return this.#seen(await this.#library.readData(name, bytes, options, seenBy?.writesTargets), seenBy);
    },
    useHub: async ({ hub }) => {
      this.#library.remote.use(hub);
      return null;
    },
    describeModel: ({ address }) => this.#library.remote.describe(address),
    loadModel: async ({ address }) => this.#library.report(address, await this.#library.load(address)),
    describeData: async ({ address, seenBy }) => {
      const {
        dataset,
        writesTargets: _,
        ...report
      } = await this.#library.remote.readData(address, seenBy?.writesTargets);
      return { ...report, preview: await this.#seen(dataset, seenBy) };
    },
    poisonedRows: ({ config }) => poisonedRows(config, this.#library.sources(false)),
    describeAdapter: ({ address }) => this.#library.remote.adapterBase(address),
    searchModels: ({ words }) => this.#library.remote.search(words),
    cancelDownload: async () => {
      this.#library.remote.stop();
      return null;
    },
    readModel: ({ files }) => this.#library.readModel(files),
    readAdapter: ({ model, ...source }) => this.#library.readAdapter(source, model),
    saveAdapter: async () => {
      const { run, loaded, config, labels, startsFromAdapter } = this.#need();
      const before = startsFromAdapter ? this.#library.adapter.info : undefined;
      return saveAdapter(run, loaded.model, config, labels, this.#library.nameOf(config.model), before);
    },
    inspect: async ({ name }) => inspectTensor(this.#need().run, name),
    graph: async ({ which }) => viewGraph(this.#need().run, which),
    walk: async () => {
      const active = this.#need();
      await active.pause();
      return walk(active);
    },
    update: async () => this.#need().update.report(),
    updateAt: async ({ name }) => this.#need().update.weight(name),
    play: async (playing) => (await this.#need().toPlay(playing)).play(playing.settings),
    playScore: async (playing) => (await this.#need().toPlay(playing)).score(playing.settings),
    result: async () => this.#need().run.result(),
    dispose: async () => {
      await this.#drop();
      await this.#backend?.dispose();
      this.#backend = undefined;
      this.#library.forgetModel();
      return null;
    },
  };

  /** Nobody waits for it, and a state that can't be read is told by what reads it next. */
  #tellState(active: ActiveRun | undefined): void {
    void active?.tellState().catch(() => undefined);
  }

  /** The preview, with the first examples as a model is given them where its tokenizer is at hand. */
  async #seen({ preview, splits, files }: OwnDataset, seenBy: SeenBy | undefined): Promise<TablePreview> {
    const tokenizer = splits && seenBy && (await this.#library.tokenizerFor(seenBy.model));
    if (!tokenizer) return preview;
    try {
      const read = withChat(withSources(splits, seenBy.template), await chatFor(files, tokenizer));
      const lengths = histogramOf(tokenCounts(read, tokenizer));
      const seen = seenExamples(read, tokenizer, seenBy.length, seenBy.target);
      // What the tokenizer decides is told with the rest.
      const notes = [...preview.notes, ...read.notices.slice(splits.notices.length)];
      return { ...preview, notes, seen, ...(lengths && { lengths }) };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return { ...preview, problem: toldBy(error) };
    }
  }

  async #configure(config: RunConfig, checkpoint: Checkpoint | undefined, adapter: boolean): Promise<Configured> {
    const turn = (this.#opening = Symbol());
    await this.#drop();
    this.#pinned.belongTo(config);
    this.#config = config;
    this.#kept = checkpoint;
    const active = await ActiveRun.open({
      config,
      library: this.#library,
      backend: (kind) => this.#backendFor(kind),
      ...(checkpoint && { checkpoint }),
      adapter,
      isGivenUp: () => turn !== this.#opening,
      notify: this.options.notify,
      keep: (good) => {
        this.#kept = good;
      },
    });
    this.#active = active;
    return active.configured;
  }

  async #backendFor(kind: BackendKind): Promise<Backend> {
    if (this.#backend && this.#backend.kind === kind) return this.#backend;
    await this.#backend?.dispose();
    this.#backend = undefined;
    const backend = await this.options.createBackend(kind);
    void backend.lost.then(() => {
      // A new device must be asked for at the next configure.
      if (this.#backend === backend) this.#backend = undefined;
    });
    return (this.#backend = backend);
  }

  async #drop(): Promise<void> {
    const active = this.#active;
    this.#active = undefined;
    await active?.dispose();
  }

  #need(): ActiveRun {
    if (!this.#active) throw new MessageError(says.noRun);
    return this.#active;
  }
}
