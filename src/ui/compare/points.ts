/** The points of the Pareto plot: where runs stand, how large, which no other beats; as a table too. Pure. */
import { niceTicks } from '../../state/curves';
import type { KeptRun } from '../../state/runs';
import type { Category } from '../../methods/contract';
import { decades, frontier } from './frontier';
import type { Cost, Quality } from './quantities';
import { LIVE } from './shown';
import { words } from './strings';

const text = words.pareto;
/** Square pixels of the smallest and the largest bubble. */
const SMALLEST = 70,
  LARGEST = 620,
  USUAL = 130;
export interface Point {
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

export function pointsOf(runs: readonly KeptRun[], quality: Quality, cost: Cost, size: Cost | undefined): Point[] {
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

/** Ticks of both axes, with a little room around the points. */
export function ticksOf(
  points: readonly Point[],
  quality: Quality,
  cost: Cost,
): { xTicks: number[]; yTicks: number[] } {
  const values = points.map((point) => point.quality),
    prices = points.map((point) => point.cost);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const share = quality.id.toLowerCase().includes('accuracy');
  return {
    xTicks:
      cost.scale === 'log' ? decades(prices) : niceTicks(Math.min(...prices) * 0.94, Math.max(...prices) * 1.06, 5),
    yTicks: ticksApart(low, high, share ? 1 : Infinity, quality.format),
  };
}

/** With as much room around the numbers as it takes for ticks that are told apart as they are written. */
function ticksApart(low: number, high: number, top: number, format: (value: number) => string): number[] {
  let ticks: number[] = [];
  let room = Math.max(high - low, Math.abs(high) * 0.02, 1e-6) * 0.08;
  do {
    ticks = niceTicks(low - room, Math.min(high + room, top), 5);
    room *= 2;
  } while (new Set(ticks.map(format)).size < ticks.length && room < Number.MAX_VALUE);
  return ticks;
}

/** Points that no other beats in both, from the cheapest on. */
export const frontierOf = (points: readonly Point[]): Point[] =>
  points.filter((point) => point.best).sort((a, b) => a.cost - b.cost);

/** The plot as a table. */
export const tableOf = (points: readonly Point[], quality: Quality, cost: Cost, size: Cost | undefined) => ({
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
