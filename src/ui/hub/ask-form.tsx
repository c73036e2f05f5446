/** One line to fill in, and the button that asks for it. */
import { useId } from 'react';

export interface AskFormProps {
  readonly label: string;
  readonly placeholder: string;
  readonly button: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onAsk: () => void;
  /** Something is being asked already. */
  readonly busy: boolean;
  /** A phone shows the keyboard for addresses. */
  readonly url?: boolean;
}

export function AskForm({ label, placeholder, button, value, onChange, onAsk, busy, url }: AskFormProps) {
  const id = useId();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAsk();
      }}
    >
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="hub-ask">
        <input
          id={id}
          className="text"
          inputMode={url ? 'url' : 'text'}
          spellCheck={false}
          autoCapitalize="none"
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <button type="submit" className="button" disabled={value.trim() === '' || busy}>
          {button}
        </button>
      </div>
    </form>
  );
}
