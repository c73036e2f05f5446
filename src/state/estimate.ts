/** Rough bytes of a run before anything is loaded. An estimate, and labelled so wherever it is shown. */
import { depthOf } from '../anatomy/shared';
import type { Dimensions } from '../anatomy/anatomy';

const FLOAT = 4;

/**
 * Weights once; trainable tensors and two moments each, double-buffered; activations that a backward pass over all
 * layers keeps: about 8d + 2d_ff values a token, two score matrices a head, and for a language model its logits twice.
 */
export function estimateBytes(
  dimensions: Dimensions,
  trainable: number,
  batch: number,
  sequence: number,
  languageModel: boolean,
): number {
  const { hidden, intermediate, heads, vocabulary, parameters } = dimensions;
  const tokens = batch * sequence;
  const block = tokens * (8 * hidden + 2 * intermediate) + 2 * batch * heads * sequence * sequence;
  const logits = languageModel ? 2 * tokens * vocabulary : 0;
  return FLOAT * (parameters + 6 * trainable + depthOf(dimensions) * block + logits);
}
