/** From a table to the examples of a task: labelled texts, or documents for language modelling. */
import type { Message, Value } from '../messages/message';
import { DataError } from './errors';
import { LABEL_NAMES } from './columnNames';
import type { ColumnChoice } from './columnChoice';
import { requireRows } from './enoughRows';
import { isNoLabel, labelNotices } from './labelNames';
import { isClasses, listOf, profileOf } from './profile';
import { byName, guessLabel, guessText } from './recognise';
import type { Table } from './table';
import { says } from './messages';

/** A text, or two that belong together. */
export interface Text {
  readonly text: string;
  readonly second?: string;
}

/** With the index of its class, or its number. */
export interface LabelledText extends Text {
  readonly label: number;
}

export interface LabelledTexts {
  readonly labels: readonly string[];
  readonly rows: readonly LabelledText[];
  readonly notices: readonly Message[];
}

export const MAX_CLASSES = 2000;

/**
 * Labelled texts of a table. Columns are taken by the names given, else by usual names, else the one with few repeated
 * values is the label and the one with the longest texts is the text.
 * @throws DataError when a column is missing, there is one class only, too many classes, or too few rows.
 */
export function labelledTexts(table: Table, choice: ColumnChoice = {}, name: Value = 'The file'): LabelledTexts {
  if (table.format === 'text') {
    throw new DataError(says.plainText({ file: name }));
  }
  const label = labelColumn(table, choice.label, name);
  const { text, second } = textColumns(table, choice, label, name);
  const labelOf = labelReader(table, label, choice.labels);
  const hasText = (row: readonly string[]) =>
    row[text]!.trim() !== '' && (second === undefined || row[second]!.trim() !== '');
  const filled = table.rows.filter((row) => hasText(row) && labelOf(row) !== '');
  const names = choice.labels ?? sortedNames(new Set(filled.map(labelOf)));
  const notices = [...table.notices, ...labelNotices(table, label, labelOf, names)];
  const absent = table.rows.filter((row) => !hasText(row) || row[label]!.trim() === '').length;
  const column = table.columns[label]!;
  if (names.length === 1) throw new DataError(says.oneClass({ file: name, label: names[0]!, column }));
  if (names.length > MAX_CLASSES) {
    throw new DataError(
      says.tooManyClasses({ column, count: names.length, most: MAX_CLASSES, columns: { list: table.columns } }),
    );
  }
  requireRows(name, filled.length, absent > 0 ? says.rowsAreWithoutLabel({ count: absent }) : undefined);
  const ids = new Map(names.map((value, i) => [value, i]));
  const rows = filled.map((row): LabelledText => {
    const id = ids.get(labelOf(row));
    if (id === undefined)
      throw new DataError(says.unknownLabel({ file: name, label: labelOf(row), classes: { list: names } }));
    return { ...textOf(row, text, second), label: id };
  });
  return {
    labels: names,
    rows,
    notices: absent > 0 ? [...notices, says.rowsWithoutLabel({ count: absent })] : notices,
  };
}

/**
 * Documents for language modelling: plain text is one document, a table gives one per row.
 * @throws DataError
 */
export function documents(
  table: Table,
  choice: ColumnChoice = {},
  name: Value = 'The file',
): { readonly documents: readonly string[]; readonly notices: readonly Message[] } {
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
      says.emptyTextColumn({ column: table.columns[column]!, file: name, columns: { list: table.columns } }),
    );
  return { documents: texts, notices: table.notices };
}

const noSuch = { text: says.noTextColumnNamed, label: says.noLabelColumnNamed } as const;

export function find(table: Table, column: string, role: keyof typeof noSuch, name: Value): number {
  const index = table.columns.findIndex((candidate) => candidate.toLowerCase() === column.trim().toLowerCase());
  if (index < 0) throw new DataError(noSuch[role]({ file: name, column, columns: { list: table.columns } }));
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
export function labelColumn(table: Table, wanted: string | undefined, name: Value): number {
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
    throw new DataError(says.emptyLabelColumn({ column: useless.name, file: name, columns: { list: table.columns } }));
  // A single class is told by whoever counts the classes.
  if (useless && useless.distinct === 1) return useless.index;
  const candidates = columns.filter((column) => column !== text && isClasses(column));
  if (candidates.length > 1)
    throw new DataError(
      says.severalLabelColumns({ file: name, candidates: { list: candidates.map((column) => column.name) } }),
    );
  throw new DataError(says.noLabelColumn({ file: name, columns: { list: table.columns } }));
}

/** Columns of the text and of the second one, where there is one. @param label its index, or -1 @throws DataError */
export function textColumns(
  table: Table,
  choice: ColumnChoice,
  label: number,
  name: Value,
): { readonly text: number; readonly second: number | undefined } {
  const text = textColumn(table, choice.text, label, name);
  if (!choice.second) return { text, second: undefined };
  const second = find(table, choice.second, 'text', name);
  if (second === text || second === label)
    throw new DataError(says.secondIsTaken({ column: choice.second, file: name, columns: { list: table.columns } }));
  return { text, second };
}

/** A row's text, or its two. */
export const textOf = (row: readonly string[], text: number, second: number | undefined): Text => ({
  text: row[text]!,
  ...(second !== undefined && { second: row[second]! }),
});

/** Index of the column that is taken for the text; `label` is the label's index or -1. @throws DataError */
export function textColumn(table: Table, wanted: string | undefined, label: number, name: Value): number {
  if (wanted !== undefined) {
    const index = find(table, wanted, 'text', name);
    if (index === label)
      throw new DataError(says.textIsLabel({ column: wanted, file: name, columns: { list: table.columns } }));
    return index;
  }
  const columns = profileOf(table);
  const guessed = guessText(columns, columns[label]);
  if (!guessed) throw new DataError(says.noTextColumn({ file: name, columns: { list: table.columns } }));
  return guessed.index;
}

/** Numbers by value ("2" before "10"), else by code point: the same order on every machine. */
export function sortedNames(names: ReadonlySet<string>): string[] {
  const list = [...names];
  return list.every((name) => !Number.isNaN(Number(name))) ? list.sort((a, b) => Number(a) - Number(b)) : list.sort();
}
