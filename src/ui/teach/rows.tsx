/** Examples of several texts each, in rows like those of a spreadsheet, from which they can be pasted. */
import { useId, type CSSProperties } from 'react';
import { Close } from '../controls/icons';
import { strings as words } from './strings';

export interface Column<K extends string> {
  readonly key: K;
  readonly title: string;
  /** What was typed before in this column is offered again. */
  readonly offered?: boolean;
}

/**
 * Lines with tabs are rows with columns.
 * @param before the row that a line is written over, by its number
 * @returns undefined for text of one field
 */
function pastedRows<K extends string>(
  text: string,
  keys: readonly K[],
  before: (line: number) => Readonly<Record<K, string>>,
): readonly Readonly<Record<K, string>>[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 2 && !text.includes('\t')) return undefined;
  return lines.map((line, n) => {
    const cells = line.split('\t').slice(0, keys.length);
    const given = cells.map((cell, c): [string, string] => [keys[c]!, cell.trim()]);
    return { ...before(n), ...(Object.fromEntries(given) as Partial<Record<K, string>>) };
  });
}

/** What was typed in a column before. */
function Offered<K extends string>({
  id,
  columns,
  rows,
}: {
  readonly id: string;
  readonly columns: readonly Column<K>[];
  readonly rows: readonly Readonly<Record<K, string>>[];
}) {
  return columns
    .filter(({ offered }) => offered)
    .map(({ key }) => (
      <datalist key={key} id={`${id}-${key}`}>
        {[...new Set(rows.map((row) => row[key].trim()).filter(Boolean))].map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    ));
}

export function Rows<K extends string>({
  columns,
  rows,
  onChange,
}: {
  readonly columns: readonly Column<K>[];
  readonly rows: readonly Readonly<Record<K, string>>[];
  readonly onChange: (rows: readonly Readonly<Record<K, string>>[]) => void;
}) {
  const id = useId();
  const empty = Object.fromEntries(columns.map(({ key }) => [key, ''])) as Record<K, string>;
  const change = (at: number, part: Partial<Record<K, string>>) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));

  const paste = (at: number, from: number, text: string): boolean => {
    const keys = columns.map(({ key }) => key).slice(from);
    const pasted = pastedRows(text, keys, (n) => rows[at + n] ?? empty);
    if (pasted) onChange([...rows.slice(0, at), ...pasted, ...rows.slice(at + pasted.length)]);
    return pasted !== undefined;
  };

  return (
    <>
      <div className="teach-rows" style={{ '--columns': columns.length } as CSSProperties}>
        {columns.map(({ key, title }) => (
          <span key={key} className="field-label" aria-hidden>
            {title}
          </span>
        ))}
        <span />
        {rows.map((row, i) => (
          // Their order is all that tells them apart while they are typed.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={i} role="group" aria-label={String(i + 1)} className="teach-row">
            {columns.map(({ key, title, offered }, c) => (
              <input
                key={key}
                className="text"
                dir="auto"
                value={row[key]}
                aria-label={title}
                placeholder={title}
                list={offered ? `${id}-${key}` : undefined}
                maxLength={2000}
                onPaste={(event) => {
                  if (paste(i, c, event.clipboardData.getData('text'))) event.preventDefault();
                }}
                onChange={(event) => change(i, { [key]: event.target.value } as Partial<Record<K, string>>)}
              />
            ))}
            <button
              type="button"
              className="icon-button"
              disabled={rows.length === 1}
              aria-label={words.removeRow(i + 1)}
              title={words.removeRow(i + 1)}
              onClick={() => onChange(rows.filter((_, at) => at !== i))}
            >
              <Close />
            </button>
          </div>
        ))}
      </div>
      <Offered id={id} columns={columns} rows={rows} />
      <p className="note">
        <button type="button" className="link" onClick={() => onChange([...rows, empty])}>
          {words.addRow}
        </button>{' '}
        {words.pasteHint}
      </p>
    </>
  );
}
