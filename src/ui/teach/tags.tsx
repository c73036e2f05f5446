/** Sentences whose words are painted with tags: a brush, and words to click or drag over. */
import { useId, useRef, useState } from 'react';
import { linesOf, MOST_CLASSES, wordsOf, type TagsDraft } from './draft';
import { strings as words } from './strings';

const ERASE = -1;

interface PartProps {
  readonly draft: TagsDraft;
  readonly onChange: (draft: TagsDraft) => void;
  /** Place of the tag that is painted with; `ERASE`: none. */
  readonly brush: number;
}

/** The tags, each a colour with a name that can be changed, and no tag. */
function Brushes({ draft, onChange, brush, onBrush }: PartProps & { readonly onBrush: (brush: number) => void }) {
  const { tags, painted } = draft;
  const rename = (at: number, name: string) => {
    const before = tags[at]!.trim();
    const renamed = Object.entries(painted).map(([place, tag]): [string, string] => [
      place,
      before !== '' && tag === before ? name.trim() : tag,
    ]);
    onChange({
      ...draft,
      tags: tags.map((tag, i) => (i === at ? name : tag)),
      painted: Object.fromEntries(renamed.filter(([, tag]) => tag !== '')),
    });
  };
  return (
    <div className="teach-brushes" role="radiogroup" aria-label={words.brush}>
      {tags.map((tag, i) => (
        // Their order is all that tells them apart while they are typed.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={i} className={`teach-brush tagged-tone-${i}`} data-chosen={brush === i}>
          <button
            type="button"
            role="radio"
            aria-checked={brush === i}
            aria-label={`${words.brush}: ${tag.trim() || words.tagName(i + 1)}`}
            className="teach-dot"
            onClick={() => onBrush(i)}
          />
          <input
            className="text"
            dir="auto"
            value={tag}
            aria-label={words.tagName(i + 1)}
            placeholder={words.tagName(i + 1)}
            maxLength={30}
            onFocus={() => onBrush(i)}
            onChange={(event) => rename(i, event.target.value)}
          />
        </span>
      ))}
      <button
        type="button"
        role="radio"
        aria-checked={brush === ERASE}
        className="button button-small"
        data-chosen={brush === ERASE}
        onClick={() => onBrush(ERASE)}
      >
        {words.erase}
      </button>
      {tags.length < MOST_CLASSES && (
        <button type="button" className="link" onClick={() => onChange({ ...draft, tags: [...tags, ''] })}>
          {words.addTag}
        </button>
      )}
    </div>
  );
}

/** The sentences' words, to be painted. */
function Canvas({ draft, onChange, brush }: PartProps) {
  const { lines, tags, painted } = draft;
  /** A drag paints all words like the first. */
  const dragged = useRef<string | undefined>(undefined);
  const names = tags.map((tag) => tag.trim());
  const chosen = brush === ERASE ? '' : (names[brush] ?? '');
  const paint = (place: string, tag: string) => {
    const { [place]: before, ...others } = painted;
    if ((before ?? '') !== tag) onChange({ ...draft, painted: tag === '' ? others : { ...others, [place]: tag } });
  };
  return (
    <div className="teach-canvas" onPointerUp={() => (dragged.current = undefined)}>
      {linesOf(lines).map((line, l) => (
        // A sentence may stand there twice.
        // oxlint-disable-next-line react/no-array-index-key
        <p key={l} dir="auto" className="tagged">
          {wordsOf(line).map((word, w) => {
            const place = `${l} ${w}`;
            const tag = painted[place];
            const tone = tag === undefined ? -1 : names.indexOf(tag);
            const next = tag === chosen ? '' : chosen;
            return (
              <button
                key={place}
                type="button"
                className={`teach-word tagged-word ${tone < 0 ? '' : `tagged-tone-${tone}`}`}
                aria-pressed={tag !== undefined}
                aria-label={tag === undefined ? word : words.painted(word, tag)}
                disabled={brush !== ERASE && chosen === ''}
                onPointerDown={(event) => {
                  event.currentTarget.releasePointerCapture(event.pointerId);
                  dragged.current = next;
                  paint(place, next);
                }}
                onPointerEnter={(event) => {
                  if (event.buttons === 1 && dragged.current !== undefined) paint(place, dragged.current);
                }}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  paint(place, next);
                }}
              >
                {word}
                {tag !== undefined && <small>{tag}</small>}
              </button>
            );
          })}
        </p>
      ))}
    </div>
  );
}

export function Tags({ draft, onChange }: Pick<PartProps, 'draft' | 'onChange'>) {
  const [brush, setBrush] = useState(0);
  const id = useId();
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {words.sentences}
      </label>
      <textarea
        id={id}
        className="text"
        dir="auto"
        rows={5}
        spellCheck={false}
        value={draft.lines}
        // Lines keep their tags where they keep their place.
        onChange={(event) => onChange({ ...draft, lines: event.target.value })}
      />
      <Brushes draft={draft} onChange={onChange} brush={brush} onBrush={setBrush} />
      <p className="note">{words.paint}</p>
      <Canvas draft={draft} onChange={onChange} brush={brush} />
    </>
  );
}
