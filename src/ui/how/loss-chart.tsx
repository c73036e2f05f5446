/** Training and validation loss over the steps, the run before and pinned runs behind them. */
import { memo, useMemo } from 'react';
import { ComposedChart, Line, ResponsiveContainer } from 'recharts';
import { niceTicks, smooth, thin, type Point } from '../../state/curves';
import type { Records } from '../../training/stepRecords';
import type { KeptRun } from '../../state/runs';
import type { ShelfState } from '../../state/shelf';
import { shownRun } from '../../state/state';
import { stepsOf } from '../../state/run';
import { overlay } from '../compare/overlay';
import { usePlay, usePlaySlowly, useShelf } from '../context';
import { fixed, loss, whole } from '../format';
import { strings } from '../strings';
import { Grid, scaled, StepAxis, StepTooltip, ValueAxis } from './axes';
import { Figure, type KeyEntry } from './figure';

const words = strings.how.loss;
/** Points drawn for each curve: more than the eye tells apart in the column. */
const LIMIT = 260;
/** Milliseconds between two drawings. */
const PERIOD = 350;

const selectRun = shownRun;
const selectRuns = (shelf: ShelfState) => shelf.runs;

const points = (records: Records): Point[] => records.map(({ step, loss: value }) => ({ step, value }));

interface Row {
  step: number;
  raw?: number;
  smooth?: number;
  validation?: number;
  previous?: number;
  kept?: Readonly<Record<string, number>>;
}

/** One row for each step that any of the curves is drawn at. */
function rowsOf(
  raw: readonly Point[],
  smoothed: readonly Point[],
  validation: readonly Point[],
  previous: readonly Point[],
  kept: ReturnType<typeof overlay>,
): Row[] {
  const rows = new Map<number, Row>();
  const put = (list: readonly Point[], key: Exclude<keyof Row, 'step' | 'kept'>) => {
    for (const { step, value } of list) {
      const row = rows.get(step) ?? { step };
      row[key] = value;
      rows.set(step, row);
    }
  };
  put(raw, 'raw');
  put(smoothed, 'smooth');
  put(validation, 'validation');
  put(previous, 'previous');
  for (const { step, values } of kept) rows.set(step, { ...rows.get(step), step, kept: values });
  return [...rows.values()].sort((a, b) => a.step - b.step);
}

/** Axis that the curves fill; one spike above three times the rest does not flatten them. */
function ticksOf(rows: readonly Row[]): number[] {
  const values = rows
    .flatMap((row) => [row.raw, row.smooth, row.validation, row.previous, ...Object.values(row.kept ?? {})])
    .filter((value) => value !== undefined)
    .sort((a, b) => a - b);
  if (values.length === 0) return [0, 1];
  const low = values[0]!,
    usual = values[Math.floor(0.98 * (values.length - 1))]!;
  return niceTicks(low, Math.min(values.at(-1)!, low + 3 * Math.max(usual - low, 1e-3)), 4);
}

const Drawing = memo(function Drawing({
  rows,
  steps,
  pinned,
}: {
  readonly rows: readonly Row[];
  readonly steps: number;
  readonly pinned: readonly KeptRun[];
}) {
  const ticks = ticksOf(rows);
  const decimals = Math.max(...ticks.map((tick) => String(tick).split('.')[1]?.length ?? 0));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={rows}
        margin={{ top: scaled(6), right: scaled(10), bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <Grid />
        <StepAxis steps={steps} />
        <ValueAxis width={44} ticks={ticks} format={(value) => fixed(value, decimals)} cut />
        <StepTooltip format={loss} />
        {rows.some((row) => row.previous !== undefined) && (
          <Line
            dataKey="previous"
            name={words.previous}
            stroke="var(--faint)"
            strokeDasharray="3 4"
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
            connectNulls
          />
        )}
        {pinned.map(({ id, name, method }, i) => (
          <Line
            key={id}
            dataKey={(row: Row) => row.kept?.[id]}
            name={name}
            stroke={`var(--category-${method.category})`}
            strokeDasharray={dashes[i % dashes.length]}
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
            connectNulls
          />
        ))}
        <Line
          dataKey="raw"
          name={words.training}
          stroke="var(--trained)"
          strokeOpacity={0.28}
          strokeWidth={1.2}
          dot={false}
          isAnimationActive={false}
          connectNulls
        />
        <Line
          dataKey="smooth"
          name={words.smooth}
          stroke="var(--trained)"
          strokeWidth={2.2}
          dot={false}
          isAnimationActive={false}
          connectNulls
        />
        <Line
          dataKey="validation"
          name={words.validation}
          stroke="var(--data)"
          strokeWidth={1.8}
          dot={{ r: 2.6, fill: 'var(--surface)', strokeWidth: 1.8 }}
          isAnimationActive={false}
          connectNulls
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
});

/** Line patterns of pinned runs. */
const dashes = ['6 3', '2 3', '9 3 2 3', '12 4'];

export function LossChart() {
  const shelved = useShelf(selectRuns);
  const pinned = useMemo(() => shelved.filter((entry) => entry.pinned), [shelved]);
  const kept = useMemo(() => overlay(pinned, 'loss'), [pinned]);
  const run = usePlaySlowly(selectRun, PERIOD);
  const before = usePlay((state) => state.previous);
  const steps = usePlay((state) => stepsOf(run, state.settings));
  const previous = useMemo(() => thin(smooth(points(before?.records ?? []), 0.9), LIMIT / 2), [before]);
  const { records, validation } = run;
  const rows = useMemo(() => {
    const all = points(records);
    const raw = thin(all, LIMIT);
    // At the same steps: a row for each of another curve's costs every line a point.
    const drawn = new Set(raw.map(({ step }) => step));
    return rowsOf(
      raw,
      smooth(all, 0.9).filter(({ step }) => drawn.has(step)),
      validation.map(({ step, loss: value }) => ({ step, value })),
      previous,
      kept,
    );
  }, [records, validation, previous, kept]);
  const first = records.at(0),
    last = records.at(-1),
    checked = validation.at(-1);
  const summary =
    first && last
      ? [
          strings.how.summary.loss(loss(first.loss), loss(last.loss), whole(records.length)),
          checked && strings.how.summary.validation(loss(checked.loss)),
        ]
          .filter(Boolean)
          .join(' ')
      : words.empty;
  const legend: readonly KeyEntry[] = [
    { name: words.training, color: '--trained', shape: 'line' },
    { name: words.validation, color: '--data', shape: 'line' },
    ...(before ? [{ name: words.previous, color: '--faint', shape: 'dashed' } as const] : []),
    ...pinned.map(
      (entry) => ({ name: entry.name, color: `--category-${entry.method.category}`, shape: 'dashed' }) as const,
    ),
  ];
  return (
    <Figure
      id="loss"
      status={run.status}
      other={run.recorded?.other !== undefined}
      title={words.title}
      legend={legend}
      summary={summary}
      empty={rows.length === 0 ? words.empty : undefined}
      table={{
        head: [strings.how.tiles.step, words.training, words.validation, ...pinned.map((entry) => entry.name)],
        rows: () =>
          rows
            .filter((row) => row.raw !== undefined || row.validation !== undefined || row.kept !== undefined)
            .map((row) => [
              whole(row.step),
              ...[row.raw, row.validation, ...pinned.map(({ id }) => row.kept?.[id])].map((value) =>
                value === undefined ? '' : loss(value),
              ),
            ]),
      }}
    >
      <Drawing rows={rows} steps={Math.max(steps, ...pinned.map((entry) => entry.step))} pinned={pinned} />
    </Figure>
  );
}
