/** The task contract: a head, a loss and metrics on top of a (rewritten) base graph. */
import type { Anatomy, Kind } from '../anatomy/anatomy';
import type { Builder } from '../onnx/builder';
import type { DType } from '../onnx/tensor';
import type { Initializer, ParameterOptions } from '../methods/contract';
import type { TaskId } from '../methods/taskId';
import type { Scorer } from './scores';

export interface TaskOptions {
  /** Where there are classes: their names, in the order of label ids. */
  readonly labels?: readonly string[];
  /**
   * Classification: how a sequence becomes one vector; `library`: with the head that Transformers puts on such a model.
   */
  readonly pooling?: 'mean' | 'cls' | 'last' | 'library';
  /** Classification: numbers of classes of other data sets that take turns with this one while training. */
  readonly others?: readonly number[];
  /** Tokens: the examples are texts with others to be written, rather than windows of a text to continue. */
  readonly writes?: boolean;
}

export interface TaskContext {
  readonly builder: Builder;
  readonly anatomy: Anatomy;
  readonly options: TaskOptions;
  /** False where the graph is for evaluation. */
  readonly training: boolean;
  readonly batch: number;
  readonly sequence: number;
  /** Tokens of a target that is a text of its own. */
  readonly target: number;
  /** Hidden states (B, T, d) after the method's rewrite, virtual tokens cut off. */
  readonly lastHidden: string;
  /** One vector (B, d) per example, where the method has its own instead of pooling. */
  readonly pooled?: string;
  /** Hidden states of all positions, virtual ones in front, where the method has them. */
  readonly wholeHidden?: string;
  /** Language-model logits (B, T, V), where the model has such a head. */
  readonly logits?: string;
  /** int32 graph inputs (B, T): ids of the text and its mask (1 = text, 0 = padding on the right). */
  readonly ids: string;
  readonly mask: string;
  parameter: (name: string, shape: readonly number[], init: Initializer, options?: ParameterOptions) => string;
  /** Declares a graph input that the data pipeline fills with each batch (labels). */
  input: (name: string, dtype: DType, shape: readonly number[]) => string;
}

export interface AttachedTask {
  /** Scalar, mean over what counts: examples, decisions (several labels), words or tokens. */
  readonly loss: string;
  /** Sum of losses and number of counted items, scalars: exact averages over batches of unequal size. */
  readonly lossSum: string;
  readonly count: string;
  /** (B, C), (B, T, C) or (B, T, V). */
  readonly logits: string;
  /** (B) or (B, T), fp32: 1 where the likeliest class or token is the label, 0 elsewhere. */
  readonly right?: string;
  /** (B) or (B, T), fp32: the likeliest class or token, the first of those that are equally likely. */
  readonly best?: string;
  /** (B), fp32: the sum of the losses of what counts in a row. */
  readonly rowLosses?: string;
  /**
   * Adds what the last layer of the head reads: (B, d), or of each token (B · T, d). Of a task with the model's own
   * head over tokens: its hidden states' mean over the tokens that are predicted, (B, d).
   */
  readonly read: () => string;
}

export interface Task {
  readonly id: TaskId;
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** Adds head and loss. Rows whose label is -1 and tokens whose label is -100 don't count. */
  attach: (context: TaskContext) => AttachedTask;
  /** Trainable scalars of the head. */
  headCount: (anatomy: Anatomy, options: TaskOptions) => number;
  /** Numbers in an answer: classes, or 1; for each token where there is an answer for each. Absent: no answers. */
  outputs?: (options: TaskOptions) => number;
  /** Logits of a row as what is told of it: probabilities, or the value itself. */
  read?: (logits: Float32Array, options: TaskOptions) => number[];
  scorer: (options: TaskOptions) => Scorer;
}
