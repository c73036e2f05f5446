/**
 * Memory of training a model that is not here, from closed formulas alone. All of it is an estimate.
 *
 * Weights, gradients and optimiser state are arithmetic. Activations follow Korthikanti et al. 2022 (arXiv 2205.05198,
 * eq. 2), the bytes that one transformer layer keeps for the backward pass in 16 bit, without recomputation or fused
 * attention:
 *
 *   s · b · h · (34 + 5 · a · s / h),  s tokens, b examples, h hidden size, a heads
 *
 * A method with frozen matrices keeps somewhat less, since a frozen linear does not need its input; the formula is then
 * an upper bound.
 */
import { depthOf } from '../../anatomy/shared';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, Method } from '../../methods/contract';
import { placementOf } from '../where/placement';

export type Precision = 'fp32' | 'bf16' | 'nf4';

/** Bytes of one frozen weight. NF4 with double quantisation: 4 + 8/64 + 32/(64·256) bits (Dettmers et al. 2023). */
export const bytesPerWeight: Readonly<Record<Precision, number>> = {
  fp32: 4,
  bf16: 2,
  nf4: (4 + 8 / 64 + 32 / (64 * 256)) / 8,
};

/**
 * Numbers that an optimiser keeps for each trained one. Adafactor keeps a row and a column of each matrix, which is
 * next to nothing.
 */
const moments: Readonly<Record<string, number>> = { adamw: 2, sgd: 1, adafactor: 0 };

export interface EstimateOptions {
  readonly precision: Precision;
  readonly optimizer: string;
  readonly batch: number;
  readonly sequence: number;
  /** Scalars of a task head, trained in full. */
  readonly head: number;
}

export interface Estimate {
  /** Scalars that the method trains, without the head. */
  readonly trainable: number;
  readonly total: number;
  /** Bytes of the saved adapter's tensors with its head. */
  readonly stored: number;
  /** Bytes on the GPU while training. */
  readonly frozen: number;
  readonly trained: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly sum: number;
}

/** Places of the block diagram that read the layers and do not change them. */
const aside: readonly string[] = ['fusion', 'side', 'ladder', 'finalNorm', 'head'];

/**
 * No gradient enters the layers, so that nothing in them has to be kept: only the head, or a mix of what they give, is
 * trained.
 */
export function readsOnly(method: Method, hp: Hyperparameters, dimensions: Dimensions): boolean {
  if (method.count(dimensions, hp) === 0) return true;
  const places = Object.keys(placementOf(method.id, hp, dimensions).marks);
  return places.length > 0 && places.every((place) => aside.includes(place));
}

export function estimate(
  method: Method,
  hp: Hyperparameters,
  dimensions: Dimensions,
  options: EstimateOptions,
): Estimate {
  const trainable = method.count(dimensions, hp);
  const total = dimensions.parameters;
  const learned = trainable + options.head;
  const kept = method.moments(dimensions, hp);
  const sequence = options.sequence + (method.virtualTokens?.(hp) ?? 0);
  const perWeight = bytesPerWeight[options.precision];
  const frozen = (total - method.unfrozen(dimensions, hp)) * perWeight;
  const trained = 4 * learned,
    gradients = 4 * learned,
    optimizer = 4 * ((kept.each + options.head) * (moments[options.optimizer] ?? 2) + kept.bases);
  const wide = options.precision === 'fp32' ? 2 : 1;
  const activations = readsOnly(method, hp, dimensions)
    ? 0
    : wide *
      depthOf(dimensions) *
      sequence *
      options.batch *
      dimensions.hidden *
      (34 + (5 * dimensions.heads * sequence) / dimensions.hidden);
  return {
    trainable,
    total,
    stored: method.storedBytes(dimensions, hp) + 4 * options.head,
    frozen,
    trained,
    gradients,
    optimizer,
    activations,
    sum: frozen + trained + gradients + optimizer + activations,
  };
}
