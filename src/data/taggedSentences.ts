/**
 * Sentences of words with a tag each: lists in a row, a word a row, CoNLL's lines (`tagged.ts`), or a text with the
 * spans of what was marked in it.
 */
import type { Message, Value } from '../messages/message';
import type { ColumnChoice } from './columnChoice';
import { MIN_ROWS } from './enoughRows';
import { nameKey } from './columnNames';
import { DataError } from './errors';
import { find, MAX_CLASSES, sortedNames } from './examples';
import { says } from './messages';
import { listOf } from './profile';
import type { Table } from './table';

export interface TaggedSentence {
  readonly words: readonly string[];
  /** Index of each word's tag. */
  readonly tags: readonly number[];
}

export interface TaggedSentences {
  readonly labels: readonly string[];
  readonly rows: readonly TaggedSentence[];
  readonly notices: readonly Message[];
}

interface Named {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

const texts = (list: readonly unknown[]): string[] =>
  list.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));

/** Which sentence a word of a row belongs to, by a column that says so; a blank cell goes on with the one before. */
function sentenceColumn(table: Table): number {
  return table.columns.findIndex((column) =>
    /^(sentence|sent|sentence_(id|idx|no|number|#)|sent_id|#)$/.test(nameKey(column).replace(/_#$/, '')),
  );
}

function wordByWord(table: Table, tokens: number, tags: number, file: Value): Named[] {
  const sentence = sentenceColumn(table);
  if (sentence < 0) throw new DataError(says.wordsWithoutSentences({ file, columns: { list: table.columns } }));
  const found: { words: string[]; tags: string[] }[] = [];
  let [last, present] = ['', ''];
  for (const row of table.rows) {
    present = row[sentence]!.trim() || present;
    if (present !== last || found.length === 0) found.push({ words: [], tags: [] });
    last = present;
    if (row[tokens]!.trim() === '') continue;
    found.at(-1)!.words.push(row[tokens]!.trim());
    found.at(-1)!.tags.push(row[tags]!.trim() || 'O');
  }
  return found.filter(({ words }) => words.length > 0);
}

const WORD = /[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu;

/** A span as annotation tools write it: `[0, 5, "PER"]`, or an object with start, end and label. */
function spanOf(item: unknown): { readonly start: number; readonly end: number; readonly label: string } | undefined {
  const read = (start: unknown, end: unknown, label: unknown) =>
    typeof start === 'number' && typeof end === 'number' && typeof label === 'string'
      ? { start, end, label }
      : undefined;
  if (Array.isArray(item)) return read(item[0], item[1], item[2]);
  if (typeof item !== 'object' || item === null) return undefined;
  const {
    start,
    end,
    start_offset: from,
    end_offset: to,
    label,
    type,
    tag,
    entity_group: group,
    labels,
  } = item as Record<string, unknown>;
  return read(
    start ?? from,
    end ?? to,
    label ?? type ?? tag ?? group ?? (Array.isArray(labels) ? labels[0] : undefined),
  );
}

/** A text with spans of characters, as words with BIO tags. */
function ofSpans(text: string, list: readonly unknown[]): Named | undefined {
  const spans = list.map(spanOf);
  if (spans.includes(undefined)) return undefined;
  const words = [...text.matchAll(WORD)].map((match) => ({
    word: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }));
  const begun = new Set<unknown>();
  const tags = words.map(({ from, to }) => {
    const span = spans.find((one) => one!.start < to && one!.end > from);
    if (!span) return 'O';
    const tag = `${begun.has(span) ? 'I' : 'B'}-${span.label}`;
    begun.add(span);
    return tag;
  });
  return { words: words.map(({ word }) => word), tags };
}

function sentencesOf(
  table: Table,
  tokens: number,
  tags: number,
  file: Value,
): { readonly found: Named[]; readonly odd: number } {
  const lists = table.rows.some((row) => listOf(row[tags]!) !== undefined);
  if (!lists) return { found: wordByWord(table, tokens, tags, file), odd: 0 };
  let odd = 0;
  const found = table.rows.flatMap((row): Named[] => {
    const [words, given] = [listOf(row[tokens]!), listOf(row[tags]!)];
    const named = words && given ? { words: texts(words), tags: texts(given) } : given && ofSpans(row[tokens]!, given);
    if (named && named.words.length > 0 && named.words.length === named.tags.length) return [named];
    odd++;
    return [];
  });
  return { found, odd };
}

/**
 * @param choice names of the columns of words and tags
 * @throws DataError where the columns are unclear, a tag is unknown, or too few sentences are left
 */
export function taggedSentences(given: Table, choice: ColumnChoice, name: Value): TaggedSentences {
  const table = given.tagged ?? given;
  const tokens = find(table, choice.tokens ?? 'tokens', 'text', name);
  const tags = find(table, choice.tags ?? 'tags', 'label', name);
  const { found, odd } = sentencesOf(table, tokens, tags, name);
  const names = choice.labels ?? tagNames(found);
  if (names.length < 2)
    throw new DataError(says.oneTag({ file: name, tag: names[0] ?? '', column: table.columns[tags]! }));
  if (names.length > MAX_CLASSES)
    throw new DataError(
      says.tooManyClasses({
        column: table.columns[tags]!,
        count: names.length,
        most: MAX_CLASSES,
        columns: { list: table.columns },
      }),
    );
  if (found.length < MIN_ROWS)
    throw new DataError(says.tooFewSentences({ file: name, count: found.length, least: MIN_ROWS }));
  const ids = new Map(names.map((tag, i) => [tag, i]));
  const rows = found.map(({ words, tags: tagged }) => ({
    words,
    tags: tagged.map((tag) => {
      const id = ids.get(tag);
      if (id === undefined)
        throw new DataError(says.unknownLabel({ file: name, label: tag, classes: { list: [...names] } }));
      return id;
    }),
  }));
  return {
    labels: names,
    rows,
    notices: [...given.notices, ...(odd > 0 ? [says.unevenSentences({ count: odd })] : [])],
  };
}

/** "O" first, as its id usually is; then by name. */
function tagNames(found: readonly Named[]): string[] {
  const names = sortedNames(new Set(found.flatMap(({ tags }) => tags)));
  return names.includes('O') ? ['O', ...names.filter((tag) => tag !== 'O')] : names;
}
