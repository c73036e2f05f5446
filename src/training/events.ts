/** What a run tells while it is driven, and the data that it takes and gives. */
import type { Hyperparameters, Parameter } from '../methods/contract';
import type { Carried } from '../methods/lifecycle';
import type { TokenRow } from '../data/encode';
import type { ExampleTexts } from '../data/exampleTexts';
import type { Tensor } from '../onnx/tensor';
import type { MemoryReading } from '../runtime/backend';
import type { StagePosition } from './position';
import type { Records } from './stepRecords';
import type {
  GraphStatistics,
  LayerNorms,
  Metrics,
  ParameterCounts,
  RunStatus,
  StageRecord,
  StepRecord,
  TaskScore,
} from './types';

/** One encoded text, or two. */
export type Example = TokenRow;

export type Split = 'train' | 'validation' | 'test';

/** Encoded examples of a run. */
export interface TrainingData {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
  /** Where there are classes: their names in the order of label ids. */
  readonly labels?: readonly string[];
  /** Token id that fills up short sequences. */
  readonly padId: number;
  /** Token id that ends a text, for generation. */
  readonly endId?: number;
  /** The examples are texts with others that are to be written. */
  readonly writes?: boolean;
  /** The texts behind the examples; absent where these were token ids from the start. */
  readonly texts?: ExampleTexts;
  /** With a backdoor: the measuring rows of other classes than the attacker's target, with the trigger in them. */
  readonly triggered?: { readonly target: number } & Readonly<Record<Exclude<Split, 'train'>, readonly Example[]>>;
  /** Which training rows are poisoned. */
  readonly poisoned?: readonly boolean[];
  /** Name of the data set. */
  readonly name?: string;
  /** Other data sets of the same task, for methods that learn from them first. */
  readonly sources?: readonly TrainingData[];
}

/**
 * Everything that a run needs to go on where it was, so that it survives the device: plain data, but for its records
 * while they are columns.
 */
export interface Checkpoint {
  readonly step: number;
  /** Graph inputs that carry over from step to step (parameters, buckets, optimiser states), by name. */
  readonly states: Readonly<Record<string, Tensor>>;
  readonly records: Records;
  readonly validation: readonly (Metrics & { readonly step: number })[];
  /** A learning rate that was set by hand while running. */
  readonly learningRate?: number;
  /** The method's phase; absent in runs of one phase. */
  readonly stage?: StagePosition & { readonly records: readonly StageRecord[] };
}

export type RunEvent =
  /** The run stands between two updates and may be left here; asking on makes the next one. */
  | { readonly kind: 'ready'; readonly step: number }
  | { readonly kind: 'status'; readonly status: RunStatus; readonly step: number }
  /**
   * New step records since the last event, a few times a second. `stepsPerSecond` is measured over them, compile time
   * excluded.
   */
  | {
      readonly kind: 'steps';
      readonly records: readonly StepRecord[];
      readonly stepsPerSecond: number;
      readonly tokensPerSecond: number;
    }
  | { readonly kind: 'metrics'; readonly split: Split; readonly step: number; readonly metrics: Metrics }
  /** What the model wrote for the first validation examples, where the run was asked for it. */
  | { readonly kind: 'written'; readonly step: number; readonly texts: readonly WrittenText[] }
  /** Methods that learn from several data sets: how the finished method does on each. */
  | { readonly kind: 'tasks'; readonly tasks: readonly TaskScore[] }
  /** A phase of the method begins (no summary yet) or is over. */
  | { readonly kind: 'stage'; readonly stage: StageRecord; readonly over: boolean }
  | { readonly kind: 'memory'; readonly step: number; readonly reading: MemoryReading }
  /** Per-layer norms of a step that was just done, a few times a second, where the run was asked for them. */
  | { readonly kind: 'norms'; readonly norms: LayerNorms }
  /** A phase's graphs are on the device. */
  | { readonly kind: 'built'; readonly built: Built }
  /**
   * The last state known to be good, now and then while training: small runs about once a second, large ones seldom.
   */
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint };

/** What decides a method's shape at a point of its run. */
export interface MethodForm {
  readonly carried: Carried;
  readonly hyperparameters: Hyperparameters;
}

/** The numbers of a phase's graphs. */
export interface Built {
  readonly graph: GraphStatistics;
  readonly counts: ParameterCounts;
  readonly estimate: MemoryEstimate;
  /** What the phases before it found, and its hyper-parameters, which a search may have chosen. */
  readonly form: MethodForm;
  /** Tensors of method and head in this phase. */
  readonly parameters: readonly Parameter[];
}

/** Bytes that a run is expected to need, before it starts. */
export interface MemoryEstimate {
  readonly frozen: number;
  /** Trainable tensors, double-buffered. */
  readonly trainable: number;
  /** Optimiser states, double-buffered. */
  readonly optimizer: number;
  /** Outputs of forward nodes that the backward pass reads. */
  readonly activations: number;
  /** Sum: no correct implementation that keeps everything in fp32 on the device needs less. */
  readonly floor: number;
  /** What to expect with the runtime's workspace on top (an estimate). */
  readonly expected: number;
}

export interface Prediction {
  /**
   * Class probabilities, in the order of label ids; token classification: of one token after the other; regression: the
   * value alone.
   */
  readonly probabilities: readonly number[];
  /** The likeliest class of the text, where there is one. */
  readonly label: number;
}

/** One example written greedily, before and after training. */
export interface WrittenText {
  readonly source: string;
  readonly reference: string;
  readonly base: string;
  readonly tuned: string;
}

export interface GenerateOptions {
  readonly prompt: readonly number[];
  readonly maxNewTokens: number;
  /** 0: greedy. */
  readonly temperature: number;
  /** Sample among the k likeliest tokens; 0: all. */
  readonly topK: number;
  readonly seed: number;
  /** `base`: the pretrained model without the method. */
  readonly which: 'base' | 'tuned';
  /** Called with each new token; return false to stop. */
  readonly onToken?: (id: number) => boolean | void;
}
