/** Ways to look closer at what the model learns, one at a time; and to go on when a run is over. */
import { lazy, Suspense, useState } from 'react';
import { Boundary } from '../frame/boundary';
import { weightsOf } from '../../state/keptWeights';
import { usePlay, usePlayground } from '../context';
import './closer.css';
import { GoOn } from './go-on';
import { strings as words } from './strings';

const contents = {
  cloud: lazy(() => import('../cloud/cloud-view')),
  mistakes: lazy(() => import('../mistakes/mistakes-view')),
} as const;
type Tab = keyof typeof contents;
const tabs = Object.keys(contents) as Tab[];

export default function Closer() {
  const [open, setOpen] = useState<Tab>();
  const { controller, shelf } = usePlayground();
  // From the first run on, whether or not something is open.
  weightsOf(controller, shelf);
  const over = usePlay((state) => state.run.status === 'finished');
  const Content = open && contents[open];
  return (
    <>
      <div className="closer-bar">
        <h2 id="closer-title" className="panel-title">
          {words.title}
        </h2>
        {tabs.map((tab) => (
          <button
            key={tab}
            type="button"
            className="toggle"
            title={words.hints[tab]}
            aria-expanded={open === tab}
            data-state={open === tab ? 'on' : 'off'}
            onClick={() => setOpen(open === tab ? undefined : tab)}
          >
            {words.tabs[tab]}
          </button>
        ))}
        {over && <GoOn />}
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
