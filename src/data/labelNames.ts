/** Labels that are hardly any, or hardly different from others: what is done with them, as notices. */
import type { Table } from './table';

/** What pandas, R, SQL and Python write where there is no value. "none" in small letters is a usual class. */
export const isNoLabel = (cell: string): boolean => /^(?:nan|NaN|NAN|null|NULL|Null|None|<NA>)$/.test(cell);

/** @param labelOf the class of a row, '' where it has none @param names the classes */
export function labelNotices(
  table: Table,
  label: number,
  labelOf: (row: readonly string[]) => string,
  names: readonly string[],
): string[] {
  const notices: string[] = [];
  const cells = table.rows.map((row) => ({ raw: row[label]!, cell: row[label]!.trim(), read: labelOf(row) }));
  const words = cells.filter(({ cell, read }) => cell !== '' && read === '').map(({ cell }) => cell);
  if (words.length > 0)
    notices.push(
      `${words.length} row(s) with the label ${quoted(new Set(words))} were left out: that stands for a ` +
        'missing value. Give the class another name if it is one.',
    );
  const exact = new Set(cells.filter(({ raw, cell }) => raw === cell).map(({ raw }) => raw));
  const blank = cells.filter(({ raw, cell }) => raw !== cell && cell !== '' && exact.has(cell)).length;
  if (blank > 0) notices.push(`${blank} label(s) with blanks around them were read without these.`);
  for (const several of alike(names))
    notices.push(
      `The classes ${quoted(several)} differ only in how they are written, and are kept apart. Write them ` +
        'alike if they are one.',
    );
  return notices;
}

const quoted = (names: Iterable<string>): string => [...names].map((name) => `"${name}"`).join(', ');

/** The same for "Spam", "spam " and "SPAM", and for 1 and 1.0. */
const spelling = (name: string): string =>
  name !== '' && !Number.isNaN(Number(name))
    ? String(Number(name))
    : name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();

function alike(names: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(spelling(name), [...(groups.get(spelling(name)) ?? []), name]);
  return [...groups.values()].filter((several) => several.length > 1);
}
