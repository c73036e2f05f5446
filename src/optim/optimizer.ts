/** What an optimiser is: state slots, per-step scalars computed on the host, and an update emitted into the graph. */
import type { Builder } from '../onnx/builder';

/** A tensor that an optimiser keeps for each parameter between steps. It is fp32 and starts constant. */
export interface StateSlot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: number;
}

/** What a per-step scalar is computed from. */
export interface StepSettings {
  /** Number of this update, from 1. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

export interface UpdateInputs {
  /** Value of the parameter before the step. */
  readonly parameter: string;
  /** Its gradient, same shape. */
  readonly gradient: string;
  /** State before the step, by slot name. */
  readonly state: Readonly<Record<string, string>>;
  /** Per-step scalars in the graph, as from `declareScalars`. */
  readonly scalars: Readonly<Record<string, string>>;
  /** Does weight decay apply to this parameter? */
  readonly decay: boolean;
  /** fp32 scalar that the gradient is multiplied by: clipping, and the mean over accumulated micro-batches. */
  readonly gradientScale?: string;
}

export interface UpdateOutputs {
  readonly parameter: string;
  readonly state: Readonly<Record<string, string>>;
}

/**
 * An optimiser as a pair of pure functions, `slots` and `update`, in optax's manner.
 * `update` works for any shape. An optimiser is `packable` when each element is updated by itself (given the scalars):
 * then many small tensors may be packed into one vector and updated as one.
 */
export interface Optimizer {
  readonly name: 'adamw' | 'sgd' | 'adafactor';
  readonly packable: boolean;
  slots: (shape: readonly number[]) => readonly StateSlot[];
  /**
   * Scalars that change from step to step, computed in double precision: whatever depends on step number, learning
   * rate and decay is folded into them, so that the graph stays the same and the rate may change while it runs.
   */
  scalars: (settings: StepSettings) => Readonly<Record<string, number>>;
  /** Emits one step. */
  update: (builder: Builder, inputs: UpdateInputs) => UpdateOutputs;
}

/** Graph input that holds a per-step scalar. */
export const scalarInput = (name: string): string => `optimizer.${name}`;

/** Declares the optimiser's per-step scalars as fp32 graph inputs of shape []. @returns values by scalar name */
export function declareScalars(builder: Builder, optimizer: Optimizer): Record<string, string> {
  const names = Object.keys(optimizer.scalars({ step: 1, learningRate: 0, weightDecay: 0 }));
  return Object.fromEntries(names.map((name) => [name, builder.input(scalarInput(name), 'float32', [])]));
}
