/** What can be done with a result: look at the update, play with it, break the run. Under the answers that follow. */
import { lazy, Suspense, useState } from 'react';
import { strings as update } from '../update/strings';
import './play.css';
import { strings } from './strings';

const UpdateDialog = lazy(() => import('../update/update-dialog'));
const PlayPanel = lazy(() => import('./play-panel'));
const BreakPanel = lazy(() => import('./break-panel'));

type Open = 'update' | 'play' | 'break';

export default function After() {
  const [open, setOpen] = useState<Open>();
  const toggle = (which: Open) => () => setOpen(open === which ? undefined : which);
  return (
    <>
      <div className="after-bar" role="group" aria-label={strings.bar}>
        <button type="button" className="button" aria-haspopup="dialog" onClick={toggle('update')}>
          {update.open}
        </button>
        <button type="button" className="button" aria-expanded={open === 'play'} onClick={toggle('play')}>
          {strings.play}
        </button>
        <button type="button" className="button" aria-expanded={open === 'break'} onClick={toggle('break')}>
          {strings.breaking}
        </button>
      </div>
      <Suspense>
        {open === 'update' && <UpdateDialog onClose={() => setOpen(undefined)} />}
        {open === 'play' && <PlayPanel />}
        {open === 'break' && (
          <div className="play-panel">
            <BreakPanel />
          </div>
        )}
      </Suspense>
    </>
  );
}
