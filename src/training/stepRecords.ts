/**
 * The records of many steps, as columns of numbers. As objects they would be what a long run leaves on the heap: 68
 * bytes and five things to collect for each step, in the page and in its worker; here 32 bytes beside the heap.
 */
import type { StepRecord } from './types';

/** Records of steps in their order: an array, or columns. */
export interface Records extends Iterable<StepRecord> {
  readonly length: number;
  readonly at: (index: number) => StepRecord | undefined;
  readonly slice: (from?: number, to?: number) => readonly StepRecord[];
  readonly map: <T>(of: (record: StepRecord, index: number) => T) => T[];
  readonly filter: (wanted: (record: StepRecord) => boolean) => readonly StepRecord[];
}

/** Numbers of a record, one beside the other. */
const WIDTH = 4;
/** Records that there is room for at first. */
const ROOM = 256;

/** What several lists share: each shows the first so many. */
interface Shared {
  numbers: Float64Array;
  /** Records that are written. */
  length: number;
}

/** Never changes: more records are another list, which shares what both hold. */
export class StepRecords implements Records {
  readonly #shared: Shared;
  readonly length: number;

  private constructor(shared: Shared, length: number) {
    this.#shared = shared;
    this.length = length;
  }

  static of(records: Records): StepRecords {
    if (records instanceof StepRecords) return records;
    return new StepRecords({ numbers: new Float64Array(WIDTH * ROOM), length: 0 }, 0).with(records);
  }

  /** These and more. Costs what is added, unless another list went on from here already. */
  with(records: Records): StepRecords {
    const [from, length] = [this.length, this.length + records.length];
    let shared = this.#shared;
    if (shared.length !== from) shared = { numbers: shared.numbers.slice(0, WIDTH * from), length: from };
    if (shared.numbers.length < WIDTH * length) {
      const numbers = new Float64Array(WIDTH * Math.max(ROOM, length + (length >> 1)));
      numbers.set(shared.numbers.subarray(0, WIDTH * from));
      // Longer lists and shorter ones go on sharing.
      shared.numbers = numbers;
    }
    let at = WIDTH * from;
    for (const { step, loss, gradientNorm, learningRate } of records) {
      shared.numbers[at++] = step;
      shared.numbers[at++] = loss;
      shared.numbers[at++] = gradientNorm;
      shared.numbers[at++] = learningRate;
    }
    shared.length = length;
    return new StepRecords(shared, length);
  }

  /** The first so many. */
  first(count: number): StepRecords {
    return count >= this.length ? this : new StepRecords(this.#shared, Math.max(0, count));
  }

  /** Those of steps up to one. */
  upTo(step: number): StepRecords {
    const { numbers } = this.#shared;
    let count = this.length;
    while (count > 0 && numbers[WIDTH * (count - 1)]! > step) count--;
    return this.first(count);
  }

  #record(index: number): StepRecord {
    const { numbers } = this.#shared;
    const at = WIDTH * index;
    return {
      step: numbers[at]!,
      loss: numbers[at + 1]!,
      gradientNorm: numbers[at + 2]!,
      learningRate: numbers[at + 3]!,
    };
  }

  at(index: number): StepRecord | undefined {
    const place = index < 0 ? this.length + index : index;
    return place >= 0 && place < this.length ? this.#record(place) : undefined;
  }

  *[Symbol.iterator](): Generator<StepRecord> {
    for (let i = 0; i < this.length; i++) yield this.#record(i);
  }

  slice(from = 0, to = this.length): StepRecord[] {
    const place = (index: number) => Math.min(this.length, Math.max(0, index < 0 ? this.length + index : index));
    const first = place(from);
    return Array.from({ length: Math.max(0, place(to) - first) }, (_, i) => this.#record(first + i));
  }

  map<T>(of: (record: StepRecord, index: number) => T): T[] {
    return Array.from({ length: this.length }, (_, i) => of(this.#record(i), i));
  }

  filter(wanted: (record: StepRecord) => boolean): StepRecord[] {
    return this.slice().filter(wanted);
  }
}
