/**
 * Memory by owner over the steps, stacked, with the peak. Every byte is counted, none estimated, once a run is built.
 */
import { isWritten } from '../../methods/taskId';
import { memo, useMemo } from 'react';
import { Area, AreaChart, ReferenceLine, ResponsiveContainer } from 'recharts';
import { every, niceTicks } from '../../state/curves';
import { estimateBytes } from '../../state/estimate';
import type { Owner } from '../../runtime/backend';
import { shownRun } from '../../state/state';
import { stepsOf } from '../../state/run';
import { memoryOf } from '../../state/runs';
import type { State } from '../../state/state';
import { useConfiguration, usePlay, usePlaySlowly } from '../context';
import { bytes, percent, tick, whole } from '../format';
import { strings } from '../strings';
import { Grid, MEDIUM, scaled, StepAxis, StepTooltip, ValueAxis } from './axes';
import { Figure } from './figure';

const words = strings.how.memory;
/** From the ground up: what never changes first. */
const owners: readonly Owner[] = ['frozen', 'trainable', 'optimizer', 'activations', 'inputs', 'cache'];
const LIMIT = 120;
/** Milliseconds between two drawings: memory hardly moves while training. */
const PERIOD = 800;

const nothing: State['run']['memory'] = [];
/**
 * A recording of this very configuration brings its own bytes: what a question to the model has loaded meanwhile is a
 * part of them. Another configuration's are no measure of this one's: the estimate stands till a run is built.
 */
const selectMemory = (state: State): State['run']['memory'] => {
  const { memory, recorded } = shownRun(state);
  if (recorded && !recorded.other && memory.length > 0) return memory;
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
      <AreaChart
        data={drawn}
        margin={{ top: scaled(6), right: scaled(10), bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <Grid />
        <StepAxis steps={steps} />
        <ValueAxis width={58} ticks={ticks} format={(value) => tick(bytes(value))} />
        <StepTooltip format={bytes} />
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
              ? { value: words.estimated, position: 'insideTopLeft', fill: 'var(--muted)', fontSize: MEDIUM }
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
  const { dimensions, method, hyperparameters, trainable, head, task } = useConfiguration();
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
  const roughly = () => {
    const { each, bases } = method.moments(dimensions, hyperparameters);
    const moments = { each: each + head, bases };
    return estimateBytes(dimensions, trainable + head, batch, length, isWritten(task), moments);
  };
  const expected = estimate?.expected ?? roughly();
  const parts = last ? shown.map((owner) => `${strings.how.owners[owner]} ${bytes(last.live[owner])}`).join(', ') : '';
  const held = last && owners.reduce((sum, owner) => sum + (owner === 'cache' ? 0 : last.live[owner]), 0);
  const stays = held ? percent((last.live.frozen + last.live.activations) / held) : undefined;
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
      note={words.why(stays)}
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
