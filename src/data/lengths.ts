/**
 * Rows sorted into a few lengths, so that less padding is computed on: which lengths pay, and the same rows in batches
 * of them.
 */
import { labelForms } from '../tasks/labelForm';
import type { TaskId } from '../methods/taskId';
import type { Batch } from './batching';

/** Quarters of the full length: more shapes save a few hundredths more and each costs a graph. */
const PARTS = 4;

/** One row of a batch. */
export interface RowRef {
  readonly batch: Batch;
  readonly row: number;
  /** Tokens, at least 1. */
  readonly tokens: number;
}

/** Rows that count, in their order. @param sequence T */
export function rowsOf(batches: Iterable<Batch>, sequence: number): RowRef[] {
  const rows: RowRef[] = [];
  for (const batch of batches)
    for (let row = 0; row < batch.rows; row++) {
      const from = row * sequence;
      const tokens = batch.mask.subarray(from, from + sequence).lastIndexOf(1) + 1;
      rows.push({ batch, row, tokens: Math.max(1, tokens) });
    }
  return rows;
}

/**
 * Lengths worth having a graph for, ascending; the last is T.
 * @param pieces tokens of what is computed at once (its longest row), and how many rows that is
 * @param least padding that a length must save, in tokens, to be worth its graph
 */
export function lengthsFor(
  pieces: readonly { readonly tokens: number; readonly rows: number }[],
  sequence: number,
  least: number,
): number[] {
  const lengths = [
    ...new Set(Array.from({ length: PARTS }, (_, i) => Math.max(1, Math.ceil((sequence * (i + 1)) / PARTS)))),
  ];
  for (;;) {
    const saved = lengths.slice(0, -1).map((length, i) => {
      const before = lengths[i - 1] ?? 0;
      const own = pieces.filter(({ tokens }) => tokens > before && tokens <= length);
      return own.reduce((sum, { rows }) => sum + rows * (lengths[i + 1]! - length), 0);
    });
    const [worst] = saved.map((_, i) => i).sort((a, b) => saved[a]! - saved[b]!);
    if (worst === undefined || saved[worst]! >= least) return lengths;
    lengths.splice(worst, 1);
  }
}

/** The smallest length that a row of so many tokens fits. */
export const lengthOf = (lengths: readonly number[], tokens: number): number =>
  lengths.find((length) => tokens <= length) ?? lengths[lengths.length - 1]!;

/**
 * Some rows as one batch of another shape; places that are left over don't count.
 * @param sequence T of the batches that they come from; `size` rows of `length` tokens are made of them
 */
export function batchOf(
  refs: readonly RowRef[],
  task: TaskId,
  sequence: number,
  { size, length }: { readonly size: number; readonly length: number },
): Batch {
  const [first] = refs;
  if (!first) throw new Error('A batch is made of at least one row.');
  const { per, none } = labelForms[task];
  const perRow = first.batch.labels.length / (first.batch.ids.length / sequence);
  const width = per === 'token' ? length : perRow;
  const ids = new Int32Array(size * length);
  const mask = new Int32Array(size * length);
  const types = first.batch.types && new Int32Array(size * length);
  const Labels = first.batch.labels.constructor as typeof Int32Array | typeof Float32Array;
  const labels = new Labels(size * width).fill(none);
  for (let at = 0; at < size; at++) {
    const ref = refs[at];
    if (!ref) {
      mask[at * length] = 1;
      continue;
    }
    const { batch, row } = ref;
    const from = row * sequence;
    ids.set(batch.ids.subarray(from, from + length), at * length);
    mask.set(batch.mask.subarray(from, from + length), at * length);
    if (batch.types) types?.set(batch.types.subarray(from, from + length), at * length);
    labels.set(batch.labels.subarray(row * perRow, row * perRow + width), at * width);
  }
  const examples = refs.map(({ batch, row }) => batch.examples?.[row]);
  return {
    ids,
    mask,
    ...(types && { types }),
    labels,
    rows: refs.length,
    ...(examples.every((example) => example !== undefined) && { examples: examples as number[] }),
    ...(first.batch.task !== undefined && { task: first.batch.task }),
  };
}
