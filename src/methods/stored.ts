/**
 * How much of a finished method must be kept, in bytes: four for each trained scalar, and less where only a decision counts.
 * What is written to an adapter's file has these sizes; see `src/interchange/masks.ts` for the forms.
 */
import type { Dimensions } from '../anatomy/anatomy';
import type { Hyperparameters, Method } from './contract';

/** Bytes of so many bits. */
export const bitBytes = (bits: number): number => Math.ceil(bits / 8);

/** The same for chosen entries as an int32 list of positions: whether one mask over all entries is smaller. */
export const maskIsSmaller = (chosen: number, all: number): boolean => bitBytes(all) < 4 * chosen;

/** `chosen` fp32 values and their places among `all` entries, as positions or as a mask. */
export const sparseBytes = (chosen: number, all: number): number =>
  4 * chosen + (maskIsSmaller(chosen, all) ? bitBytes(all) : 4 * chosen);

/** Bytes of the method's tensors in an adapter's file, without those of the head. */
export const storedBytesOf = (
  method: Pick<Method, 'count' | 'storedBytes'>,
  dimensions: Dimensions,
  hp: Hyperparameters,
): number => method.storedBytes?.(dimensions, hp) ?? 4 * method.count(dimensions, hp);
