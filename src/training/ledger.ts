/** What a run has measured so far beside its losses, and the rate that was set by hand. */
import type { Checkpoint, Split } from './events';
import type { Metrics, TaskScore } from './types';

export class Ledger {
  validations: readonly (Metrics & { readonly step: number })[] = [];
  test: Metrics | undefined;
  tasks: readonly TaskScore[] | undefined;
  /** Milliseconds of each update since the start. */
  durations: number[] = [];
  /** Peak of the schedule, from the next update on. */
  learningRate: number;
  /** Updates done, also while a phase gives way to the next. */
  done: number;

  /** @param configured the learning rate of the configuration */
  constructor(
    private readonly configured: number,
    checkpoint?: Checkpoint,
  ) {
    this.learningRate = checkpoint?.learningRate ?? configured;
    this.done = checkpoint?.step ?? 0;
  }

  add(split: Split, step: number, metrics: Metrics): void {
    if (split === 'validation')
      this.validations = [...this.validations.filter((earlier) => earlier.step !== step), { ...metrics, step }];
    if (split === 'test') this.test = metrics;
  }

  /** What belongs into a checkpoint. */
  upTo(step: number): Pick<Checkpoint, 'validation' | 'learningRate'> {
    return {
      validation: this.validations.filter((metrics) => metrics.step <= step),
      ...(this.learningRate !== this.configured && { learningRate: this.learningRate }),
    };
  }

  adopt({ step, validation, learningRate }: Checkpoint): void {
    this.validations = validation.filter((metrics) => metrics.step <= step);
    if (learningRate !== undefined) this.learningRate = learningRate;
    this.done = step;
  }

  /** Nothing was measured after `step`. */
  rewind(step: number): void {
    this.validations = this.validations.filter((metrics) => metrics.step <= step);
  }

  /** Nothing has been trained. */
  forget(): void {
    this.learningRate = this.configured;
    this.validations = [];
    this.test = undefined;
    this.tasks = undefined;
    this.durations = [];
    this.done = 0;
  }
}
