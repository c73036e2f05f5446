/** What charts have in common: axes and tooltip, with type that follows the browser's font size. */
import { CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { whole } from '../format';
import { strings } from '../strings';

/** Pixels that a length takes which is so many at the usual font size: room for type grows with it. */
export const scaled = (pixels: number): number =>
  (pixels * parseFloat(getComputedStyle(document.documentElement).fontSize || '16')) / 16;

/** Sizes of type in charts: of the numbers on axes, and of words. */
export const SMALL = '0.6875rem';
export const MEDIUM = '0.75rem';

export const numbers = { fill: 'var(--muted)', fontSize: SMALL };

/** Steps, from the first to the last. */
export const StepAxis = ({ steps }: { readonly steps: number }) => (
  <XAxis
    dataKey="step"
    type="number"
    domain={[0, steps]}
    tickFormatter={whole}
    tickLine={false}
    axisLine={{ stroke: 'var(--line)' }}
    tick={numbers}
    height={scaled(22)}
    // All five ticks have room; measuring them would lay out the whole page.
    interval={0}
  />
);

export interface ValueAxisProps {
  readonly ticks: readonly number[];
  /** Pixels that the numbers take at the usual font size. */
  readonly width: number;
  readonly format: (value: number) => string;
  /** What is beyond the ticks is cut off. */
  readonly cut?: boolean;
}

export const ValueAxis = ({ ticks, width, format, cut = false }: ValueAxisProps) => (
  <YAxis
    interval={0}
    width={scaled(width)}
    domain={[ticks[0]!, ticks.at(-1)!]}
    ticks={ticks}
    allowDataOverflow={cut}
    tickFormatter={format}
    tickLine={false}
    axisLine={false}
    tick={numbers}
  />
);

/** Lines across, behind the curves. */
export const Grid = () => <CartesianGrid stroke="var(--grid)" vertical={false} />;

/** The numbers at the step that is pointed at. */
export const StepTooltip = ({ format }: { readonly format: (value: number) => string }) => (
  <Tooltip
    isAnimationActive={false}
    formatter={(value) => format(Number(value))}
    labelFormatter={(step) => `${strings.how.tiles.step} ${whole(Number(step))}`}
    contentStyle={{
      background: 'var(--surface)',
      border: '1px solid var(--line)',
      borderRadius: 8,
      fontSize: MEDIUM,
      padding: '6px 10px',
    }}
    itemStyle={{ padding: 0 }}
  />
);
