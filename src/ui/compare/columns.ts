/** Columns of the table of kept runs: what they show and what they sort by. */
import { headlineOf } from '../how/headline';
import type { KeptRun } from '../../state/runs';
import { lastValidation } from '../../state/runs';
import { bytes, compact, loss, moment, percent, whole } from '../format';
import { language } from '../language';
import { duration } from './quantities';
import { words } from './strings';

export type ColumnId =
  'name' | 'quality' | 'macroF1' | 'attack' | 'test' | 'trainable' | 'stored' | 'memory' | 'time' | 'steps' | 'date';

export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  readonly hint?: string;
  /** undefined sorts last, whichever way. */
  key: (run: KeptRun) => number | string | undefined;
  text: (run: KeptRun) => string;
}

export interface Order {
  readonly column: ColumnId;
  readonly direction: 'ascending' | 'descending';
}

const dash = '–';
const or = <T>(value: T | undefined, format: (value: T) => string): string =>
  value === undefined ? dash : format(value);

type Measured = NonNullable<KeptRun['test']> | undefined;

/** What the task is measured by first. */
const quality = (metrics: Measured): string => (metrics ? headlineOf(metrics).value : or(undefined, loss));
/** Better is higher: perplexity counts negative. */
const rank = (metrics: Measured): number | undefined =>
  metrics &&
  (metrics.entities?.f1 ??
    metrics.microF1 ??
    metrics.pearson ??
    metrics.accuracy ??
    metrics.chrf ??
    -(metrics.perplexity ?? metrics.loss));

const { table } = words;

export const columns: readonly Column[] = [
  { id: 'name', label: table.name, key: (run) => run.name.toLowerCase(), text: (run) => run.name },
  {
    id: 'quality',
    label: table.quality,
    key: (run) => rank(lastValidation(run)),
    text: (run) => quality(lastValidation(run)),
  },
  {
    id: 'macroF1',
    label: table.macroF1,
    hint: table.macroF1Hint,
    key: (run) => lastValidation(run)?.macroF1,
    text: (run) => or(lastValidation(run)?.macroF1, percent),
  },
  {
    id: 'attack',
    label: table.attack,
    hint: table.attackHint,
    key: (run) => lastValidation(run)?.attackSuccess,
    text: (run) => or(lastValidation(run)?.attackSuccess, percent),
  },
  { id: 'test', label: table.test, key: (run) => rank(run.test), text: (run) => quality(run.test) },
  {
    id: 'trainable',
    label: table.trainable,
    hint: table.trainableHint,
    key: (run) => run.counts.trainable,
    text: (run) => compact(run.counts.trainable),
  },
  {
    id: 'stored',
    label: table.stored,
    hint: table.storedHint,
    key: (run) => run.storedBytes,
    text: (run) => bytes(run.storedBytes),
  },
  {
    id: 'memory',
    label: table.memory,
    hint: table.memoryHint,
    key: (run) => run.memory?.needed,
    text: (run) => or(run.memory?.needed, bytes),
  },
  {
    id: 'time',
    label: table.time,
    hint: table.timeHint,
    key: (run) => run.stepMilliseconds,
    text: (run) => or(run.stepMilliseconds, (ms) => duration(ms / 1000)),
  },
  {
    id: 'steps',
    label: table.steps,
    key: (run) => run.step,
    text: (run) =>
      run.outcome === 'finished' ? whole(run.step) : table.stopped(whole(run.step), whole(run.settings.steps)),
  },
  { id: 'date', label: table.date, key: (run) => run.date, text: (run) => moment(run.date, 'short') },
];

/** Sorted copy; equal runs stay in the order of their dates. */
export function sorted(runs: readonly KeptRun[], { column, direction }: Order): KeptRun[] {
  const { key } = columns.find((candidate) => candidate.id === column)!;
  const sign = direction === 'ascending' ? 1 : -1;
  return [...runs].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return typeof x === 'string' || typeof y === 'string'
      ? sign * String(x).localeCompare(String(y), language(), { numeric: true })
      : sign * (x - y);
  });
}

/** A second click turns round; a new column starts with what is best on top. */
export function ordered(now: Order, column: ColumnId): Order {
  if (now.column === column) return { column, direction: now.direction === 'ascending' ? 'descending' : 'ascending' };
  return {
    column,
    direction:
      column === 'quality' || column === 'macroF1' || column === 'test' || column === 'date'
        ? 'descending'
        : 'ascending',
  };
}
