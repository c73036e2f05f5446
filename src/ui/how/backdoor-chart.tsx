/** With a backdoor: accuracy on clean texts and success of the attack, at each validation. */
import { useMemo } from 'react';
import { ComposedChart, Line, ResponsiveContainer } from 'recharts';
import { shownRun } from '../../state/state';
import { stepsOf } from '../../state/run';
import { usePlay, usePlaySlowly } from '../context';
import { percent, roundPercent, whole } from '../format';
import { strings } from '../strings';
import { Grid, scaled, StepAxis, StepTooltip, ValueAxis } from './axes';
import { Figure } from './figure';

const words = strings.how.backdoor;
const ticks = [0, 0.25, 0.5, 0.75, 1];
const curves = [
  { key: 'accuracy', name: words.accuracy, color: '--data' },
  { key: 'attack', name: words.attack, color: '--warn' },
] as const;

export function BackdoorChart() {
  const poisoned = usePlay((state) => state.settings.poison !== '');
  const run = usePlaySlowly(shownRun, 350);
  const steps = usePlay((state) => stepsOf(run, state.settings));
  const rows = useMemo(
    () =>
      run.validation.flatMap(({ step, accuracy, attackSuccess }) =>
        attackSuccess === undefined ? [] : [{ step, accuracy, attack: attackSuccess }],
      ),
    [run.validation],
  );
  if (!poisoned) return null;
  const last = rows.at(-1);
  return (
    <Figure
      id="backdoor"
      status={run.status}
      title={words.title}
      legend={curves.map(({ name, color }) => ({ name, color, shape: 'line' }))}
      summary={last ? words.summary(percent(last.accuracy ?? 0), percent(last.attack)) : words.empty}
      empty={last ? undefined : words.empty}
      table={{
        head: [strings.how.tiles.step, words.accuracy, words.attack],
        rows: () =>
          rows.map(({ step, accuracy, attack }) => [
            whole(step),
            accuracy === undefined ? '' : percent(accuracy),
            percent(attack),
          ]),
      }}
    >
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={rows}
          margin={{ top: scaled(6), right: scaled(10), bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <Grid />
          <StepAxis steps={steps} />
          <ValueAxis width={44} ticks={ticks} format={roundPercent} />
          <StepTooltip format={percent} />
          {curves.map(({ key, name, color }) => (
            <Line
              key={key}
              dataKey={key}
              name={name}
              stroke={`var(${color})`}
              strokeWidth={1.8}
              dot={{ r: 2.6, fill: 'var(--surface)', strokeWidth: 1.8 }}
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </Figure>
  );
}
