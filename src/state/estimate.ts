/** Rough bytes of a run before anything is loaded. An estimate, and labelled so wherever it is shown. */
import { depthOf } from '../anatomy/shared';
import type { Dimensions } from '../anatomy/anatomy';
import type { Method } from '../methods/contract';

const FLOAT = 4;

/** Scalars that an optimiser keeps: of each of its moments, and of bases of subspaces, which have one buffer. */
type Kept = ReturnType<Method['moments']>;

/**
 * Weights once; trainable tensors and two moments, double-buffered; activations that a backward pass over all
 * layers keeps: about 8d + 2d_ff values a token, two score matrices a head, and for a language model its logits twice.
 */
export function estimateBytes(
  dimensions: Dimensions,
  trainable: number,
  batch: number,
  sequence: number,
  languageModel: boolean,
  moments: Kept = { each: trainable, bases: 0 },
): number {
  const { hidden, intermediate, heads, vocabulary, parameters } = dimensions;
  const tokens = batch * sequence;
  const block = tokens * (8 * hidden + 2 * intermediate) + 2 * batch * heads * sequence * sequence;
  const logits = languageModel ? 2 * tokens * vocabulary : 0;
  return FLOAT * (parameters + 2 * trainable + 4 * moments.each + moments.bases + depthOf(dimensions) * block + logits);
}
