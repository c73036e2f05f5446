/** CSV, TSV, JSONL and plain text to one table of strings. */
import Papa from 'papaparse';
import { decodeText } from './decode';
import { DataError } from './errors';

export type Format = 'csv' | 'tsv' | 'jsonl' | 'text';

export interface Table {
  readonly format: Format;
  /** Whether the file names its columns; they are called "column 1", "column 2", … where it doesn't. */
  readonly header: boolean;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the user should know, as sentences. */
  readonly notices: readonly string[];
}

/** Column names that are taken for the text and for the label, in order of preference. */
export const TEXT_NAMES = [
  'text',
  'sentence',
  'review',
  'content',
  'body',
  'message',
  'document',
  'question',
  'title',
  'comment',
  'input',
  'tweet',
  'utterance',
];
export const LABEL_NAMES = [
  'label',
  'labels',
  'class',
  'category',
  'target',
  'sentiment',
  'intent',
  'topic',
  'output',
  'tag',
  'rating',
  'stars',
  'score',
  'y',
];
const KNOWN = new Set([...TEXT_NAMES, ...LABEL_NAMES, 'id', 'index']);

/**
 * Parses the bytes of a data file.
 * @param name file name for messages; its extension decides where the contents leave a doubt.
 * @throws DataError
 */
export function parseTable(bytes: Uint8Array, name = 'The file'): Table {
  const decoded = decodeText(bytes, name);
  const text = decoded.text.replace(/\r\n?/g, '\n');
  if (text.trim() === '') throw new DataError(`${name} is empty. Choose a file with one example per line.`);
  const notices = decoded.notice ? [decoded.notice] : [];
  const table = tableOf(text, name);
  return { ...table, notices: [...notices, ...table.notices] };
}

function tableOf(text: string, name: string): Table {
  const extension = /\.(\w+)$/.exec(name.toLowerCase())?.[1];
  const first = text.slice(0, text.indexOf('\n') >= 0 ? text.indexOf('\n') : undefined).trim();
  if (
    extension === 'jsonl' ||
    extension === 'ndjson' ||
    extension === 'json' ||
    (first.startsWith('{') && first.endsWith('}')) ||
    /^\[\s*(\{|$)/.test(first)
  ) {
    return parseJson(text, name);
  }
  if (extension === 'txt' || extension === 'md') return plainText(text);
  if (extension === 'tsv' || (extension !== 'csv' && first.includes('\t'))) return parseTsv(text, name);
  if (extension === 'csv' || looksLikeCsv(first)) return parseCsv(text, name);
  return plainText(text);
}

/** Without a telling extension: a header that we know, or a row that ends or starts with a short quoted or bare cell. */
function looksLikeCsv(first: string): boolean {
  const cells = Papa.parse<string[]>(first, { delimitersToGuess: [',', ';', '|'] }).data[0] ?? [];
  return cells.length > 1 && (cells.some((cell) => KNOWN.has(cell.trim().toLowerCase())) || first.startsWith('"'));
}

function plainText(text: string): Table {
  return {
    format: 'text',
    header: false,
    columns: ['text'],
    rows: text.split('\n').map((line) => [line]),
    notices: [],
  };
}

function parseTsv(text: string, name: string): Table {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const tabs = (line: string) => line.split('\t').length;
  const width = tabs(lines[0]!);
  // Most TSV files don't quote: a text that merely starts with a quotation mark must not swallow the following lines.
  if (lines.every((line) => tabs(line) === width))
    return headed(
      'tsv',
      lines.map((line) => line.split('\t').map(unquote)),
      name,
    );
  return papa(text, '\t', 'tsv', name);
}

function unquote(cell: string): string {
  if (cell.length < 2 || !cell.startsWith('"') || !cell.endsWith('"')) return cell;
  const inner = cell.slice(1, -1);
  return inner.replaceAll('""', '').includes('"') ? cell : inner.replaceAll('""', '"');
}

function parseCsv(text: string, name: string): Table {
  return papa(text, '', 'csv', name);
}

function papa(text: string, delimiter: string, format: Format, name: string): Table {
  const result = Papa.parse<string[]>(text, {
    delimiter,
    delimitersToGuess: [',', ';', '\t', '|'],
    skipEmptyLines: 'greedy',
  });
  const quotes = result.errors.find((error) => error.type === 'Quotes');
  if (quotes) {
    throw new DataError(
      `${name} has an unclosed or misplaced quotation mark near row ${(quotes.row ?? 0) + 1}. Put texts with quotation marks in double quotes and write each inner one twice.`,
    );
  }
  return headed(format, result.data, name);
}

/** Decides whether the first row is a header and evens out the widths. */
function headed(format: Format, rows: readonly (readonly string[])[], name: string): Table {
  const first = rows[0] ?? [];
  const width = first.length;
  const named = first.some((cell) => KNOWN.has(cell.trim().toLowerCase()));
  const body = rows.slice(1);
  // A first row of short cells, none of which turns up again in its column, is a header with unknown names.
  const header =
    named ||
    (body.length > 0 &&
      first.every(
        (cell, i) =>
          cell.trim() !== '' && cell.length <= 40 && Number.isNaN(Number(cell)) && !body.some((row) => row[i] === cell),
      ));
  const kept = (header ? body : rows).filter((row) => row.length === width);
  const dropped = (header ? body.length : rows.length) - kept.length;
  if (dropped > 0 && dropped * 10 > rows.length) {
    throw new DataError(
      `${name} has ${dropped} of ${rows.length} rows with another number of columns than the first row (${width}). Check that the texts are quoted and that one separator is used throughout.`,
    );
  }
  if (kept.length === 0) throw new DataError(`${name} has a header but no rows. Add examples below it.`);
  return {
    format,
    header,
    columns: header ? first.map((cell) => cell.trim()) : first.map((_, i) => `column ${i + 1}`),
    rows: kept,
    notices: dropped > 0 ? [`${dropped} row(s) with a wrong number of columns were left out.`] : [],
  };
}

function parseJson(text: string, name: string): Table {
  const records = text.trimStart().startsWith('[')
    ? jsonArray(text, name)
    : text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [jsonLine(line, i + 1, name)]));
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (columns.length === 0)
    throw new DataError(`${name} holds no fields. Each line must be an object such as {"text": "…", "label": "…"}.`);
  return {
    format: 'jsonl',
    header: true,
    columns,
    rows: records.map((record) => columns.map((column) => cellOf(record[column]))),
    notices: [],
  };
}

function jsonArray(text: string, name: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every(isRecord)) return value;
  } catch {
    // Falls through to the sentence below, which covers both causes.
  }
  throw new DataError(
    `${name} is not a JSON list of objects. Write one object per line, for example {"text": "…", "label": "…"}.`,
  );
}

function jsonLine(line: string, number: number, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (isRecord(value)) return value;
  } catch {
    // Falls through to the sentence below, which covers both causes.
  }
  throw new DataError(
    `Line ${number} of ${name} is not a JSON object. Write one object per line, for example {"text": "…", "label": "…"}.`,
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const cellOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
