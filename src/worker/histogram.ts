/** Numbers in bins, small enough to draw. */
import type { Histogram } from './protocol';

const BINS = 20;

/** @returns undefined for no numbers */
export function histogramOf(values: readonly number[]): Histogram | undefined {
  if (values.length === 0) return undefined;
  let [from, to, sum] = [Infinity, -Infinity, 0];
  for (const value of values) {
    from = Math.min(from, value);
    to = Math.max(to, value);
    sum += value;
  }
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor(((value - from) / (to - from || 1)) * BINS))]!++;
  return { from, to, counts, mean: sum / values.length };
}
