/** Curves of several runs on one grid of steps, so that twenty long runs draw as fast as one. */
import { smooth } from '../../state/curves';
import type { KeptRun } from '../../state/runs';

export type CurveKind = 'loss' | 'validationLoss' | 'validationAccuracy';

/** Values by step; `undefined` where a run has none. */
export interface OverlayRow {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Grid points across the chart: more than the eye tells apart. */
const LIMIT = 160;

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
    for (const { id, curves } of runs) {
      const smoothed = smooth(Array.from(curves.loss, (value, i) => ({ step: i + 1, value })), 0.9);
      for (let i = 0; i < smoothed.length; i += stride) put(i + 1, id, smoothed[i]!.value);
      const last = smoothed.at(-1);
      if (last) put(last.step, id, last.value);
    }
  } else {
    for (const { id, validation } of runs) for (const entry of validation) put(entry.step, id, kind === 'validationLoss' ? entry.loss : entry.accuracy);
  }
  return [...rows].map(([step, values]) => ({ step, values })).sort((a, b) => a.step - b.step);
}
