/** From a table to the examples of a task: labelled texts, or documents for language modelling. */
import { DataError } from './errors';
import { LABEL_NAMES, TEXT_NAMES, type Table } from './table';

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

export interface ColumnChoice {
  readonly text?: string;
  readonly label?: string;
  /** Known class names in the order of their ids; another class in the file is an error. */
  readonly labels?: readonly string[];
}

export const MAX_CLASSES = 2000;
export const MIN_ROWS = 8;

/**
 * Labelled texts of a table. Columns are taken by the names given, else by usual names, else the one with few repeated
 * values is the label and the one with the longest texts is the text.
 * @throws DataError when a column is missing, there is one class only, too many classes, or too few rows.
 */
export function labelledTexts(table: Table, choice: ColumnChoice = {}, name = 'The file'): LabelledTexts {
  if (table.format === 'text') {
    throw new DataError(
      `${name} is plain text without labels. For classification choose a CSV, TSV or JSONL file with a text and a label column, or choose language modelling.`,
    );
  }
  const label = labelColumn(table, choice.label, name);
  const text = textColumn(table, choice.text, label, name);
  const filled = table.rows.filter((row) => row[text]!.trim() !== '' && row[label]!.trim() !== '');
  const dropped = table.rows.length - filled.length;
  const names = choice.labels ?? sortedNames(new Set(filled.map((row) => row[label]!.trim())));
  const column = table.columns[label]!;
  if (names.length === 1)
    throw new DataError(
      `Every row of ${name} has the label "${names[0]}" (column "${column}"). Classification needs at least two classes: add examples of another class or choose another label column.`,
    );
  if (names.length > MAX_CLASSES) {
    throw new DataError(
      `Column "${column}" has ${names.length} different values, more than the ${MAX_CLASSES} classes that are possible. Choose a label column with fewer values (columns: ${table.columns.join(', ')}).`,
    );
  }
  if (filled.length < MIN_ROWS)
    throw new DataError(
      `${name} has only ${filled.length} usable row(s). Add examples until there are at least ${MIN_ROWS}; a few hundred are better.`,
    );
  const ids = new Map(names.map((value, i) => [value, i]));
  const rows = filled.map((row): LabelledText => {
    const id = ids.get(row[label]!.trim());
    if (id === undefined)
      throw new DataError(
        `${name} has the label "${row[label]}", which is not one of the known classes (${names.join(', ')}). Correct the row or use the same classes in every file.`,
      );
    return { text: row[text]!, label: id };
  });
  return {
    labels: names,
    rows,
    notices: dropped > 0 ? [...table.notices, `${dropped} row(s) without text or label were left out.`] : table.notices,
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
      `Column "${table.columns[column]}" of ${name} is empty. Choose another text column (columns: ${table.columns.join(', ')}).`,
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

const byName = (table: Table, names: readonly string[], except = -1): number => {
  for (const name of names) {
    const index = table.columns.findIndex((column, i) => i !== except && column.toLowerCase() === name);
    if (index >= 0) return index;
  }
  return -1;
};

/** Index of the column that `labelledTexts` takes for the label. @throws DataError */
export function labelColumn(table: Table, wanted: string | undefined, name: string): number {
  if (wanted !== undefined) return find(table, wanted, 'label', name);
  const named = byName(table, LABEL_NAMES);
  if (named >= 0) return named;
  const missing = new DataError(
    `${name} has no column "label". Its columns are: ${table.columns.join(', ')}. Name the label column or choose which of these it is.`,
  );
  if (table.columns.length < 2) throw missing;
  const known = byName(table, TEXT_NAMES);
  let best = -1;
  let fewest = Infinity;
  table.columns.forEach((_, i) => {
    if (i === known) return;
    const distinct = new Set(table.rows.map((row) => row[i]!.trim())).size;
    // Labels repeat: a column of nearly all different values is an id or another text.
    if (distinct < fewest && distinct * 2 <= table.rows.length) [best, fewest] = [i, distinct];
  });
  if (best < 0) throw missing;
  return best;
}

/** Index of the column that is taken for the text; `label` is the label's index or -1. @throws DataError */
export function textColumn(table: Table, wanted: string | undefined, label: number, name: string): number {
  if (wanted !== undefined) {
    const index = find(table, wanted, 'text', name);
    if (index === label)
      throw new DataError(
        `Column "${wanted}" of ${name} can't be both text and label. Choose another text column (columns: ${table.columns.join(', ')}).`,
      );
    return index;
  }
  const named = byName(table, TEXT_NAMES, label);
  if (named >= 0) return named;
  let best = -1;
  let longest = -1;
  table.columns.forEach((_, i) => {
    const total = i === label ? -1 : table.rows.reduce((sum, row) => sum + row[i]!.length, 0);
    if (total > longest) [best, longest] = [i, total];
  });
  if (best < 0)
    throw new DataError(`${name} has no text column beside the label. Its columns are: ${table.columns.join(', ')}.`);
  return best;
}

/** Numbers by value ("2" before "10"), else by code point: the same order on every machine. */
function sortedNames(names: ReadonlySet<string>): string[] {
  const list = [...names];
  return list.every((name) => !Number.isNaN(Number(name))) ? list.sort((a, b) => Number(a) - Number(b)) : list.sort();
}
