/**
 * A run: from decoded model to result, on any backend. What takes long is a generator of events, driven by whoever asks
 * for them, step by step: not to ask for the next is to pause.
 */
import { MessageError, type Message } from '../messages/message';
import { says } from './messages';
import { BatchSource } from '../data/batching';
import { packRows } from '../data/encode';
import { scheduleFactor } from '../optim';
import type { Checkpoint, GenerateOptions, Prediction, RunEvent, Split, TrainingData } from './events';
import type { Recipe } from './applied';
import { observe, type Observation } from './observation';
import { Examiner, type Examination, type Examined } from './examiner';
import { breathe, Pace } from './pacing';
import { questionsOf, type AskedText, type Questions } from './questions';
import { readingsOf, type Readings } from './readings';
import type { Stage } from './stage';
import { taskScores } from './taskScores';
import { Variant } from './variant';
import { CLOUD_SHARE, PINNED_SHARE, SENTENCE_SHARE, Watch } from './watch';
import type { Metrics, StepRecord } from './types';
import { RunState } from './runState';
import { Samples } from './samples';
import { MEASURED } from './written';
import { worstMistakes, type MistakesReport } from './mistakes';

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
export class Run extends RunState {
  private readonly questions = questionsOf(
    this.options,
    () => ({ ...this.course.needed.stage, states: () => this.course.states() }),
    this.turn,
  );
  /** What is read off it, for those who look on. */
  readonly reading = readingsOf(this.options, this.course, this.turn);
  /** What is looked at while it trains, each with its share of the time: below a twentieth each. */
  private readonly watches = {
    asked: new Watch(0.012),
    pinned: new Watch(PINNED_SHARE),
    cloud: new Watch(CLOUD_SHARE),
    sentence: new Watch(SENTENCE_SHARE),
  };
  private readonly samples = new Samples(this.options, this.course);
  private readonly examiner = new Examiner({ ...this.options, course: this.course, samples: this.samples });
  /** Rows with a backdoor's trigger, packed at the first measurement. */
  private readonly triggered: Partial<Record<Split, BatchSource>> = {};

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
    // A run that has begun stands still, whoever builds it anew.
    yield* this.enter(checkpoint && checkpoint.step > 0 ? 'paused' : 'idle');
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
        await this.observer.follow(stage, recorder.done);
      });
      // Another data set's classes are no answer.
      if (stage.phase.source === undefined) {
        await this.watches.pinned.follow(recorder.done);
        await this.watches.asked.follow(recorder.done);
        await this.watches.cloud.follow(recorder.done);
        await this.watches.sentence.follow(recorder.done);
      }
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
    yield* this.standing();
  }

  /** A run that is over is measured; one that is not waits. */
  private async *standing(): Events {
    if (this.course.over) {
      if (this.options.data.validation.length > 0 && this.ledger.validations.at(-1)?.step !== this.stepsDone)
        yield* this.evaluating('validation');
      yield* this.turn.during(() => this.measuringTasks());
      yield* this.enter('finished');
    } else {
      yield* this.enter('paused');
    }
    this.lookOnce();
  }

  /** Every task of a run that learns several, once. */
  private async *measuringTasks(): Events {
    if (this.ledger.tasks || !this.options.data.sources) return;
    const { backend, data } = this.options;
    const tasks = await taskScores(backend, this.course, data, this.ledger.validations.at(-1));
    if (tasks.length === 0) return;
    this.ledger.tasks = tasks;
    this.news.add({ kind: 'tasks', tasks });
    yield* this.news.take();
  }

  /** One update; its record. A run that is over stays as it is: its last record. */
  step(): Events<StepRecord> {
    return this.guarded(this.stepping());
  }

  private async *stepping(): Events<StepRecord> {
    yield* this.turn.during(() => this.single());
    const { recorder } = this.needed;
    await recorder.settle(0);
    yield* this.standing();
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
    const written = new Map<number, string>();
    const writing = this.samples.writing(split);
    const clean = await stage.tuned.evaluate(
      this.course.source(split, stage.phase).all(),
      () => this.course.states(),
      breathe,
      writing && { ...writing, onText: (row, text) => written.set(row, text) },
    );
    const attackSuccess = await this.attackSuccess(split);
    const metrics = { ...clean, ...(attackSuccess !== undefined && { attackSuccess }) };
    this.ledger.add(split, this.stepsDone, metrics);
    this.news.add({ kind: 'metrics', split, step: this.stepsDone, metrics });
    if (split === 'validation') {
      const texts = await this.samples.beside(written);
      if (texts.length > 0) this.news.add({ kind: 'written', step: this.stepsDone, texts });
    }
    yield* this.enter(before);
    return metrics;
  }

  /**
   * The model with other numbers in it, or with another adapter, to be asked beside the run.
   * @param recipe on the run's own model and data
   */
  variant(recipe: Recipe): Variant {
    return new Variant(this.options.backend, this.options, this.turn, recipe);
  }

  /** Averages over a split that nothing of the run's own record keeps. @param variant in place of the model as it is */
  score(split: Split, variant?: Variant): Promise<Metrics> {
    return this.explained(() => {
      const batches = this.course.source(split, {}).all();
      const writing = this.samples.writing(split);
      return variant
        ? variant.evaluate(batches, breathe, writing)
        : this.turn.add(() => this.needed.stage.tuned.evaluate(batches, () => this.course.states(), breathe, writing));
    });
  }

  /** What the method does to the first texts of the validation split, or of the training rows where there is none. */
  observe(): Promise<Observation> {
    return this.explained(() =>
      this.turn.add(async () => {
        const { stage } = this.needed;
        const { backend, data } = this.options;
        const split = data.validation.length > 0 ? 'validation' : 'train';
        const [batch] = [...this.course.source(split, stage.phase).all(this.config.batchSize)];
        return observe(backend, stage.recipe, stage.graphs.units, this.course.states(), batch!);
      }),
    );
  }

  /** What the model gets wrong on a split, the worst first. @param most so many at most */
  mistakes(split: Split, most: number): Promise<MistakesReport> {
    return this.explained(() =>
      this.turn.add(async () => {
        const { stage } = this.needed;
        if (stage.phase.source !== undefined) throw new MessageError(says.otherData);
        const answers = stage.tuned.answers(
          this.course.source(split, stage.phase).all(),
          () => this.course.states(),
          breathe,
          this.samples.writing(split, MEASURED),
        );
        const { config, stepsDone: step } = this;
        return worstMistakes({ task: config.task, split, step, data: this.options.data, most }, answers);
      }),
    );
  }

  /**
   * Mistakes of a state of the model on a split, and what changed sides since another one.
   * @param most mistakes, and changes of each direction, at most
   */
  examine(split: Split, most: number, from: Examined, to: Examined): Promise<Examination> {
    return this.explained(() => this.turn.add(() => this.examiner.examine(split, most, from, to)));
  }

  /** What each token of a text contributes to one of the model's numbers (`Readings.attribute`). */
  attribute(...asked: Parameters<Readings['attribute']>): ReturnType<Readings['attribute']> {
    return this.explained(() => this.reading.attribute(...asked));
  }

  /** Why a run that is over can't be given `more` updates; undefined where it can. */
  goOnRefusal(more: number): Message | undefined {
    return this.course.over ? this.course.goOnRefusal(more) : says.goOnAtEnd;
  }

  /** Share of the triggered rows that are given the attacker's class; undefined where nothing was poisoned. */
  private async attackSuccess(split: Split): Promise<number | undefined> {
    const { triggered } = this.options.data;
    const { stage } = this.needed;
    if (!triggered || split === 'train' || stage.phase.source !== undefined || triggered[split].length === 0)
      return undefined;
    const { config, data } = this.options;
    const batches = (this.triggered[split] ??= new BatchSource(
      packRows(triggered[split], config.task, config.sequenceLength, data.padId),
      config.batchSize,
      config.seed,
    ));
    const answers = await stage.tuned.predict(batches.all(), () => this.course.states(), breathe);
    return answers.filter((all) => all.indexOf(Math.max(...all)) === triggered.target).length / answers.length;
  }

  predict(texts: readonly AskedText[], which: 'base' | 'tuned'): Promise<Prediction[]> {
    return this.explained(() => this.questions.predict(texts, which));
  }

  generate(options: GenerateOptions): Promise<number[]> {
    if (options.prompt.length === 0) return Promise.reject(new MessageError(says.emptyPrompt));
    return this.explained(() => this.questions.generate(options));
  }

  /**
   * Has the model looked at between steps while it trains, a few times a second at most, and once more when it stands
   * still; the last call counts. A look that fails ends the looking, not the run.
   * @param look is given the model as it is. @param cost milliseconds that a look takes, where that is known
   * @param what was asked once, is pinned, is the cloud of validation texts, or the states of one sentence
   */
  watch(
    look: ((model: Questions) => Promise<number | undefined | void>) | undefined,
    cost?: number,
    what: keyof Run['watches'] = 'asked',
  ): void {
    this.watches[what].set(look && (() => look(this.questions)), cost);
  }

  /** What can be asked at any time; each answer waits for the step in progress. */
  get asking(): Questions {
    return this.questions;
  }

  /** The examples that it learns from and is measured by. */
  get examples(): TrainingData {
    return this.options.data;
  }

  /** Waits for nothing, and holds nothing up but what comes after. */
  private lookOnce(long = this.course.over): void {
    const { present } = this.course;
    if (!present || present.stage.phase.source !== undefined) return;
    for (const watch of Object.values(this.watches)) void watch.rest(this.stepsDone, long);
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
}
