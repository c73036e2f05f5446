/**
 * What a model writes by itself, by the likeliest token at each place, with the graph that also measures its loss.
 * A guess of the whole text goes through the model at once; up to the first place where the likeliest token is another
 * one, it is what greedy decoding writes. What the model says of the places behind it is the next guess (Jacobi
 * decoding: Santilli et al. 2023). The result is that of greedy decoding, token by token; it takes as many passes as
 * there are wrong guesses instead of as many as there are tokens, and the first guess, the text that was to be written,
 * has gone through with the loss.
 */
import type { Batch } from '../data/batching';
import { NO_TOKEN } from '../tasks/labelForm';

/** Where a row's text begins, and how many tokens it has at most. */
export interface Start {
  readonly from: number;
  readonly most: number;
}

export interface WritingOptions {
  /** Labels a row: of a target of its own, or of the text. */
  readonly sequence: number;
  /** An encoder reads, and what its decoder writes stands in the labels; else it goes on where the prompt ends. */
  readonly separate: boolean;
  /** Of each row; absent: where the text that was to be written begins, and a little longer than that is. */
  readonly starts?: readonly Start[];
  /** Without one a text is as long as it may be. */
  readonly endId?: number;
  /** Likeliest token at each place of each row, (B, T). */
  readonly pass: (batch: Pick<Batch, 'ids' | 'mask' | 'labels'>) => Promise<ArrayLike<number>>;
}

interface Row {
  /** Where the first token is predicted. */
  readonly from: number;
  /** Tokens that are written at most. */
  readonly most: number;
  readonly guess: number[];
  readonly written: number[];
  done: boolean;
}

/** A text that does not end is given up at this many times the length of the one that was to be written. */
const LONGEST = 1.25;

/**
 * @param best of the pass that the batch has gone through already
 * @returns for each row that counts the tokens written, without the end token
 */
export async function writeGreedily(
  batch: Batch,
  best: ArrayLike<number>,
  options: WritingOptions,
): Promise<readonly (readonly number[])[]> {
  const rows = Array.from({ length: batch.rows }, (_, row) => begin(batch, row, options));
  const at = (row: number) => row * options.sequence;
  rows.forEach((row, i) => accept(row, best, at(i), options.endId));
  while (rows.some((row) => !row.done)) {
    const found = await options.pass(guessed(batch, rows, options));
    rows.forEach((row, i) => accept(row, found, at(i), options.endId));
  }
  return rows.map(({ written }) => written);
}

/**
 * Where a row's text begins, with what the model has read of the text that was to be written as the first guess: where
 * text goes on, its last token is predicted only. Beyond it nothing has been guessed, so that nothing is right.
 */
function begin(batch: Batch, row: number, { sequence, separate, starts }: WritingOptions): Row {
  const labels = Array.from(batch.labels.subarray(row * sequence, (row + 1) * sequence));
  const end = labels.findLastIndex((label) => label !== NO_TOKEN) + 1;
  const start = starts?.[row];
  const from = start?.from ?? (separate ? 0 : labels.slice(0, end).lastIndexOf(NO_TOKEN) + 1);
  const most = Math.min(sequence - from, start?.most ?? Math.ceil(LONGEST * (end - from)));
  const read = labels.slice(from, Math.max(from, separate ? end : end - 1)).slice(0, most);
  const guess = [...read, ...new Array<number>(Math.max(0, most - read.length)).fill(NO_TOKEN)];
  return { from, most, guess, written: [], done: start ? most < 1 : end === from };
}

/** Takes over what is certain of a pass, and makes the rest the next guess. */
function accept(row: Row, best: ArrayLike<number>, start: number, endId: number | undefined): void {
  const said = (i: number) => best[start + row.from + i]!;
  while (!row.done) {
    const i = row.written.length;
    const id = said(i);
    const isRight = row.guess[i] === id;
    if (id === endId) row.done = true;
    else {
      row.written.push(id);
      row.done = row.written.length === row.most;
    }
    if (isRight) continue;
    for (let k = i; k < row.most; k++) row.guess[k] = said(k);
    return;
  }
}

/** The batch with the guesses in place of what was to be written. */
function guessed(
  batch: Batch,
  rows: readonly Row[],
  { sequence, separate }: WritingOptions,
): Pick<Batch, 'ids' | 'mask' | 'labels'> {
  const [ids, mask, labels] = [batch.ids.slice(), batch.mask.slice(), batch.labels.slice()];
  rows.forEach(({ from, guess }, i) => {
    const at = i * sequence;
    if (separate) {
      labels.fill(NO_TOKEN, at, at + sequence);
      labels.set(guess, at);
      return;
    }
    // The last token that is predicted is not read.
    const read = guess.slice(0, sequence - from - 1);
    ids.set(read, at + from + 1);
    mask.fill(1, at, at + from + 1 + read.length);
  });
  return { ids, mask, labels };
}
