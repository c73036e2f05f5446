/** Long curves, thinned for drawing. The full data stays with the run. */

export interface Point {
  readonly step: number;
  readonly value: number;
}

/**
 * At most `limit` points that keep the look of the curve: of each stretch the smallest and the largest value, in their
 * order, so that no spike disappears; first and last point always. Values that are not finite are left out.
 */
export function thin(points: readonly Point[], limit: number): Point[] {
  const finite = points.filter((point) => Number.isFinite(point.value));
  if (finite.length <= limit || limit < 4) return finite.slice(0, Math.max(limit, 0));
  const inner = finite.slice(1, -1);
  const stretches = Math.floor((limit - 2) / 2);
  const out: Point[] = [finite[0]!];
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * inner.length) / stretches);
    const to = Math.floor(((s + 1) * inner.length) / stretches);
    let low = inner[from]!,
      high = low;
    for (let i = from + 1; i < to; i++) {
      const point = inner[i]!;
      if (point.value < low.value) low = point;
      if (point.value > high.value) high = point;
    }
    if (low === high) out.push(low);
    else out.push(...(low.step < high.step ? [low, high] : [high, low]));
  }
  out.push(finite.at(-1)!);
  return out;
}

/** Every k-th entry and the last, at most `limit`: for stacked areas, whose layers must share their steps. */
export function every<T>(entries: readonly T[], limit: number): T[] {
  if (entries.length <= limit) return entries.slice();
  const stride = Math.ceil((entries.length - 1) / Math.max(limit - 1, 1));
  const out = entries.filter((_, i) => i % stride === 0);
  const last = entries.at(-1)!;
  if (out.at(-1) !== last) out.push(last);
  return out.length > limit ? [...out.slice(0, limit - 1), last] : out;
}

/** Exponential moving average with bias correction, as Adam does it: smooth from the first point on. */
export function smooth(points: readonly Point[], beta: number): Point[] {
  let average = 0,
    weight = 0;
  return points.map(({ step, value }) => {
    if (!Number.isFinite(value)) return { step, value };
    average = beta * average + (1 - beta) * value;
    weight = beta * weight + (1 - beta);
    return { step, value: average / weight };
  });
}

/**
 * Round numbers that cover [low, high]: steps of 1, 2 or 5 times a power of ten, about `count` of them; the ends are
 * ticks too.
 */
export function niceTicks(low: number, high: number, count: number): number[] {
  // Numbers that only rounding tells apart are one: ticks between them would be the same twice, once rounded.
  const size = Math.max(Math.abs(low), Math.abs(high));
  const span = high - low > 1e-6 * size ? high - low : size || 1;
  const raw = span / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((wide) => wide >= raw * 0.999)!;
  const first = Math.floor(low / step + 1e-9),
    last = Math.ceil(high / step - 1e-9);
  // From integers, so that 0.1 + 0.2 does not show.
  return Array.from({ length: Math.max(last - first, 1) + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
