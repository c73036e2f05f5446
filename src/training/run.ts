/**
 * A run: from decoded model to result, on any backend. What takes long is a generator of events, driven by whoever asks
 * for them, step by step: not to ask for the next is to pause.
 */
import type { Parameter } from '../methods/contract';
import type { Tensor } from '../onnx/tensor';
import { scheduleFactor } from '../optim';
import type { MemoryReading } from '../runtime/backend';
import { BackendError } from '../runtime/errors';
import { RunQueue } from '../runtime/queue';
import { Course, type Present } from './course';
import { DeviceLoss } from './deviceLoss';
import type {
  Built,
  Checkpoint,
  GenerateOptions,
  MemoryEstimate,
  MethodForm,
  Prediction,
  RunEvent,
  Split,
} from './events';
import { describeFailure, isLoss, ranAway, TrainingFailure } from './failures';
import { Inside } from './inside';
import { Ledger } from './ledger';
import { News } from './news';
import { says } from './messages';
import type { RunOptions } from './options';
import { breathe, Pace } from './pacing';
import { firstPosition, type StagePosition } from './position';
import { questionsOf, type Questions } from './questions';
import { recipeOfRun } from './recipe';
import { Recorder } from './recorder';
import { featureCacheOf, valuesOf, type Stage } from './stage';
import { median } from './statistics';
import { Watch } from './watch';
import type { GraphStatistics, Metrics, ParameterCounts, RunConfig, RunResult, RunStatus, StepRecord } from './types';

/** How often the ring is read and events are given: charts move, and the GPU is not stalled. */
const REPORT_EVERY = 200;

type Events<T = void> = AsyncGenerator<RunEvent, T>;

/**
 * Life cycle: `open()`, then any mix of `train`, `step`, `evaluate`, `predict`, `generate`, at last `dispose()`.
 * Calls may overlap: whatever touches the states waits for the step in progress.
 *
 * A failure is thrown, from the generator in which it happened: a TrainingFailure with advice where the cause is known,
 * the error itself elsewhere. The run has then gone back to its last good state, where there is a device to go back on.
 * A generator must be driven to its end, save `train`, which may be left at each event `ready`.
 */
export class Run {
  readonly config: RunConfig;
  /** Keeps steps, evaluations and checkpoints apart. */
  private readonly turn = new RunQueue();
  private readonly course: Course;
  private readonly news = new News(() => this.stepsDone);
  private readonly ledger: Ledger;
  private readonly loss: DeviceLoss;
  private readonly questions: Questions;
  /** For looking inside; changes nothing. */
  readonly inside: Inside;
  private readonly watching = new Watch();

  /**
   * Settles when the device is lost before the run is finished, with what to tell of it. What is under way throws the
   * same.
   */
  readonly lost: Promise<TrainingFailure>;

  constructor(private readonly options: RunOptions) {
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
    this.questions = questionsOf(options, this.course, this.turn);
    this.lost = new Promise((tell) => {
      this.loss.onLoss((error) => {
        if (this.course.present && this.status !== 'finished') tell(this.failed(error) as TrainingFailure);
      });
    });
    this.inside = new Inside(this.course, this.turn, options.norms, (norms) => this.news.add({ kind: 'norms', norms }));
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
  private get needed(): Present {
    return this.course.needed;
  }
  private get built(): Built {
    return this.course.built;
  }
  get counts(): ParameterCounts {
    return this.built.counts;
  }
  get statistics(): GraphStatistics {
    return this.built.graph;
  }
  get estimate(): MemoryEstimate {
    return this.built.estimate;
  }
  get records(): readonly StepRecord[] {
    return this.course.present?.recorder.records ?? [];
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

  /** Builds the graphs and uploads the states; on WebGPU also runs one discarded step, so that shaders are compiled. */
  open(): Events {
    return this.guarded(this.turn.during(() => this.opening()));
  }

  private async *opening(): Events {
    const { checkpoint } = this.options;
    this.course.records = [...(checkpoint?.stage?.records ?? [])];
    yield* this.course.open(checkpoint?.stage ?? this.first);
    if (checkpoint) this.adopt(checkpoint);
    this.tellMemory();
    yield* this.enter('idle');
  }

  private get first(): StagePosition {
    const { start } = this.options;
    return start ? { ...firstPosition, carried: start } : firstPosition;
  }

  /**
   * Trains until `config.steps` (or `until`), one update whenever the next event is asked for. At each `ready` it may
   * be left with `return()`; then `rest` tells what is left to tell.
   */
  train(until = this.config.steps): Events {
    return this.guarded(this.training(until));
  }

  private async *training(until: number): Events {
    const report = new Pace(REPORT_EVERY);
    void this.needed;
    yield* this.enter('training');
    while (this.course.present) {
      yield { kind: 'ready', step: this.stepsDone };
      // May have been disposed of meanwhile.
      const { present } = this.course;
      if (!present) return;
      const { recorder, stage } = present;
      if (recorder.done >= stage.lastStep) {
        await recorder.settle(report.restart());
        yield* this.news.take();
        if (!(yield* this.turn.during(() => this.course.advance()))) break;
        yield* this.enter('training');
        report.restart();
        continue;
      }
      if (recorder.done >= until) break;
      await this.turn.add(async () => {
        const start = performance.now();
        await this.update();
        this.ledger.durations.push(performance.now() - start);
        await this.inside.follow(stage, recorder.done);
      });
      // Another data set's classes are no answer.
      if (stage.phase.source === undefined) await this.watching.follow(recorder.done);
      // Before the next reading is started, so that none is under way when the run goes back to a checkpoint.
      recorder.check();
      if (recorder.wantsReading || (report.due && !recorder.isReading)) recorder.collect(report.restart());
      await recorder.makeRoom();
      if (this.validationDue(stage, recorder.done, until)) {
        await recorder.settle(report.restart());
        yield* this.evaluating('validation');
        report.restart();
      }
      await breathe();
      yield* this.news.take();
    }
    yield* this.resting(report.restart());
  }

  /** Tells what is left when no more updates are asked for: the last losses, and that the run stands still. */
  rest(): Events {
    return this.guarded(this.resting(0));
  }

  /** @param milliseconds since the last reading; 0 where that says nothing of the speed */
  private async *resting(milliseconds: number): Events {
    if (!this.course.present) return; // disposed of meanwhile
    await this.needed.recorder.settle(milliseconds);
    if (this.course.over) {
      if (this.options.data.validation.length > 0 && this.ledger.validations.at(-1)?.step !== this.stepsDone)
        yield* this.evaluating('validation');
      yield* this.enter('finished');
    } else {
      yield* this.enter('paused');
    }
    this.lookOnce();
  }

  /** One update; its record. A run that is over stays as it is: its last record. */
  step(): Events<StepRecord> {
    return this.guarded(this.stepping());
  }

  private async *stepping(): Events<StepRecord> {
    yield* this.turn.during(() => this.single());
    const { recorder } = this.needed;
    await recorder.settle(0);
    yield* this.enter(this.course.over ? 'finished' : 'paused');
    this.lookOnce();
    return recorder.last!;
  }

  private async *single(): Events {
    yield* this.leaveFinished();
    // What the last of several phases found is told by the step after it, which has nothing to update.
    if (this.course.over) return;
    await this.update();
    if (!this.course.several) yield* this.leaveFinished();
  }

  /** On to the next phase with something left to do, if there is one. A phase may have no updates at all. */
  private async *leaveFinished(): Events {
    for (let at = this.needed; at.recorder.done >= at.stage.lastStep; at = this.needed) {
      await at.recorder.settle(0);
      if (!(yield* this.course.advance())) return;
    }
  }

  /** Peak learning rate of the schedule, from the next step on. */
  setLearningRate(learningRate: number): void {
    if (!(learningRate > 0) || !Number.isFinite(learningRate))
      throw new Error(`The learning rate must be a positive number, not ${learningRate}.`);
    this.ledger.learningRate = learningRate;
  }

  /** Back to step 0 with the initial tensors (same seed, same curve). */
  reset(): Events {
    return this.guarded(this.turn.during(() => this.resetting()));
  }

  private async *resetting(): Events {
    const { recorder, stage } = this.needed;
    await recorder.quiet();
    this.ledger.forget();
    this.course.forget();
    if (stage.index === 0) this.course.begin([]);
    else {
      await this.course.close();
      yield* this.course.open();
    }
    yield* this.enter('idle');
    this.lookOnce(true);
  }

  /** Exact averages over a whole split. */
  evaluate(split: Split): Events<Metrics> {
    return this.guarded(this.evaluating(split));
  }

  private evaluating(split: Split): Events<Metrics> {
    return this.turn.during(() => this.measuring(split));
  }

  private async *measuring(split: Split): Events<Metrics> {
    const before = this.status;
    yield* this.enter('evaluating');
    const { stage } = this.needed;
    const metrics = await stage.tuned.evaluate(
      this.course.source(split, stage.phase).all(),
      () => this.course.states(),
      breathe,
    );
    this.ledger.add(split, this.stepsDone, metrics);
    this.news.add({ kind: 'metrics', split, step: this.stepsDone, metrics });
    yield* this.enter(before);
    return metrics;
  }

  predict(texts: readonly (readonly number[])[], which: 'base' | 'tuned'): Promise<Prediction[]> {
    return this.explained(() => this.questions.predict(texts, which));
  }

  generate(options: GenerateOptions): Promise<number[]> {
    if (options.prompt.length === 0) return Promise.reject(new Error('The prompt is empty. Type at least one word.'));
    return this.explained(() => this.questions.generate(options));
  }

  /**
   * Has the model looked at between steps while it trains, a few times a second at most, and once more when it stands
   * still; the last call counts. A look that fails ends the looking, not the run.
   * @param look is given the model as it is. @param cost milliseconds that a look takes, where that is known
   */
  watch(look: ((model: Questions) => Promise<void>) | undefined, cost?: number): void {
    this.watching.set(look && (() => look(this.questions)), cost);
  }

  /** Waits for nothing, and holds nothing up but what comes after. */
  private lookOnce(long = this.course.over): void {
    const { present } = this.course;
    if (present && present.stage.phase.source === undefined) void this.watching.rest(this.stepsDone, long);
  }

  /** Tensors by parameter name (buckets taken apart), trained and frozen, as `interchange` writes them. */
  trained(): Promise<Map<string, Tensor>> {
    return this.explained(() => this.turn.add(() => valuesOf(this.needed.stage)));
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

  restore(checkpoint: Checkpoint): Events {
    return this.guarded(this.turn.during(() => this.restoring(checkpoint)));
  }

  private async *restoring(checkpoint: Checkpoint): Events {
    const { recorder, stage } = this.needed;
    await recorder.quiet();
    const position = checkpoint.stage ?? this.first;
    if (position.index !== stage.index) {
      await this.course.close();
      yield* this.course.open(position);
    }
    this.course.records = [...(checkpoint.stage?.records ?? [])];
    this.course.over = false;
    this.adopt(checkpoint);
    yield* this.enter('paused');
  }

  memory(): MemoryReading {
    return this.options.backend.memory();
  }

  result(): RunResult {
    const { validations, test, durations } = this.ledger;
    return {
      config: this.config,
      losses: this.records.map((record) => record.loss),
      validation: [...validations],
      ...(test && { test }),
      trainable: this.counts.trainable,
      counts: this.counts,
      bytes: this.memory(),
      stepMilliseconds: median(durations),
      phases: this.news.clock.times,
      stages: this.course.records,
      facts: this.course.facts,
      graph: this.statistics,
      ...featureCacheOf(this.course.present?.stage, this.stepsDone),
    };
  }

  /** Releases everything but the shared base weights. Whoever drives the run stops first. */
  async dispose(): Promise<void> {
    const closed = this.turn.add(async () => {
      await this.course.present?.recorder.quiet();
      await this.inside.quiet();
      await this.course.close();
    });
    // Nothing is left to release on a lost device, and what waits for it may never end.
    await this.loss.or(closed).catch((error: unknown) => {
      if (!isLoss(error)) throw error;
    });
  }

  private recorderOf(stage: Stage): Recorder {
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

  private async update(): Promise<void> {
    const { optimizer } = this.config;
    const { stage, recorder } = this.needed;
    const done = recorder.done - stage.firstStep;
    const learningRate =
      this.ledger.learningRate *
      (stage.work.rate ?? 1) *
      scheduleFactor({ kind: optimizer.schedule, warmup: optimizer.warmup, steps: stage.steps }, done);
    await stage.stepper.step(
      this.course.draw(done + 1),
      { step: done + 1, learningRate, weightDecay: optimizer.weightDecay },
      { at: recorder.done + 1, steps: stage.steps },
    );
    recorder.add(learningRate);
    this.ledger.done = recorder.done;
  }

  private validationDue({ phase }: Stage, done: number, until: number): boolean {
    const every = this.config.evaluateEvery;
    return (
      every > 0 &&
      phase.source === undefined &&
      done % every === 0 &&
      done < until &&
      this.options.data.validation.length > 0
    );
  }

  private adopt(checkpoint: Checkpoint): void {
    const { stage, recorder } = this.needed;
    recorder.adopt(checkpoint);
    this.ledger.adopt(checkpoint);
    this.course.seek(checkpoint.step - stage.firstStep);
  }

  /** Passes events on. What is thrown leaves as `failed` puts it. */
  private async *guarded<T>(events: Events<T>): Events<T> {
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
  private async explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.loss.or(work());
    } catch (error) {
      throw error instanceof BackendError ? this.failed(error) : error;
    }
  }

  /** Goes back to the last good state, where there is a device to go back on. @returns the failure with advice */
  private failed(cause: unknown): unknown {
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
        this.course.begin(recorder.records.filter((record) => record.step <= stage.firstStep));
      }
    }
    this.news.enter(present && !(cause instanceof BackendError) ? 'paused' : 'failed');
    return failure;
  }

  private *enter(status: RunStatus): Generator<RunEvent, void> {
    this.news.enter(status);
    yield* this.news.take();
  }

  private tellMemory(): void {
    this.news.add({ kind: 'memory', step: this.stepsDone, reading: this.memory() });
  }
}
