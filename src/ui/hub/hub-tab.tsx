/** A model of the Hub: by its name or page, by words, or from a list of small ones. */
import { useState } from 'react';
import { curated } from '../../state/curatedModels';
import type { FoundModel as Hit, RemoteReport } from '../../worker/protocol';
import { usePlayground } from '../context';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { AskForm } from './ask-form';
import { FoundModel } from './found-model';
import { strings } from './strings';
import { useLookUp } from './use-look-up';

/** What looks like one name, and not like words to search for. */
const isName = (text: string): boolean => text.includes('/') || text.startsWith('hf:');

export function HubTab({ onDone }: { readonly onDone: () => void }) {
  const { controller } = usePlayground();
  const [text, setText] = useState('');
  const model = useLookUp<RemoteReport>();
  const hits = useLookUp<readonly Hit[]>();
  const lookUp = (address: string) => void model.look(() => controller.remote.lookUp(address));
  const choose = (name: string) => {
    setText(name);
    lookUp(name);
  };
  const ask = () => {
    const asked = text.trim();
    if (isName(asked)) lookUp(asked);
    else void hits.look(() => controller.remote.search(asked));
  };
  const busy = model.looking || hits.looking;
  return (
    <>
      <AskForm
        label={strings.name}
        placeholder={strings.namePlaceholder}
        button={isName(text) ? strings.lookUp : strings.search}
        value={text}
        onChange={setText}
        onAsk={ask}
        busy={busy}
      />
      <div aria-live="polite">
        {busy && <p className="note">{strings.looking}</p>}
        {model.looked && !busy && <FoundModel looked={model.looked} onForm={lookUp} onDone={onDone} />}
        {hits.looked && !hits.looking && <Hits looked={hits.looked} onChoose={choose} />}
      </div>
      <h3 className="group-title">{strings.curated}</h3>
      <ul className="hub-list">
        {curated.map(({ id: name, megabytes, type }) => (
          <li key={name}>
            <button type="button" className="hub-entry" onClick={() => choose(name)}>
              <b>{name}</b> <span className="hub-size">{strings.about(type, whole(megabytes))}</span>
              <small>{strings.reasons[name]}</small>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Hits({
  looked,
  onChoose,
}: {
  readonly looked: NonNullable<ReturnType<typeof useLookUp<readonly Hit[]>>['looked']>;
  readonly onChoose: (name: string) => void;
}) {
  if ('refusal' in looked)
    return (
      <p className="note note-warn" role="alert">
        {inLanguage(looked.refusal)}
      </p>
    );
  const { found } = looked;
  return (
    <>
      <p className="note">{found.length === 0 ? strings.noneFound : strings.found(whole(found.length))}</p>
      <ul className="hub-list">
        {found.map(({ id, license }) => (
          <li key={id}>
            <button type="button" className="hub-entry" onClick={() => onChoose(id)}>
              <b>{id}</b> <span className="hub-size">{license}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
