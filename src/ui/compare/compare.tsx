/** Compare: kept runs side by side, as points, curves and rows; and the race that makes more of them. */
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { lazy } from '../lazy';
import type { KeptRun } from '../../state/runs';
import { dataOf } from '../contents';
import { usePlay, usePlayground, useRace, useShelf } from '../context';
import { Close, Warning } from '../controls/icons';
import '../styles/compare.css';
import '../styles/runs-table.css';
import '../styles/race.css';
import '../styles/compare-narrow.css';
import { Curves } from './curves';
import { Matrix } from './matrix';
import { Pareto } from './pareto';
import { Show } from '../show/show';
import { RacePanel } from './race-panel';
import { RunsTable } from './runs-table';
import { comparable, useLater, useShown } from './shown';
import { words } from './strings';

const SideBySide = lazy(() => import('../cloud/side-by-side'));
const KeptRuns = lazy(() => import('../closer/kept-runs'));
const SurveyTable = lazy(() => import('../scale/survey-table'));

/** Milliseconds after the table at which plot and curves are drawn again. */
const PLOT = 0,
  CURVES = 60;

/** Why runs are not stored. */
function StorageNotice() {
  const fault = useShelf((shelf) => shelf.fault);
  const { shelf } = usePlayground();
  if (!fault) return null;
  return (
    <div className="banner compare-notice" role="alert" data-fault={fault}>
      <Warning />
      <p className="banner-body">{words.storage[fault]}</p>
      <button type="button" className="icon-button" aria-label={words.dismiss} onClick={() => shelf.dismissFault()}>
        <Close />
      </button>
    </div>
  );
}

/** The survey's counts, brought into sight when they have arrived. */
function Counts() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'start' }), []);
  return (
    <div className="compare-survey" ref={place}>
      <SurveyTable />
    </div>
  );
}

export default function Compare() {
  const runs = useShelf((shelf) => shelf.runs);
  const broken = useShelf((shelf) => shelf.broken.length > 0);
  const deleted = useShelf((shelf) => shelf.deleted.length > 0);
  const raced = useRace((state) => state.race);
  const planned = usePlay((state) => state.settings.matrix !== '');
  const matrix = raced ? raced.matrix !== undefined : planned;
  const { shelf } = usePlayground();
  const shown = useShown();
  const [focus, setFocus] = useState<string>();
  const [counts, setCounts] = useState(false);
  const view = useMemo(() => ({ runs: shown, focus }), [shown, focus]);
  const plot = useLater(view, PLOT);
  const curves = useLater(view, CURVES);
  // Another tab may have kept runs in the meantime.
  useEffect(() => void shelf.load(), [shelf]);
  const last = shown.at(-1);
  // Plot and curves without a run would be two empty panels.
  const drawn = runs.length > 0 || shown.length > 0 || raced !== undefined;
  const keepOnly = () => {
    const alike = (run: KeptRun) => last !== undefined && comparable([run, last]);
    shelf.select(
      runs.filter((run) => run.selected && !alike(run)).map((run) => run.id),
      false,
    );
  };
  return (
    <div className="compare">
      <StorageNotice />
      {!comparable(shown) && last && (
        <p className="note note-warn compare-mixed">
          {words.mixed}{' '}
          <button type="button" className="link" onClick={keepOnly}>
            {words.only(last.model, dataOf(last))}
          </button>
        </p>
      )}
      <div className="compare-grid">
        <RacePanel counts={counts} onCounts={setCounts} />
        {matrix ? (
          <Matrix />
        ) : (
          <>
            <Show runs={shown} />
            {drawn && (
              <div className="compare-charts">
                <Pareto {...plot} onFocus={setFocus} />
                <Curves {...curves} onFocus={setFocus} />
              </div>
            )}
          </>
        )}
        <Suspense>
          {runs.length > 0 && <SideBySide />}
          <KeptRuns />
        </Suspense>
        {(runs.length > 0 || deleted || broken) && <RunsTable focus={focus} onFocus={setFocus} />}
        {counts && (
          <Suspense>
            <Counts />
          </Suspense>
        )}
      </div>
    </div>
  );
}
