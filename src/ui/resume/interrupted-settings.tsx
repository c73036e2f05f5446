/** What is stored of interrupted runs, how much room they may take, and their deletion. */
import { useCallback, useEffect, useState } from 'react';
import type { Interrupted } from '../../state/interrupted';
import { sizeOf, type Allowance } from '../../state/runKeeper';
import { usePlayground, useResume } from '../context';
import { Select } from '../controls/select';
import { bytes, moment, whole } from '../format';
import { allowance, budgets, keepAllowance } from './allowance';
import './resume.css';
import { strings } from './strings';

const words = strings.settings;

interface Stored {
  readonly records: readonly Interrupted[];
  readonly copied: ReadonlySet<string>;
}
const nothing: Stored = { records: [], copied: new Set() };

/** What is stored now; looked up again with each step that is stored. */
function useStored() {
  const { resumer } = usePlayground();
  const step = useResume((state) => state.stored);
  const [stored, setStored] = useState(nothing);
  const look = useCallback(async () => setStored(await resumer.list().catch(() => nothing)), [resumer]);
  useEffect(() => void look(), [look, step]);
  return { stored, look };
}

function Runs({ stored, onRemove }: { readonly stored: Stored; readonly onRemove: (id: string) => void }) {
  return (
    <table className="kept">
      <thead>
        <tr>
          <th scope="col">{words.run}</th>
          <th scope="col" className="kept-size">
            {words.size}
          </th>
          <th scope="col">
            <span className="visually-hidden">{words.action}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {stored.records.map((record) => {
          const { id, name, step, settings, date } = record;
          const copied = stored.copied.has(id);
          const size = bytes(sizeOf(record, copied));
          const label = words.at(name, whole(step), whole(settings.steps), moment(date, 'short'));
          return (
            <tr key={id}>
              <th scope="row">{label}</th>
              <td className="kept-size">{copied ? words.copied(size) : size}</td>
              <td>
                <button
                  type="button"
                  className="button"
                  aria-label={words.removeOne(label)}
                  onClick={() => onRemove(id)}
                >
                  {words.remove}
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Whether the present run would survive a reload. */
function Now() {
  const stored = useResume((state) => state.stored);
  const unstored = useResume((state) => state.unstored);
  if (unstored)
    return (
      <p className="note note-warn" role="alert">
        {words.unstored[unstored.why](bytes(unstored.bytes))}
      </p>
    );
  return stored === undefined ? null : <p className="note">{words.stored(whole(stored))}</p>;
}

export function InterruptedSettings() {
  const { resumer } = usePlayground();
  const budget = useResume((state) => state.budget);
  const files = useResume((state) => state.files);
  const { stored, look } = useStored();
  const taken = stored.records.reduce((sum, record) => sum + sizeOf(record, stored.copied.has(record.id)), 0);
  const allow = async (next: Partial<Allowance>) => {
    keepAllowance({ ...allowance(), ...next });
    await resumer.allow(next).catch(() => undefined);
    await look();
  };
  const options = budgets.map((size) => ({
    value: String(size),
    label: size === 0 ? words.none : words.budgets(bytes(size)),
  }));
  return (
    <section className="settings-part" aria-labelledby="settings-interrupted">
      <h3 className="group-title" id="settings-interrupted">
        {words.title}
      </h3>
      <p className="note">{words.text}</p>
      <Select
        inline
        label={words.budget}
        value={String(budget)}
        groups={[{ options }]}
        onChange={(size) => void allow({ budget: Number(size) })}
      />
      {budget > 0 && (
        <label className="resume-tick">
          <input type="checkbox" checked={files} onChange={(event) => void allow({ files: event.target.checked })} />
          <span>{words.files}</span>
        </label>
      )}
      {stored.records.length > 0 && (
        <Runs
          stored={stored}
          onRemove={(id) =>
            void resumer
              .forget([id])
              .catch(() => undefined)
              .then(look)
          }
        />
      )}
      <div aria-live="polite">
        {budget > 0 && <p className="note">{taken > 0 ? words.taken(bytes(taken), bytes(budget)) : words.nothing}</p>}
        <Now />
      </div>
    </section>
  );
}
