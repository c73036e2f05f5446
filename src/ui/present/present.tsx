/** The presenter's layout: the drawing, what the model says, and the loss, read from the last row. Escape leaves it. */
import { useEffect } from 'react';
import { recentLoss } from '../../state/run';
import { shownRun } from '../../state/state';
import { usePlayground, usePlaySlowly } from '../context';
import { loss } from '../format';
import { LossChart } from '../how/loss-chart';
import { Recorded } from '../how/recorded';
import { Live } from '../live/live';
import { strings as page } from '../strings';
import { Where } from '../where/where';
import './present.css';
import { strings as words } from './strings';

/** Milliseconds between two drawings of the number. */
const PERIOD = 200;

/** In the header, where the views stand otherwise. */
export function Leave() {
  const { controller } = usePlayground();
  return (
    <button
      type="button"
      className="button present-leave"
      title={words.leaveHint}
      onClick={() => controller.set('present', 'off')}
    >
      {words.leave}
    </button>
  );
}

function Loss() {
  const run = usePlaySlowly(shownRun, PERIOD);
  const mean = recentLoss(run);
  return (
    <section className="panel present-loss" aria-labelledby="present-loss">
      <div className="panel-head">
        <h2 id="present-loss" className="panel-title">
          {page.how.tiles.loss}
        </h2>
        <p className="present-number">{mean === undefined ? '–' : loss(mean)}</p>
      </div>
      <Recorded />
      <LossChart />
    </section>
  );
}

/** Leaves by Escape, unless that closes what is open on top: a dialog, a menu, a hint. */
function useEscape(): void {
  const { controller } = usePlayground();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="listbox"], [role="tooltip"]')) return;
      controller.set('present', 'off');
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [controller]);
}

export default function Present() {
  useEscape();
  useEffect(() => {
    document.documentElement.dataset.present = '';
    // Where they are longer than their panel they scroll, by keyboard too.
    const answers = document.querySelector<HTMLElement>('.present .live-rows');
    if (answers) answers.tabIndex = 0;
    return () => {
      delete document.documentElement.dataset.present;
    };
  }, []);
  return (
    <main className="present" id="view" tabIndex={-1} aria-label={words.title}>
      <Where />
      <Live />
      <Loss />
    </main>
  );
}
