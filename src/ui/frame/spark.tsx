/**
 * The loss in small, beside a phone's play button: there the charts are far below, and what moves must be seen at once.
 */
import { useMemo, useSyncExternalStore } from 'react';
import { smooth, thin } from '../../state/curves';
import { shownRun } from '../../state/state';
import { moving, recentLoss } from '../../state/run';
import type { State } from '../../state/state';
import { usePlaySlowly } from '../context';
import { loss } from '../format';
import { strings } from '../strings';

/** As in the style sheet: the transport is at the thumb. */
const query = '(max-width: 47.5em)';
const watch = (redraw: () => void) => {
  const list = matchMedia(query);
  list.addEventListener('change', redraw);
  return () => list.removeEventListener('change', redraw);
};

const WIDTH = 88,
  HEIGHT = 34,
  EDGE = 4,
  POINTS = 60;
/** Steps that the width holds at first. */
const SHORTEST = 30;
/** Milliseconds between two drawings. */
const PERIOD = 200;

const selectRun = (state: State) => shownRun(state);

function Curve() {
  const run = usePlaySlowly(selectRun, PERIOD);
  const { records } = run;
  const mean = recentLoss(run);
  const curve = useMemo(() => {
    const smoothed = smooth(
      records
        .filter((record) => Number.isFinite(record.loss))
        .map((record) => ({ step: record.step, value: record.loss })),
      0.9,
    );
    const values = smoothed.map(({ value }) => value);
    const low = values.reduce((least, value) => Math.min(least, value), Infinity),
      high = values.reduce((most, value) => Math.max(most, value), -Infinity);
    // As wide as there is room from the start: how far the run is, the bar above says.
    const last = Math.max(SHORTEST, smoothed.at(-1)?.step ?? 0);
    return thin(smoothed, POINTS).map(
      ({ step, value }) =>
        [
          EDGE + ((WIDTH - 2 * EDGE) * step) / last,
          EDGE + (HEIGHT - 2 * EDGE) * (high > low ? (high - value) / (high - low) : 0.5),
          value,
        ] as const,
    );
  }, [records]);
  const tip = curve.at(-1);
  return (
    <div className="spark" aria-hidden="true">
      <svg className="spark-curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT}>
        <path className="spark-base" d={`M${EDGE} ${HEIGHT - 1}H${WIDTH - EDGE}`} />
        {tip && (
          <path className="spark-line" d={`M${curve.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`} />
        )}
        {tip && (
          <circle
            className={moving(run) ? 'spark-tip spark-moving' : 'spark-tip'}
            cx={tip[0].toFixed(1)}
            cy={tip[1].toFixed(1)}
            r={3}
          />
        )}
      </svg>
      <p className="spark-loss">
        <span>{strings.how.tiles.loss}</span>
        <b>{mean === undefined ? '–' : loss(mean)}</b>
      </p>
    </div>
  );
}

/**
 * Drawn into the prerendered page whatever the screen, where the style sheet hides it on wide ones; those then leave it
 * out.
 */
export function Spark() {
  const narrow = useSyncExternalStore(
    watch,
    () => matchMedia(query).matches,
    () => true,
  );
  return narrow ? <Curve /> : null;
}
