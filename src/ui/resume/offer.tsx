/** The run that an earlier page could not finish: go on with it, or start it anew. */
import type { Offered } from '../../state/resumer';
import { dataOf } from '../contents';
import { usePlayground, useResume } from '../context';
import { Close, Play } from '../controls/icons';
import { moment, whole } from '../format';
import { inLanguage } from '../inLanguage';
import './resume.css';
import { strings } from './strings';

const words = strings.offer;

/** The browser threw the tab out of memory, and loads it again now that it is looked at. */
const wasDiscarded = (): boolean => (document as { readonly wasDiscarded?: boolean }).wasDiscarded === true;

function Text({ record, missing, refusal }: Offered) {
  const { name, model, step, settings, date, own } = record;
  const hindered = missing.length > 0 || refusal !== undefined;
  return (
    <>
      <p className="banner-title">{words.title}</p>
      {wasDiscarded() && <p>{words.discarded}</p>}
      <p>
        {words.text(name, model, dataOf(record), whole(step), whole(settings.steps), moment(date, 'short'))}{' '}
        {!hindered && words.same}
      </p>
      {refusal && <p role="alert">{inLanguage(refusal)}</p>}
      {missing.map((what) => (
        <p key={what}>{words.missing[what](own[what]?.name ?? '')}</p>
      ))}
    </>
  );
}

export default function Offer({ offer }: { readonly offer: Offered }) {
  const { resumer } = usePlayground();
  const { record, missing, refusal, going } = offer;
  const able = useResume((state) => state.offer === offer) && missing.length === 0 && !refusal;
  return (
    <section className="offer" aria-label={words.label} data-step={record.step}>
      <div className="banner-body" role="status">
        <Text {...offer} />
        <div className="actions">
          {!refusal && (
            <button
              type="button"
              className="button button-primary"
              disabled={!able || going}
              onClick={() => void resumer.goOn()}
            >
              <Play /> {going ? words.going : words.goOn(whole(record.step))}
            </button>
          )}
          <button type="button" className="button" disabled={going} onClick={() => void resumer.startAnew()}>
            {missing.length > 0 ? words.discard : words.anew}
          </button>
        </div>
      </div>
      <button
        type="button"
        className="icon-button"
        disabled={going}
        aria-label={words.later}
        title={words.later}
        onClick={() => resumer.dismiss()}
      >
        <Close />
      </button>
    </section>
  );
}
