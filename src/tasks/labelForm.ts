/** In which form the labels of a task stand beside the ids of a batch. */
import type { TaskId } from '../methods/taskId';
import type { DType } from '../onnx/tensor';

export interface LabelForm {
  /**
   * (B): one a row; (B, C): zeros and ones for each class; (B, T): one a token, or
   * those of a text of its own.
   */
  readonly per: 'row' | 'class' | 'token' | 'target';
  readonly dtype: Extract<DType, 'int32' | 'float32'>;
  /** What stands where nothing counts. */
  readonly none: number;
  /** 1: a position's label is the token after it, so that a row of n ids has n − 1 inputs. */
  readonly shift: 0 | 1;
}

/** Label of a row that does not count, and of a token that does not. */
export const NO_CLASS = -1;
export const NO_TOKEN = -100;
/** The same among numbers: far below any value, and above what float32 calls infinite. */
export const NO_VALUE = -1e30;

export const labelForms: Readonly<Record<TaskId, LabelForm>> = {
  classification: { per: 'row', dtype: 'int32', none: NO_CLASS, shift: 0 },
  regression: { per: 'row', dtype: 'float32', none: NO_VALUE, shift: 0 },
  'multi-label': { per: 'class', dtype: 'int32', none: NO_CLASS, shift: 0 },
  'token-classification': { per: 'token', dtype: 'int32', none: NO_TOKEN, shift: 0 },
  'causal-lm': { per: 'token', dtype: 'int32', none: NO_TOKEN, shift: 1 },
  seq2seq: { per: 'target', dtype: 'int32', none: NO_TOKEN, shift: 0 },
};

/** Shape of a batch's labels. */
export function labelShape(task: TaskId, batch: number, sequence: number, classes: number): readonly number[] {
  const { per } = labelForms[task];
  return per === 'row' ? [batch] : [batch, per === 'class' ? classes : sequence];
}
