/** What a box of the drawing does with the sentence: who looks at whom in attention, and the arithmetic of it. */
import { useEffect, useState } from 'react';
import type { Message } from '../../messages/message';
import type { PinnedText } from '../../session/pinned';
import type { Sentence } from '../../session/sentenceData';
import type { Arithmetic as ArithmeticAnswer, SentenceAttention } from '../../session/sentenceInside';
import { placesOutsideLayers, type Place } from '../../anatomy/places';
import { usePlay, usePlayground } from '../context';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { Arithmetic } from './arithmetic';
import { Attention } from './attention';
import { strings as words } from './strings';

export interface InsideProps {
  readonly place: Place;
  readonly sentence: Sentence;
  /** What a layer is called, by its place in the order of execution. */
  readonly nameOf: (layer: number) => string;
}

const crossPlaces: ReadonlySet<Place> = new Set([
  'crossQ',
  'crossK',
  'crossV',
  'crossAttention',
  'crossO',
  'normCross',
]);

/** What was asked of one layer, with what came of it. */
interface Told {
  readonly layer: number;
  readonly attention?: SentenceAttention;
  readonly arithmetic?: ArithmeticAnswer;
  readonly refusals: readonly Message[];
}

function useTold(place: Place, layer: number, { text, second }: PinnedText): Told | undefined {
  const { controller } = usePlayground();
  // Anew where the run stands still; while it trains, the numbers are of when they were asked for.
  const step = usePlay((state) => (state.run.status === 'training' ? -1 : state.run.step));
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    let stale = false;
    const asked = { text, ...(second !== undefined && { second }) };
    const ask = async () => {
      const cross = place === 'crossAttention';
      const heads =
        cross || place === 'attention' ? await controller.ask('attention', { ...asked, layer, cross }) : undefined;
      const steps = await controller.ask('arithmetic', { ...asked, place, layer });
      if (stale) return;
      const answers = [heads, steps];
      setTold({
        layer,
        ...(heads && 'answer' in heads && { attention: heads.answer }),
        ...(steps && 'answer' in steps && { arithmetic: steps.answer }),
        refusals: answers.flatMap((answer) => (answer && 'refusal' in answer ? [answer.refusal] : [])),
      });
    };
    void ask();
    return () => {
      stale = true;
    };
  }, [controller, place, layer, text, second, step]);
  return told?.layer === layer ? told : undefined;
}

export function Inside({ place, sentence, nameOf }: InsideProps) {
  const layers = sentence.rows.flatMap(({ at, layer, side }) =>
    at === 'layer' && layer !== undefined && (!crossPlaces.has(place) || side === 'written') ? [{ layer, side }] : [],
  );
  const [wanted, setWanted] = useState<number>();
  const { layer = 0, side = 'read' } = layers.find((each) => each.layer === wanted) ?? layers[0] ?? {};
  const told = useTold(place, layer, sentence);
  const step = told?.arithmetic?.step ?? told?.attention?.step;
  return (
    <section className="inside" aria-labelledby="inside-title">
      <h3 id="inside-title" className="group-title">
        {words.inside}
      </h3>
      <p className="inside-sentence" dir="auto">
        {sentence.text}
        {sentence.second !== undefined && ` / ${sentence.second}`}
      </p>
      {!placesOutsideLayers.has(place) && layers.length > 1 && (
        <label className="arithmetic-token">
          {words.inLayer}{' '}
          <select className="text" value={layer} onChange={(event) => setWanted(Number(event.target.value))}>
            {layers.map((each) => (
              <option key={each.layer} value={each.layer}>
                {nameOf(each.layer)}
              </option>
            ))}
          </select>
        </label>
      )}
      <div aria-live="polite">
        {!told && <p className="note">{words.computing}</p>}
        {step !== undefined && <p className="note">{words.at(whole(step))}</p>}
        {told?.refusals.map((refusal) => (
          <p key={refusal.code} className="note note-warn">
            {inLanguage(refusal)}
          </p>
        ))}
      </div>
      {told?.attention && (
        <Attention answer={told.attention} sentence={sentence} side={side} cross={place === 'crossAttention'} />
      )}
      {told?.arithmetic && <Arithmetic answer={told.arithmetic} sentence={sentence} nameOf={nameOf} />}
    </section>
  );
}
