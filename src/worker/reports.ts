/** What the worker says of models, data, tensors, graphs and adapters: plain data that the page shows. */
import type { Dimensions, Finding } from '../anatomy/anatomy';
import type { FixedSize } from '../anatomy/fixedSize';
import type { Form } from '../data/plan';
import type { Place } from '../anatomy/places';
import type { AdapterNote } from '../interchange/adapterNotes';
import type { Variant } from '../interchange/hub/variants';
import type { Message } from '../messages/message';
import type { Change, Hyperparameters } from '../methods/contract';
import type { TaskId } from '../methods/taskId';
import type { BackendKind } from '../runtime/backend';
import type { MemoryEstimate, Prediction } from '../training/events';
import type { Role } from '../onnx/graph';
import type { DatasetReport } from '../session/runData';
import type { HeadForm } from '../tasks/sentenceHead';
import type { GraphStatistics, LayerNorms, ParameterCounts, StepRecord } from '../training/types';

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
  /** A poisoned adapter was merged into its weights, on purpose. */
  readonly poisoned?: Message | undefined;
  readonly head: HeadForm;
  /** The only size that the file runs at, virtual tokens included, where it was exported for one. */
  readonly fixed?: FixedSize;
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
  /** Rows that it learns from. */
  readonly trainRows: number;
  readonly model: ModelReport;
  readonly dataset: DatasetReport;
  readonly counts: ParameterCounts;
  readonly statistics: GraphStatistics;
  readonly estimate: MemoryEstimate;
  readonly parameters: readonly ParameterSummary[];
  /** The backend as it describes itself. */
  readonly backend: Message;
  /** Step that the run stands at: 0, or the checkpoint's. */
  readonly step: number;
}

/** What is known of a model at an address before it is loaded. */
export interface RemoteReport {
  /** With its commit and file. */
  readonly address: string;
  readonly name: string;
  readonly commit?: string;
  readonly license?: string;
  /** Stored forms, each by its address. */
  readonly variants: readonly StoredForm[];
  readonly chosen: StoredForm;
  /** To download in all, and how much of it is kept here. */
  readonly bytes: number;
  readonly kept: number;
  /** As config.json tells them: close, where the type of model is not known. */
  readonly dimensions?: Dimensions;
  readonly head?: HeadForm;
  readonly notes: readonly Message[];
}

export interface StoredForm {
  readonly address: string;
  readonly file: string;
  readonly form: Variant['form'];
  readonly bytes: number;
  /** Whether weights in this form can be read here. */
  readonly readable: boolean;
}

/** Data at an address. */
export interface RemoteDataReport {
  /** With its commit. */
  readonly address: string;
  readonly name: string;
  readonly license?: string;
  readonly preview: TablePreview;
}

/** A model that a search found. */
export interface FoundModel {
  readonly id: string;
  readonly license?: string;
}

export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'txt';

/** How to read pasted or dropped data. What is not given is guessed and told in the answer. */
export interface TableOptions {
  readonly format?: TableFormat;
  /** What is to be learnt from it. */
  readonly form?: Form;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  /** A second text that belongs to the first; '': none. */
  readonly secondColumn?: string;
  /** Words and their tags. */
  readonly tokensColumn?: string;
  readonly tagsColumn?: string;
  /** Prompts with responses: what is read, what goes with it, and what is learnt. */
  readonly promptColumn?: string;
  readonly contextColumn?: string;
  readonly responseColumn?: string;
  /** Conversations, as lists of messages. */
  readonly messagesColumn?: string;
}

/** The model that examples are read for, and the sizes in which it is given them. */
export interface SeenBy {
  readonly model: string;
  /** It reads a source and writes a target, whatever the columns look like. */
  readonly writesTargets?: boolean;
  /** Tokens of a text, and of a target where it has a length of its own. */
  readonly length: number;
  readonly target?: number;
  /** What stands around a source (`sourceOf`). */
  readonly template?: string;
}

/** An example as the model is given it. */
export interface SeenExample {
  /** Tokens as they are read, each in the words of the vocabulary. */
  readonly tokens: readonly SeenToken[];
  /** Tokens of the example before it was cut. */
  readonly length: number;
  /** The class, the classes, or the number of the whole text. */
  readonly label?: string;
}

export interface SeenToken {
  readonly text: string;
  /** A token that marks a beginning, an end or a gap. */
  readonly special?: boolean;
  /** Language modelling: the loss does not count it. */
  readonly context?: boolean;
  /** It is of the second of two texts. */
  readonly second?: boolean;
  /** Token classification: the tag of the word that begins here. */
  readonly tag?: string;
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
  readonly secondColumn?: string;
  readonly tokensColumn?: string;
  readonly tagsColumn?: string;
  readonly promptColumn?: string;
  readonly contextColumn?: string;
  readonly responseColumn?: string;
  readonly messagesColumn?: string;
  readonly task: TaskId;
  readonly form: Form;
  /** Rows of each class, or words of each tag, most frequent first. */
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
  /** Tokens of the training examples before they are cut; absent where `seen` is, and for texts to continue. */
  readonly lengths?: Histogram;
  /** Regression: the numbers. */
  readonly values?: Histogram;
}

/** Counts in bins of the same width. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  readonly mean: number;
}

export interface PredictionPair {
  readonly task: TaskId;
  readonly text: string;
  /** The second of two texts. */
  readonly second?: string;
  /** Token classification: the words of the text; the predictions are of these, one after the other. */
  readonly words?: readonly string[];
  /** Regression: the smallest and the largest number of the training data. */
  readonly range?: readonly [number, number];
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

/**
 * Where an adapter comes from: files that were dropped (a zip, a folder, or bare files), the text of a link, a
 * repository of the Hub.
 */
export type AdapterSource =
  | { readonly files: readonly { readonly path: string; readonly file: File }[] }
  | { readonly packed: string }
  | { readonly address: string };

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
