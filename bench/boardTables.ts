/** The boards' tasks, and their tables. */
import type { TaskId } from '../src/methods/taskId';
import { median } from './report';

export type Measure = 'accuracy' | 'exactMatch' | 'perplexity';

export interface Board {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  readonly data: string;
  readonly task: TaskId;
  readonly steps: number;
  readonly measure: Measure;
  /** What full fine-tuning is compared with: the model as it came, where it answers the task; else the head alone. */
  readonly untuned?: true;
}

export const boards: readonly Board[] = [
  {
    id: 'tags',
    title: 'Understanding: parts of speech',
    model: 'tiny-encoder',
    data: 'brown_tags',
    task: 'token-classification',
    steps: 400,
    measure: 'accuracy',
  },
  {
    id: 'pairs',
    title: 'Understanding: same topic?',
    model: 'tiny-encoder',
    data: 'cooking_pairs',
    task: 'classification',
    steps: 600,
    measure: 'accuracy',
  },
  {
    id: 'numbers',
    title: 'Translation: numbers into German, which the model was not taught',
    model: 'tiny-encoder-decoder',
    data: 'numbers_de',
    task: 'seq2seq',
    steps: 400,
    measure: 'exactMatch',
    untuned: true,
  },
  {
    id: 'sonnets',
    title: 'Generation: Shakespeare’s sonnets',
    model: 'tiny-decoder',
    data: 'shakespeare_sonnets',
    task: 'causal-lm',
    steps: 200,
    measure: 'perplexity',
    untuned: true,
  },
];

/** One run, as bench/boards.json keeps it. */
export interface BoardRun {
  readonly board: string;
  readonly method: string;
  readonly seed: number;
  readonly score: number;
  readonly trainable: number;
  /** Expected on the device. */
  readonly bytes: number;
  readonly milliseconds: number;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
/** Standard deviation of a sample; 0 of a single value. */
const deviation = (values: readonly number[]): number =>
  values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1));

interface Standing {
  readonly method: string;
  readonly runs: readonly BoardRun[];
  readonly mean: number;
  readonly deviation: number;
  readonly error: number;
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Methods from best to worst. Perplexity is better when it is lower. */
function standings({ id, measure }: Board, kept: readonly BoardRun[]): Standing[] {
  const here = kept.filter(({ board }) => board === id);
  const sign = measure === 'perplexity' ? -1 : 1;
  return [...new Set(here.map(({ method }) => method))]
    .map((method) => {
      const runs = here.filter((run) => run.method === method);
      const scores = runs.map(({ score }) => score);
      const spread = deviation(scores);
      return { method, runs, mean: mean(scores), deviation: spread, error: spread / Math.sqrt(scores.length) };
    })
    .sort((a, b) => sign * (b.mean - a.mean));
}

/** A board's table with a line on how far apart its methods are; a sentence where nothing was run. */
export function boardOf(board: Board, kept: readonly BoardRun[], categoryOf: (method: string) => string): string {
  const head = `## ${board.title}\n\n${board.model}, ${board.data}, ${board.steps} steps.`;
  const found = standings(board, kept);
  const first = found.find(({ method }) => method === (board.untuned ? 'untuned' : 'head-only'));
  const full = found.find(({ method }) => method === 'full');
  if (!first || !full) return `${head} Not run yet.\n`;
  const percent = board.measure !== 'perplexity';
  const shown = (value: number) => (percent ? (100 * value).toFixed(1) : value.toFixed(1));
  const gain = (row: Standing) => (row.mean - first.mean) / (full.mean - first.mean);
  const tuned = found.filter(({ method }) => method !== 'untuned');
  const near = (a: Standing, b: Standing) => Math.abs(a.mean - b.mean) < 2 * Math.hypot(a.error, b.error);
  const time = median(full.runs.map(({ milliseconds }) => milliseconds));
  const columns = [
    'method',
    'category',
    measures[board.measure],
    'seeds',
    'gain',
    'trained',
    'memory',
    'time',
    'within noise',
  ];
  const rows = found.map((row) => {
    const one = row.runs[0]!;
    const untuned = row.method === 'untuned';
    return line([
      row.method,
      categoryOf(row.method),
      untuned ? shown(row.mean) : `${shown(row.mean)} ± ${shown(row.deviation)}`,
      untuned ? '' : String(row.runs.length),
      `${(100 * gain(row)).toFixed(0)} %`,
      untuned ? '' : one.trainable.toLocaleString('en-US'),
      untuned ? '' : `${(one.bytes / 1e6).toFixed(1)} MB`,
      untuned ? '' : (median(row.runs.map(({ milliseconds }) => milliseconds)) / time).toFixed(2),
      untuned
        ? ''
        : tuned
            .filter((other) => other !== row && near(row, other))
            .map(({ method }) => method)
            .join(', ') || 'none',
    ]);
  });
  const errors = tuned.filter(({ runs }) => runs.length > 1).map(({ error }) => error);
  const range = Math.abs(tuned[0]!.mean - tuned.at(-1)!.mean);
  const note =
    `Full fine-tuning is ${shown(Math.abs(full.mean - first.mean))} ${percent ? 'points ' : ''}from ${first.method}; ` +
    `best and worst method are ${shown(range)} apart, ${(range / mean(errors)).toFixed(0)} times the ` +
    `mean standard error (${shown(mean(errors))}).`;
  return [`${head} ${note}`, '', line(columns), line(columns.map(() => '---')), ...rows, ''].join('\n');
}

const measures: Readonly<Record<Measure, string>> = {
  accuracy: 'accuracy, %',
  exactMatch: 'right to the letter, %',
  perplexity: 'perplexity',
};
