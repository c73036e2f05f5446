/** The Pareto frontier: runs that no other run beats in both quality and cost. */

export interface Candidate {
  readonly cost: number;
  readonly quality: number;
}

/**
 * The candidates that are not dominated, cheapest first. One dominates another when it is at least as good in both and
 * better in one; of equals all stay.
 */
export function frontier<T extends Candidate>(candidates: readonly T[], better: 'higher' | 'lower'): T[] {
  const gain = ({ quality }: Candidate) => (better === 'higher' ? quality : -quality);
  const dominates = (a: T, b: T) => a.cost <= b.cost && gain(a) >= gain(b) && (a.cost < b.cost || gain(a) > gain(b));
  return candidates
    .filter((candidate) => !candidates.some((other) => dominates(other, candidate)))
    .sort((a, b) => a.cost - b.cost || gain(a) - gain(b));
}

/** Whole powers of ten that cover the values, with room at both ends; ticks for a log axis. */
export function decades(values: readonly number[]): number[] {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [1, 10];
  const low = Math.floor(Math.log10(Math.min(...positive)) - 0.05),
    high = Math.ceil(Math.log10(Math.max(...positive)) + 0.05);
  return Array.from({ length: Math.max(high - low, 1) + 1 }, (_, i) => 10 ** (low + i));
}
