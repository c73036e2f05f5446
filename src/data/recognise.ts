/**
 * What a table holds, told from its columns' names and cells: which task it is made for, and which column plays which
 * part.
 */
import {
  CONTEXT_NAMES,
  INSTRUCTION_NAMES,
  LABEL_NAMES,
  MESSAGE_NAMES,
  PAIR_NAMES,
  PROMPT_NAMES,
  RESPONSE_NAMES,
  SCORE_NAMES,
  TAG_NAMES,
  TEXT_NAMES,
  TOKEN_NAMES,
} from './columnNames';
import { isClasses, isProse, isReal, profileOf, type ColumnProfile } from './profile';
import type { Table } from './table';
import type { Template } from './template';

/** What the examples are made for. Not all of it can be trained. */
export type Kind =
  | 'text' // texts to continue
  | 'labels' // a text and its class
  | 'response' // a prompt and the text that answers it
  | 'chat' // messages in turns
  | 'pairs' // two texts, with a class, a number or nothing
  | 'regression' // a text and a real number
  | 'multi-label' // a text and several classes
  | 'tokens' // a class for each token
  | 'preference' // a prompt, an answer that was preferred, and one that was not
  | 'choices' // a question and answers to choose from
  | 'unclear';

export type Role =
  | 'text'
  | 'second'
  | 'label'
  | 'prompt'
  | 'context'
  | 'response'
  | 'messages'
  | 'tokens'
  | 'tags'
  | 'chosen'
  | 'rejected'
  | 'choices';

export interface Recognition {
  readonly kind: Kind;
  /** Names of columns. */
  readonly roles: Readonly<Partial<Record<Role, string>>>;
  /** Several columns of zeros and ones, each a label of its own; or several that may be the label. */
  readonly candidates?: readonly string[];
  /** How a prompt is put together. */
  readonly template?: Template;
}

type Columns = readonly ColumnProfile[];

export function recognise(table: Table): Recognition {
  if (table.format === 'text') return { kind: table.tagged ? 'tokens' : 'text', roles: {} };
  const columns = profileOf(table);
  return (
    chat(columns) ??
    tagged(columns) ??
    preference(columns) ??
    choices(columns) ??
    instructions(columns) ??
    pairs(columns, table) ??
    labels(columns, table) ??
    responses(columns) ?? {
      // A label that is empty or always the same is told as such, not passed over.
      kind: exactly(columns, LABEL_NAMES, 0) ? 'labels' : 'text',
      roles: namedRoles({ text: guessText(columns) }),
    }
  );
}

function namedRoles(given: Partial<Record<Role, ColumnProfile | undefined>>): Recognition['roles'] {
  return Object.fromEntries(Object.entries(given).flatMap(([role, column]) => (column ? [[role, column.name]] : [])));
}

/** Whether a column is called so: by its whole name, or by the last of its words ("review_text", "translation.en"). */
const called = (column: ColumnProfile, name: string, loose: boolean): boolean =>
  column.key === name || (loose && column.key.endsWith(`_${name}`));

/** The first column of a usual name that suits; whole names before last words. */
export function byName(
  columns: Columns,
  names: readonly string[],
  suits: (column: ColumnProfile) => boolean = () => true,
): ColumnProfile | undefined {
  for (const loose of [false, true])
    for (const name of names) {
      const found = columns.find((column) => called(column, name, loose) && suits(column));
      if (found) return found;
    }
  return undefined;
}

const exactly = (columns: Columns, names: readonly string[], least = 1): ColumnProfile | undefined =>
  names.flatMap((name) => columns.filter((column) => column.key === name && column.filled >= least))[0];

function chat(columns: Columns): Recognition | undefined {
  const messages = columns.find((column) => MESSAGE_NAMES.includes(column.key) && column.list === 'records');
  return messages && { kind: 'chat', roles: namedRoles({ messages }), template: 'chat' };
}

function tagged(columns: Columns): Recognition | undefined {
  const tokens = exactly(columns, TOKEN_NAMES);
  const tags = columns.find((column) => TAG_NAMES.includes(column.key) && column !== tokens && column.filled > 0);
  // Lists of the same length, a word and its tag a row, or spans of characters beside a text.
  if (tokens && tags && (tokens.list ? tags.list === 'values' : tags.list === undefined && tokens.words < 1.2))
    return { kind: 'tokens', roles: namedRoles({ tokens, tags }) };
  const spans = columns.find(
    (column) =>
      /^(entities|spans|labels?|ner)$/.test(column.key) && (column.list === 'lists' || column.list === 'records'),
  );
  const text = spans && byName(columns, TEXT_NAMES, isProse);
  return text && { kind: 'tokens', roles: namedRoles({ tokens: text, tags: spans }) };
}

function preference(columns: Columns): Recognition | undefined {
  const chosen = exactly(columns, ['chosen', 'preferred', 'response_chosen']);
  const rejected = exactly(columns, ['rejected', 'dispreferred', 'response_rejected']);
  if (!chosen || !rejected) return undefined;
  return { kind: 'preference', roles: namedRoles({ prompt: byName(columns, PROMPT_NAMES), chosen, rejected }) };
}

function choices(columns: Columns): Recognition | undefined {
  const list = columns.find(
    (column) => /^(choices|options|endings|candidates)(_text)?$/.test(column.key) && column.list,
  );
  const endings = columns.filter((column) => /^(ending|choice|option)_?[0-9a-e]$/.test(column.key));
  const found = list ?? (endings.length >= 2 ? endings[0] : undefined);
  return found && { kind: 'choices', roles: namedRoles({ prompt: byName(columns, PROMPT_NAMES), choices: found }) };
}

/** Columns whose names alone say that one is answered by the other. */
function instructions(columns: Columns): Recognition | undefined {
  const instruction = exactly(columns, INSTRUCTION_NAMES);
  const response = exactly(columns, RESPONSE_NAMES);
  if (instruction && response) {
    const context = columns.find(
      (column) => CONTEXT_NAMES.includes(column.key) && column !== response && column.list === undefined,
    );
    return { kind: 'response', roles: namedRoles({ prompt: instruction, context, response }), template: 'alpaca' };
  }
  const prompt = exactly(columns, ['prompt']);
  const completion = exactly(columns, ['completion', 'response', 'output', 'answer']);
  return prompt && completion && !isKeyOnly(prompt, completion)
    ? { kind: 'response', roles: namedRoles({ prompt, response: completion }), template: 'joined' }
    : undefined;
}

const isKeyOnly = (...columns: ColumnProfile[]): boolean => columns.some((column) => column.isKey);

/** Names that differ in a final 1 and 2, or a and b; or a pair that goes together by name. */
function pairs(columns: Columns, table: Table): Recognition | undefined {
  const texts = columns.filter((column) => column.list === undefined && !column.numeric && column.filled > 0);
  const find = (key: string) => texts.find((column) => column.key === key);
  let pair: readonly [ColumnProfile, ColumnProfile] | undefined;
  for (const first of texts) {
    const stem = /^(.*\D_?)(1|a)$/.exec(first.key);
    const second = stem && find(`${stem[1]}${stem[2] === '1' ? '2' : 'b'}`);
    if (
      second &&
      /text|sent|question|title|passage|doc|phrase|utterance|s$|q$|quest|sequence|input|string/.test(stem[1]!)
    )
      pair ??= [first, second];
  }
  for (const [a, b] of PAIR_NAMES) {
    const [first, second] = [find(a), find(b)];
    if (!pair && first && second && (isProse(first) || isProse(second))) pair = [first, second];
  }
  if (!pair) return undefined;
  const rest = columns.filter((column) => !pair.includes(column));
  const answer = byName(rest, ['answers', 'answers_text', 'answer', 'response']);
  // A question on a text, with words that answer it, is one text that another answers.
  if (answer && !answer.numeric && !isClasses(answer) && ['context', 'passage'].includes(pair[1].key))
    return {
      kind: 'response',
      roles: namedRoles({ prompt: pair[0], context: pair[1], response: answer }),
      template: 'question',
    };
  const label = guessLabel(rest, table) ?? byName(rest, SCORE_NAMES, (column) => column.numeric);
  return { kind: 'pairs', roles: namedRoles({ text: pair[0], second: pair[1], label }) };
}

function labels(columns: Columns, table: Table): Recognition | undefined {
  const text = guessText(columns.filter((column) => !byName([column], LABEL_NAMES, isClasses)));
  const rest = columns.filter((column) => column !== text);
  const lists = byName(rest, [...LABEL_NAMES, 'tags', 'topics', 'genres'], (column) => column.list === 'values');
  if (lists && !lists.single) return { kind: 'multi-label', roles: namedRoles({ text, label: lists }) };
  const named = byName(rest, LABEL_NAMES, isUsableLabel);
  const flags = rest.filter((column) => isFlag(column, table));
  if (!named && flags.length >= 3)
    return { kind: 'multi-label', roles: namedRoles({ text }), candidates: flags.map(({ name }) => name) };
  if (named && isReal(named)) return { kind: 'regression', roles: namedRoles({ text, label: named }) };
  if (named && isJoined(named, table)) return { kind: 'multi-label', roles: namedRoles({ text, label: named }) };
  // A column that is called as an answer is one only where few answers come again and again.
  if (named && isProse(named) && RESPONSE_NAMES.includes(named.key)) return undefined;
  if (named) return { kind: 'labels', roles: namedRoles({ text: text ?? guessText(rest, named), label: named }) };
  const asked = responses(columns);
  if (asked) return asked;
  const candidates = rest.filter(isClasses);
  if (candidates.length > 1)
    return { kind: 'unclear', roles: namedRoles({ text }), candidates: candidates.map(({ name }) => name) };
  if (candidates.length === 1) return { kind: 'labels', roles: namedRoles({ text, label: candidates[0] }) };
  const real = rest.filter(isReal);
  if (text && real.length === 1) return { kind: 'regression', roles: namedRoles({ text, label: real[0] }) };
  if (text && real.length > 1)
    return { kind: 'unclear', roles: namedRoles({ text }), candidates: real.map(({ name }) => name) };
  return undefined;
}

/** A text and another that answers it, by usual names. */
function responses(columns: Columns): Recognition | undefined {
  const translation = columns.filter((column) => /^translation_[a-z]{2,3}$/.test(column.key));
  if (translation.length === 2)
    return {
      kind: 'response',
      roles: namedRoles({ prompt: translation[0], response: translation[1] }),
      template: 'lines',
    };
  const response = byName(columns, RESPONSE_NAMES, (column) => !column.isKey && column.filled > 0);
  if (!response) return undefined;
  const prompt = byName(
    columns.filter((column) => column !== response),
    PROMPT_NAMES,
    (column) => !column.isKey && !column.numeric && column.filled > 0,
  );
  return (
    prompt && {
      kind: 'response',
      roles: namedRoles({ prompt, response }),
      template: prompt.key === 'question' ? 'question' : 'joined',
    }
  );
}

/**
 * The parts of a table of which it is known that one text is written for another: as they were recognised, by usual
 * names, or the only two columns of text, in their order.
 */
export function sourceAndTarget(table: Table, { roles }: Recognition): Recognition['roles'] {
  if (roles.messages !== undefined || (roles.prompt !== undefined && roles.response !== undefined)) return roles;
  if (table.format === 'text') return roles;
  const columns = profileOf(table);
  const named = responses(columns);
  if (named) return named.roles;
  // A class by its name is a text to be written, as T5 learns it.
  if (roles.text !== undefined && roles.label !== undefined) return { prompt: roles.text, response: roles.label };
  const texts = columns.filter(({ list, numeric, filled, isKey }) => !list && !numeric && filled > 0 && !isKey);
  return texts.length === 2 ? namedRoles({ prompt: texts[0], response: texts[1] }) : roles;
}

/** Zeros and ones under a name that says nothing of labels. */
const isFlag = (column: ColumnProfile, table: Table): boolean =>
  column.distinct <= 2 &&
  column.filled === column.rows &&
  table.rows.every((row) => /^(0|1|true|false)$/i.test(row[column.index]!.trim()));

/** Several labels in one cell, joined by a mark: "sport|politics". */
function isJoined(column: ColumnProfile, table: Table): boolean {
  if (column.numeric) return false;
  const cells = table.rows.map((row) => row[column.index]!.trim()).filter((cell) => cell !== '');
  return ['|', ';', ','].some((mark) => {
    const several = cells.filter((cell) => cell.includes(mark)).length;
    if (several * 5 < cells.length) return false;
    const parts = cells.flatMap((cell) => cell.split(mark).map((part) => part.trim()));
    return new Set(parts).size < column.distinct && parts.every((part) => part !== '' && part.split(/\s+/).length <= 3);
  });
}

/** Something to tell apart: never a column that is empty, or the same in every row, or a key. */
const isUsableLabel = (column: ColumnProfile): boolean =>
  column.distinct >= 2 && column.filled * 2 >= column.rows && !column.isKey;

/** The column that is taken for the label: by a usual name, else the only one whose values come again and again. */
export function guessLabel(columns: Columns, table: Table): ColumnProfile | undefined {
  const named = byName(columns, LABEL_NAMES, isUsableLabel);
  if (named) return named;
  const candidates = columns.filter((column) => isClasses(column) && !isFlag(column, table));
  if (candidates.length > 0) return candidates.length === 1 ? candidates[0] : undefined;
  const flags = columns.filter(isClasses);
  return flags.length === 1 ? flags[0] : undefined;
}

/** The column that is taken for the text: by a usual name, else the one with the longest texts. */
export function guessText(columns: Columns, except?: ColumnProfile): ColumnProfile | undefined {
  const rest = columns.filter((column) => column !== except && column.filled > 0);
  const named = byName(rest, TEXT_NAMES, (column) => !column.isKey && column.list === undefined);
  if (named) return named;
  const texts = rest.filter((column) => !column.isKey && column.list === undefined && !column.numeric);
  return [...(texts.length > 0 ? texts : rest)].sort((a, b) => b.length * b.filled - a.length * a.filled)[0];
}
