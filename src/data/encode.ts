/** Examples to rows of T token ids. */
import { DataError } from './errors';
import type { LabelledText } from './examples';
import type { TextTokenizer } from './tokenizer';

/** Label of a padding row (classification) and of a token that is not predicted (language modelling). */
export const NO_CLASS = -1;
export const NO_TOKEN = -100;

/** N rows of T tokens, text on the left, padding on the right. */
export interface EncodedSet {
  readonly task: 'classification' | 'causal-lm';
  readonly rows: number;
  readonly sequence: number;
  readonly padId: number;
  /** (N, T) */
  readonly ids: Int32Array;
  /** (N) tokens of each row, at least 1. */
  readonly lengths: Int32Array;
  /** (N) class ids, or (N, T) the token that follows each position, -100 where none does. */
  readonly labels: Int32Array;
  /** Rows whose text was cut to T tokens (classification). */
  readonly truncated: number;
}

/** Labelled texts, cut to T tokens with the final special token kept. */
export function encodeClassification(rows: readonly LabelledText[], tokenizer: TextTokenizer, sequence: number): EncodedSet {
  const least = tokenizer.prefix.length + tokenizer.suffix.length + 1;
  if (sequence < least) throw new DataError(`A length of ${sequence} leaves no room for text beside the special tokens. Choose a length of at least ${least}.`);
  const ids = new Int32Array(rows.length * sequence).fill(tokenizer.padId);
  const lengths = new Int32Array(rows.length);
  const labels = Int32Array.from(rows, (row) => row.label);
  let truncated = 0;
  rows.forEach((row, i) => {
    const full = tokenizer.encode(row.text, sequence + 1);
    const tokens = full.length > sequence ? tokenizer.encode(row.text, sequence) : full;
    if (full.length > sequence) truncated++;
    ids.set(tokens, i * sequence);
    lengths[i] = tokens.length;
  });
  return { task: 'classification', rows: rows.length, sequence, padId: tokenizer.padId, ids, lengths, labels, truncated };
}

/**
 * Documents as one long stream, each closed by the end token, cut into windows of T + 1 tokens that share one token:
 * T inputs and, shifted by one, T labels. Every token but the first is predicted exactly once.
 * @throws DataError when there are fewer than two tokens.
 */
export function encodeLanguageModelling(documents: readonly string[], tokenizer: TextTokenizer, sequence: number): EncodedSet {
  const stream: number[] = [];
  for (const document of documents) {
    // pushed one by one: spreading a novel's tokens as arguments overflows the stack
    for (const id of tokenizer.ids(document)) stream.push(id);
    if (documents.length > 1 && tokenizer.endId !== undefined) stream.push(tokenizer.endId);
  }
  return windows(Int32Array.from(stream), sequence, tokenizer.padId);
}

/** Cuts a token stream into windows; the last one is padded. */
export function windows(stream: Int32Array, sequence: number, padId: number): EncodedSet {
  if (stream.length < 2) throw new DataError('The text is too short for language modelling: it has fewer than two tokens. Add more text.');
  const rows = Math.ceil((stream.length - 1) / sequence);
  const ids = new Int32Array(rows * sequence).fill(padId);
  const labels = new Int32Array(rows * sequence).fill(NO_TOKEN);
  const lengths = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * sequence;
    const length = Math.min(sequence, stream.length - 1 - start);
    ids.set(stream.subarray(start, start + length), start);
    labels.set(stream.subarray(start + 1, start + 1 + length), start);
    lengths[row] = length;
  }
  return { task: 'causal-lm', rows, sequence, padId, ids, lengths, labels, truncated: 0 };
}
