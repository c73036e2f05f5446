/** CSV, TSV, JSONL and plain text to one table of strings. */
import Papa from 'papaparse';
import { KNOWN_NAMES, nameKey } from './columnNames';
import { decodeText } from './decode';
import { parseCsv, parseTsv } from './delimited';
import { DataError } from './errors';
import { parseJson } from './json';
import type { Format, Table } from './table';
import { taggedTable, taggedTokens } from './tagged';
import { says } from './messages';

/**
 * Parses the bytes of a data file.
 * @param name file name for messages; its extension decides where the contents leave a doubt.
 * @param format how to read it, where that is known.
 * @throws DataError
 */
export function parseTable(bytes: Uint8Array, name = 'The file', format?: Format): Table {
  const decoded = decodeText(bytes, name);
  const text = decoded.text.replace(/\r\n?/g, '\n');
  if (text.trim() === '') throw new DataError(says.emptyFile({ file: name }));
  refuseOthers(text, name);
  const notices = decoded.notice ? [decoded.notice] : [];
  const table = readers[format ?? formatOf(text, name)](text, name);
  return { ...table, notices: [...notices, ...table.notices] };
}

const readers: Readonly<Record<Format, (text: string, name: string) => Table>> = {
  csv: parseCsv,
  tsv: parseTsv,
  jsonl: parseJson,
  text: plainText,
};

/** What is often saved in place of data. */
function refuseOthers(text: string, name: string): void {
  const start = text.slice(0, 200).trimStart();
  if (/^<(!doctype\s+html|html|head)\b/i.test(start)) throw new DataError(says.webPage({ file: name }));
  if (start.startsWith('version https://git-lfs.')) throw new DataError(says.lfsPointerOfData({ file: name }));
}

function formatOf(text: string, name: string): Format {
  const extension = /\.(\w+)$/.exec(name.toLowerCase())?.[1] ?? '';
  if (/^(jsonl|ndjson|json)$/.test(extension)) return 'jsonl';
  if (extension === 'csv') return 'csv';
  if (taggedTokens(text)) return 'text';
  if (extension === 'tsv' || extension === 'tab') return 'tsv';
  if (extension === 'md') return 'text';
  if (extension === 'txt') return evenTabs(text) ? 'tsv' : 'text';
  const first = text.slice(0, text.indexOf('\n') >= 0 ? text.indexOf('\n') : undefined).trim();
  const all = text.trim();
  if (
    (first.startsWith('{') && (first.endsWith('}') || all.endsWith('}'))) ||
    (/^\[\s*[[{"]/.test(all) && all.endsWith(']'))
  )
    return 'jsonl';
  if (first.includes('\t')) return 'tsv';
  return /^"?sep=."?$/i.test(first) || looksLikeCsv(first) ? 'csv' : 'text';
}

/** A table under the name of a text: the same number of tabs in each of many lines. */
function evenTabs(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const width = (lines[0] ?? '').split('\t').length;
  return width > 1 && lines.length >= 8 && lines.every((line) => line.split('\t').length === width);
}

/**
 * Without a telling extension: a header that we know, or a row that ends or starts with a short quoted or bare cell.
 */
function looksLikeCsv(first: string): boolean {
  const cells = Papa.parse<string[]>(first, { delimitersToGuess: [',', ';', '|'] }).data[0] ?? [];
  return cells.length > 1 && (cells.some((cell) => KNOWN_NAMES.has(nameKey(cell))) || first.startsWith('"'));
}

function plainText(text: string): Table {
  return {
    format: 'text',
    header: false,
    columns: ['text'],
    rows: text.split('\n').map((line) => [line]),
    ...(taggedTokens(text) && { tagged: taggedTable(text) }),
    notices: [],
  };
}
