/** Texts with numbers, for regression. */
import type { Message, Value } from '../messages/message';
import type { ColumnChoice } from './columnChoice';
import { requireRows } from './enoughRows';
import { DataError } from './errors';
import { labelColumn, textColumns, textOf, type LabelledText } from './examples';
import { says } from './messages';
import { isNumber, numberOf } from './profile';
import type { Table } from './table';

export interface ScoredTexts {
  readonly rows: readonly LabelledText[];
  readonly notices: readonly Message[];
}

/**
 * Rows without a text or without a number are left out, with a notice.
 * @throws DataError when hardly any cell is a number, all are the same, or too few rows are left
 */
export function scoredTexts(table: Table, choice: ColumnChoice, name: Value): ScoredTexts {
  if (table.format === 'text') throw new DataError(says.plainText({ file: name }));
  const label = labelColumn(table, choice.label, name);
  const { text, second } = textColumns(table, choice, label, name);
  const numbers = table.rows.filter((row) => isNumber(row[label]!));
  const column = table.columns[label]!;
  if (numbers.length * 2 < table.rows.filter((row) => row[label]!.trim() !== '').length)
    throw new DataError(says.notNumbers({ column, file: name }));
  const rows = numbers
    .filter((row) => row[text]!.trim() !== '' && (second === undefined || row[second]!.trim() !== ''))
    .map((row): LabelledText => ({ ...textOf(row, text, second), label: numberOf(row[label]!) }));
  const dropped = table.rows.length - rows.length;
  requireRows(name, rows.length, dropped > 0 ? says.rowsAreWithoutNumber({ count: dropped }) : undefined);
  if (rows.every((row) => row.label === rows[0]!.label))
    throw new DataError(says.oneNumber({ file: name, value: rows[0]!.label, column }));
  return { rows, notices: [...table.notices, ...(dropped > 0 ? [says.rowsWithoutNumber({ count: dropped })] : [])] };
}
