/** One training phase of a run on the device, and the way from each to the next. Most methods have just one. */
import { says } from '../methods/messages';
import type { Method } from '../methods/contract';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { linearAlgebra } from '../methods/linearAlgebra';
import type { Carried, ExampleTokens, LeftTask, Phase, PhaseOutcome, TrainPhase, Trial } from '../methods/lifecycle';
import type { Tensor } from '../onnx/tensor';
import type { Backend } from '../runtime/backend';
import { startOf, type Recipe } from './applied';
import { Attributor } from './attribution';
import { assembleTraining, type TrainingGraphs } from './assembleTraining';
import { planCache, type CachePlan } from './backbone';
import { Evaluator } from './evaluator';
import { FewRows } from './fewRows';
import { planHalves, type HalvesPlan, type HalvesRequest } from './halves';
import { unpackValues } from './pack';
import { SentenceReader } from './sentenceReader';
import type { EncodedSet } from '../data/encode';
import type { StagePosition } from './position';
import { Stepper } from './stepper';
import type { Metrics, OptimizerSettings, RunResult, StageRecord } from './types';

/** A method without phases of its own. */
const plain = (steps: number): Phase => ({ id: 'train', title: says.training, work: { kind: 'train', steps } });

export interface Stage extends StagePosition {
  readonly phase: Phase;
  readonly work: TrainPhase;
  /** Updates of this phase; `lastStep` is the number of its last update in the run. */
  readonly steps: number;
  readonly lastStep: number;
  readonly recipe: Recipe;
  readonly graphs: TrainingGraphs;
  readonly stepper: Stepper;
  /** Where the method asks for a feature cache: whether it has one. */
  readonly cache?: CachePlan;
  /** Where batches are halved by length: how. */
  readonly halves?: HalvesPlan;
  readonly tuned: Evaluator;
  readonly base: Evaluator;
  /** The same for a few rows. */
  readonly few: FewRows;
  /** What the head reads. */
  readonly vectors: FewRows;
  readonly attributor: Attributor;
  /** One text between the layers. */
  readonly sentence: SentenceReader;
}

export interface PlanOptions {
  readonly recipe: Recipe;
  /** Updates of the whole run. */
  readonly steps: number;
  readonly sources: number;
  /** Training rows of the run's own data set. */
  readonly rows: readonly ExampleTokens[];
}

export interface OpenStageOptions extends PlanOptions {
  /** The training rows, encoded, of the phase's data set. */
  readonly trainSet: () => EncodedSet;
}

/** The phase at a position; undefined after the last. */
export function phaseAt(
  { recipe, steps, sources, rows }: PlanOptions,
  position: StagePosition,
  anatomy: PhaseOutcome['anatomy'],
): Phase | undefined {
  const { method, hyperparameters, seed } = recipe;
  if (!method.phases) return position.index === 0 ? plain(steps) : undefined;
  return method.phases({
    hyperparameters,
    steps,
    index: position.index,
    carried: position.carried,
    anatomy,
    sources,
    examples: rows.length,
    rows,
    task: recipe.task.id,
    seed,
  });
}

/** The recipe of a phase. @param others numbers of classes of the data sets that take turns with the run's own */
export function recipeOf(
  recipe: Recipe,
  phase: Phase,
  carried: Carried,
  labels?: readonly string[],
  others: readonly number[] = [],
): Recipe {
  const { freezeHead } = phase.work.kind === 'train' ? phase.work : {};
  return {
    ...recipe,
    phase: phase.id,
    carried,
    ...(freezeHead && { freezeHead }),
    ...(phase.hyperparameters && {
      hyperparameters: resolveHyperparameters(recipe.method, { ...recipe.hyperparameters, ...phase.hyperparameters }),
    }),
    ...(labels && { taskOptions: { ...recipe.taskOptions, labels, ...(others.length > 0 && { others }) } }),
  };
}

/**
 * Loads the graphs of a training phase.
 * @param untouched a method that changes nothing, for the base model's predictions
 */
export async function openStage(
  backend: Backend,
  options: OpenStageOptions,
  position: StagePosition,
  phase: Phase & { readonly work: TrainPhase },
  recipe: Recipe,
  optimizer: OptimizerSettings,
  untouched: Method,
): Promise<Stage> {
  const graphs = assembleTraining(recipe, optimizer, backend.kind);
  const budget = recipe.backboneDropout ? undefined : recipe.method.featureCache?.(recipe.hyperparameters);
  // With dropout the backbone answers otherwise each time; in runs of several phases the batches of one may be of
  // different sets.
  const cache =
    budget === undefined || recipe.method.phases
      ? undefined
      : planCache(graphs, {
          budget,
          examples: options.rows.length,
          drawn: options.steps * optimizer.accumulation * recipe.batch,
          batch: recipe.batch,
        });
  const request: HalvesRequest = { recipe, settings: optimizer, graphs, steps: options.steps, set: options.trainSet() };
  const halves = planHalves(backend, request);
  const halving = halves && { request, plan: halves };
  const stepper = await Stepper.load(backend, graphs, recipe.seed, cache, halving);
  const steps = Math.max(0, Math.min(phase.work.steps, options.steps - position.firstStep));
  const plainRecipe: Recipe = { ...options.recipe, method: untouched, hyperparameters: {} };
  return {
    ...position,
    phase,
    work: phase.work,
    steps,
    lastStep: position.firstStep + steps,
    recipe,
    graphs,
    stepper,
    ...(cache && { cache }),
    ...(halves && { halves }),
    tuned: new Evaluator(backend, recipe, graphs.units, 'tuned'),
    base: new Evaluator(backend, plainRecipe, [], 'base'),
    few: new FewRows(backend, { tuned: recipe, base: plainRecipe }, graphs.units),
    vectors: new FewRows(backend, { tuned: recipe, base: plainRecipe }, graphs.units, 'vectors'),
    attributor: new Attributor(backend, recipe, graphs.units),
    sentence: new SentenceReader(backend, { tuned: recipe, base: plainRecipe }, graphs.units),
  };
}

export async function closeStage(stage: Stage): Promise<void> {
  await stage.tuned.dispose();
  await stage.base.dispose();
  await stage.few.dispose();
  await stage.vectors.dispose();
  await stage.attributor.dispose();
  await stage.sentence.dispose();
  await stage.stepper.dispose();
}

/** All tensors of method and head at present: trained, frozen, and the method's own kept ones. */
export const valuesOf = async (stage: Stage): Promise<Map<string, Tensor>> =>
  valuesIn(stage, await stage.stepper.states.read());

/** The same, from states that have been read. */
export function valuesIn({ graphs, recipe }: Stage, states: Readonly<Record<string, Tensor>>): Map<string, Tensor> {
  const trained = new Map<string, Tensor>(graphs.units.flatMap((unit) => unpackValues(unit, states[unit.name]!)));
  return new Map(
    graphs.parameters.map((p) => [p.name, trained.get(p.name) ?? states[p.name] ?? startOf(recipe, p, graphs.base)]),
  );
}

/** What became of the feature cache, where the method asks for one. @param done updates of the run so far */
export function featureCacheOf(
  stage: Pick<Stage, 'cache' | 'stepper'> | undefined,
  done: number,
): Pick<RunResult, 'featureCache'> {
  if (!stage?.cache) return {};
  const { budget, needed, refused } = stage.cache;
  return { featureCache: { ...(refused && { refused }), budget, needed, ...stage.stepper.cached(done) } };
}

interface Findings {
  readonly recipe: Recipe;
  readonly graphs: Pick<TrainingGraphs, 'parameters' | 'base'>;
  readonly values?: ReadonlyMap<string, Tensor>;
  readonly states?: Readonly<Record<string, Tensor>>;
  readonly scores?: ReadonlyMap<string, Float32Array>;
  readonly trials?: readonly Trial[];
  readonly validation?: Metrics;
}

const missing = (what: string, name: string): never => {
  throw new Error(`This phase has no ${what} of "${name}".`);
};

/** Tasks besides the run's own that a phase trained: their heads, which the phases after it do not know. */
function leftBy({ source, work }: Phase, { tasks = {} }: Carried, found: Findings): Pick<Carried, 'tasks'> {
  const { values, validation, graphs } = found;
  if (work.kind !== 'train' || !values) return {};
  const heads = graphs.parameters.filter((p) => p.group === 'head');
  const head = (rename: (name: string) => string | undefined) =>
    Object.fromEntries(
      heads.flatMap(({ name }) => {
        const own = rename(name);
        return own === undefined ? [] : [[own, values.get(name)!] as const];
      }),
    );
  const mixed = Array.from({ length: work.mixture ?? 0 }, (_, n): [string, LeftTask] => [
    String(n),
    { head: head((name) => (name.startsWith(`head.${n + 1}.`) ? name.replace(`.${n + 1}.`, '.') : undefined)) },
  ]);
  const alone = validation && { alone: validation };
  const single: [string, LeftTask][] =
    source !== undefined
      ? [[String(source), { head: head((name) => name), ...alone }]]
      : alone && work.mixture === undefined && !('own' in tasks)
        ? [['own', { head: {}, ...alone }]]
        : [];
  const left = [...mixed, ...single];
  return left.length > 0 ? { tasks: { ...tasks, ...Object.fromEntries(left) } } : {};
}

/** Lets the method look at what a phase found. @returns what the next phase starts with, and the record of this one */
export function concludePhase(
  phase: Phase,
  position: StagePosition,
  lastStep: number,
  found: Findings,
): { readonly next: StagePosition; readonly record: StageRecord } {
  const { recipe, graphs } = found;
  const { carried } = position;
  const numbers = (tensor: Tensor) => tensor.data as Float32Array;
  const byName = new Map(graphs.parameters.map((p) => [p.name, p]));
  const outcome: PhaseOutcome = {
    anatomy: graphs.base.anatomy,
    hyperparameters: recipe.hyperparameters,
    parameters: graphs.parameters,
    carried,
    trials: found.trials ?? [],
    value: (name) => numbers(found.values?.get(name) ?? missing('value', name)),
    initial: (name) => numbers(startOf(recipe, byName.get(name) ?? missing('parameter', name), graphs.base)),
    score: (name) => found.scores?.get(name) ?? missing('score', name),
    state: (name) => numbers(found.states?.[name] ?? missing('state', name)),
    linearAlgebra,
    ...(found.validation && { validation: found.validation }),
  };
  const result = phase.conclude?.(outcome);
  return {
    next: {
      index: position.index + 1,
      firstStep: lastStep,
      carried: { ...carried, ...result?.carried, ...leftBy(phase, carried, found) },
    },
    record: {
      index: position.index,
      id: phase.id,
      title: phase.title,
      from: position.firstStep,
      to: lastStep,
      ...(result && { summary: result.summary }),
    },
  };
}
