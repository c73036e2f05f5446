/** From a table to the examples of a task: labelled texts, or documents for language modelling. */
import { DataError } from './errors';
import { LABEL_NAMES } from './columnNames';
import { MIN_ROWS, tooFew, type ColumnChoice } from './columnChoice';
import { isNoLabel, labelNotices } from './labelNames';
import { isClasses, listOf, profileOf } from './profile';
import { byName, guessLabel, guessText } from './recognise';
import type { Table } from './table';

/** A text and the index of its class. */
export interface LabelledText {
  readonly text: string;
  readonly label: number;
}

export interface LabelledTexts {
  readonly labels: readonly string[];
  readonly rows: readonly LabelledText[];
  readonly notices: readonly string[];
}

export const MAX_CLASSES = 2000;

/**
 * Labelled texts of a table. Columns are taken by the names given, else by usual names, else the one with few repeated
 * values is the label and the one with the longest texts is the text.
 * @throws DataError when a column is missing, there is one class only, too many classes, or too few rows.
 */
export function labelledTexts(table: Table, choice: ColumnChoice = {}, name = 'The file'): LabelledTexts {
  if (table.format === 'text') {
    throw new DataError(
      `${name} is plain text without labels. For classification choose a CSV, TSV or JSONL file with a text ` +
        'and a label column, or choose language modelling.',
    );
  }
  const label = labelColumn(table, choice.label, name);
  const text = textColumn(table, choice.text, label, name);
  const labelOf = labelReader(table, label, choice.labels);
  const filled = table.rows.filter((row) => row[text]!.trim() !== '' && labelOf(row) !== '');
  const names = choice.labels ?? sortedNames(new Set(filled.map(labelOf)));
  const notices = [...table.notices, ...labelNotices(table, label, labelOf, names)];
  const absent = table.rows.filter((row) => row[text]!.trim() === '' || row[label]!.trim() === '').length;
  const column = table.columns[label]!;
  if (names.length === 1)
    throw new DataError(
      `Every row of ${name} has the label "${names[0]}" (column "${column}"). Classification needs at least ` +
        'two classes: add examples of another class or choose another label column.',
    );
  if (names.length > MAX_CLASSES) {
    throw new DataError(
      `Column "${column}" has ${names.length} different values, more than the ${MAX_CLASSES} classes that are ` +
        `possible. Choose a label column with fewer values (columns: ${table.columns.join(', ')}).`,
    );
  }
  if (filled.length < MIN_ROWS)
    throw new DataError(tooFew(name, filled.length, absent > 0 ? `${absent} row(s) are without text or label.` : ''));
  const ids = new Map(names.map((value, i) => [value, i]));
  const rows = filled.map((row): LabelledText => {
    const id = ids.get(labelOf(row));
    if (id === undefined)
      throw new DataError(
        `${name} has the label "${labelOf(row)}", which is not one of the known classes (${names.join(', ')}). ` +
          'Correct the row or use the same classes in every file.',
      );
    return { text: row[text]!, label: id };
  });
  return {
    labels: names,
    rows,
    notices: absent > 0 ? [...notices, `${absent} row(s) without text or label were left out.`] : notices,
  };
}

/**
 * Documents for language modelling: plain text is one document, a table gives one per row.
 * @throws DataError
 */
export function documents(
  table: Table,
  choice: ColumnChoice = {},
  name = 'The file',
): { readonly documents: readonly string[]; readonly notices: readonly string[] } {
  if (table.format === 'text')
    return {
      documents: [
        table.rows
          .map((row) => row[0]!)
          .join('\n')
          .trim(),
      ],
      notices: table.notices,
    };
  const column = textColumn(table, choice.text, -1, name);
  const texts = table.rows.map((row) => row[column]!.trim()).filter((text) => text !== '');
  if (texts.length === 0)
    throw new DataError(
      `Column "${table.columns[column]}" of ${name} is empty. Choose another text column (columns: ` +
        `${table.columns.join(', ')}).`,
    );
  return { documents: texts, notices: table.notices };
}

function find(table: Table, wanted: string, role: string, name: string): number {
  const index = table.columns.findIndex((column) => column.toLowerCase() === wanted.trim().toLowerCase());
  if (index < 0)
    throw new DataError(
      `${name} has no ${role} column "${wanted}". Its columns are: ${table.columns.join(', ')}. Choose one of these.`,
    );
  return index;
}

/**
 * A cell's class, '' where it has none. Where each cell is a list of one label, as annotation tools write it, it is
 * that label.
 * @param known classes that were named: among these, no word stands for a missing one
 */
export function labelReader(
  table: Table,
  label: number,
  known: readonly string[] = [],
): (row: readonly string[]) => string {
  const { single } = profileOf({
    ...table,
    columns: [table.columns[label]!],
    rows: table.rows.map((row) => [row[label]!]),
  })[0]!;
  return (row) => {
    const cell = row[label]!.trim();
    const [value] = (single ? listOf(cell) : undefined) ?? [];
    const found = value === undefined ? cell : typeof value === 'string' ? value.trim() : JSON.stringify(value);
    return isNoLabel(found) && !known.includes(found) ? '' : found;
  };
}

/**
 * Index of the column that `labelledTexts` takes for the label: the one that is named, else one that is usually called
 * so, else the only one whose values come again and again. Never one that is empty or the same in every row, unless it
 * is named.
 * @throws DataError
 */
export function labelColumn(table: Table, wanted: string | undefined, name: string): number {
  if (wanted !== undefined) return find(table, wanted, 'label', name);
  const columns = profileOf(table);
  const text = guessText(columns.filter((column) => !byName([column], LABEL_NAMES)));
  const guessed = guessLabel(
    columns.filter((column) => column !== text),
    table,
  );
  if (guessed) return guessed.index;
  const useless = byName(columns, LABEL_NAMES);
  if (useless && useless.filled === 0)
    throw new DataError(
      `Column "${useless.name}" of ${name} is empty. Choose another label column (columns: ` +
        `${table.columns.join(', ')}).`,
    );
  // A single class is told by whoever counts the classes.
  if (useless && useless.distinct === 1) return useless.index;
  const candidates = columns.filter((column) => column !== text && isClasses(column));
  if (candidates.length > 1)
    throw new DataError(
      `${name} has several columns that could be the label: ` +
        `${candidates.map((column) => column.name).join(', ')}. Choose the label column.`,
    );
  throw new DataError(
    `${name} has no column "label". Its columns are: ${table.columns.join(', ')}. Name the label column or ` +
      'choose which of these it is.',
  );
}

/** Index of the column that is taken for the text; `label` is the label's index or -1. @throws DataError */
export function textColumn(table: Table, wanted: string | undefined, label: number, name: string): number {
  if (wanted !== undefined) {
    const index = find(table, wanted, 'text', name);
    if (index === label)
      throw new DataError(
        `Column "${wanted}" of ${name} can't be both text and label. Choose another text column (columns: ` +
          `${table.columns.join(', ')}).`,
      );
    return index;
  }
  const columns = profileOf(table);
  const guessed = guessText(columns, columns[label]);
  if (!guessed)
    throw new DataError(`${name} has no text column beside the label. Its columns are: ${table.columns.join(', ')}.`);
  return guessed.index;
}

/** Numbers by value ("2" before "10"), else by code point: the same order on every machine. */
function sortedNames(names: ReadonlySet<string>): string[] {
  const list = [...names];
  return list.every((name) => !Number.isNaN(Number(name))) ? list.sort((a, b) => Number(a) - Number(b)) : list.sort();
}
