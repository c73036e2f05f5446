/** What a method does on the way through the model: how much it adds, how far its gates are open, what it chose. */
import type { CSSProperties } from 'react';
import type { UpdateReport } from '../../worker/protocol';
import { usePlay } from '../context';
import { fixed, percent, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { strings } from './strings';
import { partName, rowName } from './words';

const MOST = 60;

const bar = (share: number): CSSProperties => ({ '--share': `${Math.min(100, 100 * share)}%` }) as CSSProperties;

export function Added({
  report: { added, texts },
  encoderLayers,
}: {
  readonly report: UpdateReport;
  readonly encoderLayers: number | undefined;
}) {
  const known = added.filter(({ share }) => Number.isFinite(share));
  if (known.length === 0) return null;
  const top = Math.max(...known.map(({ share }) => share), 1e-12);
  return (
    <section className="update-part" data-part="added">
      <h3 className="group-title">{strings.added}</h3>
      <p className="note">{strings.addedText(whole(texts))}</p>
      <ul className="share-list">
        {known.slice(0, MOST).map(({ place, layer, share }, i) => (
          <li key={i}>
            <span>{[rowName(layer, encoderLayers), partName(place)].filter(Boolean).join(' · ')}</span>
            <span className="share-track" style={bar(share / top)} />
            <b>{percent(share)}</b>
          </li>
        ))}
      </ul>
      {known.length > MOST && <p className="note">{strings.more(whole(known.length - MOST))}</p>}
    </section>
  );
}

export function Gates({ report: { gates, texts, method } }: { readonly report: UpdateReport }) {
  if (method === 'adamix') return <p className="note">{strings.experts}</p>;
  if (gates.length === 0) return null;
  return (
    <section className="update-part" data-part="gates">
      <h3 className="group-title">{strings.gates}</h3>
      <p className="note">{strings.gatesText(whole(texts))}</p>
      <ul className="share-list">
        {gates.slice(0, MOST).map(({ about, values }) => (
          <li key={about}>
            <code>{about}</code>
            <span className="share-several">
              {values.map((value, i) => (
                <span key={i} className="share-track" style={bar(value)} title={`${i + 1}: ${fixed(value, 2)}`} />
              ))}
            </span>
            <b>{values.map((value) => fixed(value, 2)).join(' ')}</b>
          </li>
        ))}
      </ul>
      {gates.length > MOST && <p className="note">{strings.more(whole(gates.length - MOST))}</p>}
    </section>
  );
}

/** What the phases of a method say that they found. */
export function Choices() {
  const stages = usePlay((state) => state.run.stages);
  const told = stages.flatMap(({ index, summary }) => (summary ? [{ index, summary }] : []));
  if (told.length === 0) return null;
  return (
    <section className="update-part" data-part="choices">
      <h3 className="group-title">{strings.choices}</h3>
      {told.map(({ index, summary }) => (
        <p key={index} className="note">
          {inLanguage(summary)}
        </p>
      ))}
    </section>
  );
}
