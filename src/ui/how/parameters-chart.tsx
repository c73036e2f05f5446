/** Trainable parameters against the whole model, on a log scale: moves with the sliders, before any training. */
import { memo, useMemo } from 'react';
import { Bar, BarChart, Cell, LabelList, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { useConfiguration } from '../context';
import { compact, percent, tick, whole } from '../format';
import { strings } from '../strings';
import { MEDIUM, numbers, scaled } from './axes';
import { Figure } from './figure';

const words = strings.how.parameters;

interface Row {
  name: string;
  value: number;
  color: string;
  label: string;
}

const Drawing = memo(function Drawing({ rows, top }: { readonly rows: Row[]; readonly top: number }) {
  const ticks = Array.from({ length: Math.ceil(Math.log10(top)) + 1 }, (_, i) => 10 ** i).filter(
    (tick) => tick >= 100 && tick <= top,
  );
  // Numbers of every second power have room in any language.
  const shown = ticks.length > 5 ? ticks.filter((_, i) => (ticks.length - 1 - i) % 2 === 0) : ticks;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        layout="vertical"
        data={rows}
        margin={{ top: 0, right: scaled(58), bottom: 0, left: 0 }}
        barCategoryGap={5}
        accessibilityLayer={false}
      >
        <XAxis
          interval={0}
          type="number"
          scale="log"
          domain={[100, top]}
          allowDataOverflow
          ticks={shown}
          tickFormatter={(value: number) => tick(compact(value))}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          tick={numbers}
          height={scaled(20)}
        />
        <YAxis
          interval={0}
          type="category"
          dataKey="name"
          width={scaled(98)}
          tickLine={false}
          axisLine={false}
          tick={{ fill: 'var(--ink)', fontSize: MEDIUM }}
        />
        <Bar dataKey="value" isAnimationActive={false} radius={[0, 4, 4, 0]} maxBarSize={scaled(20)}>
          {rows.map((row) => (
            <Cell key={row.name} fill={`var(${row.color})`} />
          ))}
          <LabelList
            dataKey="label"
            position="right"
            style={{ fill: 'var(--ink)', fontSize: MEDIUM, fontVariantNumeric: 'tabular-nums' }}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
});

export function ParametersChart() {
  const { trainable, head, total } = useConfiguration();
  const rows = useMemo<Row[]>(
    () => [
      { name: words.method, value: Math.max(trainable, 1), color: '--trained', label: compact(trainable) },
      ...(head > 0 ? [{ name: words.head, value: head, color: '--head', label: compact(head) }] : []),
      { name: words.total, value: total, color: '--frozen', label: compact(total) },
    ],
    [trainable, head, total],
  );
  return (
    <Figure
      id="parameters"
      title={words.title}
      short
      aside={`${percent(trainable / total)} · ${words.axis}`}
      legend={[]}
      summary={strings.how.summary.parameters(whole(trainable), whole(head), whole(total))}
      table={{
        head: ['', words.title],
        rows: () => [
          [words.method, whole(trainable)],
          [words.head, whole(head)],
          [words.total, whole(total)],
        ],
      }}
    >
      <Drawing rows={rows} top={10 ** Math.ceil(Math.log10(total * 1.01))} />
    </Figure>
  );
}
