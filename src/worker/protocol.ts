/**
 * Everything that page and worker say to each other, as one typed union in each direction. The page sends `Request`s
 * and gets exactly one `Reply` for each; between them the worker sends `Notice`s as things happen. All of it is plain
 * data (structured clone); nothing here imports code.
 */
import type { PoisonReport } from '../data/poison';
import type { Message } from '../messages/message';
import type { Hyperparameters } from '../methods/contract';
import type { MemoryReading } from '../runtime/backend';
import type { Cloud, CloudLook } from '../session/cloudData';
import type { ExplainAsked, Explained } from '../session/explain';
import type { Look, Pinned, PinnedText } from '../session/pinned';
import type { Played, PlaySettings, Score } from '../session/played';
import type { Sentence, SentenceLook } from '../session/sentenceData';
import type { Arithmetic, AttentionAsked, ModuleAsked, SentenceAttention } from '../session/sentenceInside';
import type { Examination } from '../training/examiner';
import type { Checkpoint, MemoryEstimate, Split } from '../training/events';
import type {
  GraphStatistics,
  LayerNorms,
  Metrics,
  ParameterCounts,
  RunStatus,
  RunConfig,
  RunResult,
  StepRecord,
  StageRecord,
  TaskScore,
} from '../training/types';
import type {
  Probe,
  ModelReport,
  ParameterSummary,
  Configured,
  TableOptions,
  TablePreview,
  PredictionPair,
  GenerationSettings,
  TensorReport,
  GraphView,
  Iteration,
  AdapterSource,
  AdapterReport,
  SavedAdapter,
  RemoteReport,
  RemoteDataReport,
  FoundModel,
  SeenBy,
} from './reports';
import type { UpdateReport, WeightReport } from './updateReports';

export { OWN } from '../session/own';
export type { DatasetReport } from '../session/runData';
export type * from './reports';
export type * from './updateReports';

/** How to play, with the files of the adapters that it names. */
export interface Playing {
  readonly settings: PlaySettings;
  readonly files: Readonly<Record<string, File>>;
}

/** Places for states that are compared. */
export type PinnedPlace = 'a' | 'b';
/** Steps behind the state in each place that has one. */
export type PinnedStates = Readonly<Partial<Record<PinnedPlace, number>>>;
/** The model before training, as it is, or as it was when it was pinned. */
export type StateName = 'base' | 'now' | PinnedPlace;

/** Every call with its argument and its answer. */
export interface Calls {
  /** Which backends does this browser have? */
  probe: { argument: null; answer: Probe };
  /**
   * Loads model and data where needed and builds the run; from a checkpoint when one is given, or with `resume` from
   * the last one that the worker itself kept.
   */
  configure: {
    argument: {
      readonly config: RunConfig;
      readonly checkpoint?: Checkpoint;
      readonly resume?: boolean;
      /** Starts from the adapter that was read last. */ readonly adapter?: boolean;
    };
    answer: Configured;
  };
  /** Trains until the last step. Answers at once; `status` notices tell the rest. */
  start: { argument: null; answer: null };
  /** Answers when the loop stands still. */
  pause: { argument: null; answer: null };
  /** Stops what is trained before the run that `configure` opens; that call is then answered with a problem. */
  giveUp: { argument: null; answer: null };
  /** One update. */
  step: { argument: null; answer: StepRecord };
  /** Back to step 0: same seed, same curve. */
  reset: { argument: null; answer: null };
  setLearningRate: { argument: { readonly learningRate: number }; answer: null };
  evaluate: { argument: { readonly split: Split }; answer: Metrics };
  predict: { argument: { readonly text: string; readonly second?: string }; answer: PredictionPair };
  /**
   * Has texts, and examples of the data beside few of them, looked at while the run trains. Answers at once; `pinned`
   * and `looked` notices tell the rest.
   */
  pin: { argument: { readonly texts: readonly PinnedText[] }; answer: null };
  /**
   * Has the cloud of validation texts looked at while the run trains, or not any more. Answers at once; `cloud`,
   * `cloud-looked` and `no-cloud` notices tell the rest.
   */
  cloud: { argument: { readonly open: boolean }; answer: null };
  /**
   * Has one sentence's states looked at between the layers while the run trains; null: not any more. Answers at once;
   * `sentence`, `sentence-looked` and `no-sentence` notices tell the rest.
   */
  sentence: { argument: PinnedText | null; answer: null };
  /** Who looks at whom in a sentence, in one layer, before training and now. */
  attention: { argument: AttentionAsked; answer: SentenceAttention };
  /** The arithmetic of a module with a sentence's own numbers. */
  arithmetic: { argument: ModuleAsked; answer: Arithmetic };
  /** Mistakes of one state of the run on a split, and what changed sides since another. */
  examine: {
    argument: { readonly split: Split; readonly from: StateName; readonly to: StateName };
    answer: Examination;
  };
  /** What each token of a text contributes to one of the model's numbers. */
  explain: { argument: ExplainAsked; answer: Explained };
  /** Keeps the run's present state in one of two places, to be compared with. */
  pinState: { argument: { readonly place: PinnedPlace }; answer: PinnedStates };
  /** What is kept there. */
  pinnedStates: { argument: null; answer: PinnedStates };
  /** Why a run can't be given more steps; null where it can. */
  mayGoOn: { argument: { readonly more: number }; answer: Message | null };
  /** Gives a run that is over the steps of this configuration: it goes on from its last state. `start` then trains. */
  goOn: { argument: { readonly config: RunConfig }; answer: Configured };
  /** The state of the run as it is, without its records; null where it is too large to be handed over. */
  state: { argument: null; answer: Checkpoint | null };
  /** Tokens arrive as `generated` notices; the answer is the whole text. */
  generate: {
    argument: GenerationSettings;
    answer: { readonly base: string; readonly tuned: string; readonly step: number };
  };
  /** Trainable tensors of a method on the loaded model, counted in the rewritten graph, without building a run. */
  count: {
    argument: { readonly method: string; readonly hyperparameters: Hyperparameters };
    answer: { readonly parameters: readonly ParameterSummary[] };
  };
  /** Reads the visitor's data and says what was understood. Kept for `configure` with dataset `own`. */
  readData: {
    argument: {
      readonly name: string;
      readonly text: string | File;
      readonly options: TableOptions;
      /** Shows examples as this model is given them, this many tokens long. */
      readonly seenBy?: SeenBy;
    };
    answer: TablePreview;
  };
  /** Reads the visitor's model files. Kept for `configure` with model `own`. */
  readModel: {
    argument: { readonly files: readonly { readonly path: string; readonly file: File }[] };
    answer: ModelReport;
  };
  /** Which Hub `hf:` means: its address, without a slash at the end. */
  useHub: { argument: { readonly hub: string }; answer: null };
  /** Looks a model up at an address; loads nothing large. */
  describeModel: { argument: { readonly address: string }; answer: RemoteReport };
  /** Loads the model at an address. */
  loadModel: { argument: { readonly address: string }; answer: ModelReport };
  /** Reads the data at an address, and says what was understood. */
  describeData: {
    argument: { readonly address: string; readonly seenBy?: SeenBy };
    answer: RemoteDataReport;
  };
  /** The training rows that a configuration poisons; trains nothing. */
  poisonedRows: { argument: { readonly config: RunConfig }; answer: PoisonReport };
  /** Which model an adapter at an address was trained on, where it says so. */
  describeAdapter: { argument: { readonly address: string }; answer: { readonly base?: string } };
  /** Models of the Hub with ONNX files whose names hold the words. */
  searchModels: { argument: { readonly words: string }; answer: readonly FoundModel[] };
  /** Stops what is being downloaded; what arrived is kept. */
  cancelDownload: { argument: null; answer: null };
  /** Reads an adapter and says what it is. Kept for `configure`. */
  readAdapter: {
    argument: AdapterSource & { /** HF PEFT's own are understood by this model's parts. */ readonly model: string };
    answer: AdapterReport;
  };
  /** The run's adapter as it is now. */
  saveAdapter: { argument: null; answer: SavedAdapter };
  /** A trained tensor, as pictures. */
  inspect: { argument: { readonly name: string }; answer: TensorReport };
  /** The training graph: before the execution passes (`textbook`), or as it runs. */
  graph: { argument: { readonly which: 'textbook' | 'running' }; answer: GraphView };
  /** One update, as `step`, told in slow motion. */
  walk: { argument: null; answer: Iteration };
  /** What the method makes of the model's weights, or what it is where it changes none. */
  update: { argument: null; answer: UpdateReport };
  /** One of the weights that `update` names. */
  updateAt: { argument: { readonly name: string }; answer: WeightReport };
  /** The result weaker, stronger, or in the place of a kept one, asked what is pinned. The run stays as it is. */
  play: { argument: Playing; answer: Played };
  /** The same on the validation split. */
  playScore: { argument: Playing; answer: Score };
  result: { argument: null; answer: RunResult };
  /** Frees the run, its device memory and the backend. */
  dispose: { argument: null; answer: null };
}

export type CallName = keyof Calls;

export type Request = {
  [K in CallName]: { readonly id: number; readonly call: K; readonly argument: Calls[K]['argument'] };
}[CallName];

export type Suggestion =
  | 'smaller-batch'
  | 'shorter-sequences'
  | 'fitting-length'
  | 'use-wasm'
  | 'lower-learning-rate'
  | 'resume'
  | 'try-again'
  | 'bundled-model'
  | 'bundled-data';

export type ErrorCode =
  | 'no-webgpu'
  | 'device-lost'
  | 'out-of-memory'
  | 'not-finite'
  | 'diverged'
  | 'download'
  | 'bad-model'
  | 'bad-data'
  | 'bad-adapter'
  | 'bad-configuration'
  | 'crash'
  | 'unexpected';

/** An error for people. */
export interface Problem {
  readonly code: ErrorCode;
  /** What happened and what to do. */
  readonly message: Message;
  /** Likely causes, the likeliest first. */
  readonly advice: readonly Message[];
  /** The run can go on from the last checkpoint. */
  readonly recoverable: boolean;
  /** Step of the state that was kept. */
  readonly step?: number;
  /** Tokens by which a text is longer than the model has positions. */
  readonly excess?: number;
  /** Remedies that the page can carry out at a click. */
  readonly suggestions: readonly Suggestion[];
}

/** Things that happen between request and reply, or on their own while training. */
export type Notice =
  /** Something that one should know, and nothing that went wrong. */
  | { readonly notice: 'told'; readonly message: Message }
  | { readonly notice: 'status'; readonly status: RunStatus; readonly step: number }
  /** A phase of the method begins, or is over and says what it found. */
  | { readonly notice: 'stage'; readonly stage: StageRecord; readonly over: boolean }
  /** How the finished method does on each task of a run that learns several. */
  | { readonly notice: 'tasks'; readonly tasks: readonly TaskScore[] }
  /** Bytes of a download; `total` is absent when the server doesn't say. */
  | {
      readonly notice: 'progress';
      readonly what: 'model' | 'data' | 'runtime';
      readonly label: string;
      readonly loaded: number;
      readonly total?: number;
    }
  | {
      readonly notice: 'steps';
      readonly records: readonly StepRecord[];
      readonly stepsPerSecond: number;
      readonly tokensPerSecond: number;
    }
  | { readonly notice: 'metrics'; readonly split: Split; readonly step: number; readonly metrics: Metrics }
  /** What is looked at from here on, and what the model says to it before training. */
  | { readonly notice: 'pinned'; readonly pinned: Pinned }
  /** What it says now, a few times a second. */
  | { readonly notice: 'looked'; readonly look: Look }
  /** Nothing can be looked at: why. */
  | { readonly notice: 'not-pinned'; readonly message: Message }
  /** Validation texts as points, and what the head reads of them before training. */
  | { readonly notice: 'cloud'; readonly cloud: Cloud }
  /** The same as the model is now. */
  | { readonly notice: 'cloud-looked'; readonly look: CloudLook }
  /** There is no cloud: why. */
  | { readonly notice: 'no-cloud'; readonly message: Message }
  /** A sentence as the model reads it, and where its states are read. */
  | { readonly notice: 'sentence'; readonly sentence: Sentence }
  /** How far they are from the pretrained model's now. */
  | { readonly notice: 'sentence-looked'; readonly look: SentenceLook }
  /** It can't be looked at: why. */
  | { readonly notice: 'no-sentence'; readonly message: Message }
  | { readonly notice: 'memory'; readonly step: number; readonly reading: MemoryReading }
  | { readonly notice: 'norms'; readonly norms: LayerNorms }
  | {
      readonly notice: 'statistics';
      readonly statistics: GraphStatistics;
      readonly counts: ParameterCounts;
      readonly estimate: MemoryEstimate;
    }
  /**
   * A phase is loaded: its hyper-parameters, which a search may have chosen, and the tensors of the method's last form,
   * as far as known by then.
   */
  | {
      readonly notice: 'form';
      readonly hyperparameters: Hyperparameters;
      readonly parameters: readonly ParameterSummary[];
    }
  | { readonly notice: 'generated'; readonly which: 'base' | 'tuned'; readonly text: string }
  /** The tuned model asked again, or writing again, while it trains. */
  | { readonly notice: 'predicted'; readonly prediction: PredictionPair }
  | { readonly notice: 'written'; readonly text: string; readonly step: number }
  /**
   * The page keeps the last one, so that a worker that dies loses nothing. Only sent when it is small enough to copy;
   * without records, which the page has.
   */
  | { readonly notice: 'checkpoint'; readonly checkpoint: Checkpoint }
  /** There is one that is too large to be copied: it lasts as long as the worker. */
  | { readonly notice: 'large-checkpoint'; readonly step: number; readonly bytes: number }
  | { readonly notice: 'problem'; readonly problem: Problem }
  /** The worker is there. @property done pieces of work that the runtime has ended: it grows as long as that goes on */
  | { readonly notice: 'beat'; readonly done: number };

export type Reply =
  | { readonly reply: number; readonly answer: Calls[CallName]['answer'] }
  | { readonly reply: number; readonly problem: Problem };

/** Everything that comes out of the worker. */
export type Event = Reply | Notice;
