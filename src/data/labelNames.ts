/** Labels that are hardly any, or hardly different from others: what is done with them, as notices. */
import type { List, Message } from '../messages/message';
import { says } from './messages';
import type { Table } from './table';

/** What pandas, R, SQL and Python write where there is no value. "none" in small letters is a usual class. */
export const isNoLabel = (cell: string): boolean => /^(?:nan|NaN|NAN|null|NULL|Null|None|<NA>)$/.test(cell);

/** @param labelOf the class of a row, '' where it has none @param names the classes */
export function labelNotices(
  table: Table,
  label: number,
  labelOf: (row: readonly string[]) => string,
  names: readonly string[],
): Message[] {
  const notices: Message[] = [];
  const cells = table.rows.map((row) => ({ raw: row[label]!, cell: row[label]!.trim(), read: labelOf(row) }));
  const words = cells.filter(({ cell, read }) => cell !== '' && read === '').map(({ cell }) => cell);
  if (words.length > 0) notices.push(says.labelsMissing({ count: words.length, labels: quoted(new Set(words)) }));
  const exact = new Set(cells.filter(({ raw, cell }) => raw === cell).map(({ raw }) => raw));
  const blank = cells.filter(({ raw, cell }) => raw !== cell && cell !== '' && exact.has(cell)).length;
  if (blank > 0) notices.push(says.blanksAroundLabels({ count: blank }));
  for (const several of alike(names)) notices.push(says.classesAlike({ classes: quoted(several) }));
  return notices;
}

const quoted = (names: Iterable<string>): List => ({ list: [...names].map((name) => `"${name}"`) });

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
