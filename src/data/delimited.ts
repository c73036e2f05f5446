/** CSV and TSV to a table: the separator, quotation marks, and whether the first row names the columns. */
import type { Message } from '../messages/message';
import Papa from 'papaparse';
import { KNOWN_NAMES, nameKey } from './columnNames';
import { DataError } from './errors';
import { isNumber } from './profile';
import type { Format, Table } from './table';
import { says } from './messages';

type Row = readonly string[];

const SEPARATORS = [',', ';', '\t', '|'];
/** Rows that the separator is guessed from, and a header's name is looked for in. */
const SAMPLE = 200;
/** An unnamed column that is filled in fewer rows than this share is what overflowed, not a column. */
const OVERFLOW = 0.1;
const LONGEST_NAME = 60;

/** Excel's first line that names the separator. */
function separatorLine(text: string): { readonly separator?: string; readonly rest: string } {
  const found = /^"?sep=(.)"?[ ]*\n/i.exec(text);
  return found ? { separator: found[1]!, rest: text.slice(found[0].length) } : { rest: text };
}

/** @throws DataError for broken quotation marks, uneven rows, or a header alone. */
export function parseTsv(text: string, name: string): Table {
  const { separator = '\t', rest } = separatorLine(text);
  const lines = rest.split('\n').filter((line) => line.trim() !== '');
  const cells = (line: string) => line.split(separator).length;
  const width = cells(lines[0] ?? '');
  // Most TSV files don't quote: a text that merely starts with a quotation mark must not swallow the following lines.
  if (lines.every((line) => cells(line) === width))
    return headed(
      'tsv',
      lines.map((line) => line.split(separator).map(unquote)),
      name,
    );
  return headed('tsv', quoted(rest, separator, name), name);
}

/** @throws DataError for broken quotation marks, uneven rows, or a header alone. */
export function parseCsv(text: string, name: string): Table {
  const { separator, rest } = separatorLine(text);
  return headed('csv', quoted(rest, separator ?? guessSeparator(rest), name), name);
}

function unquote(cell: string): string {
  if (cell.length < 2 || !cell.startsWith('"') || !cell.endsWith('"')) return cell;
  const inner = cell.slice(1, -1);
  return inner.replaceAll('""', '').includes('"') ? cell : inner.replaceAll('""', '"');
}

function quoted(text: string, delimiter: string, name: string): Row[] {
  const result = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: 'greedy' });
  const quotes = result.errors.find((error) => error.type === 'Quotes');
  if (quotes) {
    throw new DataError(says.misplacedQuote({ file: name, row: (quotes.row ?? 0) + 1 }));
  }
  return result.data;
}

/**
 * The separator that divides the most rows into the same number of cells; among equals the one whose header is known.
 */
function guessSeparator(text: string): string {
  let best = { separator: ',', even: 0, known: 0, width: 1 };
  for (const separator of SEPARATORS) {
    const rows = Papa.parse<string[]>(text, { delimiter: separator, skipEmptyLines: 'greedy', preview: SAMPLE }).data;
    const width = usualWidth(rows);
    if (width < 2) continue;
    const even = rows.filter((row) => row.length === width).length / rows.length;
    const known = knownCells(rows[0] ?? []);
    const better = even - best.even || known - best.known || width - best.width;
    // A header that we know counts for more than commas that happen to be as many in each text.
    if (known > best.known || (known === best.known && better > 0)) best = { separator, even, known, width };
  }
  return best.separator;
}

const knownCells = (row: Row): number => row.filter((cell) => KNOWN_NAMES.has(nameKey(cell))).length;

/** The number of cells that the most rows have. */
function usualWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

const filled = (row: Row): number => row.filter((cell) => cell.trim() !== '').length;
const same = (a: Row, b: Row): boolean => a.length === b.length && a.every((cell, i) => cell === b[i]);

/**
 * Decides whether the first row is a header, evens out the widths, and leaves out what spreadsheets add: a title above
 * the header, a header that comes again, unnamed columns that are empty but for what overflowed into them.
 */
export function headed(format: Format, given: readonly Row[], name: string): Table {
  const notices: Message[] = [];
  const usual = usualWidth(given.slice(0, SAMPLE));
  let rows = given;
  let above = 0;
  while (above < 3 && usual > 1 && rows.length > 2 && filled(rows[0]!) <= 1 && rows[0]!.length < usual) {
    rows = rows.slice(1);
    above++;
  }
  if (above > 0) notices.push(says.linesAboveTable({ count: above }));
  const first = rows[0] ?? [];
  const header = isHeader(first, rows.slice(1));
  const body = header ? rows.slice(1).filter((row) => !same(row, first)) : rows;
  const again = header ? rows.length - 1 - body.length : 0;
  if (again > 0) notices.push(says.headerAgain({ count: again }));
  const evened = evenOut(first, body, header, name);
  if (evened.dropped > 0) notices.push(says.unevenRowsLeftOut({ count: evened.dropped }));
  if (evened.rows.length === 0) throw new DataError(says.headerAlone({ file: name }));
  return withoutOverflow(
    { format, header, columns: header ? namesOf(evened.names) : evened.names, rows: evened.rows, notices },
    evened.names,
  );
}

/**
 * Rows of one width. Cells beyond it must be blank; where every row has one more than the header, they begin with row
 * names.
 */
function evenOut(
  first: Row,
  body: readonly Row[],
  header: boolean,
  name: string,
): { readonly names: readonly string[]; readonly rows: readonly Row[]; readonly dropped: number } {
  const rowNames = header && body.length > 1 && body.every((row) => row.length === first.length + 1);
  const head = rowNames ? ['', ...first] : first;
  const width = header ? head.length : Math.max(1, usualWidth(body));
  const rows = body.flatMap((row): Row[] => {
    if (row.length === width) return [row];
    return row.length > width && row.slice(width).every((cell) => cell.trim() === '') ? [row.slice(0, width)] : [];
  });
  const dropped = body.length - rows.length;
  const total = body.length + (header ? 1 : 0);
  if (dropped > 0 && dropped * 10 > total) {
    throw new DataError(says.unevenRows({ file: name, uneven: dropped, total, width }));
  }
  const names = header ? head.map((cell) => cell.trim()) : Array.from({ length: width }, (_, i) => `column ${i + 1}`);
  return { names, rows, dropped };
}

/** Names for all columns: "column 3" for an empty one, "text (2)" for the second of the same name. */
export function namesOf(given: readonly string[]): string[] {
  const taken = new Set<string>();
  return given.map((name, i) => {
    const wanted = name === '' ? `column ${i + 1}` : name;
    let free = wanted;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${wanted} (${n})`;
    taken.add(free.toLowerCase());
    return free;
  });
}

function withoutOverflow(table: Table, given: readonly string[]): Table {
  const { rows, columns } = table;
  const out = new Set(
    columns
      .map((_, i) => i)
      .filter(
        (i) =>
          given[i] === '' && rows.filter((row) => row[i]!.trim() !== '').length < Math.max(1, OVERFLOW * rows.length),
      ),
  );
  if (out.size === 0 || out.size === columns.length) return table;
  const lost = rows.filter((row) => [...out].some((i) => row[i]!.trim() !== '')).length;
  return {
    ...table,
    columns: columns.filter((_, i) => !out.has(i)),
    rows: rows.map((row) => row.filter((_, i) => !out.has(i))),
    notices: lost > 0 ? [...table.notices, says.namelessColumns({ columns: out.size, rows: lost })] : table.notices,
  };
}

/**
 * A first row that we know the names of, or that looks unlike what is below it: short names, none of which turns up
 * again in its column, above numbers, repeated values or longer texts.
 */
function isHeader(first: Row, body: readonly Row[]): boolean {
  const others = body.filter((row) => !same(row, first));
  const again = (i: number) => others.some((row) => row[i] === first[i]);
  if (first.some((cell, i) => KNOWN_NAMES.has(nameKey(cell)) && !again(i))) return true;
  const named = first.map((cell, i) => ({ cell: cell.trim(), i })).filter(({ cell }) => cell !== '');
  if (named.length === 0 || others.length === 0) return false;
  if (!named.every(({ cell, i }) => looksLikeName(cell) && !again(i))) return false;
  return named.some(({ cell, i }) => {
    const below = others.slice(0, SAMPLE).flatMap((row) => (row[i]?.trim() ? [row[i].trim()] : []));
    if (below.length === 0) return false;
    const distinct = new Set(below).size;
    const length = below.reduce((sum, value) => sum + value.length, 0) / below.length;
    return (
      below.every(isNumber) ||
      distinct * 2 <= below.length ||
      (below.length < 8 && distinct < below.length) ||
      length >= 2 * cell.length + 4
    );
  });
}

const looksLikeName = (cell: string): boolean =>
  cell.length <= LONGEST_NAME && !isNumber(cell) && cell.split(/\s+/).length <= 4 && !/[.!?,;:]$/.test(cell);
