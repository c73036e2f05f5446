/** What a run is, and what it reports. Plain data: crosses the worker boundary, goes into run.json and into links. */
import type { Poison } from '../data/poisonSetting';
import type { Message } from '../messages/message';
import type { Hyperparameters } from '../methods/contract';
import type { TaskId } from '../methods/taskId';
import type { BackendKind, MemoryReading } from '../runtime/backend';
import type { Scores } from '../tasks/scores';
import type { FeatureCacheReport } from './featureCache';

export interface OptimizerSettings {
  readonly kind: 'adamw' | 'sgd' | 'adafactor';
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly schedule: 'linear' | 'cosine' | 'constant';
  /** Fraction of the steps, 0 to 1. */
  readonly warmup: number;
  /** Largest global gradient norm; 0 turns clipping off. */
  readonly clipNorm: number;
  /** Micro-batches per update. */
  readonly accumulation: number;
}

export interface RunConfig {
  readonly model: string;
  readonly dataset: string;
  readonly task: TaskId;
  readonly pooling?: 'mean' | 'cls' | 'last' | 'library';
  readonly method: { readonly id: string; readonly hyperparameters: Hyperparameters };
  readonly optimizer: OptimizerSettings;
  readonly steps: number;
  readonly batchSize: number;
  /** Tokens per example, padding included. */
  readonly sequenceLength: number;
  /** Sequence to sequence: tokens of a target; default: as many as of a source. */
  readonly targetLength?: number;
  /** Sequence to sequence: what stands around a source (`sourceOf`). */
  readonly sourceTemplate?: string;
  /** Share of zeros in the backbone's own dropout while it trains; default: none. */
  readonly backboneDropout?: number;
  readonly seed: number;
  readonly backend: BackendKind;
  /** Steps between validations; 0: only at the end. */
  readonly evaluateEvery: number;
  /** Trains on another data set of the task first, with the same method, and goes on from there. */
  readonly transfer?: Transfer;
  /** So many of the training rows, drawn by the seed, are trained on; absent: all. */
  readonly trainRows?: number;
  /** Classification: a backdoor in the training rows. */
  readonly poison?: Poison;
  /** What is done against it; absent: nothing. */
  readonly defence?: Defence;
}

export interface Transfer {
  /** As `RunConfig.dataset`. */
  readonly dataset: string;
  /** Updates on it, beside the run's own. */
  readonly steps: number;
}

export type Defence =
  /** The backdoor is trained into all weights first; then the method trains on rows without poison. */
  | { readonly kind: 'clean-tuning' }
  /** Rows of whose class a module is surer than this, 0 to 1, are left out. */
  | { readonly kind: 'filter'; readonly suspicion: number };

export type RunStatus =
  | 'idle'
  | 'loading-model'
  | 'preparing-data'
  | 'training-first'
  | 'building-graph'
  | 'compiling-shaders'
  | 'scoring'
  | 'training'
  | 'paused'
  | 'evaluating'
  | 'finished'
  | 'failed';

export type { ClassMetrics } from '../tasks/scores';

export interface Metrics extends Scores {
  readonly loss: number;
  /** Examples, decisions, words or tokens that it is an average over. */
  readonly count: number;
  /** With a backdoor: share of the rows of other classes that are given the target's once the trigger is in them. */
  readonly attackSuccess?: number;
}

/** One of the tasks of a run that learns several. */
export interface TaskScore {
  /** Name of its data set. */
  readonly name: string;
  /** Of the finished method, with this task's head. */
  readonly metrics: Metrics;
  /** Of what was trained on this task by itself, where that was measured. */
  readonly alone?: Pick<Metrics, 'loss' | 'accuracy' | 'perplexity' | 'chrf' | 'exactMatch'>;
}

/** Numbers of one training step, as read back from the device. */
export interface StepRecord {
  readonly step: number;
  readonly loss: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
}

/** A phase of the method that is over: what it was, the updates it took (none for scores and trials), what it found. */
export interface StageRecord {
  readonly index: number;
  readonly id: string;
  readonly title: Message;
  /** Updates of the run before and after it. */
  readonly from: number;
  readonly to: number;
  readonly summary?: Message;
}

/** Lengths of the gradient and of the step in one part of the model, for one update. */
export interface PartNorm {
  /** L2 norm before clipping. */
  readonly gradient: number;
  /** L2 norm of the change. */
  readonly update: number;
}

/** What one update did, layer by layer. The squares of all gradient norms add up to the square of the record's. */
export interface LayerNorms {
  readonly step: number;
  /** First layer first; undefined where nothing is trained. */
  readonly layers: readonly (PartNorm | undefined)[];
  /** Tensors of the method that belong to no layer (prompts, shared matrices). */
  readonly shared?: PartNorm;
  readonly head?: PartNorm;
}

export interface GraphStatistics {
  readonly nodes: number;
  readonly nodesByRole: Readonly<Record<string, number>>;
  /** GPU dispatches per step; 0 on WASM. */
  readonly dispatches: number;
  readonly buildMilliseconds: number;
  /**
   * Methods that can leave out the backbone for examples that come again: bytes of host memory that takes, or why they
   * don't.
   */
  readonly featureCache?: Pick<FeatureCacheReport, 'needed' | 'refused'>;
  /** Where the file stores weights quantised that are trained. */
  readonly widened?: WidenedWeights;
}

/** Weights that a file stores quantised and a run trains: in fp32, with the optimiser's states, all double-buffered. */
export interface WidenedWeights {
  readonly weights: number;
  /** Bytes of codes, scales and zero points. */
  readonly stored: number;
  /** Bytes while they are trained. */
  readonly trained: number;
}

export interface ParameterCounts {
  /** Trainable scalars of the method, counted in the graph; without the head. */
  readonly trainable: number;
  readonly head: number;
  /** The method's closed form for this architecture. */
  readonly formula: number;
  /** All weights of the base model. */
  readonly total: number;
}

export interface RunResult {
  readonly config: RunConfig;
  readonly losses: readonly number[];
  readonly validation: readonly (Metrics & { readonly step: number })[];
  readonly test?: Metrics;
  readonly trainable: number;
  readonly counts: ParameterCounts;
  readonly bytes: MemoryReading;
  /** Median over the steps: the first ones are slower while the engine compiles. */
  readonly stepMilliseconds: number;
  readonly phases: readonly { readonly name: RunStatus; readonly milliseconds: number }[];
  /** The method's own phases, where it has several. */
  readonly stages: readonly StageRecord[];
  /** Methods that learn from several data sets: how the finished method does on each. */
  readonly tasks?: readonly TaskScore[];
  /** What the method found on the way, as JSON (trials of a search, ranks). */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly graph: GraphStatistics;
  /** Methods that can leave out the backbone for examples that come again. */
  readonly featureCache?: FeatureCacheReport;
}
