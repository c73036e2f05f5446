/** Batches of fixed size from an encoded set, in a seeded order. */
import type { EncodedSet } from './encode';
import { DataError } from './errors';
import { mixSeed, permutation } from './random';
import { labelForms } from '../tasks/labelForm';
import { says } from './messages';

export interface Batch {
  /** (B, T) */
  readonly ids: Int32Array;
  /** (B, T): 1 = text, 0 = padding. Every row has at least one 1, so that no softmax is over nothing. */
  readonly mask: Int32Array;
  /** (B, T): which of two texts a token is of; absent where there is one text a row. */
  readonly types?: Int32Array;
  /** In the form of the task (`tasks/labelForm.ts`). */
  readonly labels: Int32Array | Float32Array;
  /** Rows that count; the rest is filling. */
  readonly rows: number;
  /** Which examples of the encoded set they are; absent for batches from elsewhere. */
  readonly examples?: readonly number[];
  /** Where several data sets take turns: the one it is from, 0 being the run's own. */
  readonly task?: number;
}

/**
 * Batches of one encoded set. Batch s of the endless sequence holds examples sB … sB + B − 1 of the concatenated
 * epochs, each epoch a new permutation of all rows: every row is seen once an epoch, every batch is full, and any step
 * can be sought.
 */
export class BatchSource {
  private step = 0;
  private epoch = -1;
  private order = new Int32Array(0);

  constructor(
    readonly set: EncodedSet,
    readonly batchSize: number,
    private readonly seed: number,
  ) {
    if (set.rows === 0) throw new DataError(says.noExamples);
    if (!Number.isInteger(batchSize) || batchSize < 1) throw new DataError(says.batchTooSmall({ batch: batchSize }));
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.set.rows / this.batchSize);
  }

  /** Steps drawn so far, for checkpoints. */
  get position(): number {
    return this.step;
  }

  /** Goes on as if `step` batches had been drawn. */
  seek(step: number): void {
    this.step = step;
  }

  /** The next training batch; never ends. */
  next(): Batch {
    const start = this.step++ * this.batchSize;
    return this.gather(Array.from({ length: this.batchSize }, (_, i) => this.rowAt(start + i)));
  }

  /** All rows once, in order; the last batch is filled up with rows that don't count. */
  all(limit = Infinity): Batch[] {
    const rows = Math.min(this.set.rows, limit);
    const batches: Batch[] = [];
    for (let start = 0; start < rows; start += this.batchSize) {
      batches.push(this.gather(Array.from({ length: Math.min(this.batchSize, rows - start) }, (_, i) => start + i)));
    }
    return batches;
  }

  private rowAt(index: number): number {
    const epoch = Math.floor(index / this.set.rows);
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.order = permutation(this.set.rows, mixSeed(this.seed, epoch)) as Int32Array<ArrayBuffer>;
    }
    return this.order[index % this.set.rows]!;
  }

  private gather(rows: readonly number[]): Batch {
    const { set, batchSize } = this;
    const { sequence, width } = set;
    const { dtype, none } = labelForms[set.task];
    const ids = new Int32Array(batchSize * sequence).fill(set.padId);
    const mask = new Int32Array(batchSize * sequence);
    const types = set.types && new Int32Array(ids.length);
    const labels = new (dtype === 'int32' ? Int32Array : Float32Array)(batchSize * width).fill(none);
    for (let b = 0; b < batchSize; b++) {
      const row = rows[b];
      const at = b * sequence;
      if (row === undefined) {
        mask[at] = 1;
        continue;
      }
      ids.set(set.ids.subarray(row * sequence, (row + 1) * sequence), at);
      mask.fill(1, at, at + set.lengths[row]!);
      types?.set(set.types!.subarray(row * sequence, (row + 1) * sequence), at);
      labels.set(set.labels.subarray(row * width, (row + 1) * width), b * width);
    }
    return { ids, mask, ...(types && { types }), labels, rows: rows.length, examples: rows };
  }
}
