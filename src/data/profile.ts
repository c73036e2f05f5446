/**
 * What the cells of each column are like: how many differ, numbers, lists, texts. Names of columns are read elsewhere.
 */
import { nameKey } from './columnNames';
import type { Table } from './table';

export interface ColumnProfile {
  readonly index: number;
  readonly name: string;
  /** The name in lower case, words joined by underscores. */
  readonly key: string;
  /** Rows of the table, and rows in which the cell is not blank. */
  readonly rows: number;
  readonly filled: number;
  /** Different cells, blank ones not counted. */
  readonly distinct: number;
  /** Filled cells are numbers, but for some that say that one is missing; and they are whole. */
  readonly numeric: boolean;
  readonly whole: boolean;
  /** Mean characters and words of a filled cell. */
  readonly length: number;
  readonly words: number;
  /** What the filled cells are lists of, where they are lists. */
  readonly list?: 'values' | 'records' | 'lists';
  /** Every list holds exactly one value. */
  readonly single: boolean;
  /** Counts up, or is called as a key of rows is. */
  readonly isKey: boolean;
}

/** Cells that lists are looked for in. */
const SAMPLE = 500;

/** A number as programs and spreadsheets write it, with point or comma. */
export const isNumber = (cell: string): boolean => /^[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?\s*%?$/i.test(cell.trim());
export const numberOf = (cell: string): number => Number(cell.trim().replace(',', '.').replace(/\s*%$/, ''));

/** The list that a cell holds, as JSON or as Python prints it; undefined where it is none. */
export function listOf(cell: string): readonly unknown[] | undefined {
  const text = cell.trim();
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    // Python's and NumPy's way to print lists of strings and of numbers.
    const items = text.slice(1, -1).match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[-+.\w]+/g) ?? [];
    const rest = text.slice(1, -1).replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[-+.\w]+|[\s,]+/g, '');
    return rest === '' ? items.map((item) => (/^['"]/.test(item) ? item.slice(1, -1) : item)) : undefined;
  }
}

/** What stands for a number that is not there. */
const isMissing = (cell: string): boolean => /^(n\/?a|nan|null|none|nil|-+|\?)$/i.test(cell);

const KEY_NAME = /^(id|idx|index|nr|no|#|row|row_?(id|number|names?)|uuid|guid|key|unnamed:_?\d+|.+_(id|idx))$/;

export function profileOf(table: Table): ColumnProfile[] {
  return table.columns.map((name, index) => {
    const cells = table.rows.map((row) => (row[index] ?? '').trim()).filter((cell) => cell !== '');
    const filled = cells.length;
    const distinct = new Set(cells).size;
    const numbers = cells.filter(isNumber);
    const numeric = numbers.length * 5 > filled * 4 && cells.every((cell) => isNumber(cell) || isMissing(cell));
    const whole = numeric && numbers.every((cell) => Number.isInteger(numberOf(cell)));
    const sum = (of: (cell: string) => number) => cells.reduce((total, cell) => total + of(cell), 0);
    const sample = cells.slice(0, SAMPLE).map(listOf);
    const lists = sample.filter((list) => list !== undefined);
    const items = lists.flat();
    const list =
      lists.length === 0 || lists.length < sample.length
        ? undefined
        : items.some(Array.isArray)
          ? 'lists'
          : items.some((item) => typeof item === 'object' && item !== null)
            ? 'records'
            : 'values';
    const counts = whole && distinct === filled && filled > 3 && steps(cells);
    const key = nameKey(name);
    return {
      index,
      name,
      key,
      rows: table.rows.length,
      filled,
      distinct,
      numeric,
      whole,
      length: filled === 0 ? 0 : sum((cell) => cell.length) / filled,
      words: filled === 0 ? 0 : sum((cell) => cell.split(/\s+/).length) / filled,
      ...(list && { list }),
      single: list === 'values' && lists.every((values) => values.length === 1),
      isKey: counts || (KEY_NAME.test(key) && distinct * 2 > filled),
    };
  });
}

/** Whole numbers that go up by one. */
const steps = (cells: readonly string[]): boolean =>
  cells.every((cell, i) => i === 0 || numberOf(cell) === numberOf(cells[i - 1]!) + 1);

/** Different values that come again and again: what a class can be told by. */
export const isClasses = (column: ColumnProfile): boolean =>
  column.list === undefined &&
  !column.isKey &&
  column.distinct >= 2 &&
  column.distinct * 2 <= column.filled &&
  column.filled * 2 >= column.rows &&
  column.words <= 8 &&
  !isReal(column);

/**
 * More different fractions than classes have names, or whole numbers of which hardly any comes again: values, not
 * classes.
 */
export const isReal = (column: ColumnProfile): boolean =>
  column.numeric &&
  !column.isKey &&
  (column.whole ? column.distinct > 20 && column.filled < 3 * column.distinct : column.distinct > 10);

/** Texts: words that differ from row to row. */
export const isProse = (column: ColumnProfile): boolean =>
  column.list === undefined &&
  !column.numeric &&
  !column.isKey &&
  column.filled * 2 >= column.rows &&
  (column.words >= 3 || column.length >= 20) &&
  column.distinct * 3 >= column.filled;
