/** A (1+1) evolution strategy as a pure function of what was tried: few numbers, no gradient. */

export interface Tried {
  readonly point: Float32Array;
  /** To be made small. */
  readonly score: number;
}

export interface EvolutionOptions {
  readonly start: Float32Array;
  /** Values stay within ± this. */
  readonly bound: number;
  /** Standard deviation of the first step. */
  readonly step: number;
}

/** Success makes the next step longer, failure shorter, so that about one try in five succeeds (Rechenberg's rule). */
const growth = 1.5;

/** Box and Muller; 1 − u is never 0. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** The best of what was tried; the first of equals. */
export const bestOf = (history: readonly Tried[]): Tried | undefined =>
  history.reduce<Tried | undefined>(
    (best, tried) => (best === undefined || tried.score < best.score ? tried : best),
    undefined,
  );

/** The point to try next: the start, then steps away from the best so far. */
export function nextPoint(
  history: readonly Tried[],
  { start, bound, step }: EvolutionOptions,
  random: () => number,
): Float32Array {
  if (history.length === 0) return start.slice();
  let [best, deviation] = [history[0]!, step];
  for (const tried of history.slice(1)) {
    const better = tried.score < best.score;
    if (better) best = tried;
    deviation *= better ? growth : growth ** -0.25;
  }
  return best.point.map((v) => Math.max(-bound, Math.min(bound, v + deviation * normal(random))));
}
