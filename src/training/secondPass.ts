/**
 * The forward pass once more with something else in it: fresh random numbers (AdaMix, R-Drop), or other weights
 * (Laplace).
 */
import { seedInput, stepSeed } from '../methods/context';
import type { Builder } from '../onnx/builder';
import { repeat } from '../onnx/repeat';

/** Far from the seeds of neighbouring steps, which the host mixes. */
const otherSeed = 0x3c6ef35f;

/**
 * Copies every node between the step's seed and `value` with another seed.
 * @returns the copy of `value`; itself where nothing is random
 */
export function secondPass(builder: Builder, value: string): string {
  if (!builder.graph.isInput(stepSeed)) return value;
  return passWith(builder, value, { [stepSeed]: builder.add(seedInput(builder), builder.intScalar(otherSeed)) });
}

/**
 * Copies every node between the replaced values and `value`, with others in their place.
 * @returns the copy of `value`; itself where it depends on none of them
 */
export const passWith = (builder: Builder, value: string, replacements: Readonly<Record<string, string>>): string =>
  repeat(builder, value, { name: 'again', replacements });
