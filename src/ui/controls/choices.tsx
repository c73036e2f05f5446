/** Several of a few: toggle buttons in a row, at least one stays chosen. And a single yes or no. */
import { Switch, ToggleGroup } from 'radix-ui';
import { useId } from 'react';
import { LockMark } from '../share/lock';
import { Hint } from './hint';

export interface ChoicesProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: readonly string[];
  readonly options: readonly string[];
  readonly name?: (option: string) => string;
  /** Why it can't be changed. */
  readonly locked?: string;
  readonly onChange: (value: readonly string[]) => void;
}

export function Choices({ label, hint, value, options, name = (option) => option, locked, onChange }: ChoicesProps) {
  const id = useId();
  return (
    <div className="field">
      <div className="field-head">
        <span className="field-label" id={id}>
          {label}
        </span>
        {hint && <Hint label={label} text={hint} />}
        {locked && <LockMark id={`${id}-locked`} reason={locked} />}
      </div>
      <ToggleGroup.Root
        type="multiple"
        disabled={locked !== undefined}
        aria-describedby={locked === undefined ? undefined : `${id}-locked`}
        className="toggles"
        aria-labelledby={id}
        value={[...value]}
        onValueChange={(next) => {
          if (next.length > 0) onChange(next);
        }}
      >
        {options.map((option) => (
          <ToggleGroup.Item key={option} value={option} className="toggle">
            {name(option)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  );
}

export function Flag({
  label,
  hint,
  value,
  locked,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: boolean;
  readonly locked?: string;
  readonly onChange: (value: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="field field-inline">
      <div className="field-head">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        {hint && <Hint label={label} text={hint} />}
        {locked && <LockMark id={`${id}-locked`} reason={locked} />}
      </div>
      <Switch.Root
        id={id}
        disabled={locked !== undefined}
        aria-describedby={locked === undefined ? undefined : `${id}-locked`}
        className="switch"
        checked={value}
        onCheckedChange={onChange}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </div>
  );
}
