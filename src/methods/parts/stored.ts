/**
 * How much of a finished method must be kept, in bytes: four for each trained scalar, and less where only a decision
 * counts. What is written to an adapter's file has these sizes; see `src/interchange/masks.ts` for the forms.
 */

/** Bytes of so many bits. */
export const bitBytes = (bits: number): number => Math.ceil(bits / 8);

/** The same for chosen entries as an int32 list of positions: whether one mask over all entries is smaller. */
export const maskIsSmaller = (chosen: number, all: number): boolean => bitBytes(all) < 4 * chosen;

/** `chosen` fp32 values and their places among `all` entries, as positions or as a mask. */
export const sparseBytes = (chosen: number, all: number): number =>
  4 * chosen + (maskIsSmaller(chosen, all) ? bitBytes(all) : 4 * chosen);
