/** What a run is made from. */
import type { Graph } from '../onnx/graph';
import type { Carried } from '../methods/lifecycle';
import type { Backend } from '../runtime/backend';
import type { Checkpoint, TrainingData } from './events';
import type { RunConfig, StageRecord } from './types';

export interface RunOptions {
  /** As decoded from the file: named dimensions, not specialised. Kept, never changed. */
  readonly model: Graph;
  /** The model's config.json, where there is one. */
  readonly modelConfig?: Readonly<Record<string, unknown>>;
  readonly config: RunConfig;
  readonly data: TrainingData;
  readonly backend: Backend;
  /** Goes on from here, for example after the device was lost; any backend. */
  readonly checkpoint?: Checkpoint;
  /**
   * Starts from an adapter's tensors, in the method's final form: its phases have been gone through already, elsewhere.
   */
  readonly start?: Carried;
  /** What was done before the run, to be told with its own phases. */
  readonly before?: StageRecord;
  /** Milliseconds between two measurements of per-layer norms while training, at least; 0: each step; absent: none. */
  readonly norms?: number;
  /** Examples of the validation split that are told of as the model writes them, before and after training. */
  readonly samples?: number;
}
