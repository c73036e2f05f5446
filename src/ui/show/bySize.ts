/** Lanes by what they store: the smallest adapters first, as a replay shows what has no curve. Pure. */
import type { Lane } from './field';

const sizesOf = (lanes: readonly Lane[]): number[] =>
  lanes.flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes]));

/** Bytes that are shown at a share of the way from the smallest to the largest, in equal factors. */
export function cutoffOf(lanes: readonly Lane[], at: number): number {
  const sizes = sizesOf(lanes).map((size) => Math.max(1, size));
  if (sizes.length === 0) return 0;
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return at >= 1 ? most : least * (most / least) ** at;
}

/** Whether a lane is larger than what is shown. */
export const isHidden = (lanes: readonly Lane[], { bytes }: Lane, at: number): boolean =>
  at < 1 && bytes !== undefined && bytes > cutoffOf(lanes, at) * (1 + 1e-9);
