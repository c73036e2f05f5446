/** The Pareto plot: a quality against a cost, a second cost as the size of the bubble, the frontier as a line. */
import { memo, useId, useMemo, useState } from 'react';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { niceTicks } from '../../state/curves';
import type { KeptRun } from '../../state/runs';
import type { Category } from '../../methods/contract';
import { Select } from '../controls/select';
import { numbers, scaled, SMALL } from '../how/axes';
import { Figure } from '../how/figure';
import { tick, whole } from '../format';
import { strings } from '../strings';
import { ExportBar } from './export-bar';
import { decades, frontier } from './frontier';
import { placeLabels } from './labels';
import { Mark, reachOf } from './mark';
import { costs, qualities, usualQuality, type Cost, type CostId, type Quality, type QualityId } from './quantities';
import { LIVE } from './shown';
import { words } from './strings';

const text = words.pareto;
const SAME = 'same';
/** How the words along the axes look. */
const axisWords = { fill: 'var(--muted)', fontSize: '0.71875rem' } as const;
/** Square pixels of the smallest and the largest bubble. */
const SMALLEST = 70,
  LARGEST = 620,
  USUAL = 130;
/** Characters of a name beside its point. */
const NAME = 18;

interface Point {
  readonly id: string;
  readonly name: string;
  readonly category: Category;
  readonly cost: number;
  readonly quality: number;
  readonly size?: number;
  readonly area: number;
  readonly best: boolean;
}

/** Share of the way from the smallest to the largest; on a log scale for costs that span powers of ten. */
function areaOf(value: number | undefined, all: readonly number[], scale: 'log' | 'linear'): number {
  if (value === undefined || all.length === 0) return USUAL;
  const place = (v: number) => (scale === 'log' ? Math.log(Math.max(v, 1)) : v);
  const low = place(Math.min(...all)),
    high = place(Math.max(...all));
  return high > low ? SMALLEST + ((LARGEST - SMALLEST) * (place(value) - low)) / (high - low) : USUAL;
}

function pointsOf(runs: readonly KeptRun[], quality: Quality, cost: Cost, size: Cost | undefined): Point[] {
  const found = runs.flatMap((run) => {
    const [q, c] = [quality.value(run), cost.value(run)];
    return q === undefined || c === undefined || !Number.isFinite(q)
      ? []
      : [{ run, quality: q, cost: c, size: size?.value(run) }];
  });
  const sizes = found.flatMap((entry) => (entry.size === undefined ? [] : [entry.size]));
  // A run that goes on has not got its quality yet: it beats nothing.
  const best = new Set(
    frontier(
      found.filter(({ run }) => run.id !== LIVE),
      quality.better,
    ).map(({ run }) => run.id),
  );
  const points = found.map(({ run, ...numbers }) => ({
    id: run.id,
    name: run.id === LIVE ? `${run.method.name} (${text.live})` : run.name,
    category: run.method.category,
    ...numbers,
    area: areaOf(numbers.size, sizes, size?.scale ?? 'linear'),
    best: best.has(run.id),
  }));
  // Small bubbles on top of large ones.
  return points.sort((a, b) => b.area - a.area);
}

/** Names beside the points, the best ones first. Drawn within the chart, which knows the pixels. */
function Names({ points }: { readonly points: readonly Point[] }) {
  const x = useXAxisScale(),
    y = useYAxisScale(),
    plot = usePlotArea();
  if (!x || !y || !plot) return null;
  const anchors = [...points]
    .sort((a, b) => Number(b.best) - Number(a.best))
    .map((point) => ({
      id: point.id,
      x: x(point.cost) ?? 0,
      y: y(point.quality) ?? 0,
      radius: reachOf(point.category, point.area) + 1,
      text: point.name.length > NAME ? `${point.name.slice(0, NAME - 1)}…` : point.name,
    }));
  return (
    <g aria-hidden="true">
      {placeLabels(anchors, plot, scaled(1)).map((label) => (
        <text
          key={label.id}
          x={label.x}
          y={label.y}
          textAnchor={label.align === 'middle' ? 'middle' : label.align}
          dominantBaseline="central"
          fontSize={SMALL}
          fill="var(--ink)"
          stroke="var(--surface)"
          strokeWidth={3}
          paintOrder="stroke"
          pointerEvents="none"
        >
          {label.text}
        </text>
      ))}
    </g>
  );
}

/** One bubble. The same function at every drawing: a new one would replace the element under the pointer. */
function Bubble({ cx, cy, payload }: { readonly cx?: number; readonly cy?: number; readonly payload?: Point }) {
  if (!payload || cx === undefined || cy === undefined) return null;
  return (
    <g className="bubble-mark" data-run={payload.id}>
      <Mark category={payload.category} x={cx} y={cy} area={payload.area} hollow={payload.id === LIVE} />
    </g>
  );
}

/** Marks the run that is pointed at, here or in the table. */
function Ring({ point }: { readonly point?: Point }) {
  const x = useXAxisScale(),
    y = useYAxisScale();
  if (!point || !x || !y) return null;
  return (
    <circle
      cx={x(point.cost) ?? 0}
      cy={y(point.quality) ?? 0}
      r={reachOf(point.category, point.area) + 4}
      fill="none"
      stroke="var(--ink)"
      strokeWidth={1.5}
      pointerEvents="none"
    />
  );
}

/** Ticks of both axes, with a little room around the points. */
function ticksOf(points: readonly Point[], quality: Quality, cost: Cost): { xTicks: number[]; yTicks: number[] } {
  const values = points.map((point) => point.quality),
    prices = points.map((point) => point.cost);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(high - low, Math.abs(high) * 0.02, 1e-6) * 0.08;
  const share = quality.id.toLowerCase().includes('accuracy');
  return {
    xTicks:
      cost.scale === 'log' ? decades(prices) : niceTicks(Math.min(...prices) * 0.94, Math.max(...prices) * 1.06, 5),
    yTicks: niceTicks(low - room, share ? Math.min(high + room, 1) : high + room, 5),
  };
}

/** Points that no other beats in both, from the cheapest on. */
const frontierOf = (points: readonly Point[]): Point[] =>
  points.filter((point) => point.best).sort((a, b) => a.cost - b.cost);

interface TipProps {
  readonly active: boolean;
  readonly payload: readonly { readonly payload?: unknown }[];
  readonly quality: Quality;
  readonly cost: Cost;
  readonly size?: Cost;
}

/** The run that is pointed at, in numbers. */
function Tip({ active, payload, quality, cost, size }: TipProps) {
  const point = payload.find((entry) => (entry.payload as Partial<Point>).area !== undefined)?.payload as
    Point | undefined;
  if (!active || !point) return null;
  return (
    <div className="tip">
      <b>{point.name}</b>
      <span>
        {quality.label}: {quality.format(point.quality)}
      </span>
      <span>
        {cost.label}: {cost.format(point.cost)}
      </span>
      {size && point.size !== undefined && (
        <span>
          {size.label}: {size.format(point.size)}
        </span>
      )}
    </div>
  );
}

interface DrawingProps {
  readonly points: readonly Point[];
  readonly quality: Quality;
  readonly cost: Cost;
  readonly size?: Cost;
  readonly focus?: string;
  readonly onFocus: (id: string | undefined) => void;
}

const Drawing = memo(function Drawing({ points, quality, cost, size, focus, onFocus }: DrawingProps) {
  const { xTicks, yTicks } = ticksOf(points, quality, cost);
  const lower = quality.better === 'lower';
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        margin={{ top: scaled(8), right: scaled(16), bottom: scaled(18), left: scaled(6) }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--grid)" />
        <XAxis
          dataKey="cost"
          type="number"
          scale={cost.scale}
          domain={[xTicks[0]!, xTicks.at(-1)!]}
          ticks={xTicks}
          allowDataOverflow
          tickFormatter={(value: number) => tick(cost.format(value))}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          tick={numbers}
          minTickGap={16}
          label={{
            value: cost.scale === 'log' ? text.log(cost.label) : cost.label,
            position: 'insideBottom',
            offset: scaled(-12),
            ...axisWords,
          }}
        />
        <YAxis
          dataKey="quality"
          type="number"
          reversed={lower}
          domain={[yTicks[0]!, yTicks.at(-1)!]}
          ticks={yTicks}
          allowDataOverflow
          width={scaled(62)}
          tickFormatter={(value: number) => quality.format(value)}
          tickLine={false}
          axisLine={false}
          tick={numbers}
          label={{
            value: text.axis(quality.label, lower),
            angle: -90,
            position: 'insideLeft',
            offset: 2,
            style: { textAnchor: 'middle' },
            ...axisWords,
          }}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={false}
          content={(tip) => <Tip {...tip} quality={quality} cost={cost} size={size} />}
        />
        <Line
          data={frontierOf(points)}
          dataKey="quality"
          type="stepAfter"
          stroke="var(--muted)"
          strokeDasharray="4 4"
          strokeWidth={1.4}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          tooltipType="none"
        />
        <Scatter
          data={points}
          isAnimationActive={false}
          shape={Bubble}
          onMouseEnter={(entry) => onFocus((entry as { readonly payload?: Point }).payload?.id)}
          onMouseLeave={() => onFocus(undefined)}
        />
        <Ring point={points.find((point) => point.id === focus)} />
        <Names points={points} />
      </ComposedChart>
    </ResponsiveContainer>
  );
});

/** The plot as a table. */
const tableOf = (points: readonly Point[], quality: Quality, cost: Cost, size: Cost | undefined) => ({
  head: [text.run, quality.label, cost.label, ...(size ? [size.label] : []), text.onFrontier],
  rows: () =>
    points.map((point) => [
      point.name,
      quality.format(point.quality),
      cost.format(point.cost),
      ...(size ? [point.size === undefined ? '' : size.format(point.size)] : []),
      point.best ? text.yes : '',
    ]),
});

interface AxesProps {
  readonly qualityId: QualityId;
  readonly costId: CostId;
  readonly sizeId: CostId | typeof SAME;
  readonly onQuality: (id: QualityId) => void;
  readonly onCost: (id: CostId) => void;
  readonly onSize: (id: CostId | typeof SAME) => void;
}

/** What is drawn against what. */
function Axes({ qualityId, costId, sizeId, onQuality, onCost, onSize }: AxesProps) {
  const options = costs.map(({ id: value, label }) => ({ value, label }));
  return (
    <div className="axes">
      <Select
        label={text.y}
        value={qualityId}
        groups={[{ options: qualities.map(({ id: value, label }) => ({ value, label })) }]}
        onChange={(value) => onQuality(value as QualityId)}
      />
      <Select
        label={text.x}
        value={costId}
        hint={text.memoryHint}
        groups={[{ options }]}
        onChange={(value) => onCost(value as CostId)}
      />
      <Select
        label={text.size}
        value={sizeId}
        groups={[{ options: [{ value: SAME, label: text.sameSize }, ...options] }]}
        onChange={(value) => onSize(value as CostId)}
      />
    </div>
  );
}

export const Pareto = memo(function Pareto({
  runs,
  focus,
  onFocus,
}: {
  readonly runs: readonly KeptRun[];
  readonly focus?: string;
  readonly onFocus: (id: string | undefined) => void;
}) {
  const [chosen, choose] = useState<QualityId>();
  const [costId, setCost] = useState<CostId>('parameters');
  const [sizeId, setSize] = useState<CostId | typeof SAME>('memory');
  const id = useId();
  const quality = qualities.find((entry) => entry.id === (chosen ?? usualQuality(runs)))!;
  const cost = costs.find((entry) => entry.id === costId)!;
  const size = costs.find((entry) => entry.id === sizeId);
  const points = useMemo(() => pointsOf(runs, quality, cost, size), [runs, quality, cost, size]);
  const categories = [...new Set(points.map((point) => point.category))];
  const legend = categories.map((category) => ({
    name: strings.categories[category],
    color: `--category-${category}`,
  }));
  const best = frontierOf(points);
  const empty = runs.length === 0 ? text.empty : points.length === 0 ? text.noQuality : undefined;
  const title = text.figure(quality.label, cost.label);
  return (
    <section className="panel compare-pareto" aria-labelledby={id}>
      <div className="panel-head">
        <h2 className="panel-title" id={id}>
          {text.title}
        </h2>
        <ExportBar
          label={text.title}
          file="pareto"
          disabled={points.length === 0}
          picture={{
            selector: '[data-chart="pareto"]',
            title,
            key: legend.map(({ name, color }) => ({ name, color: `var(${color})` })),
          }}
        />
      </div>
      <Axes
        qualityId={quality.id}
        costId={costId}
        sizeId={sizeId}
        onQuality={choose}
        onCost={setCost}
        onSize={setSize}
      />
      <Figure
        id="pareto"
        title={title}
        legend={[
          ...legend,
          ...(best.length > 1 ? [{ name: text.frontier, color: '--muted', shape: 'dashed' } as const] : []),
        ]}
        empty={empty}
        summary={text.summary(
          whole(points.length),
          quality.label,
          cost.label,
          best.map((point) => point.name).join(', '),
        )}
        table={tableOf(points, quality, cost, size)}
      >
        {points.length > 0 && (
          <Drawing points={points} quality={quality} cost={cost} size={size} focus={focus} onFocus={onFocus} />
        )}
      </Figure>
    </section>
  );
});
