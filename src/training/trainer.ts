/** The trainer: one run from decoded model to result, on any backend. */
import { BatchSource } from '../data/batching';
import { packRows } from '../data/encode';
import { inEnglish } from '../messages/message';
import type { Parameter } from '../methods/contract';
import type { Tensor } from '../onnx/tensor';
import { scheduleFactor } from '../optim';
import type { DeviceTensor, MemoryReading } from '../runtime/backend';
import { BackendError, deviceLost } from '../runtime/errors';
import { RunQueue } from '../runtime/queue';
import type { Recipe } from './assemble';
import { countsOf, trainedOf } from './counts';
import { Course, type Present } from './course';
import { estimateMemory } from './estimate';
import type {
  Checkpoint,
  Example,
  GenerateOptions,
  MemoryEstimate,
  MethodForm,
  Prediction,
  Split,
  TrainerEvent,
  TrainingError,
} from './events';
import { describeFailure, Failures, ranAway } from './failures';
import { says } from './messages';
import { breathe, Pace } from './pacing';
import { Inside } from './inside';
import type { TrainerOptions } from './options';
import { StatusClock } from './statusClock';
import { Recorder } from './recorder';
import { recipeOfRun } from './recipe';
import { featureCacheOf, firstPosition, valuesOf, type Stage, type StagePosition } from './stage';
import { median, statisticsOf } from './statistics';
import { Watch } from './watch';
import type { GraphStatistics, Metrics, ParameterCounts, RunConfig, RunResult, RunStatus, StepRecord } from './types';

export type { TrainerOptions } from './options';

/** How often the ring is read and events are sent: charts move, and the GPU is not stalled. */
const REPORT_EVERY = 200;
/**
 * A run. Life cycle: `prepare()`, then any mix of `run`, `step`, `evaluate`, `predict`, `generate`, at last
 * `dispose()`. Calls may overlap: whatever touches the states waits for the step in progress.
 */
export class Trainer {
  readonly config: RunConfig;
  private readonly recipe: Recipe;
  /** Keeps steps, evaluations and checkpoints apart. */
  private readonly turn = new RunQueue();
  private readonly course: Course;
  /** Updates done, also while a phase gives way to the next. */
  private done: number;
  private readonly clock = new StatusClock();
  private readonly failures = new Failures();
  /** For looking inside; changes nothing. */
  readonly inside: Inside;
  private readonly watching = new Watch();
  private validations: (Metrics & { readonly step: number })[] = [];
  private test: Metrics | undefined;
  private peakRate: number;
  private stopAsked = false;
  /** Milliseconds of each step since the start. */
  private durations: number[] = [];
  private stats: GraphStatistics | undefined;
  private parameterCounts: ParameterCounts | undefined;
  private memoryEstimate: MemoryEstimate | undefined;

  constructor(private readonly options: TrainerOptions) {
    const { config, data } = options;
    this.config = config;
    this.peakRate = options.checkpoint?.learningRate ?? config.optimizer.learningRate;
    this.recipe = recipeOfRun(options, options.start !== undefined);
    this.done = options.checkpoint?.step ?? 0;
    this.course = new Course({
      backend: options.backend,
      recipe: this.recipe,
      config,
      data,
      enter: (status) => this.enter(status),
      announce: (stage, over) => this.tell({ kind: 'stage', stage, over }),
      recorderOf: (stage) => this.recorderOf(stage),
      loaded: (present, milliseconds) => this.loaded(present, milliseconds),
    });
    this.inside = new Inside(this.course, this.turn, options.norms, (norms) => this.tell({ kind: 'norms', norms }));
    void options.backend.lost.then((reason) => {
      if (this.prepared && this.clock.status !== 'finished') this.fail(deviceLost(reason));
    });
  }

  get status(): RunStatus {
    return this.clock.status;
  }
  /** Updates done so far. */
  get stepsDone(): number {
    return this.prepared?.recorder.done ?? this.done;
  }
  private get prepared(): Present | undefined {
    return this.course.present;
  }
  get counts(): ParameterCounts {
    return needed(this.parameterCounts);
  }
  get statistics(): GraphStatistics {
    return needed(this.stats);
  }
  get estimate(): MemoryEstimate {
    return needed(this.memoryEstimate);
  }
  get records(): readonly StepRecord[] {
    return this.prepared?.recorder.records ?? [];
  }
  /** Trainable tensors of method and head. */
  get parameters(): readonly Parameter[] {
    return needed(this.prepared).stage.graphs.parameters;
  }
  /**
   * What the method's earlier phases found, and the hyper-parameters of the last (a search may choose them): both
   * belong to the adapter.
   */
  get found(): MethodForm {
    const {
      carried,
      recipe: { hyperparameters },
    } = needed(this.prepared).stage;
    return { carried, hyperparameters };
  }
  /** Builds the graphs and uploads the states; on WebGPU also runs one discarded step, so that shaders are compiled. */
  prepare(): Promise<void> {
    return this.guarded(() =>
      this.turn.add(async () => {
        const { checkpoint } = this.options;
        this.course.records = [...(checkpoint?.stage?.records ?? [])];
        await this.course.open(checkpoint?.stage ?? this.first);
        if (checkpoint) this.adopt(checkpoint);
        this.tell({ kind: 'memory', reading: this.memory() });
        this.enter('idle');
      }),
    );
  }

  private get first(): StagePosition {
    const { start } = this.options;
    return start ? { ...firstPosition, carried: start } : firstPosition;
  }

  /** The numbers of a phase that was just loaded. */
  private loaded({ stage: { graphs, recipe, stepper, carried, cache } }: Present, milliseconds: number): void {
    this.memoryEstimate = estimateMemory(graphs);
    this.parameterCounts = countsOf(trainedOf(graphs), graphs.base.anatomy, recipe.method, recipe.hyperparameters);
    this.stats = {
      ...statisticsOf(graphs, stepper.dispatches, milliseconds),
      ...(cache && { featureCache: { needed: cache.needed, ...(cache.refused && { refused: cache.refused }) } }),
    };
    this.tell({
      kind: 'statistics',
      graph: this.stats,
      counts: this.parameterCounts,
      estimate: this.memoryEstimate,
      form: { carried, hyperparameters: recipe.hyperparameters },
    });
  }

  /**
   * Trains until `config.steps` (or `until`), or until `pause()`. Resolves when it stands still; reports errors through
   * the listener and rejects.
   */
  run(until = this.config.steps): Promise<void> {
    this.stopAsked = false;
    return this.guarded(async () => {
      needed(this.prepared);
      this.enter('training');
      const report = new Pace(REPORT_EVERY);
      while (this.prepared && !this.stopAsked) {
        const { recorder, stage } = this.prepared;
        if (recorder.done >= stage.lastStep) {
          await recorder.settle(report.restart());
          if (!(await this.turn.add(() => this.course.advance()))) break;
          this.enter('training');
          report.restart();
          continue;
        }
        if (recorder.done >= until) break;
        await this.turn.add(async () => {
          const start = performance.now();
          await this.update();
          this.durations.push(performance.now() - start);
          await this.inside.follow(stage, recorder.done);
        });
        // Another data set's classes are no answer.
        if (stage.phase.source === undefined) await this.watching.follow(recorder.done);
        // Before the next reading is started, so that none is under way when the run goes back to a checkpoint.
        recorder.check();
        if (recorder.wantsReading || (report.due && !recorder.isReading)) recorder.collect(report.restart());
        await recorder.makeRoom();
        if (this.validationDue(until)) {
          await recorder.settle(report.restart());
          await this.evaluate('validation');
          report.restart();
        }
        await breathe();
      }
      if (!this.prepared) return; // disposed of meanwhile
      await this.prepared.recorder.settle(report.restart());
      if (this.course.over) {
        if (this.options.data.validation.length > 0 && this.validations.at(-1)?.step !== this.stepsDone)
          await this.evaluate('validation');
        this.enter('finished');
      } else {
        this.enter('paused');
      }
      this.lookOnce();
    });
  }

  /** Asks the loop to stop after the step in progress. */
  pause(): void {
    this.stopAsked = true;
  }

  /** One update; its record. A run that is over stays as it is: its last record. */
  async step(): Promise<StepRecord> {
    await this.guarded(async () => {
      await this.turn.add(async () => {
        await this.leaveFinished();
        // What the last of several phases found is told by the step after it, which has nothing to update.
        if (this.course.over) return;
        await this.update();
        if (!this.course.several) await this.leaveFinished();
      });
      await this.recorder.settle(0);
      this.enter(this.course.over ? 'finished' : 'paused');
      this.lookOnce();
    });
    return needed(this.recorder.last);
  }

  /** On to the next phase with something left to do, if there is one. A phase may have no updates at all. */
  private async leaveFinished(): Promise<void> {
    for (let at = needed(this.prepared); at.recorder.done >= at.stage.lastStep; at = needed(this.prepared)) {
      await at.recorder.settle(0);
      if (!(await this.course.advance())) return;
    }
  }

  /** Peak learning rate of the schedule, from the next step on. */
  setLearningRate(learningRate: number): void {
    if (!(learningRate > 0) || !Number.isFinite(learningRate))
      throw new Error(`The learning rate must be a positive number, not ${learningRate}.`);
    this.peakRate = learningRate;
  }

  /** Back to step 0 with the initial tensors (same seed, same curve). */
  reset(): Promise<void> {
    return this.guarded(() =>
      this.turn.add(async () => {
        await this.recorder.quiet();
        this.peakRate = this.config.optimizer.learningRate;
        this.forget();
        if (needed(this.prepared).stage.index === 0) this.course.begin([]);
        else {
          await this.course.close();
          await this.course.open();
        }
        this.enter('idle');
        this.lookOnce(true);
      }),
    );
  }

  /** Exact averages over a whole split. */
  evaluate(split: Split): Promise<Metrics> {
    return this.guarded(() =>
      this.turn.add(async () => {
        const before = this.clock.status;
        this.enter('evaluating');
        const { stage } = needed(this.prepared);
        const metrics = await stage.tuned.evaluate(this.course.source(split, stage.phase).all(), this.states, breathe);
        if (split === 'validation')
          this.validations = [
            ...this.validations.filter((earlier) => earlier.step !== this.stepsDone),
            { ...metrics, step: this.stepsDone },
          ];
        if (split === 'test') this.test = metrics;
        this.tell({ kind: 'metrics', split, step: this.stepsDone, metrics });
        this.enter(before);
        return metrics;
      }),
    );
  }

  /** Classification of texts given as token ids, by the trained model or by the base model with the untrained head. */
  predict(texts: readonly (readonly number[])[], which: 'base' | 'tuned'): Promise<Prediction[]> {
    return this.guarded(() => this.asking.predict(texts, which));
  }

  /** Language models: continues a prompt. @returns the new token ids. */
  generate(options: GenerateOptions): Promise<number[]> {
    if (options.prompt.length === 0) return Promise.reject(new Error('The prompt is empty. Type at least one word.'));
    return this.guarded(() => this.asking.generate(options));
  }

  /**
   * Has the model looked at between steps while it trains, a few times a second at most, and once more when it stands
   * still; the last call counts. A look that fails ends the looking, not the run.
   * @param look is given the model as it is. @param cost milliseconds that a look takes, where that is known
   */
  watch(look: ((model: Pick<Trainer, 'predict' | 'generate'>) => Promise<void>) | undefined, cost?: number): void {
    this.watching.set(look && (() => look(this.asking)), cost);
  }

  /** Predictions and texts as `predict` and `generate` give them; a failure is the caller's alone. */
  private readonly asking: Pick<Trainer, 'predict' | 'generate'> = {
    predict: (texts, which) =>
      this.turn.add(async () => {
        const source = this.sourceOf(texts.map((ids) => ({ ids, label: 0 })));
        const rows = await needed(this.prepared).stage[which].predict(source.all(), this.states);
        return rows.map((probabilities) => ({
          probabilities,
          label: probabilities.indexOf(Math.max(...probabilities)),
        }));
      }),
    generate: (options) =>
      this.turn.add(() =>
        needed(this.prepared).stage[options.which].generate(options, this.options.data, this.states, breathe),
      ),
  };

  /** Waits for nothing, and holds nothing up but what comes after. */
  private lookOnce(long = this.course.over): void {
    if (this.prepared && this.prepared.stage.phase.source === undefined) void this.watching.rest(this.stepsDone, long);
  }

  /** Tensors by parameter name (buckets taken apart), trained and frozen, as `interchange` writes them. */
  trained(): Promise<Map<string, Tensor>> {
    return this.guarded(() => this.turn.add(() => valuesOf(needed(this.prepared).stage)));
  }

  /** The present state; the last good one when the device is gone or the run has failed. */
  async checkpoint(): Promise<Checkpoint> {
    if (this.clock.status === 'failed') {
      const good = this.prepared?.recorder.good;
      if (good) return good;
      throw new BackendError('device-lost', says.failedEarly);
    }
    return this.turn.add(async () => {
      await this.recorder.settle(0);
      return this.recorder.snapshot();
    });
  }

  restore(checkpoint: Checkpoint): Promise<void> {
    return this.guarded(() =>
      this.turn.add(async () => {
        await this.recorder.quiet();
        const { stage } = needed(this.prepared);
        const position = checkpoint.stage ?? this.first;
        if (position.index !== stage.index) {
          await this.course.close();
          await this.course.open(position);
        }
        this.course.records = [...(checkpoint.stage?.records ?? [])];
        this.course.over = false;
        this.adopt(checkpoint);
        this.enter('paused');
      }),
    );
  }

  memory(): MemoryReading {
    return this.options.backend.memory();
  }

  result(): RunResult {
    return {
      config: this.config,
      losses: this.records.map((record) => record.loss),
      validation: [...this.validations],
      ...(this.test && { test: this.test }),
      trainable: this.counts.trainable,
      counts: this.counts,
      bytes: this.memory(),
      stepMilliseconds: median(this.durations),
      phases: this.clock.times,
      stages: this.course.records,
      facts: this.course.facts,
      graph: this.statistics,
      ...featureCacheOf(this.prepared?.stage, this.stepsDone),
    };
  }

  /** Releases everything but the shared base weights. */
  async dispose(): Promise<void> {
    this.pause();
    await this.turn.add(async () => {
      await this.prepared?.recorder.quiet();
      await this.inside.quiet();
      await this.course.close();
    });
  }

  private readonly states = (): Readonly<Record<string, DeviceTensor>> => this.course.states();

  /** Texts that are no part of the data. */
  private sourceOf(examples: readonly Example[]): BatchSource {
    const { config, data } = this.options;
    return new BatchSource(
      packRows(examples, config.task, config.sequenceLength, data.padId),
      config.batchSize,
      config.seed,
    );
  }

  private get recorder(): Recorder {
    return needed(this.prepared).recorder;
  }

  private recorderOf(stage: Stage): Recorder {
    return new Recorder({
      stepper: stage.stepper,
      complete: (step, states, records) => ({
        step,
        states,
        records,
        validation: this.validations.filter((metrics) => metrics.step <= step),
        ...(this.peakRate !== this.config.optimizer.learningRate && { learningRate: this.peakRate }),
        ...this.course.positionOf(stage),
      }),
      publish: (records, milliseconds) => {
        const { batchSize, sequenceLength, optimizer } = this.config;
        const stepsPerSecond = milliseconds > 0 ? (1000 * records.length) / milliseconds : 0;
        this.tell({
          kind: 'steps',
          records,
          stepsPerSecond,
          tokensPerSecond: stepsPerSecond * batchSize * sequenceLength * optimizer.accumulation,
        });
        this.tell({ kind: 'memory', reading: this.memory() });
      },
      keep: (checkpoint) => this.tell({ kind: 'checkpoint', checkpoint }),
    });
  }

  private async update(): Promise<void> {
    const { optimizer } = this.config;
    const { stage, recorder } = needed(this.prepared);
    const done = recorder.done - stage.firstStep;
    const learningRate =
      this.peakRate *
      (stage.work.rate ?? 1) *
      scheduleFactor({ kind: optimizer.schedule, warmup: optimizer.warmup, steps: stage.steps }, done);
    await stage.stepper.step(
      this.course.draw(done + 1),
      { step: done + 1, learningRate, weightDecay: optimizer.weightDecay },
      { at: recorder.done + 1, steps: stage.steps },
    );
    recorder.add(learningRate);
    this.done = recorder.done;
  }

  private validationDue(until: number): boolean {
    const every = this.config.evaluateEvery;
    const { stage } = needed(this.prepared);
    return (
      every > 0 &&
      stage.phase.source === undefined &&
      this.stepsDone % every === 0 &&
      this.stepsDone < until &&
      this.options.data.validation.length > 0
    );
  }

  /** Nothing has been trained. */
  private forget(): void {
    this.validations = [];
    this.test = undefined;
    this.durations = [];
    this.done = 0;
    this.course.forget();
  }

  private adopt(checkpoint: Checkpoint): void {
    const { stage, recorder } = needed(this.prepared);
    recorder.adopt(checkpoint);
    this.validations = checkpoint.validation.filter((metrics) => metrics.step <= checkpoint.step);
    if (checkpoint.learningRate !== undefined) this.peakRate = checkpoint.learningRate;
    this.done = checkpoint.step;
    this.course.seek(checkpoint.step - stage.firstStep);
  }

  /** Runs `work`; what it throws becomes an error event too. */
  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** Reports a failure once, goes back to the last good state where there is a device to go back on. */
  private fail(cause: unknown): Error {
    const known = this.failures.known(cause);
    if (known) return known;
    const described: TrainingError = describeFailure(
      cause,
      this.config,
      this.memoryEstimate,
      this.prepared?.recorder.good?.step ?? 0,
      this.prepared?.recorder.last,
    );
    const error = this.failures.remember(cause, inEnglish(described.message));
    if (ranAway(cause) && this.prepared) {
      const { recorder, stage } = this.prepared;
      if (recorder.good) this.adopt(recorder.good);
      else {
        this.validations = this.validations.filter((metrics) => metrics.step <= stage.firstStep);
        this.course.begin(recorder.records.filter((record) => record.step <= stage.firstStep));
      }
    }
    this.enter(this.prepared && !(cause instanceof BackendError) ? 'paused' : 'failed');
    this.tell({ kind: 'error', error: described });
    return error;
  }

  private enter(status: RunStatus): void {
    if (this.clock.enter(status)) this.tell({ kind: 'status', status, step: this.stepsDone });
  }

  private tell(event: TrainerEvent): void {
    this.options.listener?.(event);
  }
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The run is not prepared: call prepare() first.');
  return value;
}
