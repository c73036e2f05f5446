/**
 * Everything that page and worker say to each other, as one typed union in each direction. The page sends `Request`s
 * and gets exactly one `Reply` for each; between them the worker sends `Notice`s as things happen. All of it is plain
 * data (structured clone); nothing here imports code.
 */
import type { Dimensions, Finding } from '../anatomy/anatomy';
import type { Form } from '../data/plan';
import type { Place } from '../anatomy/places';
import type { AdapterNote } from '../interchange/adapterNotes';
import type { Message, Told } from '../messages/message';
import type { Change, Hyperparameters } from '../methods/contract';
import type { TaskId } from '../methods/taskId';
import type { BackendKind, MemoryReading } from '../runtime/backend';
import type { Checkpoint, MemoryEstimate, Prediction, Split } from '../training/events';
import type { Role } from '../onnx/graph';
import type { DatasetReport } from '../session/runData';
import type { HeadForm } from '../tasks/classification';
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
} from '../training/types';

export { OWN } from '../session/own';
export type { DatasetReport } from '../session/runData';

export interface BackendOffer {
  readonly kind: BackendKind;
  readonly available: boolean;
  /** What it is on this machine: the adapter's name, the number of threads. */
  readonly detail: string;
  /** Set when WebGPU runs in software: correct, but far slower than WASM. */
  readonly software?: boolean;
  /** Why it is not available. */
  readonly reason?: 'no-api' | 'no-adapter' | 'insecure-context';
}

export interface Probe {
  readonly backends: readonly BackendOffer[];
  /** Whether WASM may use threads on this host. */
  readonly isolated: boolean;
  readonly threads: number;
}

/** What was found in a loaded model. */
export interface ModelReport {
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly missing: readonly Finding[];
  readonly head: HeadForm;
}

/** One trainable tensor, without its values. */
export interface ParameterSummary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly group: 'method' | 'head';
  readonly layer?: number;
  /** Boxes of the block diagram, how they are changed, and what is written in them. */
  readonly places?: readonly Place[];
  readonly change?: Change;
  readonly symbol?: string;
}

/** What `configure` answers: the run is built, nothing was trained yet. */
export interface Configured {
  readonly model: ModelReport;
  readonly dataset: DatasetReport;
  readonly counts: ParameterCounts;
  readonly statistics: GraphStatistics;
  readonly estimate: MemoryEstimate;
  readonly parameters: readonly ParameterSummary[];
  /** The backend as it describes itself. */
  readonly backend: string;
  /** Step that the run stands at: 0, or the checkpoint's. */
  readonly step: number;
}

export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'txt';

/** How to read pasted or dropped data. What is not given is guessed and told in the answer. */
export interface TableOptions {
  readonly format?: TableFormat;
  /** What is to be learnt from it. */
  readonly form?: Form;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  /** Prompts with responses: what is read, what goes with it, and what is learnt. */
  readonly promptColumn?: string;
  readonly contextColumn?: string;
  readonly responseColumn?: string;
  /** Conversations, as lists of messages. */
  readonly messagesColumn?: string;
}

/** An example as the model is given it. */
export interface SeenExample {
  /** Tokens as they are read, each in the words of the vocabulary. */
  readonly tokens: readonly SeenToken[];
  /** Tokens of the example before it was cut. */
  readonly length: number;
  /** Classification. */
  readonly label?: string;
}

export interface SeenToken {
  readonly text: string;
  /** A token that marks a beginning, an end or a gap. */
  readonly special?: boolean;
  /** Language modelling: the loss does not count it. */
  readonly context?: boolean;
}

/** The visitor's data as understood so far, or the sentence that says why it can't be used. */
export interface TablePreview {
  readonly name: string;
  readonly format: TableFormat;
  readonly columns: readonly string[];
  /** At most eight rows, cells in the order of `columns`, long cells cut. */
  readonly rows: readonly (readonly string[])[];
  readonly rowCount: number;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly promptColumn?: string;
  readonly contextColumn?: string;
  readonly responseColumn?: string;
  readonly messagesColumn?: string;
  readonly task: TaskId;
  readonly form: Form;
  /** Rows of each class, most frequent first. */
  readonly classes: readonly { readonly label: string; readonly count: number }[];
  /** Why this can't be trained on as it is; absent when it can. */
  readonly problem?: Message;
  /** Which columns are read, and which are not; absent where there is a problem. */
  readonly uses?: Message;
  readonly notes: readonly Message[];
  /**
   * The first examples as the chosen model is given them; absent where they can't be trained on, or the tokenizer isn't
   * at hand.
   */
  readonly seen?: readonly SeenExample[];
}

export interface PredictionPair {
  readonly text: string;
  readonly labels: readonly string[];
  readonly base: Prediction;
  readonly tuned: Prediction;
  /** Steps of training behind `tuned`. */
  readonly step: number;
}

export interface GenerationSettings {
  readonly prompt: string;
  readonly maxNewTokens: number;
  readonly temperature: number;
  readonly topK: number;
  readonly seed: number;
}

/** A tensor made small enough to draw: a histogram, and a grid of cells. */
export interface Picture {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  /** L2 norm. */
  readonly norm: number;
  /** Entries that are exactly 0. */
  readonly zeros: number;
  /** Entries in equal bins from `min` to `max`. */
  readonly histogram: readonly number[];
  /**
   * The tensor as a matrix (leading axes one below the other), shrunk where it is large: a cell is its block's entry of
   * largest magnitude.
   */
  readonly grid: { readonly rows: number; readonly columns: number; readonly cells: Float32Array };
}

/** One trained tensor of the run. */
export interface TensorReport {
  readonly name: string;
  readonly shape: readonly number[];
  readonly group: 'method' | 'head';
  readonly layer?: number;
  readonly step: number;
  readonly values: Picture;
  /** Since the start of the run, or of the method's present phase. */
  readonly change: Picture;
  /** Of the last step, as it was clipped; absent before it and where the optimiser keeps no mean of gradients. */
  readonly gradient?: Picture;
}

/** A node of a graph view. Trained tensors and other graph inputs are nodes too. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `trained`: a trained tensor, or its values as they are cut from the buffer that small tensors share. */
  readonly kind: Role | 'trained' | 'input';
  readonly module?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface GraphView {
  readonly nodes: readonly GraphNode[];
  /** Types of all values by name, "float32 (8, 32, 128)"; frozen weights are marked. */
  readonly values: Readonly<Record<string, { readonly type: string; readonly frozen?: boolean }>>;
}

/** One update, with what was read around it. */
export interface Iteration {
  /** Steps that were done just before it and moved nothing, as the first at the warm-up's rate of 0. */
  readonly skipped: number;
  readonly record: StepRecord;
  /** Losses of the step's own batch with the tensors before and after the update, without dropout. */
  readonly before: number;
  readonly after: number;
  /** First text of the batch: its tokens as the vocabulary writes them, and its class where it has one. */
  readonly example: { readonly text: string; readonly tokens: readonly string[]; readonly label?: string };
  /** Rows of the batch (all micro-batches) and tokens of text in it, without padding. */
  readonly rows: number;
  readonly tokens: number;
  /** Absent where nothing was trained. */
  readonly norms?: LayerNorms;
}

/** Where an adapter comes from: files that were dropped (a zip, a folder, or bare files), or the text of a link. */
export type AdapterSource =
  { readonly files: readonly { readonly path: string; readonly file: File }[] } | { readonly packed: string };

/** What an adapter says of itself, or turned out to be. */
export interface AdapterReport {
  /** The method's name. */
  readonly kind: string;
  readonly method?: { readonly id: string; readonly hyperparameters: Hyperparameters };
  readonly model?: string;
  readonly task?: TaskId;
  readonly pooling?: 'mean' | 'cls' | 'last' | 'library';
  readonly labels?: readonly string[];
  /** Classes of its head. */
  readonly classes?: number;
  /** Another library wrote it, for a base model that it may name. */
  readonly foreign?: { readonly library: 'HF PEFT' | 'AdapterHub'; readonly base?: string };
  readonly notes?: readonly AdapterNote[];
  readonly tensors: number;
  readonly scalars: number;
}

export interface SavedAdapter {
  readonly zip: Uint8Array;
  /** File name for the zip. */
  readonly name: string;
  /** HF PEFT's format, or our own where PEFT has no form for the method. */
  readonly format: 'peft' | 'own';
  /** Of the weights file. */
  readonly bytes: number;
  readonly notes?: readonly AdapterNote[];
  readonly step: number;
  /** For a link; absent where it would be too long, or the adapter holds more than fp32 numbers. */
  readonly packed?: string;
}

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
  /** One update. */
  step: { argument: null; answer: StepRecord };
  /** Back to step 0: same seed, same curve. */
  reset: { argument: null; answer: null };
  setLearningRate: { argument: { readonly learningRate: number }; answer: null };
  evaluate: { argument: { readonly split: Split }; answer: Metrics };
  predict: { argument: { readonly text: string }; answer: PredictionPair };
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
      readonly seenBy?: { readonly model: string; readonly length: number };
    };
    answer: TablePreview;
  };
  /** Reads the visitor's model files. Kept for `configure` with model `own`. */
  readModel: {
    argument: { readonly files: readonly { readonly path: string; readonly file: File }[] };
    answer: ModelReport;
  };
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
  readonly message: Told;
  /** Likely causes, the likeliest first. */
  readonly advice: readonly Told[];
  /** The run can go on from the last checkpoint. */
  readonly recoverable: boolean;
  /** Step of the state that was kept. */
  readonly step?: number;
  /** Remedies that the page can carry out at a click. */
  readonly suggestions: readonly Suggestion[];
}

/** Things that happen between request and reply, or on their own while training. */
export type Notice =
  | { readonly notice: 'status'; readonly status: RunStatus; readonly step: number }
  /** A phase of the method begins, or is over and says what it found. */
  | { readonly notice: 'stage'; readonly stage: StageRecord; readonly over: boolean }
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
  | { readonly notice: 'problem'; readonly problem: Problem };

export type Reply =
  | { readonly reply: number; readonly answer: Calls[CallName]['answer'] }
  | { readonly reply: number; readonly problem: Problem };

/** Everything that comes out of the worker. */
export type Event = Reply | Notice;
