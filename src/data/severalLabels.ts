/** Texts with any number of labels: lists in a cell, joined by a mark, or a column of zeros and ones for each. */
import type { Message, Value } from '../messages/message';
import type { ColumnChoice } from './columnChoice';
import { requireRows } from './enoughRows';
import { DataError } from './errors';
import { find, labelColumn, MAX_CLASSES, sortedNames, textColumns, textOf, type Text } from './examples';
import { isNoLabel } from './labelNames';
import { says } from './messages';
import { listOf } from './profile';
import type { Table } from './table';

/** A zero or a one for each class. */
export interface SeveralLabels extends Text {
  readonly labels: readonly number[];
}

export interface SeverallyLabelled {
  readonly labels: readonly string[];
  readonly rows: readonly SeveralLabels[];
  readonly notices: readonly Message[];
}

const MARKS = ['|', ';', ','];

/** The mark that joins several labels in one cell: the one with the fewest different parts. */
function markOf(cells: readonly string[]): string | undefined {
  const parts = (mark: string) => new Set(cells.flatMap((cell) => cell.split(mark).map((part) => part.trim()))).size;
  const used = MARKS.filter((mark) => cells.some((cell) => cell.includes(mark)));
  return used.sort((a, b) => parts(a) - parts(b))[0];
}

/** Labels of each row of one column; undefined in rows that say nothing of them. */
function listsOf(table: Table, column: number): (readonly string[] | undefined)[] {
  const cells = table.rows.map((row) => row[column]!.trim());
  const lists = cells.map(listOf);
  const mark = lists.some((list) => list !== undefined) ? undefined : markOf(cells);
  return cells.map((cell, i) => {
    const list = lists[i];
    // An empty list says that none applies, an empty cell says nothing.
    if (list) return list.map((item) => (typeof item === 'string' ? item.trim() : JSON.stringify(item)));
    if (cell === '' || isNoLabel(cell)) return undefined;
    return (mark === undefined ? [cell] : cell.split(mark)).map((part) => part.trim()).filter((part) => part !== '');
  });
}

const isOn = (cell: string): boolean | undefined =>
  /^(1|1\.0|true|yes)$/i.test(cell.trim()) ? true : /^(0|0\.0|false|no)$/i.test(cell.trim()) ? false : undefined;

function flagsOf(table: Table, names: readonly string[], file: Value): (readonly string[] | undefined)[] {
  const columns = names.map((column) => find(table, column, 'label', file));
  return table.rows.map((row) => {
    const given = columns.map((column) => isOn(row[column]!));
    return given.includes(undefined) ? undefined : names.filter((_, i) => given[i]);
  });
}

/** @throws DataError for fewer than two classes, too many, unknown ones, or too few rows */
export function severallyLabelled(table: Table, choice: ColumnChoice, name: Value): SeverallyLabelled {
  if (table.format === 'text') throw new DataError(says.plainText({ file: name }));
  const label = choice.flags ? -1 : labelColumn(table, choice.label, name);
  const { text, second } = textColumns(table, choice, label, name);
  const lists = choice.flags ? flagsOf(table, choice.flags, name) : listsOf(table, label);
  const column = choice.flags?.join(', ') ?? table.columns[label]!;
  const names = choice.labels ?? choice.flags ?? sortedNames(new Set(lists.flatMap((list) => list ?? [])));
  if (names.length < 2) throw new DataError(says.oneClass({ file: name, label: names[0] ?? '', column }));
  if (names.length > MAX_CLASSES)
    throw new DataError(
      says.tooManyClasses({ column, count: names.length, most: MAX_CLASSES, columns: { list: table.columns } }),
    );
  const ids = new Map(names.map((label_, i) => [label_, i]));
  const rows = table.rows.flatMap((row, i): SeveralLabels[] => {
    const given = lists[i];
    if (!given || row[text]!.trim() === '' || (second !== undefined && row[second]!.trim() === '')) return [];
    const labels = new Array<number>(names.length).fill(0);
    for (const one of given) {
      const id = ids.get(one);
      if (id === undefined)
        throw new DataError(says.unknownLabel({ file: name, label: one, classes: { list: [...names] } }));
      labels[id] = 1;
    }
    return [{ ...textOf(row, text, second), labels }];
  });
  const dropped = table.rows.length - rows.length;
  requireRows(name, rows.length, dropped > 0 ? says.rowsAreWithoutLabel({ count: dropped }) : undefined);
  const notices = [...table.notices, ...(dropped > 0 ? [says.rowsWithoutLabel({ count: dropped })] : [])];
  return { labels: names, rows, notices };
}
