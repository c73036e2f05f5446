/** The trainer: one run from decoded model to result, on any backend. */
import type { Graph } from '../onnx/graph';
import type { Tensor } from '../onnx/tensor';
import type { Backend, MemoryReading } from '../runtime/backend';
import type { Checkpoint, GenerateOptions, MemoryEstimate, Prediction, Split, TrainerEvent, TrainingData } from './events';
import type { GraphStatistics, Metrics, ParameterCounts, Phase, RunConfig, RunResult, StepRecord } from './types';

export interface TrainerOptions {
  /** As decoded from the file: named dimensions, not specialised. Kept, never changed. */
  readonly model: Graph;
  readonly config: RunConfig;
  readonly data: TrainingData;
  readonly backend: Backend;
  readonly listener?: (event: TrainerEvent) => void;
  /** Goes on from here, for example after the device was lost; any backend. */
  readonly checkpoint?: Checkpoint;
}

/** A run. Life cycle: `prepare()`, then any mix of `run`, `step`, `evaluate`, `predict`, `generate`, at last `dispose()`. */
export declare class Trainer {
  constructor(options: TrainerOptions);
  readonly config: RunConfig;
  get phase(): Phase;
  /** Updates done so far. */
  get stepsDone(): number;
  get counts(): ParameterCounts;
  get statistics(): GraphStatistics;
  get estimate(): MemoryEstimate;
  get records(): readonly StepRecord[];
  /** Builds the graphs, uploads the states and runs one discarded step so that shaders are compiled. */
  prepare(): Promise<void>;
  /** Trains until `config.steps` (or `until`), or until `pause()`. Resolves when it stands still; reports errors through the listener and rejects. */
  run(until?: number): Promise<void>;
  /** Asks the loop to stop after the step in progress. */
  pause(): void;
  /** One update; its record. */
  step(): Promise<StepRecord>;
  /** Peak learning rate of the schedule, from the next step on. */
  setLearningRate(learningRate: number): void;
  /** Back to step 0 with the initial tensors (same seed, same curve). */
  reset(): Promise<void>;
  /** Exact averages over a whole split. */
  evaluate(split: Split): Promise<Metrics>;
  /** Classification of texts given as token ids, by the trained model or by the base model with the untrained head. */
  predict(texts: readonly (readonly number[])[], which: 'base' | 'tuned'): Promise<Prediction[]>;
  /** Language models: continues a prompt. @returns the new token ids. */
  generate(options: GenerateOptions): Promise<number[]>;
  /** Trained tensors by parameter name (buckets taken apart), as `interchange` writes them. */
  trained(): Promise<Map<string, Tensor>>;
  checkpoint(): Promise<Checkpoint>;
  restore(checkpoint: Checkpoint): Promise<void>;
  memory(): MemoryReading;
  result(): RunResult;
  /** Releases everything but the shared base weights. */
  dispose(): Promise<void>;
}
