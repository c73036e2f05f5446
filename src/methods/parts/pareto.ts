/** Trials of a search with two aims: few trained numbers and good answers. */

export interface Rated {
  /** Trained numbers. */
  readonly parameters: number;
  /** The larger, the better. */
  readonly score: number;
}

/** Indices of the trials that no other beats in one aim without losing in the other, by rising size. */
export function paretoFront(trials: readonly Rated[]): number[] {
  const beats = (a: Rated, b: Rated) =>
    a.parameters <= b.parameters && a.score >= b.score && (a.parameters < b.parameters || a.score > b.score);
  return trials
    .map((_, i) => i)
    .filter(
      (i) =>
        !trials.some(
          (other, j) =>
            beats(other, trials[i]!) ||
            (j < i && other.parameters === trials[i]!.parameters && other.score === trials[i]!.score),
        ),
    )
    .sort((i, j) => trials[i]!.parameters - trials[j]!.parameters);
}
