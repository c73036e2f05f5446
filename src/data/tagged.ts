/** Text with one token and its tag a line, sentences apart by blank lines: the form of the CoNLL shared tasks. */
import type { Table } from './table';

const TAG = /^(?:O|[BIELSUM]-\S+|[BIES]|__|\$|[A-Z]{1,6}\$?|[.,:;()#]|``|''|-[LR]RB-)$/;
/** Lines that are looked at. */
const SAMPLE = 2000;

/** CoNLL-U has ten columns, of which the fourth is the part of speech. */
const UNIVERSAL = 10;

/** Such a text as a table of sentences: the words of the first column and the tags of the last, as lists. */
export function taggedTable(text: string): Table {
  const sentences: { words: string[]; tags: string[] }[] = [{ words: [], tags: [] }];
  for (const line of text.split('\n')) {
    const cells = line.trim().split(/\s+/);
    if (line.trim() === '' || line.startsWith('-DOCSTART-')) {
      if (sentences.at(-1)!.words.length > 0) sentences.push({ words: [], tags: [] });
    } else if (cells.length > 1 && !/^#\s/.test(line)) {
      const universal = cells.length === UNIVERSAL && /^\d/.test(cells[0]!);
      // Ranges such as 3-4 write two words as one, and are spelled out below.
      if (universal && !/^\d+$/.test(cells[0]!)) continue;
      sentences.at(-1)!.words.push(cells[universal ? 1 : 0]!);
      sentences.at(-1)!.tags.push(cells[universal ? 3 : cells.length - 1]!);
    }
  }
  const rows = sentences.filter(({ words }) => words.length > 0);
  return {
    format: 'jsonl',
    header: true,
    columns: ['tokens', 'tags'],
    rows: rows.map(({ words, tags }) => [JSON.stringify(words), JSON.stringify(tags)]),
    notices: [],
  };
}

/** Whether nearly every line is a token, perhaps more columns, and a tag out of few. */
export function taggedTokens(text: string): boolean {
  const all = text.split('\n', SAMPLE);
  const lines = all
    .filter((line) => line.trim() !== '' && !/^(-DOCSTART-|#|\d+-\d+\t)/.test(line))
    .map((line) => line.trim().split(/\s+/));
  if (lines.length < 6) return false;
  const width = lines[0]!.length;
  if (width < 2 || lines.filter((cells) => cells.length === width).length < 0.95 * lines.length) return false;
  const tags = lines.map((cells) => cells[width === UNIVERSAL && /^\d/.test(cells[0]!) ? 3 : cells.length - 1]!);
  const named = tags.filter((tag) => TAG.test(tag)).length;
  const apart = all.slice(0, -1).some((line) => line.trim() === '') || tags.some((tag) => /^(O|[BI]-.+)$/.test(tag));
  if (!apart) return false;
  // Prose has no blank line after every few words, and no capital letters alone at the end of each line.
  return named >= 0.95 * lines.length && new Set(tags).size * 2 <= lines.length;
}
