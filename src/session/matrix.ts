/**
 * A matrix of transfer: each target is trained on a few of its rows, after each source and after none. What is trained,
 * in which order, and what the scores say.
 */
import type { Metrics } from '../training/types';

/** Row of a target that learns nothing first. */
export const NO_SOURCE = 'none';

export const measures = ['chrf', 'exactMatch', 'accuracy'] as const;
export type Measure = (typeof measures)[number];

export interface MatrixPlan {
  /** Data sets to learn first, `NO_SOURCE` not among them. */
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** Each cell is trained with each of them. */
  readonly seeds: readonly number[];
}

export interface CellRun {
  readonly source: string;
  readonly target: string;
  readonly seed: number;
}

/** All runs, those of a source one after the other, so that it need not be learnt again for each target. */
export const runsOf = ({ sources, targets, seeds }: MatrixPlan): CellRun[] =>
  seeds.flatMap((seed) =>
    [NO_SOURCE, ...sources].flatMap((source) =>
      targets.filter((target) => target !== source).map((target) => ({ source, target, seed })),
    ),
  );

/** Names a run in a plan. */
export const runKey = ({ source, target, seed }: CellRun): string => `${source}>${target}#${seed}`;

/** Most cells of a matrix that a link may ask for. */
const MOST_SETS = 16;
const MOST_SEEDS = 5;

/**
 * A matrix as links have it: sources, `>`, targets, and behind `*` how many seeds:
 * `numbers_nl,numbers_fr>numbers_de*3`.
 * @returns undefined for what is none
 */
export function parseMatrix(text: string): (Omit<MatrixPlan, 'seeds'> & { readonly seeds: number }) | undefined {
  const parts = /^([\w.,-]+)>([\w.,-]+?)(?:\*(\d))?$/.exec(text);
  if (!parts) return undefined;
  const list = (names: string) => [
    ...new Set(names.split(',').filter((name) => /^[a-zA-Z0-9][\w.-]{0,63}$/.test(name))),
  ];
  const [sources, targets] = [list(parts[1]!), list(parts[2]!)];
  const seeds = Number(parts[3] ?? 1);
  const sound = [sources, targets].every(({ length }) => length > 0 && length <= MOST_SETS);
  return sound && seeds >= 1 && seeds <= MOST_SEEDS ? { sources, targets, seeds } : undefined;
}

export const matrixText = ({ sources, targets, seeds }: NonNullable<ReturnType<typeof parseMatrix>>): string =>
  `${sources.join(',')}>${targets.join(',')}${seeds > 1 ? `*${seeds}` : ''}`;

/** In percent, or points of chrF. */
export interface Score {
  readonly value: number;
  /** Standard error. */
  readonly error: number;
}

/** Standard error of a share of n, as Agresti and Coull have it, so that none of n is not taken for certain. */
function shareError(share: number, n: number): number {
  const p = (share * n + 2) / (n + 4);
  return Math.sqrt((p * (1 - p)) / (n + 4));
}

/** Undefined where the task has no such measure. */
export function scoreOf(metrics: Metrics, measure: Measure): Score | undefined {
  const { chrf, chrfError = 0, exactMatch, examples = 0, accuracy, count } = metrics;
  switch (measure) {
    case 'chrf':
      return chrf === undefined ? undefined : { value: chrf, error: chrfError };
    case 'exactMatch':
      return exactMatch === undefined
        ? undefined
        : { value: 100 * exactMatch, error: 100 * shareError(exactMatch, examples) };
    case 'accuracy':
      return accuracy === undefined ? undefined : { value: 100 * accuracy, error: 100 * shareError(accuracy, count) };
  }
}

/** What several seeds say together: their own spread counts beside that of the rows they were measured on. */
export function together(scores: readonly Score[]): Score | undefined {
  const n = scores.length;
  if (n === 0) return undefined;
  const value = scores.reduce((sum, score) => sum + score.value, 0) / n;
  const ofRows = scores.reduce((sum, score) => sum + score.error ** 2, 0) / n;
  const ofSeeds = n < 2 ? 0 : scores.reduce((sum, score) => sum + (score.value - value) ** 2, 0) / (n - 1) / n;
  return { value, error: Math.sqrt(ofRows + ofSeeds) };
}

/** Whether two scores are further apart than twice the standard error of their difference. */
export const differ = (a: Score, b: Score): boolean =>
  Math.abs(a.value - b.value) > 2 * Math.sqrt(a.error ** 2 + b.error ** 2);

export type Cells = (source: string, target: string) => Score | undefined;

/** Who helps a target most. */
export interface Verdict {
  readonly target: string;
  readonly best: string;
  readonly score: Score;
  /** Without a source. */
  readonly alone: Score;
  /** Against learning nothing first: beyond noise or not, and in which direction. */
  readonly outcome: 'helps' | 'noise' | 'harms';
  /** Other sources that can't be told from the best. */
  readonly alike: readonly string[];
}

/** Undefined until the target was measured without a source and with one. */
export function verdictOf({ sources }: Pick<MatrixPlan, 'sources'>, target: string, cells: Cells): Verdict | undefined {
  const alone = cells(NO_SOURCE, target);
  const tried = sources.flatMap((source) => {
    const score = cells(source, target);
    return score ? [{ source, score }] : [];
  });
  const [first] = [...tried].sort((a, b) => b.score.value - a.score.value);
  if (!alone || !first) return undefined;
  return {
    target,
    best: first.source,
    score: first.score,
    alone,
    outcome: !differ(first.score, alone) ? 'noise' : first.score.value > alone.value ? 'helps' : 'harms',
    alike: tried
      .filter(({ source, score }) => source !== first.source && !differ(score, first.score))
      .map(({ source }) => source),
  };
}

/** A row for each run that is done: scores with their errors, and the loss, on the test split. */
export function matrixCsv(plan: MatrixPlan, results: Readonly<Record<string, Metrics>>): string {
  const rows = runsOf(plan).flatMap((run) => {
    const metrics = results[runKey(run)];
    if (!metrics) return [];
    const scores = measures.flatMap((measure) => {
      const score = scoreOf(metrics, measure);
      return score ? [String(score.value), String(score.error)] : ['', ''];
    });
    return [[run.source, run.target, run.seed, ...scores, metrics.loss]];
  });
  const head = ['source', 'target', 'seed', ...measures.flatMap((measure) => [measure, `${measure}_error`]), 'loss'];
  return [head, ...rows].map((row) => `${row.join(',')}\n`).join('');
}
