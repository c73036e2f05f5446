/** Work on tensors within a training step, between gradient and update. */
import type { Builder } from '../onnx/builder';

/** What hooks on an update can read. Everything is emitted through `builder`, the graph that applies the gradients. */
export interface UpdateView {
  readonly builder: Builder;
  /** A trainable tensor before this step. */
  before: (parameter: string) => string;
  /** The same after the optimiser (and after its own update hook, where it has one). Not inside gradient hooks. */
  after: (parameter: string) => string;
  /** Its gradient: mean over the batch, after its gradient hook, before clipping. Not inside gradient hooks. */
  gradient: (parameter: string) => string;
  /** A tensor declared with `context.state`, before this step. */
  state: (name: string) => string;
  /** A number declared with `context.perStep`, an fp32 scalar. */
  perStep: (name: string) => string;
  /** Fresh uniform numbers in (0, 1), other ones at every step. */
  uniform: (shape: readonly number[]) => string;
}

/** The optimiser sees a matrix's gradient in a space of few dimensions, which is found anew now and then (GaLore). */
export interface Projection {
  /** Axis of the matrix that the space takes the place of. */
  readonly axis: 0 | 1;
  /** Dimensions of the space, r: the first r singular vectors of the gradient on this axis. */
  readonly rank: number;
  /** Steps from one decomposition to the next, T; the first is before the first step. */
  readonly every: number;
  /** Factor on the step once it is back in the matrix's own space. */
  readonly scale: number;
}

/** Work on one trainable tensor within a step; both get and return a value of the tensor's shape. */
export interface UpdateHooks {
  /** Changes the gradient before clipping and the optimiser see it (masks, preconditioning). */
  readonly gradient?: (view: UpdateView, gradient: string) => string;
  /** Changes the new value after the optimiser (proximal steps, budgets, rows that must not move). */
  readonly update?: (view: UpdateView, after: string) => string;
  /** Factor on the run's learning rate for this tensor. */
  readonly rate?: number;
  /** Where its optimiser works; what it keeps is as small as the space. */
  readonly project?: Projection;
}

/** A tensor that is carried from step to step and written by the method, not by the optimiser. */
export interface MethodState {
  readonly name: string;
  readonly shape: readonly number[];
  /** Contents at the start; a single number fills it. */
  readonly start: number | Float32Array;
  readonly next: (view: UpdateView) => string;
  /** It belongs to the adapter's file and to evaluation (a mask, a budget, a weight), not only to the training. */
  readonly kept: boolean;
}

/** A number that the host computes for each step. @param step from 1 @param steps of the phase */
export type PerStep = (step: number, steps: number) => number;
