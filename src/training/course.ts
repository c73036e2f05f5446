/**
 * The phases of a run, one after the other: which one is on the device, what each found, where its batches come from.
 */
import { BatchSource, type Batch } from '../data/batching';
import { packRows } from '../data/encode';
import type { Method } from '../methods/contract';
import {
  nothingCarried,
  type Carried,
  type Phase as MethodPhase,
  type ScorePhase,
  type ProbePhase,
  type ReadPhase,
  type TrainPhase,
} from '../methods/lifecycle';
import { methodById } from '../methods/registry';
import type { Message } from '../messages/message';
import { everyTask } from '../methods/taskId';
import type { Backend, DeviceTensor } from '../runtime/backend';
import { parametersOf, targetLengthOf, type Recipe } from './applied';
import { baseOf } from './base';
import { builtOf } from './built';
import type { Built, RunEvent, Split, TrainingData } from './events';
import { sourceOf, taskOfUpdate, turnsOf } from './mixture';
import { says } from './messages';
import type { News } from './news';
import { breathe } from './pacing';
import { runProbe, runScore, type Probed } from './phaseWork';
import { writingOf } from './written';
import { firstPosition, type StagePosition } from './position';
import type { Recorder } from './recorder';
import {
  closeStage,
  concludePhase,
  openStage,
  phaseAt,
  recipeOf,
  valuesIn,
  type PlanOptions,
  type Stage,
} from './stage';
import type { Records } from './stepRecords';
import type { RunConfig, StageRecord } from './types';

/** The phase that is on the device. */
export interface Present {
  readonly stage: Stage;
  readonly recorder: Recorder;
}

export interface CourseOptions {
  readonly backend: Backend;
  readonly recipe: Recipe;
  readonly config: RunConfig;
  readonly data: TrainingData;
  readonly news: News;
  readonly recorderOf: (stage: Stage) => Recorder;
}

type Events<T> = AsyncGenerator<RunEvent, T>;

/** The base model as it is, for predictions to compare with. */
const untouched = (): Method => {
  const { phases: _phases, sources: _sources, ...method } = methodById('head-only');
  return { ...method, kinds: ['encoder', 'decoder', 'encoder-decoder'], tasks: everyTask, apply: () => undefined };
};

type WithoutTraining = ScorePhase | ProbePhase | ReadPhase;

const isTraining = (phase: MethodPhase): phase is MethodPhase & { readonly work: TrainPhase } =>
  phase.work.kind === 'train';

export class Course {
  present: Present | undefined;
  /** Of the phase that was loaded last. */
  numbers: Built | undefined;
  /** Phases that are over, where the method has several. */
  records: StageRecord[] = [];
  facts: Readonly<Record<string, unknown>> = {};
  /** Tasks that the phases so far have trained. */
  left: NonNullable<Carried['tasks']> = {};
  /** The last phase is over. */
  over = false;
  /** Batches by data set (the run's own, or one of its sources), split and size. */
  private readonly batches = new Map<string, BatchSource>();

  constructor(private readonly options: CourseOptions) {}

  private get plan(): PlanOptions {
    const { recipe, config, data } = this.options;
    return { recipe, steps: config.steps, sources: data.sources?.length ?? 0, rows: data.train };
  }

  get several(): boolean {
    return this.options.recipe.method.phases !== undefined;
  }

  /** @throws before the run is open */
  get needed(): Present {
    return known(this.present);
  }
  get built(): Built {
    return known(this.numbers);
  }

  /** Where the run is, for checkpoints; absent in runs of one phase. */
  positionOf(stage: Stage): { readonly stage?: StagePosition & { readonly records: readonly StageRecord[] } } {
    if (!this.several) return {};
    const { index, firstStep, carried } = stage;
    return { stage: { index, firstStep, carried, records: this.records } };
  }

  states(): Readonly<Record<string, DeviceTensor>> {
    return this.needed.stage.stepper.states.inputs;
  }

  /** Nothing has been done. */
  forget(): void {
    this.records = [];
    this.facts = {};
    this.left = {};
    this.over = false;
  }

  /**
   * Does the scoring phases at and after `position`, then loads the training phase that follows.
   * @returns false when no phase is left
   */
  async *open(position: StagePosition = firstPosition, steps: Records = []): Events<boolean> {
    const { recipe: run } = this.options;
    const { anatomy } = baseOf(
      run.model,
      run.batch,
      run.sequence + (run.method.virtualTokens?.(run.hyperparameters) ?? 0),
      targetLengthOf(run),
    );
    for (let at = position; ;) {
      const phase = phaseAt(this.plan, at, anatomy);
      if (!phase) {
        if (at !== position)
          throw new Error(
            `The phases of ${run.method.id} end without training: a score or probe phase must be followed by a ` +
              'training phase, of no steps where it only uses the result.',
          );
        return false;
      }
      if (this.several) yield* this.announce(phase, at);
      const mixture = phase.work.kind === 'train' ? (phase.work.mixture ?? 0) : 0;
      const others = Array.from({ length: mixture }, (_, source) => this.dataOf({ source }).labels?.length ?? 0);
      const recipe = recipeOf(run, phase, at.carried, this.dataOf(phase).labels, others);
      if (isTraining(phase)) {
        yield* this.load(at, phase, recipe, steps);
        return true;
      }
      const { work } = phase as MethodPhase & { readonly work: WithoutTraining };
      at = yield* this.measure(phase, work, at, recipe);
    }
  }

  private *announce({ id, title }: MethodPhase, { index, firstStep }: StagePosition): Generator<RunEvent, void> {
    this.options.news.add({
      kind: 'stage',
      stage: { index, id, title, from: firstStep, to: firstStep },
      over: false,
    });
    yield* this.options.news.take();
  }

  /** A phase without training. @returns where the next one starts */
  private async *measure(
    phase: MethodPhase,
    work: WithoutTraining,
    at: StagePosition,
    recipe: Recipe,
  ): Events<StagePosition> {
    const { backend } = this.options;
    if (work.kind === 'read')
      return yield* this.conclude(phase, at, at.firstStep, { recipe, graphs: parametersOf(recipe) });
    yield* this.enter('scoring');
    const sized = work.kind === 'score' && work.batchSize !== undefined ? { ...recipe, batch: work.batchSize } : recipe;
    const source = this.source('train', phase, sized.batch);
    source.seek(0);
    const draw = () => source.next();
    const found =
      work.kind === 'score'
        ? await runScore(backend, sized, work, draw)
        : await runProbe(backend, work, [{ recipe, draw }, ...(work.everyTask ? this.otherTasks(recipe) : [])]);
    return yield* this.conclude(phase, at, at.firstStep, { recipe: sized, ...found });
  }

  /** Tasks that were trained before, with the heads that they left. */
  private otherTasks(recipe: Recipe): Probed[] {
    return (this.options.data.sources ?? []).flatMap(({ labels }, n): Probed[] => {
      const left = this.left[n];
      if (!left) return [];
      const source = this.source('train', { source: n });
      source.seek(0);
      const carried = recipe.carried ?? nothingCarried;
      return [
        {
          recipe: {
            ...recipe,
            carried: { ...carried, start: { ...carried.start, ...left.head } },
            taskOptions: { ...recipe.taskOptions, ...(labels && { labels }) },
          },
          draw: () => source.next(),
        },
      ];
    });
  }

  private *conclude(
    phase: MethodPhase,
    at: StagePosition,
    lastStep: number,
    found: Parameters<typeof concludePhase>[3],
  ): Generator<RunEvent, StagePosition> {
    const { next, record } = concludePhase(phase, at, lastStep, found);
    this.records = [...this.records.filter((earlier) => earlier.index < record.index), record];
    this.facts = next.carried.facts;
    this.left = next.carried.tasks ?? {};
    this.options.news.add({ kind: 'stage', stage: record, over: true });
    yield* this.options.news.take();
    return next;
  }

  private async *load(
    position: StagePosition,
    phase: MethodPhase & { readonly work: TrainPhase },
    recipe: Recipe,
    steps: Records,
  ): Events<void> {
    const { backend, config, news } = this.options;
    yield* this.enter('building-graph');
    const start = performance.now();
    const options = { ...this.plan, trainSet: () => this.source('train', phase).set };
    const stage = await openStage(backend, options, position, phase, recipe, config.optimizer, untouched());
    this.present = { stage, recorder: this.options.recorderOf(stage) };
    const built = performance.now() - start;
    if (backend.kind === 'webgpu') {
      yield* this.enter('compiling-shaders');
      await stage.stepper.step(this.draw(1), { step: 1, learningRate: 0, weightDecay: 0 }, { keep: false });
      await backend.idle();
    }
    this.numbers = builtOf(stage, built);
    news.add({ kind: 'built', built: this.numbers });
    yield* news.take();
    this.begin(steps);
  }

  /**
   * Leaves a finished phase for the next.
   * @returns false when there is none: the run is over, and all stays as it is
   */
  async *advance(): Events<boolean> {
    if (this.over || !this.several) {
      this.over = true;
      return false;
    }
    const { stage, recorder } = this.needed;
    const { phase, graphs, recipe, stepper } = stage;
    const validation = phase.measure
      ? await stage.tuned.evaluate(
          this.source('validation', phase).all(),
          () => this.states(),
          breathe,
          writingOf(this.dataOf(phase), 'validation'),
        )
      : undefined;
    const states = await stepper.states.read();
    const next = yield* this.conclude(phase, stage, stage.lastStep, {
      recipe,
      graphs,
      values: valuesIn(stage, states),
      states,
      ...(validation && { validation }),
    });
    if (!phaseAt(this.plan, next, graphs.base.anatomy)) {
      this.over = true;
      return false;
    }
    await this.close();
    return yield* this.open(next, recorder.records);
  }

  /**
   * Why the last phase can't go on for `more` updates: the phases of some methods are as long as the steps that were
   * set. Undefined where it can.
   */
  goOnRefusal(more: number): Message | undefined {
    if (!this.several) return undefined;
    const { stage } = this.needed;
    const { recipe } = this.options;
    const steps = this.plan.steps + more;
    const longer = phaseAt({ ...this.plan, steps }, stage, stage.graphs.base.anatomy);
    const end = longer && isTraining(longer) ? stage.firstStep + longer.work.steps : 0;
    return end >= steps ? undefined : says.phasesAreOver({ method: recipe.method.name });
  }

  private *enter(status: Parameters<News['enter']>[0]): Generator<RunEvent, void> {
    this.options.news.enter(status);
    yield* this.options.news.take();
  }

  async close(): Promise<void> {
    const { present: leaving } = this;
    this.present = undefined;
    if (leaving) await closeStage(leaving.stage);
  }

  /** Puts the present phase to its beginning, after the updates of earlier ones. */
  begin(steps: Records): void {
    const { stage, recorder } = this.needed;
    recorder.rewind(stage.firstStep, steps);
    this.over = false;
    this.seek(0);
  }

  /** @throws when a method asks for more data sets than there are: its plan must look at their number */
  private dataOf({ source }: Pick<MethodPhase, 'source'>): TrainingData {
    const { data } = this.options;
    const found = source === undefined ? data : data.sources?.[source];
    if (!found)
      throw new Error(
        `The run has ${data.sources?.length ?? 0} other data sets, but the method asks for number ` +
          `${(source ?? 0) + 1}.`,
      );
    return found;
  }

  /** Batches of the data set that a phase trains on. */
  source(split: Split, phase: Pick<MethodPhase, 'source'>, batchSize = this.options.config.batchSize): BatchSource {
    const { config, data } = this.options;
    const key = `${phase.source ?? 'own'}/${split}/${batchSize}`;
    let source = this.batches.get(key);
    if (!source) {
      source = new BatchSource(
        packRows(this.dataOf(phase)[split], config.task, config.sequenceLength, data.padId, {
          ...(config.targetLength !== undefined && { target: config.targetLength }),
        }),
        batchSize,
        config.seed,
      );
      this.batches.set(key, source);
    }
    return source;
  }

  /** Batches of an update; `step` counts from 1 in the phase. */
  draw(step: number): Batch[] {
    const {
      phase,
      work: { split, mixture },
    } = this.needed.stage;
    const task = mixture === undefined ? undefined : taskOfUpdate(step, mixture);
    const source = this.source(split?.(step) ?? 'train', task === undefined ? phase : sourceOf(task));
    return Array.from({ length: this.options.config.optimizer.accumulation }, () =>
      task === undefined ? source.next() : { ...source.next(), task },
    );
  }

  /** Sets the data to where it is after `updates` of the present phase. */
  seek(updates: number): void {
    const {
      phase,
      work: { split, mixture },
    } = this.needed.stage;
    const { accumulation } = this.options.config.optimizer;
    if (mixture !== undefined) {
      for (let task = 0; task <= mixture; task++)
        this.source('train', sourceOf(task)).seek(turnsOf(task, updates, mixture) * accumulation);
      return;
    }
    const drawn = { train: split ? 0 : updates, validation: 0 };
    for (let step = 1; split && step <= updates; step++) drawn[split(step)]++;
    this.source('train', phase).seek(drawn.train * accumulation);
    if (split) this.source('validation', phase).seek(drawn.validation * accumulation);
  }
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The run is not open: call open() first.');
  return value;
}
