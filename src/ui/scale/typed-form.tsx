/** Sizes of a model of one's own. */
import { useId, useState } from 'react';
import { Select } from '../controls/select';
import { whole } from '../format';
import { strings } from './strings';
import { limits, type Typed, type TypedError } from './targets';

const fields = Object.keys(limits) as (keyof typeof limits)[];

function NumberField({
  name,
  value,
  wrong,
  onChange,
}: {
  readonly name: keyof typeof limits;
  readonly value: number;
  readonly wrong: boolean;
  readonly onChange: (value: number) => void;
}) {
  const id = useId();
  const [text, setText] = useState(String(value));
  return (
    <div className="field typed-field">
      <label className="field-label" htmlFor={id}>
        {strings.fields[name]}
      </label>
      <input
        id={id}
        className="number typed-number"
        inputMode="numeric"
        autoComplete="off"
        value={text}
        aria-invalid={wrong}
        onChange={(event) => {
          setText(event.target.value);
          onChange(
            event.target.value.trim() === '' ? Number.NaN : Number(event.target.value.replaceAll(/[\s,._]/g, '')),
          );
        }}
      />
    </div>
  );
}

export function TypedForm({
  typed,
  problem,
  onChange,
}: {
  readonly typed: Typed;
  readonly problem: TypedError | undefined;
  readonly onChange: (typed: Typed) => void;
}) {
  return (
    <div className="group">
      <h3 className="group-title">{strings.own}</h3>
      <div className="knobs">
        <Select
          inline
          label={strings.fields.style}
          value={typed.style}
          groups={[
            { options: (['bert', 'gpt2', 'llama'] as const).map((value) => ({ value, label: strings.styles[value] })) },
          ]}
          onChange={(style) => onChange({ ...typed, style: style as Typed['style'] })}
        />
        {fields.map((name) => (
          <NumberField
            key={name}
            name={name}
            value={typed[name]}
            wrong={problem?.field === name}
            onChange={(value) => onChange({ ...typed, [name]: value })}
          />
        ))}
      </div>
      {problem && (
        <p className="note note-warn" role="alert">
          {problem.indivisible
            ? strings.indivisible
            : strings.fieldError(strings.fields[problem.field], whole(problem.min), whole(problem.max))}
        </p>
      )}
    </div>
  );
}
