/** What the reader of a link should know about it, and the adapter that it brought. */
import { says as adapterNotes } from '../../interchange/adapterNotes';
import { useEffect } from 'react';
import { usePlay, usePlayground } from '../context';
import { Close, Lock, Warning } from '../controls/icons';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { strings } from './strings';

const words = strings.notes;

export function LinkNotes() {
  const notes = usePlay((state) => state.notes);
  const { controller, adapters } = usePlayground();
  const packed = usePlay((state) => state.payload.adapter ?? state.payload.adapterAddress);
  // A model that had to be asked for first.
  const agreed = usePlay((state) => state.remoteModel?.agreed);
  // One that had to be chosen first.
  const model = usePlay((state) => state.settings.model);
  useEffect(() => {
    if (packed !== undefined) void adapters.takeFromLink();
  }, [packed, agreed, model, adapters]);
  const data = usePlay((state) => state.payload.data);
  useEffect(() => {
    if (data !== undefined) void controller.takeData();
  }, [data, controller]);
  if (notes.length === 0) return null;
  return (
    <section className="banner link-notes" aria-label={words.label}>
      <Warning />
      <div className="banner-body" role="status">
        {notes
          .map(({ code, detail }) => ({
            code,
            text: words.text[code](typeof detail === 'object' ? inLanguage(detail) : (detail ?? '')),
          }))
          .map(({ code, text }) => (
            <p key={`${code} ${text}`} data-note={code}>
              {text}
            </p>
          ))}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={words.dismiss}
        onClick={() => controller.dismissNotes()}
      >
        <Close />
      </button>
    </section>
  );
}

/** The line that says which adapter the run starts from. */
export function HeldAdapterLine() {
  const adapter = usePlay((state) => state.adapter);
  const { adapters } = usePlayground();
  if (!adapter) return null;
  const {
    file,
    report: { kind, scalars, foreign, notes = [] },
  } = adapter;
  const more = [
    ...(foreign ? [strings.held.foreign(foreign.library, foreign.base ?? '')] : []),
    ...notes.map((note) => inLanguage(adapterNotes[note])),
  ];
  return (
    <p className="note held-adapter" data-testid="held-adapter">
      {[
        file === undefined ? strings.held.link(kind, whole(scalars)) : strings.held.file(file, kind, whole(scalars)),
        ...more,
      ].join(' ')}{' '}
      <button type="button" className="link" onClick={() => adapters.drop()}>
        {strings.held.remove}
      </button>
    </p>
  );
}

/** Says at the top of the settings that the link locks some of them. */
export function LockLine() {
  const locked = usePlay((state) => state.settings.lock !== '');
  return locked ? (
    <p className="note locked-line">
      <Lock /> {strings.lockedBar}
    </p>
  ) : null;
}
