/** The worker has not answered for a while: what it was at, and a way out. */
import { useState } from 'react';
import { usePlay, usePlayground } from '../context';
import { whole } from '../format';
import './resume.css';
import { strings } from './strings';

const words = strings.silence;

export default function SilenceNotice() {
  const silence = usePlay((state) => state.silence);
  const { controller } = usePlayground();
  const [waits, setWaits] = useState(false);
  if (!silence || waits) return null;
  const { seconds, lives, at, usual } = silence;
  const { safeStep } = controller;
  const replace = () => {
    controller.revive();
    if (at !== 'asked') void controller.play();
  };
  return (
    <section className="silence" aria-label={words.label} data-at={at} data-usual={usual}>
      <div className="banner-body">
        <p className="banner-title" role="status">
          {usual ? words.busy : words.silent}
        </p>
        <p>
          {(lives ? words.still : words.unheard)(whole(seconds))}{' '}
          {usual && at === 'training' ? words.first : words.at[at]} {usual ? words.mayWait : words.mayBe}
        </p>
        <div className="actions">
          <button type="button" className="button" onClick={replace}>
            {at === 'asked' ? words.end : safeStep === undefined ? words.anew : words.goOn(whole(safeStep))}
          </button>
          <button type="button" className="button" onClick={() => setWaits(true)}>
            {words.wait}
          </button>
        </div>
      </div>
    </section>
  );
}
