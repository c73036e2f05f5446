/** Curves of the shown runs over each other: colour by category, dashes within it. */
import { memo, useId, useMemo, useState } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { niceTicks } from '../../state/curves';
import type { KeptRun } from '../../state/runs';
import { Select } from '../controls/select';
import { fixed, loss, percent, whole } from '../format';
import { numbers, scaled } from '../how/axes';
import { Figure } from '../how/figure';
import { ExportBar } from './export-bar';
import { colorOf } from './mark';
import { overlay, type CurveKind, type OverlayRow } from './overlay';
import { curvesCsv } from './records';
import { LIVE } from './shown';
import { words } from './strings';

const text = words.curves;
const kinds: readonly CurveKind[] = ['loss', 'validationLoss', 'validationAccuracy'];
/** Line patterns that tell runs of one category apart. */
const dashes = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4', '1 4', '6 2 1 2 1 2'];
/** Lines that the tooltip names. */
const NAMED = 12;

interface Curve {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly dash: string;
}

/** Each run of a category gets the next pattern. */
function curvesOf(runs: readonly KeptRun[]): Curve[] {
  const seen = new Map<string, number>();
  return runs.map(({ id, name, method }) => {
    const index = seen.get(method.category) ?? 0;
    seen.set(method.category, index + 1);
    return {
      id,
      name: id === LIVE ? `${method.name} (${words.pareto.live})` : name,
      color: colorOf(method.category),
      dash: dashes[index % dashes.length]!,
    };
  });
}

/** Ticks of the values' axis: one run that blew up must not flatten the others. */
function ticksOf(rows: readonly OverlayRow[], share: boolean): number[] {
  const values = rows.flatMap((row) => Object.values(row.values)).sort((a, b) => a - b);
  const low = values[0] ?? 0,
    high = values.at(-1) ?? 1,
    usual = values[Math.floor(0.98 * (values.length - 1))] ?? 1;
  return niceTicks(low, share ? high : Math.min(high, low + 3 * Math.max(usual - low, 1e-3)), 4);
}

interface TipProps {
  readonly active: boolean;
  readonly payload: readonly { readonly name?: unknown; readonly value?: unknown; readonly color?: string }[];
  readonly label?: string | number | undefined;
  readonly share: boolean;
}

/** The runs at one step, the best first. */
function Tip({ active, payload, label, share }: TipProps) {
  if (!active || payload.length === 0) return null;
  const show = share ? percent : loss;
  const entries = [...payload].sort((a, b) => (share ? -1 : 1) * (Number(a.value) - Number(b.value)));
  return (
    <div className="tip">
      <b>
        {text.step} {whole(Number(label))}
      </b>
      {entries.slice(0, NAMED).map((entry) => (
        <span key={String(entry.name)}>
          <i style={{ background: entry.color }} />
          {String(entry.name)}: {show(Number(entry.value))}
        </span>
      ))}
      {entries.length > NAMED && <span>…</span>}
    </div>
  );
}

interface DrawingProps {
  readonly rows: readonly OverlayRow[];
  readonly curves: readonly Curve[];
  readonly kind: CurveKind;
  readonly focus?: string;
}

const Drawing = memo(function Drawing({ rows, curves, kind, focus }: DrawingProps) {
  const share = kind === 'validationAccuracy';
  const ticks = ticksOf(rows, share);
  const decimals = Math.max(...ticks.map((tick) => String(tick).split('.')[1]?.length ?? 0));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={rows}
        margin={{ top: scaled(8), right: scaled(14), bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--grid)" vertical={false} />
        <XAxis
          dataKey="step"
          type="number"
          domain={[0, 'dataMax']}
          tickFormatter={whole}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          tick={numbers}
          height={scaled(22)}
          minTickGap={24}
        />
        <YAxis
          width={scaled(share ? 56 : 46)}
          domain={[ticks[0]!, ticks.at(-1)!]}
          ticks={ticks}
          allowDataOverflow
          tickFormatter={(value: number) => (share ? percent(value) : fixed(value, decimals))}
          tickLine={false}
          axisLine={false}
          tick={numbers}
        />
        <Tooltip isAnimationActive={false} content={(tip) => <Tip {...tip} share={share} />} />
        {curves.map((curve) => (
          <Line
            key={curve.id}
            dataKey={(row: OverlayRow) => row.values[curve.id]}
            name={curve.name}
            stroke={curve.color}
            strokeDasharray={curve.dash}
            strokeWidth={curve.id === focus ? 3.2 : 1.8}
            strokeOpacity={focus && curve.id !== focus ? 0.25 : 1}
            dot={kind === 'loss' ? false : { r: 2.2, strokeDasharray: '', fill: 'var(--surface)' }}
            activeDot={{ r: 3 }}
            isAnimationActive={false}
            connectNulls
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
});

interface LineKeyProps {
  readonly curves: readonly Curve[];
  readonly focus?: string;
  readonly onFocus: (id: string | undefined) => void;
}

/** Names beside their lines; pointing at one brings its curve out. */
function LineKey({ curves, focus, onFocus }: LineKeyProps) {
  return (
    <ul className="line-key" aria-hidden="true">
      {curves.map((curve) => (
        <li
          key={curve.id}
          className={curve.id === focus ? 'line-focus' : undefined}
          onPointerEnter={() => onFocus(curve.id)}
          onPointerLeave={() => onFocus(undefined)}
        >
          <svg width="22" height="8" viewBox="0 0 22 8">
            <path d="M0 4h22" stroke={curve.color} strokeWidth="2.4" strokeDasharray={curve.dash} />
          </svg>
          {curve.name}
        </li>
      ))}
    </ul>
  );
}

export const Curves = memo(function Curves({
  runs,
  focus,
  onFocus,
}: {
  readonly runs: readonly KeptRun[];
  readonly focus?: string;
  readonly onFocus: (id: string | undefined) => void;
}) {
  const [kind, setKind] = useState<CurveKind>('loss');
  const id = useId();
  const rows = useMemo(() => overlay(runs, kind), [runs, kind]);
  const curves = useMemo(() => {
    const drawn = new Set(rows.flatMap((row) => Object.keys(row.values)));
    return curvesOf(runs).filter((curve) => drawn.has(curve.id));
  }, [runs, rows]);
  const show = kind === 'validationAccuracy' ? percent : loss;
  const ends = curves
    .map((curve) => `${curve.name} ${show(rows.findLast((row) => curve.id in row.values)!.values[curve.id]!)}`)
    .join(', ');
  const empty = runs.length === 0 ? text.empty : rows.length === 0 ? text.nothing : undefined;
  const name = kind === 'loss' ? `${text.kinds.loss} (${text.smoothed})` : text.kinds[kind];
  return (
    <section className="panel compare-curves" aria-labelledby={id}>
      <div className="panel-head">
        <h2 className="panel-title" id={id}>
          {text.title}
        </h2>
        <ExportBar
          label={text.title}
          file="curves"
          disabled={rows.length === 0}
          csv={() => curvesCsv(runs)}
          picture={{
            selector: '[data-chart="curves"]',
            title: name,
            key: curves.map((curve) => ({ name: curve.name, color: curve.color, dash: curve.dash })),
          }}
        />
      </div>
      <div className="axes">
        <Select
          label={text.show}
          value={kind}
          groups={[{ options: kinds.map((value) => ({ value, label: text.kinds[value] })) }]}
          onChange={(value) => setKind(value as CurveKind)}
        />
      </div>
      <Figure
        id="curves"
        title={name}
        legend={[]}
        empty={empty}
        summary={text.summary(whole(curves.length), name, ends)}
        table={{
          head: [text.step, ...curves.map((curve) => curve.name)],
          rows: () =>
            rows.map((row) => [
              whole(row.step),
              ...curves.map((curve) => {
                const value = row.values[curve.id];
                return value === undefined ? '' : show(value);
              }),
            ]),
        }}
      >
        {rows.length > 0 && <Drawing rows={rows} curves={curves} kind={kind} focus={focus} />}
      </Figure>
      {!empty && <LineKey curves={curves} focus={focus} onFocus={onFocus} />}
    </section>
  );
});
