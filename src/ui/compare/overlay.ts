/** Curves of several runs on one grid of steps, so that twenty long runs draw as fast as one. */
import { smooth, type Point } from '../../state/curves';
import type { KeptRun } from '../../state/runs';

export type CurveKind = 'loss' | 'validationLoss' | 'validationAccuracy';

/** Values by step; `undefined` where a run has none. */
export interface OverlayRow {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Grid points across the chart: more than the eye tells apart. */
const LIMIT = 160;

/** Smoothed losses of each run, kept as long as the run: ticking one of twenty must not smooth the others again. */
const smoothed = new WeakMap<Float32Array, readonly Point[]>();

function smoothedOf({ curves: { loss } }: KeptRun): readonly Point[] {
  const known = smoothed.get(loss);
  if (known) return known;
  const fresh = smooth(
    Array.from(loss, (value, i) => ({ step: i + 1, value })),
    0.9,
  );
  smoothed.set(loss, fresh);
  return fresh;
}

/** Training losses smoothed and read at common steps; validations at their own steps. */
export function overlay(runs: readonly KeptRun[], kind: CurveKind): OverlayRow[] {
  const rows = new Map<number, Record<string, number>>();
  const put = (step: number, id: string, value: number | undefined) => {
    if (value === undefined || !Number.isFinite(value)) return;
    const row = rows.get(step) ?? {};
    row[id] = value;
    rows.set(step, row);
  };
  if (kind === 'loss') {
    const longest = Math.max(0, ...runs.map((run) => run.step));
    const stride = Math.max(1, Math.ceil(longest / LIMIT));
    for (const run of runs) {
      const { id } = run,
        points = smoothedOf(run);
      for (let i = 0; i < points.length; i += stride) put(i + 1, id, points[i]!.value);
      const last = points.at(-1);
      if (last) put(last.step, id, last.value);
    }
  } else {
    for (const { id, validation } of runs)
      for (const entry of validation) put(entry.step, id, kind === 'validationLoss' ? entry.loss : entry.accuracy);
  }
  return [...rows].map(([step, values]) => ({ step, values })).sort((a, b) => a.step - b.step);
}
