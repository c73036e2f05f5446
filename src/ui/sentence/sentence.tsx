/** Which sentence stands in the drawing, and what is said of it. Draws nothing there itself: it tells what to draw. */
import { useEffect } from 'react';
import { shownRun } from '../../state/state';
import { busy } from '../../state/run';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import type { Drawn } from '../where/drawn';
import { layerName } from '../where/layer-name';
import { drawnOf, SIZES } from './drawing';
import './sentence.css';
import { strings as words } from './strings';
import { useSentence } from './use-sentence';

/** Letters of a sentence in the list. */
const LISTED = 90;
const listed = (text: string): string => (text.length > LISTED ? `${text.slice(0, LISTED)}…` : text);

function Waiting() {
  const { controller } = usePlayground();
  const begun = usePlay((state) => busy(state.run.status) || state.intent === 'run');
  const recorded = usePlay((state) => shownRun(state).recorded !== undefined);
  const { conflict } = useConfiguration();
  if (begun) return <p className="note sentence-note">{words.reading}</p>;
  return (
    <p className="note sentence-note">
      {recorded ? words.recorded : words.waiting}{' '}
      {!conflict && (
        <button type="button" className="link" onClick={() => void controller.build()}>
          {words.read}
        </button>
      )}
    </p>
  );
}

export default function SentenceChoice({ onSeen }: { readonly onSeen: (drawn: Drawn | undefined) => void }) {
  const { rows, chosen, choose, seen } = useSentence();
  const { dimensions } = useConfiguration();
  const present = usePlay((state) => state.settings.present === 'on');
  const { sentence, look, refusal } = seen;
  const { layers, encoderLayers } = dimensions;
  useEffect(() => {
    const nameOf = (index: number) => layerName(index, encoderLayers);
    const size = present ? SIZES.present : SIZES.usual;
    onSeen(sentence && drawnOf({ sentence, look, layers, nameOf, size }));
  }, [onSeen, sentence, look, layers, encoderLayers, present]);
  useEffect(() => () => onSeen(undefined), [onSeen]);
  if (!chosen) return <Waiting />;
  return (
    <>
      <select
        className="text sentence-choice"
        aria-label={words.label}
        value={rows.indexOf(chosen)}
        onChange={(event) => choose(rows[Number(event.target.value)])}
      >
        {rows.map(({ text, second }, i) => (
          <option key={i} value={i}>
            {listed(second === undefined ? text : `${text} / ${second}`)}
          </option>
        ))}
      </select>
      <p className="note sentence-note" role="status">
        {refusal ? inLanguage(refusal) : !look ? words.reading : `${words.legendShort}: `}
        {look && !refusal && (
          <>
            <span className="moved-scale" title={words.legend} aria-label={words.legend} role="img" />
            <span>{words.step(whole(look.step))}</span>
          </>
        )}
        {sentence?.cut !== undefined && <span>{words.cut(whole(sentence.cut))}</span>}
      </p>
    </>
  );
}
