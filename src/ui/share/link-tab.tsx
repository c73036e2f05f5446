/** Share by link: what goes in, how long it gets, copy, QR code, and a teacher's locks. */
import { useMemo, useState } from 'react';
import type { Message } from '../../messages/message';
import { encodeCurve } from '../../state/shareCurve';
import { OWN } from '../../worker/protocol';
import { usePlay, usePlayground } from '../context';
import { whole } from '../format';
import { useShared, type Draft } from './address';
import { CopyField } from './copy';
import { LessonControls } from './lesson-controls';
import { QrCode } from './qr';
import { inLanguage } from '../inLanguage';
import { strings } from './strings';

const words = strings.link;
/** Links up to this length survive most programs. */
const SAFE = 2000;

type Packed =
  'none' | 'packing' | 'large' | { readonly step: number; readonly text: string } | { readonly refusal: Message };

function Tick({
  label,
  checked,
  disabled,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className={disabled ? 'tick tick-off' : 'tick'}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

export function LinkTab({ draft, onDraft }: { readonly draft: Draft; readonly onDraft: (draft: Draft) => void }) {
  const run = usePlay((state) => state.run);
  const brought = usePlay((state) => state.payload);
  const settings = usePlay((state) => state.settings);
  const { adapters } = usePlayground();
  const shared = useShared(draft);
  const [withCurve, setWithCurve] = useState(false);
  const [withAdapter, setWithAdapter] = useState(false);
  const [packed, setPacked] = useState<Packed>('none');
  const curve = useMemo(() => (run.records.length > 0 ? encodeCurve(run, Date.now()) : brought.curve), [run, brought]);
  const trained = run.step > 0;
  const adapter = trained
    ? typeof packed === 'object' && 'text' in packed
      ? packed.text
      : undefined
    : brought.adapter;

  const tickAdapter = async (checked: boolean) => {
    setWithAdapter(checked);
    if (!checked || !trained || (typeof packed === 'object' && 'step' in packed && packed.step === run.step)) return;
    setPacked('packing');
    const saved = await adapters.save();
    setPacked(
      saved === undefined
        ? 'none'
        : 'refusal' in saved
          ? saved
          : saved.packed === undefined
            ? 'large'
            : { step: saved.step, text: saved.packed },
    );
  };

  const link = shared({}, { ...(withCurve && curve ? { curve } : {}), ...(withAdapter && adapter ? { adapter } : {}) });
  const adapterLabel =
    !trained && !adapter
      ? words.noAdapter
      : packed === 'packing'
        ? words.packing
        : packed === 'large'
          ? words.largeAdapter
          : words.adapter(adapter ? whole(adapter.length) : '');
  return (
    <div className="share-link">
      <div>
        <CopyField label={words.label} action={words.copy} text={link} rows={3} />
        <p className="note" data-testid="link-size">
          {words.size(whole(link.length))}
          {link.length > SAFE && `. ${words.long}`}
        </p>
        {(settings.model === OWN || settings.dataset === OWN) && <p className="note note-warn">{words.own}</p>}
        <fieldset className="ticks">
          <legend className="field-label">{words.include}</legend>
          <Tick
            label={curve ? words.curve(whole(curve.length)) : words.noCurve}
            checked={withCurve && curve !== undefined}
            disabled={curve === undefined}
            onChange={setWithCurve}
          />
          <Tick
            label={adapterLabel}
            checked={withAdapter && packed !== 'large'}
            disabled={(!trained && !adapter) || packed === 'packing' || packed === 'large'}
            onChange={(checked) => void tickAdapter(checked)}
          />
          {typeof packed === 'object' && 'refusal' in packed && (
            <p className="note note-warn" role="alert">
              {inLanguage(packed.refusal)}
            </p>
          )}
        </fieldset>
        <LessonControls draft={draft} onDraft={onDraft} />
      </div>
      <QrCode text={link} />
    </div>
  );
}
