/** What a run is made of, what is known of it between two updates, and what becomes of it when something fails. */
import type { Adapted } from './adapted';
import { parametersOf, startOf, type Recipe } from './applied';
import { MessageError } from '../messages/message';
import type { Parameter } from '../methods/contract';
import type { Tensor } from '../onnx/tensor';
import type { MemoryReading } from '../runtime/backend';
import { BackendError } from '../runtime/errors';
import { RunQueue } from '../runtime/queue';
import { Course, type Present } from './course';
import { DeviceLoss } from './deviceLoss';
import type { Built, Checkpoint, MemoryEstimate, MethodForm, RunEvent } from './events';
import { describeFailure, isLoss, ranAway, TrainingFailure } from './failures';
import { RunObserver } from './observer';
import { Ledger } from './ledger';
import { News } from './news';
import { says } from './messages';
import type { RunOptions } from './options';
import { firstPosition, type StagePosition } from './position';
import { recipeOfRun } from './recipe';
import { Recorder } from './recorder';
import { featureCacheOf, valuesOf, type Stage } from './stage';
import { median } from './statistics';
import type { GraphStatistics, ParameterCounts, RunConfig, RunResult, RunStatus, StepRecord } from './types';

type Events<T> = AsyncGenerator<RunEvent, T>;

export class RunState {
  readonly config: RunConfig;
  /** Keeps steps, evaluations and checkpoints apart. */
  protected readonly turn = new RunQueue();
  protected readonly course: Course;
  protected readonly news = new News(() => this.stepsDone);
  protected readonly ledger: Ledger;
  protected readonly loss: DeviceLoss;
  /** For looking inside; changes nothing. */
  readonly observer: RunObserver;

  /**
   * Settles when the device is lost before the run is finished, with what to tell of it. What is under way throws the
   * same.
   */
  readonly lost: Promise<TrainingFailure>;

  constructor(protected readonly options: RunOptions) {
    const { config, data, backend, checkpoint } = options;
    this.config = config;
    this.ledger = new Ledger(config.optimizer.learningRate, checkpoint);
    this.loss = new DeviceLoss(backend);
    this.course = new Course({
      backend,
      recipe: recipeOfRun(options, options.start !== undefined),
      config,
      data,
      news: this.news,
      recorderOf: (stage) => this.recorderOf(stage),
    });
    this.lost = new Promise((tell) => {
      this.loss.onLoss((error) => {
        if (this.course.present && this.status !== 'finished') tell(this.failed(error) as TrainingFailure);
      });
    });
    this.observer = new RunObserver(this.course, this.turn, options.norms, (norms) =>
      this.news.add({ kind: 'norms', norms }),
    );
  }

  get status(): RunStatus {
    return this.news.clock.status;
  }
  /** Updates done so far. */
  get stepsDone(): number {
    return this.course.present?.recorder.done ?? this.ledger.done;
  }
  /** The last update whose state is known to be good, and was kept. */
  get safeStep(): number {
    return this.course.present?.recorder.good?.step ?? 0;
  }

  protected get needed(): Present {
    return this.course.needed;
  }

  protected get built(): Built {
    return this.course.built;
  }

  get counts(): ParameterCounts {
    return this.built.counts;
  }
  /** Bytes of the states that a checkpoint holds. */
  get stateBytes(): number {
    return this.course.present?.stage.stepper.states.bytes ?? 0;
  }
  get statistics(): GraphStatistics {
    return this.built.graph;
  }
  get estimate(): MemoryEstimate {
    return this.built.estimate;
  }
  get records(): readonly StepRecord[] {
    return this.course.present?.recorder.records.slice() ?? [];
  }
  /** Trainable tensors of method and head. */
  get parameters(): readonly Parameter[] {
    return this.needed.stage.graphs.parameters;
  }
  /**
   * What the method's earlier phases found, and the hyper-parameters of the last (a search may choose them): both
   * belong to the adapter.
   */
  get found(): MethodForm {
    const { carried, recipe } = this.needed.stage;
    return { carried, hyperparameters: recipe.hyperparameters };
  }

  protected get first(): StagePosition {
    const { start } = this.options;
    return start ? { ...firstPosition, carried: start } : firstPosition;
  }

  /** Peak learning rate of the schedule, from the next step on. */
  setLearningRate(learningRate: number): void {
    if (!(learningRate > 0) || !Number.isFinite(learningRate))
      throw new MessageError(says.badRate({ rate: learningRate }));
    this.ledger.learningRate = learningRate;
  }

  /** Tensors by parameter name (buckets taken apart), trained and frozen, as `interchange` writes them. */
  trained(): Promise<Map<string, Tensor>> {
    return this.explained(() => this.turn.add(() => valuesOf(this.needed.stage)));
  }

  /** The recipe of the finished method: with what its phases found, as an adapter holds it. */
  get finalRecipe(): Recipe {
    return { ...recipeOfRun(this.options, true), ...this.found };
  }

  /**
   * The adapter as it is now, with the model that it changes.
   * @returns undefined before the last phase of a method that has several: its tensors are not there yet
   */
  async adapted(): Promise<Adapted | undefined> {
    const recipe = this.finalRecipe;
    const values = await this.trained();
    const { parameters, base } = parametersOf(recipe);
    if (!this.learnsOwnData || parameters.some(({ name }) => !values.has(name))) return undefined;
    return { recipe, base, parameters, values, start: (p) => startOf(recipe, p, base).data as Float32Array };
  }

  /** Not so in a phase that learns other data, whose classes are others. */
  get learnsOwnData(): boolean {
    return this.course.present?.stage.phase.source === undefined;
  }

  /** The present state; the last good one when the device is gone or the run has failed. */
  async checkpoint(): Promise<Checkpoint> {
    if (this.status === 'failed') {
      const good = this.course.present?.recorder.good;
      if (good) return good;
      throw new BackendError('device-lost', says.failedEarly);
    }
    return this.turn.add(async () => {
      const { recorder } = this.needed;
      await recorder.settle(0);
      return recorder.snapshot();
    });
  }

  memory(): MemoryReading {
    return this.options.backend.memory();
  }

  result(): RunResult {
    const { validations, test, tasks, durations } = this.ledger;
    return {
      config: this.config,
      losses: this.records.map((record) => record.loss),
      validation: [...validations],
      ...(test && { test }),
      ...(tasks && { tasks }),
      trainable: this.counts.trainable,
      counts: this.counts,
      bytes: this.memory(),
      stepMilliseconds: median(durations),
      phases: this.news.clock.times,
      stages: [...(this.options.before ? [this.options.before] : []), ...this.course.records],
      facts: this.course.facts,
      graph: this.statistics,
      ...featureCacheOf(this.course.present?.stage, this.stepsDone),
    };
  }

  /** Releases everything but the shared base weights. Whoever drives the run stops first. */
  async dispose(): Promise<void> {
    const closed = this.turn.add(async () => {
      await this.course.present?.recorder.quiet();
      await this.observer.quiet();
      await this.course.close();
    });
    // Nothing is left to release on a lost device, and what waits for it may never end.
    await this.loss.or(closed).catch((error: unknown) => {
      if (!isLoss(error)) throw error;
    });
  }

  protected recorderOf(stage: Stage): Recorder {
    return new Recorder({
      stepper: stage.stepper,
      complete: (step, states, records) => ({
        step,
        states,
        records,
        ...this.ledger.upTo(step),
        ...this.course.positionOf(stage),
      }),
      publish: (records, milliseconds) => {
        const { batchSize, sequenceLength, optimizer } = this.config;
        const stepsPerSecond = milliseconds > 0 ? (1000 * records.length) / milliseconds : 0;
        const tokensPerSecond = stepsPerSecond * batchSize * sequenceLength * optimizer.accumulation;
        this.news.add({ kind: 'steps', records, stepsPerSecond, tokensPerSecond });
        this.tellMemory();
      },
      keep: (checkpoint) => this.news.add({ kind: 'checkpoint', checkpoint }),
    });
  }

  protected adopt(checkpoint: Checkpoint): void {
    const { stage, recorder } = this.needed;
    recorder.adopt(checkpoint);
    this.ledger.adopt(checkpoint);
    this.course.seek(checkpoint.step - stage.firstStep);
  }

  /** Passes events on. What is thrown leaves as `failed` puts it. */
  protected async *guarded<T>(events: Events<T>): Events<T> {
    try {
      for (;;) {
        const next = await this.loss.or(events.next());
        if (next.done) return next.value;
        yield next.value;
      }
    } catch (error) {
      const failure = this.failed(error);
      yield* this.news.take();
      throw failure;
    } finally {
      // Ends at once where there is nothing left to end; on a lost device it may never.
      await this.loss.or(events.return(undefined as T)).catch(() => undefined);
    }
  }

  /** For answers, which are no events. */
  protected async explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.loss.or(work());
    } catch (error) {
      throw error instanceof BackendError ? this.failed(error) : error;
    }
  }

  /** Goes back to the last good state, where there is a device to go back on. @returns the failure with advice */
  protected failed(cause: unknown): unknown {
    // One that was put into words further in.
    if (cause instanceof TrainingFailure) return cause;
    const { present } = this.course;
    const failure = describeFailure(cause, {
      config: this.config,
      estimate: this.course.numbers?.estimate,
      safeStep: this.safeStep,
      last: present?.recorder.last,
    });
    if (ranAway(cause) && present) {
      const { recorder, stage } = present;
      if (recorder.good) this.adopt(recorder.good);
      else {
        this.ledger.rewind(stage.firstStep);
        this.course.begin(recorder.records.upTo(stage.firstStep));
      }
    }
    this.news.enter(present && !(cause instanceof BackendError) ? 'paused' : 'failed');
    return failure;
  }

  protected *enter(status: RunStatus): Generator<RunEvent, void> {
    this.news.enter(status);
    yield* this.news.take();
  }

  protected tellMemory(): void {
    this.news.add({ kind: 'memory', step: this.stepsDone, reading: this.memory() });
  }
}
