/**
 * What is known of the steps done: reads the device's ring, checks the numbers, and keeps a state that is known to be
 * good.
 */
import type { Tensor } from '../onnx/tensor';
import { ringLength } from './update';
import type { Checkpoint } from './events';
import { divergedAt, isSound } from './divergence';
import { DivergedError, NotFiniteError } from './failures';
import { Pace } from './pacing';
import type { Stepper } from './stepper';
import { StepRecords, type Records } from './stepRecords';
import type { StepRecord } from './types';

/** The ring is read at the latest when this many steps wait in it. */
const urgent = ringLength - 8;
/** Milliseconds between checkpoints: at least a second, and longer the more there is to copy. */
const checkpointPause = (bytes: number): number => Math.max(1000, bytes / 20_000);

export interface RecorderOptions {
  readonly stepper: Stepper;
  /** Completes a checkpoint with what the recorder does not know. */
  complete: (step: number, states: Readonly<Record<string, Tensor>>, records: Records) => Checkpoint;
  /** New records. `milliseconds` is the time they took; 0 where that says nothing. */
  publish: (records: readonly StepRecord[], milliseconds: number) => void;
  /** A checkpoint turned out to be sound. */
  keep: (checkpoint: Checkpoint) => void;
}

/**
 * Reading does not wait for the device: the copy is ordered between two steps, and training goes on while it arrives.
 * A checkpoint is good only once losses computed from it were finite, and none of them far above the start's.
 */
export class Recorder {
  private steps = 0;
  /** Steps whose loss has been read. */
  private reported = 0;
  /** Of the steps that were not read yet. */
  private rates: number[] = [];
  private history = StepRecords.of([]);
  private reading: Promise<void> | undefined;
  private broken: { readonly error: unknown } | undefined;
  private candidate: Checkpoint | undefined;
  private readonly checkpointPace = new Pace(0);
  /** The last state that is known to give sound losses. */
  good: Checkpoint | undefined;

  constructor(private readonly options: RecorderOptions) {}

  get done(): number {
    return this.steps;
  }
  get records(): StepRecords {
    return this.history;
  }
  get last(): StepRecord | undefined {
    return this.history.at(-1);
  }

  /** An update was started. */
  add(learningRate: number): void {
    this.rates.push(learningRate);
    this.steps++;
  }

  /** @throws NotFiniteError, DivergedError or what else a reading found; each once */
  check(): void {
    const { broken } = this;
    this.broken = undefined;
    if (broken) throw broken.error;
  }

  get isReading(): boolean {
    return this.reading !== undefined;
  }
  /** The ring is half full and nothing reads it. */
  get wantsReading(): boolean {
    return !this.reading && this.steps - this.reported >= ringLength / 2;
  }

  /** Waits when the ring would overflow. */
  async makeRoom(): Promise<void> {
    if (this.steps - this.reported >= urgent) await this.reading;
  }

  /** Starts to read the ring. All readings go through here, one at a time, so that no step is reported twice. */
  collect(milliseconds: number): void {
    this.reading = this.read(milliseconds)
      .catch((error: unknown) => {
        this.broken ??= { error };
      })
      .finally(() => {
        this.reading = undefined;
      });
  }

  /** Reads what is left and waits for it. @throws as `check` */
  async settle(milliseconds: number): Promise<void> {
    await this.reading;
    this.check();
    if (this.reported < this.steps) this.collect(milliseconds);
    await this.reading;
    this.check();
  }

  /** Waits for a reading in progress, whatever it finds. */
  async quiet(): Promise<void> {
    await this.reading;
  }

  /** The present state. Call when settled. */
  async snapshot(): Promise<Checkpoint> {
    const { steps, history } = this;
    return this.options.complete(steps, await this.options.stepper.states.read(), history.slice());
  }

  /** Puts the states to their beginning, after `step` updates of earlier phases. */
  rewind(step = 0, records: Records = []): void {
    this.options.stepper.states.initialise();
    this.place(step, records);
    this.good = this.candidate = undefined;
  }

  /** Puts the run to a checkpoint. */
  adopt(checkpoint: Checkpoint): void {
    this.options.stepper.states.write(checkpoint.states);
    this.place(checkpoint.step, checkpoint.records);
    this.good = this.candidate = checkpoint;
  }

  private place(step: number, records: Records): void {
    this.steps = this.reported = step;
    this.history = StepRecords.of(records).first(step);
    this.rates = [];
    this.broken = undefined;
  }

  private async read(milliseconds: number): Promise<void> {
    const { stepper } = this.options;
    const [from, to] = [this.reported, this.steps];
    const rates = this.rates.slice(0, to - from);
    const due = !this.candidate || this.checkpointPace.elapsed >= checkpointPause(stepper.states.bytes);
    const ring = stepper.readRing();
    // Both copies are in the queue before the next step's runs, so they show the same moment.
    const states = due ? stepper.states.read() : undefined;
    const at = await ring;
    const records: StepRecord[] = [];
    for (let step = from + 1; step <= to; step++) {
      const record: StepRecord = { step, ...at(step), learningRate: rates[step - 1 - from]! };
      if (!Number.isFinite(record.loss) || !Number.isFinite(record.gradientNorm)) {
        this.publish(records, 0);
        await states;
        throw new NotFiniteError(record);
      }
      records.push(record);
    }
    this.reported = to;
    this.rates.splice(0, rates.length);
    this.publish(records, milliseconds);
    const known = this.history.length - records.length;
    const lost = divergedAt(this.history, known);
    if (lost) {
      await states;
      throw new DivergedError(lost, this.history.at(0)!);
    }
    const sound = isSound(this.history, known);
    if (this.candidate && sound && to > this.candidate.step && this.candidate !== this.good) {
      this.good = this.candidate;
      this.options.keep(this.candidate);
    }
    if (states) {
      this.candidate = this.options.complete(to, await states, this.history.first(to));
      this.checkpointPace.restart();
    }
  }

  private publish(records: readonly StepRecord[], milliseconds: number): void {
    if (records.length === 0) return;
    this.history = this.history.with(records);
    this.options.publish(records, milliseconds);
  }
}
