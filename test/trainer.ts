/** A run that tests drive by calls: it asks for the events as the worker does, and hands them to a listener. */
import type { Checkpoint, GenerateOptions, RunEvent, Split } from '../src/training/events';
import { finish } from '../src/training/finish';
import type { RunOptions } from '../src/training/options';
import { Run } from '../src/training/run';
import type { AskedText } from '../src/training/questions';
import type { Metrics, StepRecord } from '../src/training/types';

export interface TrainerOptions extends RunOptions {
  readonly listener?: (event: RunEvent) => void;
}

export class Trainer {
  /** The run itself, for what is not asked step by step. */
  readonly opened: Run;
  private pausing = false;

  constructor(private readonly options: TrainerOptions) {
    this.opened = new Run(options);
  }

  prepare = (): Promise<void> => this.finish(this.opened.open());
  step = (): Promise<StepRecord> => this.finish(this.opened.step());
  reset = (): Promise<void> => this.finish(this.opened.reset());
  restore = (checkpoint: Checkpoint): Promise<void> => this.finish(this.opened.restore(checkpoint));
  evaluate = (split: Split): Promise<Metrics> => this.finish(this.opened.evaluate(split));

  /** Trains until `config.steps` (or `until`), or until `pause()`. Resolves when it stands still. */
  async run(until?: number): Promise<void> {
    this.pausing = false;
    for await (const event of this.opened.train(until)) {
      if (event.kind === 'ready' && this.pausing) break;
      this.options.listener?.(event);
    }
    if (this.pausing) await this.finish(this.opened.rest());
  }

  pause(): void {
    this.pausing = true;
  }

  async dispose(): Promise<void> {
    this.pause();
    await this.opened.dispose();
  }

  private finish<T>(events: AsyncGenerator<RunEvent, T>): Promise<T> {
    return finish(events, (event) => this.options.listener?.(event));
  }

  get config() {
    return this.opened.config;
  }
  get status() {
    return this.opened.status;
  }
  get stepsDone() {
    return this.opened.stepsDone;
  }
  get counts() {
    return this.opened.counts;
  }
  get statistics() {
    return this.opened.statistics;
  }
  get records() {
    return this.opened.records;
  }
  get parameters() {
    return this.opened.parameters;
  }
  get found() {
    return this.opened.found;
  }
  get observer() {
    return this.opened.observer;
  }
  predict = (texts: readonly AskedText[], which: 'base' | 'tuned') => this.opened.predict(texts, which);
  generate = (options: GenerateOptions) => this.opened.generate(options);
  watch: Run['watch'] = (look, cost) => this.opened.watch(look, cost);
  setLearningRate = (rate: number): void => this.opened.setLearningRate(rate);
  checkpoint = () => this.opened.checkpoint();
  trained = () => this.opened.trained();
  result = () => this.opened.result();
}
