/** A text to copy: shown, selectable, with a button; says when the browser refuses. */
import { useId, useRef, useState } from 'react';
import { strings } from './strings';

const words = strings.link;
/** Milliseconds that "Copied" stays. */
const STAYS = 2000;

export function CopyField({
  label,
  action,
  text,
  rows = 1,
}: {
  readonly label: string;
  readonly action: string;
  readonly text: string;
  readonly rows?: number;
}) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [state, setState] = useState<'no' | 'yes' | 'failed'>('no');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('yes');
      setTimeout(() => setState('no'), STAYS);
    } catch {
      setState('failed');
      field.current?.select();
    }
  };
  return (
    <div className="copy">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        ref={field}
        className="text copy-text"
        readOnly
        rows={rows}
        value={text}
        spellCheck={false}
        onFocus={(event) => event.target.select()}
      />
      <button type="button" className="button button-primary" onClick={() => void copy()}>
        {state === 'yes' ? words.copied : action}
      </button>
      <span className="visually-hidden" role="status">
        {state === 'yes' ? words.copied : ''}
      </span>
      {state === 'failed' && (
        <p className="note note-warn" role="alert">
          {words.copyFailed}
        </p>
      )}
    </div>
  );
}
