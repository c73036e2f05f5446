/**
 * The method contract: a fine-tuning method is a graph rewrite plus the tensors it trains.
 * A method file reads like the paper's method section. Adding a method is one file and one line in `registry.ts`.
 */
import type { Anatomy, Dimensions, Family, Kind } from '../anatomy/anatomy';
import type { Message } from '../messages/message';
import type { Builder } from '../onnx/builder';
import type { Tensor } from '../onnx/tensor';
import type { MethodState, PerStep, UpdateHooks } from './hooks';
import type { Initializer } from './initializer';
import type { LinearAlgebra } from './linearAlgebra';
import type { Carried, Phase, PhaseRequest, PredictionValues, TaskValues } from './lifecycle';
import type { Parameter } from './parameter';
import type { Hyperparameter, Hyperparameters } from './schema';
import type { TaskId } from './taskId';
import type { Placement, Situation, TensorSpec } from './tensors';

export * from './initializer';
export type * from './parameter';
export type * from './schema';

/** The survey's five categories (arXiv 2312.12148, figure 2), and the baselines that it compares with. */
export type Category = 'baseline' | 'additive' | 'partial' | 'reparameterised' | 'hybrid' | 'unified';

export interface Paper {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  readonly venue?: string;
  readonly url: string;
}

/** What `apply` works with. The builder edits a private copy of the canonical base graph. */
export interface MethodContext {
  readonly builder: Builder;
  readonly anatomy: Anatomy;
  /**
   * Batch size B, length of the text T (without virtual tokens) and number of virtual tokens l that were made room for.
   */
  readonly batch: number;
  readonly sequence: number;
  readonly virtualTokens: number;
  /** False when the graph is built for evaluation: dropout must then vanish. */
  readonly training: boolean;
  /** The run's seed, for constants drawn on the host. */
  readonly seed: number;
  /**
   * Id of the phase that the graph is built for; undefined where there are none, and for counting or using a finished
   * adapter.
   */
  readonly phase: string | undefined;
  /**
   * What earlier phases left; empty where a graph is built without a run, so a method needs something to fall back on.
   */
  readonly carried: Carried;
  /** Singular values, inverses: whatever a start or a step is worked out by on the host. */
  readonly linearAlgebra: LinearAlgebra;
  /**
   * Enters a tensor that the method has declared, and returns the value to read it by.
   * @param hooks work within a step; `init` where the start is worked out from the base weights
   * @throws Error when `declare` did not name it
   */
  tensor: (name: string, hooks?: UpdateHooks & { readonly init?: Initializer }) => string;
  /** Inverted dropout with a mask drawn in the graph from the step's seed; x itself for p = 0 or outside training. */
  dropout: (x: string, p: number) => string;
  /** Fresh uniform numbers in (0, 1) at every training step. Only while `training`. */
  uniform: (shape: readonly number[]) => string;
  /** An fp32 scalar that the host computes for each step. Only while `training`. */
  perStep: (name: string, value: PerStep) => string;
  /**
   * Declares a tensor that the method itself writes at every step; returns the value to read it by. See `MethodState`.
   */
  state: (
    name: string,
    shape: readonly number[],
    start: number | Float32Array,
    next: MethodState['next'],
    options?: { readonly kept?: boolean },
  ) => string;
  /**
   * An int32 scalar: the data set that the batch is from, where several take turns; 0, the run's own, outside training.
   */
  taskId: () => string;
  /** Adds an fp32 scalar to what is minimised. Charts and metrics go on showing the task's own loss. */
  addLoss: (term: string) => void;
  /** Runs once the task's head and loss are there. Only while `training`. */
  onTask: (then: (task: TaskValues) => void) => void;
  /**
   * What metrics and predictions read instead of the logits (log-probabilities of an average). Only outside `training`.
   */
  onPrediction: (then: (values: PredictionValues) => string) => void;
  /** A constant computed on the host: codes, signs, permutations. @returns the value to read it by */
  constant: (stem: string, tensor: Tensor) => string;
  /**
   * Replaces the hidden states that the task reads (virtual positions cut off, for example).
   * Initially `anatomy.lastHidden`.
   * @param whole states of all positions, virtual ones in front, where the library's heads would read one of those
   */
  setLastHidden: (value: string, whole?: string) => void;
  /** One vector (B, d) per example that classification reads instead of pooling the hidden states. */
  setPooled: (value: string) => void;
  /** Replaces the language model logits that the task reads. Initially `anatomy.languageModelHead.logits`. */
  setLogits: (value: string) => void;
}

/** Recommended training settings of the method itself: one shared learning rate makes good methods look bad. */
export interface TrainingDefaults {
  readonly learningRate: number;
  /**
   * Rates for tasks on which another one was found to be better on a bundled model (bench/SWEEP.md); `rateOf` says for
   * which models they hold.
   */
  readonly rates?: Readonly<Partial<Record<TaskId, number>>>;
  readonly weightDecay: number;
  /** Fraction of the steps. */
  readonly warmup: number;
  readonly schedule: 'linear' | 'cosine' | 'constant';
  readonly optimizer: 'adamw' | 'sgd' | 'adafactor';
  /** Gradient norm that is clipped at, where it is not the usual 1. */
  readonly clipNorm?: number;
}

/** Reads base weights and trained tensors, returns new values for base initialisers (all fp32, canonical layout). */
export interface MergeContext {
  readonly anatomy: Anatomy;
  base: (initializer: string) => Float32Array;
  trained: (parameter: string) => Float32Array;
  shape: (name: string) => readonly number[];
  set: (initializer: string, value: Float32Array) => void;
  /** What the run's phases left (positions of a mask); absent: what a graph without a run falls back on. */
  readonly carried?: Carried;
  readonly linearAlgebra: LinearAlgebra;
}

export type Merge = (context: MergeContext, hp: Hyperparameters) => void;

/** A simpler method that a finished adapter amounts to, and its tensors: `init` of each one holds its values. */
export interface Deployed {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly parameters: readonly Parameter[];
  /** Entries of HF PEFT's configuration that differ from that method's own; undefined: left out. */
  readonly peft?: Readonly<Record<string, unknown>>;
}

/**
 * What a method may need of a model: all its layers, understood; the word embedding; hidden states to read or to
 * change; all biases, known by name; a gradient through the model.
 */
export type Need = 'layers' | 'word embedding' | 'hidden states' | 'biases' | 'gradient' | 'projections';

/** Methods put something inside the layers and train it through what comes behind. */
export const usualNeeds: readonly Need[] = ['layers', 'gradient'];

export interface Method {
  /** As on the command line and in links: lower case with hyphens. */
  readonly id: string;
  readonly name: string;
  readonly category: Category;
  readonly subcategory: string;
  /** Published after the survey, and placed in the category that the survey would have it in. */
  readonly since?: 'after-survey';
  readonly paper: Paper;
  readonly hyperparameters: readonly Hyperparameter[];
  readonly defaults: TrainingDefaults;
  /** Architectures that it applies to. */
  readonly kinds: readonly Kind[];
  readonly families?: readonly Family[];
  /** Parts of the model that it works on; without one of them it is not offered. Default: `usualNeeds`. */
  readonly needs?: readonly Need[] | ((hp: Hyperparameters | undefined) => readonly Need[]);
  readonly tasks: readonly TaskId[];
  /**
   * Why these hyper-parameters can't be used with this model, naming the hyper-parameter; undefined when they can.
   */
  check?: (dimensions: Dimensions, hp: Hyperparameters) => Message | undefined;
  /**
   * The next phase of a run, or undefined after the last one. A pure function of what was carried, so that a run can go
   * on from a checkpoint. Absent: one phase, the plain training.
   */
  phases?: (request: PhaseRequest) => Phase | undefined;
  /** Whether its `phases` are a single one with these settings: a plain training with something to say at the end. */
  onePhase?: (hp: Hyperparameters) => boolean;
  /** It learns from other data sets of the same task first: how many it wants. */
  sources?: (hp: Hyperparameters) => number;
  /**
   * What its tensors are for another of the tasks that it was trained on, where it answers them differently.
   * @param values all of them, as they are for the run's own task @param task from 1, the number of the source
   * @returns those that differ
   */
  forTask?: (values: Readonly<Record<string, Tensor>>, task: number) => Readonly<Record<string, Tensor>>;
  /** Positions that it prepends to every sequence (soft prompts). Default 0. */
  virtualTokens?: (hp: Hyperparameters) => number;
  /**
   * Bytes of host memory in which a run may keep what the frozen backbone computes for each training example, so that
   * later epochs need not run it; 0: none. For methods whose gradient does not enter the backbone. Absent: the backbone
   * runs in every step.
   */
  featureCache?: (hp: Hyperparameters) => number;
  /** The rewrite: wires the tensors that were declared, entering each with `context.tensor`. */
  apply: (context: MethodContext, hp: Hyperparameters) => void;
  /** Work on the head's tensors within a step, where the method's own rule holds for the head too. */
  headHooks?: (hp: Hyperparameters) => UpdateHooks | undefined;
  /** A run decides which entries or modules it trains: until it has, the numbers of places are means. */
  chooses?: (hp: Hyperparameters) => boolean;
  /** Every tensor that belongs to the finished method. Total: it also answers where `check` refuses. */
  declare: (dimensions: Dimensions, hp: Hyperparameters, situation: Situation) => readonly TensorSpec[];
  /** The list where there is no run; kept, since it is asked for again and again. */
  tensors: (dimensions: Dimensions, hp: Hyperparameters) => readonly TensorSpec[];
  /** Trainable scalars without the task head. */
  count: (dimensions: Dimensions, hp: Hyperparameters) => number;
  /** Of the trainable scalars, those that are the base model's own (biases, norms), and so not there twice. */
  unfrozen: (dimensions: Dimensions, hp: Hyperparameters) => number;
  /** What an optimiser keeps: scalars of each of its moments, and of the bases of subspaces that it works in. */
  readonly moments: (dimensions: Dimensions, hp: Hyperparameters) => { readonly each: number; readonly bases: number };
  /** Bytes of its tensors in an adapter's file, without the head's. */
  storedBytes: (dimensions: Dimensions, hp: Hyperparameters) => number;
  /** Where its tensors sit, with the trainable scalars of each place. */
  placement: (dimensions: Dimensions, hp: Hyperparameters) => Placement;
  /** Output equals the base model's at initialisation (the identity test applies). */
  readonly identityAtInit: boolean;
  /** Folds the trained tensors into the base weights; a sentence where that is impossible. */
  readonly merge: Merge | string;
  /** Used as it is meant, it costs something even though it can be merged: an unpacking, or several passes. */
  readonly inference?: 'extra';
  /**
   * The method in whose form other programs can use the finished adapter, where it has tensors of its own that they
   * don't know: gates folded in, a network replaced by what it makes.
   */
  deployed?: (context: MergeContext, hp: Hyperparameters) => Deployed;
  /** HF PEFT's type of what `deployed` gives; `peftConfig`, where there is one, says its own. */
  readonly peftType?: string;
  /** For a learner. */
  readonly learn: {
    /** Two or three sentences. */
    readonly idea: string;
    /** LaTeX. */
    readonly formula: string;
    /** Where to look in the block diagram. */
    readonly where: string;
    readonly inferenceCost: string;
    readonly pitfalls: string;
    /** What it answers before anything is learned, where that follows from neither the model nor chance. */
    readonly start?: string;
  };
  /**
   * The trainable count in symbols, as LaTeX, for an encoder with separate projections and the default options. The
   * number is `count`.
   */
  readonly countFormula?: string;
  /** Why HF PEFT can't train it: what would come out instead, or what else can. */
  readonly noScript?: string;
  /**
   * Value of `adapter_config.json` for HF PEFT, where PEFT has the method with these hyper-parameters.
   * @param carried what the phases of a finished adapter left (`Carried.tensors`), for what PEFT's configuration holds
   */
  peftConfig?: (
    anatomy: Anatomy,
    hp: Hyperparameters,
    carried?: Carried['tensors'],
  ) => Readonly<Record<string, unknown>> | undefined;
}
