/** A teacher's choice: which controls a link locks, which it hides. */
import { knobKey } from '../../state/hash';
import { controlNames, listOf, properties, validate } from '../../state/properties';
import { useConfiguration } from '../context';
import { strings as page } from '../strings';
import type { Draft } from './address';
import { strings } from './strings';

const words = strings.lesson;
const titles: Readonly<Record<string, string>> = {
  model: page.what.model,
  dataset: page.what.data,
  method: page.what.method,
};
const titleOf = (name: (typeof controlNames)[number]): string =>
  titles[name] ?? page.settings[name as keyof typeof page.settings].label;

export function LessonControls({
  draft,
  onDraft,
}: {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
}) {
  const { method } = useConfiguration();
  const rows = [
    ...controlNames.map((name) => ({ name: name, title: titleOf(name) })),
    ...method.hyperparameters.map((knob) => ({ name: knobKey(knob.name), title: knob.label })),
  ];
  const change = (which: keyof Draft, names: readonly string[], on: boolean) => {
    const kept = listOf(draft[which]).filter((name) => !names.includes(name));
    onDraft({ ...draft, [which]: String(validate(properties[which], [...kept, ...(on ? names : [])].join(','))) });
  };
  const all = rows.map(({ name }) => name);
  const tick = (which: keyof Draft, { name, title }: (typeof rows)[number]) => (
    <td>
      <input
        type="checkbox"
        aria-label={which === 'lock' ? words.lockOf(title) : words.hideOf(title)}
        checked={listOf(draft[which]).includes(name)}
        onChange={(event) => change(which, [name], event.target.checked)}
      />
    </td>
  );
  const head = (which: keyof Draft) => {
    const full = all.every((name) => listOf(draft[which]).includes(name));
    return (
      <th scope="col">
        {words[which]}{' '}
        <button
          type="button"
          className="link"
          aria-label={`${words[which]}: ${full ? words.none : words.all}`}
          onClick={() => change(which, all, !full)}
        >
          {full ? words.none : words.all}
        </button>
      </th>
    );
  };
  return (
    <details className="fold">
      <summary>{words.open}</summary>
      <p className="note">{words.text}</p>
      <div className="locks" role="region" aria-label={words.open} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.control}</th>
              {head('lock')}
              {head('hide')}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.title}</th>
                {tick('lock', row)}
                {tick('hide', row)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
