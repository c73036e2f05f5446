/**
 * Memory by owner over the steps, stacked, with the peak. Every byte is counted, none estimated, once a run is built.
 */
import { memo, useMemo } from 'react';
import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { every, niceTicks } from '../../state/curves';
import { estimateBytes } from '../../state/estimate';
import type { Owner } from '../../runtime/backend';
import { shownRun } from '../../state/state';
import { stepsOf } from '../../state/run';
import { memoryOf } from '../../state/runs';
import type { State } from '../../state/state';
import { useChosen, usePlay, usePlaySlowly } from '../context';
import { bytes, tick, whole } from '../format';
import { strings } from '../strings';
import { Figure } from './figure';

const words = strings.how.memory;
/** From the ground up: what never changes first. */
const owners: readonly Owner[] = ['frozen', 'trainable', 'optimizer', 'activations', 'inputs', 'cache'];
const LIMIT = 120;
/** Milliseconds between two drawings: memory hardly moves while training. */
const PERIOD = 800;

const nothing: State['run']['memory'] = [];
/** Another configuration's bytes are no measure of this one's: the estimate stands till a run is built. */
const selectMemory = (state: State): State['run']['memory'] => {
  const { memory, recorded } = shownRun(state);
  return state.run.memory.length > 0 ? state.run.memory : recorded?.other ? nothing : memory;
};

/** Owners that hold nothing are left out, and with them out of the tooltip. */
type Row = { step: number } & Partial<Record<Owner | 'expected', number>>;

const Drawing = memo(function Drawing({
  rows,
  peak,
  expected,
  steps,
}: {
  readonly rows: readonly Row[];
  /** Largest reading; undefined before the first. */
  readonly peak: number | undefined;
  /** Estimate, drawn while there is no reading. */
  readonly expected: number;
  readonly steps: number;
}) {
  const top = peak ?? expected;
  // The chart library draws nothing, not even a line across, without rows.
  const drawn = peak === undefined ? [0, steps].map((step): Row => ({ step, expected })) : (rows as Row[]);
  const ticks = niceTicks(0, top, 3);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={drawn} margin={{ top: 6, right: 10, bottom: 0, left: 0 }} accessibilityLayer={false}>
        {/* `interval`: all five ticks have room; measuring them would lay out the whole page. */}
        <CartesianGrid stroke="var(--grid)" vertical={false} />
        <XAxis
          dataKey="step"
          type="number"
          domain={[0, steps]}
          tickFormatter={whole}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          tick={{ fill: 'var(--muted)', fontSize: 11 }}
          height={22}
          interval={0}
        />
        <YAxis
          interval={0}
          width={58}
          domain={[0, ticks.at(-1)!]}
          ticks={ticks}
          tickFormatter={(value: number) => tick(bytes(value))}
          tickLine={false}
          axisLine={false}
          tick={{ fill: 'var(--muted)', fontSize: 11 }}
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(value) => bytes(Number(value))}
          labelFormatter={(step) => `${strings.how.tiles.step} ${whole(Number(step))}`}
          contentStyle={{
            background: 'var(--surface)',
            border: '1px solid var(--line)',
            borderRadius: 8,
            fontSize: 12,
            padding: '6px 10px',
          }}
          itemStyle={{ padding: 0 }}
        />
        {/* All owners from the start: each area that comes later has the chart library work everything out anew. */}
        {owners.map((owner) => (
          <Area
            key={owner}
            dataKey={owner}
            name={strings.how.owners[owner]}
            stackId="memory"
            type="stepAfter"
            stroke={`var(--owner-${owner})`}
            fill={`var(--owner-${owner})`}
            fillOpacity={0.85}
            strokeWidth={0.5}
            isAnimationActive={false}
          />
        ))}
        <Area
          dataKey="expected"
          name={words.estimated}
          type="stepAfter"
          stroke="none"
          fill="var(--frozen)"
          fillOpacity={0.22}
          isAnimationActive={false}
        />
        <ReferenceLine
          y={top}
          stroke="var(--ink)"
          strokeDasharray="4 4"
          strokeOpacity={0.55}
          label={
            peak === undefined
              ? { value: words.estimated, position: 'insideTopLeft', fill: 'var(--muted)', fontSize: 12 }
              : undefined
          }
        />
      </AreaChart>
    </ResponsiveContainer>
  );
});

export function MemoryChart() {
  const memory = usePlaySlowly(selectMemory, PERIOD);
  const estimate = usePlay((state) => state.run.estimate);
  const steps = usePlay((state) => stepsOf(shownRun(state), state.settings));
  const batch = usePlay((state) => state.settings.batchSize);
  const length = usePlay((state) => state.settings.sequenceLength);
  const { dimensions, trainable, head, task } = useChosen();
  const rows = useMemo(() => {
    const list = every(memory, LIMIT).map(({ step, reading }): Row => ({
      step,
      ...Object.fromEntries(
        owners.filter((owner) => reading.live[owner] > 0).map((owner) => [owner, reading.live[owner]]),
      ),
    }));
    const last = list.at(-1);
    // Readings before the first step have no width on this axis: the level is drawn up to half a step.
    return last?.step === 0 ? [...list, { ...last, step: 0.5 }] : list;
  }, [memory]);
  const last = memory.at(-1)?.reading;
  const most = useMemo(() => memoryOf(memory), [memory]);
  const shown = owners.filter((owner) => memory.some(({ reading }) => reading.live[owner] > 0));
  const expected =
    estimate?.expected ?? estimateBytes(dimensions, trainable + head, batch, length, task === 'causal-lm');
  const parts = last ? shown.map((owner) => `${strings.how.owners[owner]} ${bytes(last.live[owner])}`).join(', ') : '';
  return (
    <Figure
      id="memory"
      title={words.title}
      aside={
        most
          ? `${words.needed(bytes(most.needed))} · ${words.reserve(bytes(most.peak))}`
          : words.estimate(bytes(expected))
      }
      legend={shown.map((owner) => ({ name: strings.how.owners[owner], color: `--owner-${owner}` }))}
      summary={
        most
          ? strings.how.summary.memory(bytes(most.needed), bytes(most.peak), parts)
          : `${words.estimate(bytes(expected))}. ${words.empty}`
      }
      {...(most && {
        table: {
          head: [strings.how.tiles.step, ...shown.map((owner) => strings.how.owners[owner])],
          rows: () => rows.map((row) => [whole(Math.floor(row.step)), ...shown.map((owner) => bytes(row[owner] ?? 0))]),
        },
      })}
    >
      <Drawing rows={rows} peak={most?.peak} expected={expected} steps={steps} />
    </Figure>
  );
}
