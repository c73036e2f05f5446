/**
 * A few examples of one's own, as they are typed, and as the table that they are trained from. Pure: what is drawn of
 * them is in the components beside it.
 */
import type { TaskId } from '../../methods/taskId';
import { taskOfForm, type Form } from '../../data/plan';
import type { TableOptions } from '../../worker/protocol';

export const kinds = ['classes', 'pairs', 'answers', 'tags'] as const;
export type Kind = (typeof kinds)[number];

/** A class, with its texts a line each. */
export interface ClassDraft {
  readonly name: string;
  readonly lines: string;
}
/** Two texts and what they are to each other. */
export interface PairDraft {
  readonly first: string;
  readonly second: string;
  readonly label: string;
}
export interface AnswerDraft {
  readonly prompt: string;
  readonly response: string;
}
/** Sentences, a line each, and the tag of each painted word by line and word: `0 3`. */
export interface TagsDraft {
  readonly lines: string;
  readonly tags: readonly string[];
  readonly painted: Readonly<Record<string, string>>;
}

export interface Draft {
  readonly kind: Kind;
  readonly classes: readonly ClassDraft[];
  readonly pairs: readonly PairDraft[];
  readonly answers: readonly AnswerDraft[];
  readonly tags: TagsDraft;
}

/** What a word without a tag has. */
export const NO_TAG = 'O';
/** Fewer rows can't be split into those that are learnt and those that are held back. */
export const LEAST_ROWS = 8;
export const MOST_CLASSES = 6;

export const emptyDraft: Draft = {
  kind: 'classes',
  classes: [
    { name: '', lines: '' },
    { name: '', lines: '' },
  ],
  pairs: [{ first: '', second: '', label: '' }],
  answers: [{ prompt: '', response: '' }],
  tags: { lines: '', tags: ['', ''], painted: {} },
};

export const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
/** Words and marks, as they are painted. */
export const wordsOf = (line: string): string[] =>
  line.match(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|\S/gu) ?? [];
const filled = (text: string): boolean => text.trim() !== '';

const formOf: Readonly<Record<Kind, Form>> = {
  classes: 'classify',
  pairs: 'classify',
  answers: 'respond',
  tags: 'tag',
};
export const taskOf = (kind: Kind): TaskId => taskOfForm[formOf[kind]];

const columnsOf: Readonly<Record<Kind, TableOptions>> = {
  classes: { textColumn: 'text', secondColumn: '', labelColumn: 'label' },
  pairs: { textColumn: 'text', secondColumn: 'second', labelColumn: 'label' },
  answers: { promptColumn: 'prompt', contextColumn: '', responseColumn: 'response' },
  tags: { tokensColumn: 'tokens', tagsColumn: 'tags' },
};
export const optionsOf = (kind: Kind): TableOptions => ({ format: 'jsonl', form: formOf[kind], ...columnsOf[kind] });

type Row = Readonly<Record<string, string | readonly string[]>>;

/** The rows that are whole. */
export function rowsOf({ kind, classes, pairs, answers, tags }: Draft): readonly Row[] {
  if (kind === 'classes')
    return classes.flatMap(({ name, lines }) =>
      filled(name) ? linesOf(lines).map((text) => ({ text, label: name.trim() })) : [],
    );
  if (kind === 'pairs')
    return pairs
      .filter(({ first, second, label }) => [first, second, label].every(filled))
      .map(({ first, second, label }) => ({ text: first.trim(), second: second.trim(), label: label.trim() }));
  if (kind === 'answers')
    return answers
      .filter(({ prompt, response }) => filled(prompt) && filled(response))
      .map(({ prompt, response }) => ({ prompt: prompt.trim(), response: response.trim() }));
  return linesOf(tags.lines).map((line, l) => {
    const tokens = wordsOf(line);
    return { tokens, tags: tokens.map((_, w) => tags.painted[`${l} ${w}`] ?? NO_TAG) };
  });
}

export const textOf = (draft: Draft): string =>
  rowsOf(draft)
    .map((row) => JSON.stringify(row))
    .join('\n');

/** What is still missing before it can be learnt; undefined: nothing. */
export type Missing =
  | { readonly what: 'rows'; readonly count: number }
  | { readonly what: 'names' | 'two-classes' | 'same-names' | 'tags' }
  | { readonly what: 'class-rows'; readonly name: string };

/** Of each class one is learnt, one watched while it trains, one asked at the end. */
export const LEAST_OF_CLASS = 3;

export function missingIn(draft: Draft): Missing | undefined {
  const rows = rowsOf(draft);
  if (draft.kind === 'classes') {
    const used = draft.classes.filter(({ name, lines }) => filled(name) || filled(lines));
    if (used.some(({ name }) => !filled(name))) return { what: 'names' };
    if (new Set(used.map(({ name }) => name.trim())).size < used.length) return { what: 'same-names' };
  }
  if (draft.kind === 'classes' || draft.kind === 'pairs') {
    const counts = new Map<string, number>();
    for (const { label } of rows) counts.set(String(label), (counts.get(String(label)) ?? 0) + 1);
    if (counts.size < 2) return { what: 'two-classes' };
    const few = [...counts].find(([, count]) => count < LEAST_OF_CLASS);
    if (few) return { what: 'class-rows', name: few[0] };
  }
  if (draft.kind === 'tags' && rows.every(({ tags }) => new Set(tags).size < 2)) return { what: 'tags' };
  return rows.length < LEAST_ROWS ? { what: 'rows', count: rows.length } : undefined;
}

/** Tokens that a text of so many words takes, about, in steps of eight. */
export function lengthFor(draft: Draft): number {
  const longest = Math.max(
    0,
    ...rowsOf(draft).map((row) =>
      Object.values(row).reduce((sum, value) => sum + (typeof value === 'string' ? wordsOf(value) : value).length, 0),
    ),
  );
  return Math.min(128, Math.max(16, 8 * Math.ceil((1.6 * longest + 2) / 8)));
}

/** The draft that a table of this page came from; undefined for any other table. */
export function draftOf(source: string, { form, secondColumn }: TableOptions): Draft | undefined {
  let rows: Record<string, unknown>[];
  try {
    rows = source.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  } catch {
    return undefined;
  }
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);
  if (form === 'classify' && !secondColumn) {
    const byName = new Map<string, string[]>();
    for (const row of rows) byName.set(text(row.label), [...(byName.get(text(row.label)) ?? []), text(row.text)]);
    const classes = [...byName].map(([name, lines]) => ({ name, lines: lines.join('\n') }));
    return classes.length > MOST_CLASSES ? undefined : { ...emptyDraft, kind: 'classes', classes };
  }
  if (form === 'classify')
    return {
      ...emptyDraft,
      kind: 'pairs',
      pairs: rows.map((row) => ({ first: text(row.text), second: text(row.second), label: text(row.label) })),
    };
  if (form === 'respond')
    return {
      ...emptyDraft,
      kind: 'answers',
      answers: rows.map((row) => ({ prompt: text(row.prompt), response: text(row.response) })),
    };
  if (form !== 'tag') return undefined;
  const sentences = rows.map((row) => ({ tokens: list(row.tokens), tags: list(row.tags) }));
  const painted = Object.fromEntries(
    sentences.flatMap(({ tags }, l) => tags.flatMap((tag, w) => (tag === NO_TAG ? [] : [[`${l} ${w}`, tag]]))),
  );
  return {
    ...emptyDraft,
    kind: 'tags',
    tags: {
      lines: sentences.map(({ tokens }) => tokens.join(' ')).join('\n'),
      tags: [...new Set(Object.values(painted))],
      painted,
    },
  };
}
