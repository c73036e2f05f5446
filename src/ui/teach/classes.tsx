/** Classes of one's own: a name and a few texts for each. */
import { Close } from '../controls/icons';
import { linesOf, MOST_CLASSES, type ClassDraft } from './draft';
import { strings as words } from './strings';

export function Classes({
  classes,
  onChange,
}: {
  readonly classes: readonly ClassDraft[];
  readonly onChange: (classes: readonly ClassDraft[]) => void;
}) {
  const change = (at: number, part: Partial<ClassDraft>) =>
    onChange(classes.map((entry, i) => (i === at ? { ...entry, ...part } : entry)));
  return (
    <>
      <div className="teach-classes">
        {classes.map(({ name, lines }, i) => {
          const called = name.trim() || words.nthClass(i + 1);
          return (
            // Their order is all that tells them apart while they are typed.
            // oxlint-disable-next-line react/no-array-index-key
            <fieldset key={i} className={`teach-class tagged-tone-${i}`}>
              <legend className="visually-hidden">{called}</legend>
              <div className="teach-class-head">
                <input
                  className="text"
                  dir="auto"
                  value={name}
                  aria-label={words.className(i + 1)}
                  placeholder={words.className(i + 1)}
                  maxLength={60}
                  onChange={(event) => change(i, { name: event.target.value })}
                />
                {classes.length > 2 && (
                  <button
                    type="button"
                    className="icon-button"
                    aria-label={words.removeClass(called)}
                    title={words.removeClass(called)}
                    onClick={() => onChange(classes.filter((_, at) => at !== i))}
                  >
                    <Close />
                  </button>
                )}
              </div>
              <textarea
                className="text"
                dir="auto"
                rows={7}
                spellCheck={false}
                value={lines}
                aria-label={words.classLines(called)}
                placeholder={words.linePlaceholder}
                onChange={(event) => change(i, { lines: event.target.value })}
              />
              <p className="note">{words.rows(linesOf(lines).length)}</p>
            </fieldset>
          );
        })}
      </div>
      {classes.length < MOST_CLASSES && (
        <button type="button" className="link" onClick={() => onChange([...classes, { name: '', lines: '' }])}>
          {words.addClass}
        </button>
      )}
    </>
  );
}
