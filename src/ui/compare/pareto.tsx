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
import type { KeptRun } from '../../state/runs';
import { Select } from '../controls/select';
import { numbers, scaled, SMALL } from '../how/axes';
import { Figure } from '../how/figure';
import { tick, whole } from '../format';
import { strings } from '../strings';
import { ExportBar } from './export-bar';
import { placeLabels } from './labels';
import { Mark, reachOf } from './mark';
import { frontierOf, pointsOf, tableOf, ticksOf, type Point } from './points';
import { costs, qualities, usualQuality, type Cost, type CostId, type Quality, type QualityId } from './quantities';
import { LIVE } from './shown';
import { words } from './strings';

const text = words.pareto;
const SAME = 'same';
/** How the words along the axes look. */
const axisWords = { fill: 'var(--muted)', fontSize: '0.71875rem' } as const;
/** Characters of a name beside its point. */
const NAME = 18;

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
