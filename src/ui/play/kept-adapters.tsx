/** Adapters that were kept: one key goes from each to the next, and all of the panel answers with it. */
import { useEffect, useState } from 'react';
import type { Message } from '../../messages/message';
import { useMethod, usePlay, usePlayground } from '../context';
import { Close } from '../controls/icons';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { addKept, dropKept, MOST_KEPT, useKept } from './kept';
import { useStanding } from './standing';
import { strings } from './strings';
import { trained, type PlayerState } from './use-player';

/** Goes to the next adapter. */
const KEY = 'x';

/** Keeps the run's adapter as it is now. */
function useKeeping() {
  const { adapters, controller } = usePlayground();
  const method = useMethod();
  const kept = useKept();
  const [keeping, setKeeping] = useState(false);
  const [told, setTold] = useState<string>();
  const [refusal, setRefusal] = useState<Message>();
  const keep = async () => {
    const { epoch, run, settings } = controller.state;
    const of = `${epoch} ${run.step} ${run.records.at(-1)?.loss}`;
    setRefusal(undefined);
    if (kept.some((one) => one.of === of)) return setTold(strings.already);
    if (kept.length >= MOST_KEPT) return setTold(strings.full(whole(MOST_KEPT)));
    setKeeping(true);
    const saved = await adapters.save();
    setKeeping(false);
    if (!saved) return setTold(undefined);
    if ('refusal' in saved) {
      setTold(undefined);
      return setRefusal(saved.refusal);
    }
    const name = strings.name(method.name, whole(saved.step));
    const file = new File([saved.zip as Uint8Array<ArrayBuffer>], saved.name, { type: 'application/zip' });
    addKept({ name, file, of, task: settings.dataset });
    setTold(strings.keptNow(name));
  };
  return { keep, keeping, told, refusal };
}

export function KeptAdapters({ player }: { readonly player: PlayerState }) {
  const { settings, set } = player;
  const kept = useKept();
  const standing = useStanding();
  const ready = standing === 'ready';
  const step = usePlay((state) => state.run.step);
  const { keep, keeping, told, refusal } = useKeeping();
  const shown = settings.kept?.length === 1 ? settings.kept[0]!.id : settings.kept ? undefined : '';
  const show = (id: string) => set(id === '' ? trained : { strength: 1, kept: [{ id, share: 1 }] });

  useEffect(() => {
    if (!ready || kept.length === 0) return;
    const all = ['', ...kept.map(({ id }) => id)];
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== KEY || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.closest('input:not([type=range]):not([type=radio]), textarea, select, [contenteditable]')) return;
      event.preventDefault();
      const next = all[(all.indexOf(shown ?? '') + 1) % all.length]!;
      set(next === '' ? trained : { strength: 1, kept: [{ id: next, share: 1 }] });
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [ready, kept, shown, set]);

  return (
    <section className="play-kept">
      <div className="play-head">
        <h3 className="group-title">{strings.kept}</h3>
        <button type="button" className="button" disabled={!ready || keeping} onClick={() => void keep()}>
          {keeping ? strings.keeping : strings.keep}
        </button>
      </div>
      <p className="note">{strings.keptText(KEY)}</p>
      <p className="note" role="status">
        {told}
      </p>
      {refusal && (
        <p className="note note-warn" role="alert">
          {inLanguage(refusal)}
        </p>
      )}
      {kept.length > 0 && (
        <ul className="play-list" aria-label={strings.shown}>
          {ready && (
            <li>
              <button type="button" className="toggle" aria-pressed={shown === ''} onClick={() => show('')}>
                {strings.own}, {whole(step)}
              </button>
            </li>
          )}
          {kept.map(({ id, name }) => (
            <li key={id} data-kept={id}>
              <button
                type="button"
                className="toggle"
                aria-pressed={shown === id}
                disabled={!ready}
                onClick={() => show(id)}
              >
                {name}
              </button>
              <button
                type="button"
                className="icon-button"
                aria-label={strings.letGo(name)}
                title={strings.letGo(name)}
                onClick={() => {
                  if (settings.kept?.some((share) => share.id === id)) set(trained);
                  dropKept(id);
                }}
              >
                <Close />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
