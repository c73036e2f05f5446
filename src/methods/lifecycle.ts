/**
 * What a method may do besides rewriting the graph: extra losses, work between gradient and update, tensors that change
 * without a gradient, numbers that change from step to step, and phases (score, select, rewind, train again; search).
 * A method that needs none of it has a plain `apply` and no `phases`.
 */
import type { Message } from '../messages/message';
import type { Anatomy } from '../anatomy/anatomy';
import type { Builder } from '../onnx/builder';
import type { Tensor } from '../onnx/tensor';
import type { LinearAlgebra } from './linearAlgebra';
import type { Parameter } from './parameter';
import type { Hyperparameters } from './schema';

export type * from './hooks';
import type { TaskId } from './taskId';

/** The task's values, for loss terms that need them. */
export interface TaskValues {
  readonly logits: string;
  readonly loss: string;
  /** int32 (B) or (B, T): the labels as the batch brings them. */
  readonly labels: string;
  /** The logits of a second pass through everything that reads random numbers, with fresh ones. */
  again: () => string;
}

/** The task's values where a graph predicts, for methods that answer with more than one set of weights. */
export interface PredictionValues {
  /** (B, C) or (B, T, V) */
  readonly logits: string;
  /** The logits of another pass, with other values in place of some (parameters). */
  again: (replacements: Readonly<Record<string, string>>) => string;
}

/** What earlier phases leave for later ones: plain data, kept in checkpoints and in adapter files. */
export interface Carried {
  /** Index lists, masks, averages. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Starting values of the next phase's parameters by name, instead of their initialisers. */
  readonly start: Readonly<Record<string, Tensor>>;
  /** Small findings as JSON: trials of a search, what was selected. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Tasks that were trained before: the run's sources by their index, its own as `own`. */
  readonly tasks?: Readonly<Record<string, LeftTask>>;
}

/** Another task of a run, as it stood when its own training ended. */
export interface LeftTask {
  /** Its head, by the names that the run's own has. */
  readonly head: Readonly<Record<string, Tensor>>;
  /** Measured on its validation rows then, where it was trained by itself. */
  readonly alone?: PhaseOutcome['validation'];
}

export const nothingCarried: Carried = { tensors: {}, start: {}, facts: {} };

export interface TrainPhase {
  readonly kind: 'train';
  /** Updates; a run's own number is given to `phases`. */
  readonly steps: number;
  /** Factor on the run's learning rate. */
  readonly rate?: number;
  /** The head keeps its values. */
  readonly freezeHead?: boolean;
  /** Split that a step (from 1) draws its batch from; default the training split. */
  readonly split?: (step: number) => 'train' | 'validation';
  /** Batches of the run's own data and of so many of its sources take turns; `context.taskId` says whose turn it is. */
  readonly mixture?: number;
}

/** Nothing moves: for every parameter of the phase, `score` of each batch's gradient is summed. */
export interface ScorePhase {
  readonly kind: 'score';
  readonly batches: number;
  /** Examples per gradient; 1 for a Fisher information. Default: the run's batch. */
  readonly batchSize?: number;
  /** Emits what is added up, of the parameter's shape. `gradient` is that of the mean loss of the batch. */
  readonly score: (g: Builder, value: string, gradient: string) => string;
  /** Other sums over the batches, of any shape, by names that `PhaseOutcome.score` takes. */
  readonly more?: (g: Builder, parameter: string, gradient: string) => Readonly<Record<string, string>>;
}

/** Nothing is differentiated: the loss on a few training batches for values that the method proposes. */
export interface ProbePhase {
  readonly kind: 'probe';
  readonly trials: number;
  readonly batches: number;
  /** The loss is the mean over every task that was trained before, each with its own head. Default: the run's alone. */
  readonly everyTask?: boolean;
  /** Values of some or all parameters for the next trial. */
  readonly propose: (history: readonly Trial[], random: () => number) => Readonly<Record<string, Float32Array>>;
}

/** Nothing is computed: `phases` has read the training rows, and `conclude` says what it took of them. */
export interface ReadPhase {
  readonly kind: 'read';
}

export interface Trial {
  readonly values: Readonly<Record<string, Float32Array>>;
  readonly loss: number;
  /** Of each task, the run's own first, where every task is tried. */
  readonly losses?: readonly number[];
}

export interface Phase {
  /** `context.phase` while its graph is built. */
  readonly id: string;
  /** A few words for the learner: "Train everything". */
  readonly title: Message;
  readonly work: TrainPhase | ScorePhase | ProbePhase | ReadPhase;
  /** Instead of the run's, in searches. */
  readonly hyperparameters?: Hyperparameters;
  /** Trains on another data set of the same task: index into the run's sources, with a head of its own. */
  readonly source?: number;
  /** Also measures loss and metric on the validation split afterwards. */
  readonly measure?: boolean;
  /** Looks at the outcome and says what it found. What it returns replaces what was carried. */
  conclude?: (outcome: PhaseOutcome) => { readonly carried: Partial<Carried>; readonly summary: Message };
}

export interface PhaseOutcome {
  readonly anatomy: Anatomy;
  readonly hyperparameters: Hyperparameters;
  /** Parameters of the phase, method's and head's. */
  readonly parameters: readonly Parameter[];
  /** Their values at the end of the phase (and of frozen ones). */
  value: (parameter: string) => Float32Array;
  /** Their values at its start. */
  initial: (parameter: string) => Float32Array;
  /** Sums of a score phase. */
  score: (parameter: string) => Float32Array;
  readonly linearAlgebra: LinearAlgebra;
  /** Tensors declared with `context.state`, at the end. */
  state: (name: string) => Float32Array;
  /** Trials of a probe phase. */
  readonly trials: readonly Trial[];
  readonly validation?: {
    readonly loss: number;
    readonly accuracy?: number;
    readonly perplexity?: number;
    readonly chrf?: number;
    readonly exactMatch?: number;
    readonly calibrationError?: number;
  };
  readonly carried: Carried;
}

/** A row of training data as token ids. */
export interface ExampleTokens {
  readonly ids: readonly number[];
  /** Where not all that follows is learnt: the id that is to be predicted at each token, negative where none is. */
  readonly targets?: readonly number[];
}

/** What `phases` plans with. */
export interface PhaseRequest {
  readonly hyperparameters: Hyperparameters;
  /** Updates of the whole run. */
  readonly steps: number;
  /** Number of phases done. */
  readonly index: number;
  readonly carried: Carried;
  readonly anatomy: Anatomy;
  /** Other data sets that are there (a method with `sources` gets them). */
  readonly sources: number;
  readonly task: TaskId;
  /** Training rows of the run's own data set: how many, and the rows. */
  readonly examples: number;
  readonly rows: readonly ExampleTokens[];
  readonly seed: number;
}
