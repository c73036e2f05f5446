/** Examples to rows of T token ids. */
import { DataError } from './errors';
import type { LabelledText, Text } from './examples';
import type { RenderedChat } from './chat';
import { sourceAndTargetOf, type Exchange } from './exchanges';
import type { TaggedSentence } from './taggedSentences';
import type { TextTokenizer } from './tokenizer';
import type { TaskId } from '../methods/taskId';
import { labelForms, NO_TOKEN } from '../tasks/labelForm';
import { says } from './messages';

/** N rows of T tokens, text on the left, padding on the right. */
export interface EncodedSet {
  readonly task: TaskId;
  readonly rows: number;
  readonly sequence: number;
  readonly padId: number;
  /** (N, T) */
  readonly ids: Int32Array;
  /** (N) tokens of each row, at least 1. */
  readonly lengths: Int32Array;
  /** (N, T) which of two texts a token is of, 0 or 1; absent where there is one text a row. */
  readonly types?: Int32Array;
  /** (N, width), in the form of the task (`tasks/labelForm.ts`). */
  readonly labels: Int32Array | Float32Array;
  /** Labels a row: 1, the number of classes, T, or the length of a target. */
  readonly width: number;
  /** Rows whose text was cut to T tokens. */
  readonly truncated: number;
  /** Rows of prompts and responses of which the prompt lost its beginning, or the response its end. */
  readonly shortened?: { readonly prompts: number; readonly responses: number };
}

/** One row as ids without padding: a text with its label, or up to T + 1 tokens of a language-modelling stream. */
export interface TokenRow {
  readonly ids: readonly number[];
  /** Which of two texts each token is of, 0 or 1; default: all of the first. */
  readonly types?: readonly number[];
  /** The class, or the value. */
  readonly label?: number;
  /** Several labels a text: a zero or a one for each class. */
  readonly labels?: readonly number[];
  /**
   * What is to be predicted at each token, -100 where nothing is. Language modelling: one fewer than ids; default: the
   * ids that follow.
   */
  readonly targets?: readonly number[];
}

/**
 * Texts, or pairs of them, with what belongs to them (a class, a number, several classes), cut to T tokens; special
 * tokens are kept.
 */
export function encodeTexts(
  rows: readonly (Text & Pick<TokenRow, 'label' | 'labels'>)[],
  task: TaskId,
  tokenizer: TextTokenizer,
  sequence: number,
): EncodedSet {
  const least = tokenizer.prefix.length + tokenizer.suffix.length + 1;
  if (sequence < least) throw new DataError(says.noRoomForText({ length: sequence, least }));
  let truncated = 0;
  const encoded = rows.map(({ text, second, label, labels }): TokenRow => {
    const given = { ...(label !== undefined && { label }), ...(labels && { labels }) };
    if (second !== undefined) {
      const { ids, types, isCut } = tokenizer.encodePair(text, second, sequence);
      if (isCut) truncated++;
      return { ids, types, ...given };
    }
    const { ids, isCut } = tokenizer.fit(text, sequence);
    if (isCut) truncated++;
    return { ids, ...given };
  });
  return { ...packRows(encoded, task, sequence, tokenizer.padId), truncated };
}

/** Labelled texts for classification. */
export const encodeClassification = (
  rows: readonly LabelledText[],
  tokenizer: TextTokenizer,
  sequence: number,
): EncodedSet => encodeTexts(rows, 'classification', tokenizer, sequence);

/**
 * Sentences of words with tags: the first piece of a word has its tag, its other pieces and special tokens have none.
 * Words beyond T tokens are cut off.
 */
export function encodeTagged(rows: readonly TaggedSentence[], tokenizer: TextTokenizer, sequence: number): EncodedSet {
  const { prefix, suffix } = tokenizer;
  if (sequence <= prefix.length + suffix.length)
    throw new DataError(says.noRoomForText({ length: sequence, least: prefix.length + suffix.length + 1 }));
  let truncated = 0;
  const encoded = rows.map(({ words, tags }): TokenRow => {
    const { ids, heads } = wordPieces(words, tokenizer, sequence);
    const targets = new Array<number>(ids.length).fill(NO_TOKEN);
    heads.forEach((at, word) => {
      if (at !== undefined) targets[at] = tags[word]!;
    });
    if (heads.length < words.length) truncated++;
    return { ids, targets };
  });
  return { ...packRows(encoded, 'token-classification', sequence, tokenizer.padId), truncated };
}

/**
 * Ids of words one after the other, with special tokens, at most `sequence`.
 * @returns for each word that has room the place of its first piece, undefined where the tokenizer leaves it out
 */
export function wordPieces(
  words: readonly string[],
  tokenizer: TextTokenizer,
  sequence: number,
): { readonly ids: number[]; readonly heads: readonly (number | undefined)[] } {
  const { prefix, suffix } = tokenizer;
  const room = sequence - suffix.length;
  const ids = [...prefix];
  const heads: (number | undefined)[] = [];
  for (const word of words) {
    if (ids.length >= room) break;
    const pieces = tokenizer.wordIds(word);
    heads.push(pieces.length > 0 ? ids.length : undefined);
    ids.push(...pieces.slice(0, room - ids.length));
  }
  return { ids: [...ids, ...suffix], heads };
}

/**
 * Rows of ids as one set. Ids beyond T are cut off. Language modelling: a row of n ids becomes n − 1 inputs with the
 * ids that follow as labels, so a row may have T + 1 ids.
 * @param more.classes of a task with several labels a text
 * @param more.target labels of a row that has a target of its own
 */
export function packRows(
  rows: readonly TokenRow[],
  task: EncodedSet['task'],
  sequence: number,
  padId: number,
  { classes = rows[0]?.labels?.length ?? 0, target = sequence }: { classes?: number; target?: number } = {},
): EncodedSet {
  const { per, dtype, none, shift } = labelForms[task];
  const width = per === 'row' ? 1 : per === 'class' ? classes : per === 'target' ? target : sequence;
  const ids = new Int32Array(rows.length * sequence).fill(padId);
  const lengths = new Int32Array(rows.length);
  const types = rows.some((row) => row.types) ? new Int32Array(ids.length) : undefined;
  const labels = new (dtype === 'int32' ? Int32Array : Float32Array)(rows.length * width).fill(none);
  rows.forEach((row, i) => {
    const length = Math.min(sequence, row.ids.length - shift);
    if (length < 1) throw new DataError(says.rowWithoutTokens({ row: i + 1 }));
    ids.set(row.ids.slice(0, length), i * sequence);
    if (row.types) types!.set(row.types.slice(0, length), i * sequence);
    lengths[i] = length;
    labels.set(labelsOf(row, per, shift).slice(0, per === 'token' ? length : width), i * width);
  });
  return {
    task,
    rows: rows.length,
    sequence,
    padId,
    ids,
    lengths,
    ...(types && { types }),
    labels,
    width,
    truncated: 0,
  };
}

function labelsOf(
  { ids, label, labels, targets }: TokenRow,
  per: (typeof labelForms)[TaskId]['per'],
  shift: 0 | 1,
): readonly number[] {
  if (per === 'row') return label === undefined ? [] : [label];
  if (per === 'class') return labels ?? [];
  return targets ?? (shift === 1 ? ids.slice(1) : []);
}

/** The inverse of `packRows`. */
export function unpackRows(set: EncodedSet): TokenRow[] {
  const { per, shift } = labelForms[set.task];
  return Array.from({ length: set.rows }, (_, i): TokenRow => {
    const at = i * set.sequence;
    const length = set.lengths[i]!;
    const ids = Array.from(set.ids.subarray(at, at + length));
    const types = set.types && { types: Array.from(set.types.subarray(at, at + length)) };
    const labels = Array.from(set.labels.subarray(i * set.width, (i + 1) * set.width));
    if (per === 'row') return { ids, ...types, label: labels[0]! };
    if (per === 'class') return { ids, ...types, labels };
    if (per === 'target') return { ids, targets: labels.slice(0, labels.findLastIndex((id) => id !== NO_TOKEN) + 1) };
    const targets = labels.slice(0, length);
    if (shift === 0) return { ids, ...types, targets };
    // The token after the last position is known where it is predicted; a row that ends in context ends with its last
    // input.
    const last = targets[length - 1]!;
    const all = [...ids, last === NO_TOKEN ? set.padId : last];
    return targets.includes(NO_TOKEN) ? { ids: all, targets } : { ids: all };
  });
}

/**
 * One row for each exchange, of a source and a target with the special tokens of the tokenizer; what is too long loses
 * its end. Of a conversation the last response is the target, and all that was said before it the source.
 * @throws DataError for a length in which no text has room.
 */
export function encodeSequences(
  rows: readonly Exchange[],
  tokenizer: TextTokenizer,
  sequence: number,
  targetLength = sequence,
): EncodedSet {
  const least = tokenizer.prefix.length + tokenizer.suffix.length + 1;
  const shortest = Math.min(sequence, targetLength);
  if (shortest < least) throw new DataError(says.noRoomForText({ length: shortest, least }));
  let [prompts, responses] = [0, 0];
  const encoded = rows.map((row): TokenRow => {
    const { source, target } = sourceAndTargetOf(row);
    const [read, written] = [tokenizer.fit(source, sequence), tokenizer.fit(target, targetLength)];
    if (read.isCut) prompts++;
    if (written.isCut) responses++;
    return { ids: read.ids, targets: written.ids };
  });
  return {
    ...packRows(encoded, 'seq2seq', sequence, tokenizer.padId, { target: targetLength }),
    truncated: prompts,
    shortened: { prompts, responses },
  };
}

/** Share of T tokens that a prompt keeps when prompt and response together are too long. */
const PROMPT_SHARE = 0.25;

/**
 * One row for each exchange: the prompt is read, the response and the end token after it are predicted. What is too
 * long loses the end of its last response, so that a quarter of the row is left for the prompt, and then the beginning
 * of what was read: the end of a prompt is what the response answers.
 * @throws DataError for a length in which no response has room.
 */
export function encodeExchanges(rows: readonly Exchange[], tokenizer: TextTokenizer, sequence: number): EncodedSet {
  if (sequence < 4) throw new DataError(says.noRoomForExchange({ length: sequence }));
  let [prompts, responses] = [0, 0];
  const encoded = rows.map((row) => {
    const { ids, learnt } = encodeTurns(row, tokenizer);
    // Where the last response begins; a template may have more behind it.
    const last = learnt.lastIndexOf(false, learnt.lastIndexOf(true)) + 1;
    // T inputs and one more that is only predicted.
    const room = sequence + 1;
    const kept = Math.min(ids.length, last + room - Math.min(last, Math.ceil(PROMPT_SHARE * room)));
    if (kept < ids.length) responses++;
    const from = Math.max(0, kept - room);
    if (from > 0) prompts++;
    const [shownIds, shownLearnt] = [ids.slice(from, kept), learnt.slice(from, kept)];
    return {
      ids: shownIds,
      targets: shownIds.slice(1).map((id, i) => (shownLearnt[i + 1] ? id : NO_TOKEN)),
    };
  });
  const set = packRows(encoded, 'causal-lm', sequence, tokenizer.padId);
  return { ...set, truncated: encoded.length === 0 ? 0 : prompts, shortened: { prompts, responses } };
}

/**
 * Token ids of an exchange, and for each whether it is learnt. Prompt and response are tokenised together, as they are
 * read, and the tokens that the prompt has by itself are context; a token that reaches over the seam is learnt.
 */
function encodeTurns(
  { turns, rendered }: Exchange,
  tokenizer: TextTokenizer,
): { readonly ids: number[]; readonly learnt: boolean[] } {
  if (rendered) return encodeRendered(rendered, tokenizer);
  const ids = [...tokenizer.prefix];
  const learnt = ids.map(() => false);
  for (const { prompt, response } of turns) {
    const alone = tokenizer.ids(prompt);
    const both = tokenizer.ids(prompt + response);
    let common = 0;
    while (common < alone.length && common < both.length && alone[common] === both[common]) common++;
    // The first token of a row is never predicted: there must be something to predict the response from.
    if (ids.length === 0 && common === 0) {
      ids.push(tokenizer.endId ?? tokenizer.padId);
      learnt.push(false);
    }
    both.forEach((id, i) => {
      ids.push(id);
      learnt.push(i >= common);
    });
    if (tokenizer.endId !== undefined) {
      ids.push(tokenizer.endId);
      learnt.push(true);
    }
  }
  return { ids, learnt };
}

/**
 * The same in the words of a chat template, which has its special tokens in it. A token is learnt where it has a
 * character of what the assistant says, as `return_assistant_tokens_mask` has it.
 */
function encodeRendered(
  { text, learnt: spans }: RenderedChat,
  tokenizer: TextTokenizer,
): { readonly ids: number[]; readonly learnt: boolean[] } {
  const ids = tokenizer.ids(text);
  const learnt = new Array<boolean>(ids.length).fill(false);
  for (const [from, to] of spans) {
    const [before, until] = [tokensUpTo(text, from, ids, tokenizer), tokensUpTo(text, to, ids, tokenizer)];
    learnt.fill(true, before.whole, until.begun);
  }
  return { ids, learnt };
}

/** Tokens of a text before a place in it: those that end there or before it, and those that begin before it. */
function tokensUpTo(
  text: string,
  place: number,
  ids: readonly number[],
  tokenizer: TextTokenizer,
): { readonly whole: number; readonly begun: number } {
  if (place === text.length) return { whole: ids.length, begun: ids.length };
  const before = tokenizer.ids(text.slice(0, place));
  let whole = 0;
  while (whole < before.length && before[whole] === ids[whole]) whole++;
  return { whole, begun: whole < before.length ? whole + 1 : whole };
}

/**
 * Documents as one long stream, each closed by the end token, cut into windows of T + 1 tokens that share one token:
 * T inputs and, shifted by one, T labels. Every token but the first is predicted exactly once.
 * @throws DataError when there are fewer than two tokens.
 */
export function encodeLanguageModelling(
  documents: readonly string[],
  tokenizer: TextTokenizer,
  sequence: number,
): EncodedSet {
  const stream: number[] = [];
  for (const document of documents) {
    // pushed one by one: spreading a novel's tokens as arguments overflows the stack
    for (const id of tokenizer.ids(document)) stream.push(id);
    if (documents.length > 1 && tokenizer.endId !== undefined) stream.push(tokenizer.endId);
  }
  return windows(Int32Array.from(stream), sequence, tokenizer.padId);
}

/** Cuts a token stream into windows of T + 1 tokens that overlap by one; the last one is shorter. */
export function windows(stream: Int32Array, sequence: number, padId: number): EncodedSet {
  if (stream.length < 2) throw new DataError(says.fewerThanTwoTokens);
  const rows = Array.from({ length: Math.ceil((stream.length - 1) / sequence) }, (_, i): TokenRow => ({
    ids: Array.from(stream.subarray(i * sequence, (i + 1) * sequence + 1)),
  }));
  return packRows(rows, 'causal-lm', sequence, padId);
}
