/** Seeded splits into training, validation and test rows that never share a text. */
import { mixSeed, permutation } from './random';
import { DataError } from './errors';
import type { LabelledText, Text } from './examples';
import type { Exchange } from './exchanges';
import { says } from './messages';

const key = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** What rows are told apart by. */
export interface Likeness<Row> {
  /** Rows with the same text stay together. */
  readonly text: (row: Row) => string;
  /** Each class loses the same share of its rows; left out: all are of one. */
  readonly class?: (row: Row) => number;
}

/** Two texts are the same where both are. */
export const wholeText = ({ text, second }: Text): string => (second === undefined ? text : `${text}\n${second}`);

/**
 * Takes `fraction` of the rows out of each class, at least one row and leaving at least one. Order within both parts is
 * the order of the input.
 */
export function splitRows<Row>(
  rows: readonly Row[],
  { text, class: classOf = () => 0 }: Likeness<Row>,
  fraction: number,
  seed: number,
): { rest: Row[]; taken: Row[] } {
  const groups = new Map<string, number[]>();
  rows.forEach((row, i) => {
    const name = key(text(row));
    const group = groups.get(name);
    if (group) group.push(i);
    else groups.set(name, [i]);
  });
  const byClass = new Map<number, number[][]>();
  for (const group of groups.values()) {
    const label = classOf(rows[group[0]!]!);
    const list = byClass.get(label);
    if (list) list.push(group);
    else byClass.set(label, [group]);
  }
  const taken = new Set<number>();
  for (const [label, list] of byClass) {
    const order = permutation(list.length, mixSeed(seed, label));
    const wanted = list.length < 2 ? 0 : Math.max(1, Math.round(list.length * fraction));
    for (let k = 0; k < wanted; k++) for (const i of list[order[k]!]!) taken.add(i);
  }
  return { rest: rows.filter((_, i) => !taken.has(i)), taken: rows.filter((_, i) => taken.has(i)) };
}

export const splitLabelled = (rows: readonly LabelledText[], fraction: number, seed: number) =>
  splitRows(rows, { text: wholeText, class: ({ label }) => label }, fraction, seed);

/** Drops rows whose text also occurs in `held`: the test split must never be trained on. */
export function withoutTexts<Row>(
  rows: readonly Row[],
  held: readonly Row[],
  text: (row: Row) => string,
): { rows: Row[]; dropped: number } {
  const texts = new Set(held.map((row) => key(text(row))));
  const kept = rows.filter((row) => !texts.has(key(text(row))));
  return { rows: kept, dropped: rows.length - kept.length };
}

/**
 * Takes `fraction` out of documents: whole documents where there are at least ten, drawn by seed (equal ones stay
 * together); otherwise the end of the text, cut at a line, because windows drawn at random would overlap in content.
 * @throws DataError when nothing would be left for one of the parts.
 */
export function splitDocuments(
  documents: readonly string[],
  fraction: number,
  seed: number,
): { rest: string[]; taken: string[] } {
  const distinct = [...new Set(documents)];
  if (distinct.length >= 10) {
    const order = permutation(distinct.length, mixSeed(seed));
    const taken = new Set(
      [...order.subarray(0, Math.max(1, Math.round(distinct.length * fraction)))].map((i) => distinct[i]!),
    );
    return { rest: documents.filter((d) => !taken.has(d)), taken: documents.filter((d) => taken.has(d)) };
  }
  const text = documents.join('\n');
  let cut = Math.floor(text.length * (1 - fraction));
  const line = text.lastIndexOf('\n', cut);
  const space = text.lastIndexOf(' ', cut);
  cut = line > text.length * 0.5 ? line : space > text.length * 0.5 ? space : cut;
  const [rest, taken] = [text.slice(0, cut).trim(), text.slice(cut).trim()];
  if (rest === '' || taken === '') throw new DataError(says.textTooShort);
  return { rest: [rest], taken: [taken] };
}

/**
 * Takes `fraction` of the exchanges out, drawn by seed. Those that begin with the same prompt stay together.
 * @throws DataError when nothing would be left for one of the parts.
 */
export function splitExchanges(
  rows: readonly Exchange[],
  fraction: number,
  seed: number,
): { rest: Exchange[]; taken: Exchange[] } {
  const first = ({ turns }: Exchange) => key(turns[0]!.prompt);
  const distinct = [...new Set(rows.map(first))];
  if (distinct.length < 2) throw new DataError(says.allPromptsSame);
  const order = permutation(distinct.length, mixSeed(seed));
  const taken = new Set(
    [...order.subarray(0, Math.max(1, Math.round(distinct.length * fraction)))].map((i) => distinct[i]!),
  );
  return { rest: rows.filter((row) => !taken.has(first(row))), taken: rows.filter((row) => taken.has(first(row))) };
}
