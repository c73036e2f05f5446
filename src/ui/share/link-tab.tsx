/** Share by link: what goes in, how long it gets, copy, QR code, and a teacher's locks. */
import { useMemo, useState } from 'react';
import type { Message } from '../../messages/message';
import { presentPayload } from '../../state/share';
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

/** The run's adapter for a link, packed when it is asked for. @param brought of a link, where nothing was trained */
function usePackedAdapter(brought: string | undefined) {
  const run = usePlay((state) => state.run);
  const { adapters } = usePlayground();
  const [packed, setPacked] = useState<Packed>('none');
  const pack = async () => {
    if (typeof packed === 'object' && 'step' in packed && packed.step === run.step) return;
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
  const adapter = run.step === 0 ? brought : typeof packed === 'object' && 'text' in packed ? packed.text : undefined;
  return { packed, adapter, pack };
}

export function LinkTab({ draft, onDraft }: { readonly draft: Draft; readonly onDraft: (draft: Draft) => void }) {
  const run = usePlay((state) => state.run);
  const brought = usePlay((state) => state.payload);
  const data = usePlay((state) => presentPayload(state).data);
  const settings = usePlay((state) => state.settings);
  const shared = useShared(draft);
  const [withCurve, setWithCurve] = useState(false);
  const [withAdapter, setWithAdapter] = useState(false);
  const [withData, setWithData] = useState(true);
  const curve = useMemo(() => (run.records.length > 0 ? encodeCurve(run, Date.now()) : brought.curve), [run, brought]);
  const trained = run.step > 0;
  const { packed, adapter, pack } = usePackedAdapter(trained ? undefined : brought.adapter);
  const sent = withData && data !== undefined;
  const link = shared(
    {},
    { ...(sent && { data }), ...(withCurve && curve ? { curve } : {}), ...(withAdapter && adapter ? { adapter } : {}) },
  );
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
        {(settings.model === OWN || (settings.dataset === OWN && !sent)) && (
          <p className="note note-warn">{words.own}</p>
        )}
        <fieldset className="ticks">
          <legend className="field-label">{words.include}</legend>
          {data !== undefined && (
            <Tick label={words.data(whole(data.length))} checked={withData} disabled={false} onChange={setWithData} />
          )}
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
            onChange={(checked) => {
              setWithAdapter(checked);
              if (checked && trained) void pack();
            }}
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
