/**
 * How methods stand on a board or in a race: mean and spread over the seeds, gain, and which differ by no more than
 * noise.
 */
import { UNTUNED, type Board, type BoardRun } from './boards';

/** What was measured of one method with one seed. */
export type Scored = Pick<BoardRun, 'method' | 'score'>;

export interface Standing<Run extends Scored = BoardRun> {
  readonly method: string;
  readonly runs: readonly Run[];
  readonly mean: number;
  /** Standard deviation of the sample; undefined of a single run. */
  readonly deviation?: number;
  /** Standard error of the mean; undefined of a single run. */
  readonly error?: number;
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Standard deviation of a sample; undefined of a single value, which has no spread. */
export function deviation(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** Perplexity is better when it is lower. */
export const lowerIsBetter = ({ measure }: Pick<Board, 'measure'>): boolean => measure === 'perplexity';

/** Methods from best to worst. @param lower scores are better when they are lower */
export function ranked<Run extends Scored>(runs: readonly Run[], lower: boolean): Standing<Run>[] {
  const sign = lower ? -1 : 1;
  return [...new Set(runs.map(({ method }) => method))]
    .map((method): Standing<Run> => {
      const own = runs.filter((run) => run.method === method);
      const scores = own.map(({ score }) => score);
      const spread = deviation(scores);
      return {
        method,
        runs: own,
        mean: mean(scores),
        ...(spread !== undefined && { deviation: spread, error: spread / Math.sqrt(scores.length) }),
      };
    })
    .sort((a, b) => sign * (b.mean - a.mean));
}

/** Methods of a board from best to worst, the untuned model among them. */
export const standings = (board: Board, runs: readonly BoardRun[]): Standing[] =>
  ranked(
    runs.filter((run) => run.board === board.id),
    lowerIsBetter(board),
  );

type Spread = Pick<Standing, 'mean' | 'error'>;

/**
 * Whether two means are nearer than twice the standard error of their difference; undefined where one of them is of a
 * single run: nothing is known of its noise.
 */
export const withinNoise = (a: Spread, b: Spread): boolean | undefined =>
  a.error === undefined || b.error === undefined
    ? undefined
    : Math.abs(a.mean - b.mean) <= 2 * Math.hypot(a.error, b.error);

export interface Span {
  /** What full fine-tuning is compared with. */
  readonly from: Standing;
  readonly full: Standing;
  /** Distance of best and worst method. */
  readonly range: number;
  /** Mean standard error of the methods; undefined where none was run twice. */
  readonly error?: number;
  /** Share of what full fine-tuning gains that a method gains. */
  readonly gain: (row: Standing) => number;
}

/** How far apart the methods of a board are; undefined before both ends of it were run. */
export function spanOf(board: Board, found: readonly Standing[]): Span | undefined {
  const from = found.find(({ method }) => method === (board.untuned ? UNTUNED : 'head-only'));
  const full = found.find(({ method }) => method === 'full');
  if (!from || !full) return undefined;
  const tuned = found.filter(({ method }) => method !== UNTUNED);
  const errors = tuned.flatMap(({ error }) => (error === undefined ? [] : [error]));
  return {
    from,
    full,
    range: Math.abs(tuned[0]!.mean - tuned.at(-1)!.mean),
    ...(errors.length > 0 && { error: mean(errors) }),
    gain: (row) => (row.mean - from.mean) / (full.mean - from.mean),
  };
}

/** Ranks, counted from 1, of the other methods that are within noise of the one at `index`. */
export const noiseRanks = (found: readonly Standing[], index: number): number[] =>
  found.flatMap((other, i) => (i !== index && withinNoise(found[index]!, other) ? [i + 1] : []));

/** Numbers in ascending order with neighbours drawn together: 1–3, 7. */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}
