/**
 * What can be done with a result, in one band under the answers: look at the update, play with it, break the run, see
 * its cloud and its mistakes, one at a time and below the band; and go on when a run is over.
 */
import { Suspense, useState } from 'react';
import { lazy } from '../lazy';
import { Boundary } from '../frame/boundary';
import { weightsOf } from '../../state/keptWeights';
import { usePlay, usePlayground } from '../context';
import { strings as play } from '../play/strings';
import { strings as update } from '../update/strings';
import './closer.css';
import { GoOn } from './go-on';
import { KeptLine } from './kept-line';
import { strings as words } from './strings';

const contents = {
  update: lazy(() => import('../update/update')),
  play: lazy(() => import('../play/play-panel')),
  break: lazy(() => import('../play/break-panel')),
  cloud: lazy(() => import('../cloud/cloud-view')),
  mistakes: lazy(() => import('../mistakes/mistakes-view')),
} as const;
type Tab = keyof typeof contents;
const tabs = Object.keys(contents) as Tab[];

const names: Readonly<Record<Tab, string>> = {
  update: update.open,
  play: play.play,
  break: play.breaking,
  ...words.tabs,
};

export default function Closer() {
  const [open, setOpen] = useState<Tab>();
  const { controller, shelf } = usePlayground();
  // From the first run on, whether or not something is open.
  weightsOf(controller, shelf);
  const over = usePlay((state) => state.run.status === 'finished');
  const Content = open && contents[open];
  return (
    <>
      <div className="panel-head closer-top">
        <h2 id="closer-title" className="panel-title">
          {words.title}
        </h2>
        <p className="note">{over ? <KeptLine /> : words.line}</p>
      </div>
      <div className="closer-bar" role="group" aria-labelledby="closer-title">
        {tabs.map((tab) => (
          <button
            key={tab}
            type="button"
            className="toggle closer-tab"
            title={words.hints[tab]}
            aria-expanded={open === tab}
            data-state={open === tab ? 'on' : 'off'}
            onClick={() => setOpen(open === tab ? undefined : tab)}
          >
            {names[tab]}
          </button>
        ))}
        <GoOn over={over} />
      </div>
      {Content && (
        <div className="closer-content" data-tab={open}>
          <Boundary key={open}>
            <Suspense fallback={<p className="note">{words.loading}</p>}>
              <Content />
            </Suspense>
          </Boundary>
        </div>
      )}
    </>
  );
}
