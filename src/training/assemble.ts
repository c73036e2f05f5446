/**
 * From model, method, task and optimiser to the graphs that run: training, evaluation, generation, gradients. Pure
 * functions.
 */
import { differentiate, trainablePath } from '../autodiff/reverse';
import { hoistScales, optimise, rematerialise } from '../onnx/passes';
import { Builder } from '../onnx/builder';
import { Graph, type ValueType } from '../onnx/graph';
import { inferTypes } from '../onnx/infer';
import { f32, sizeOf, type Tensor } from '../onnx/tensor';
import { accumulate, optimizerOf, type Optimizer } from '../optim';
import { applyMethod, type Declared } from '../methods/context';
import type { Hyperparameters, Method, Parameter } from '../methods/contract';
import { initialise } from '../methods/initialise';
import type { Carried, MethodState, PerStep } from '../methods/lifecycle';
import type { BackendKind } from '../runtime/backend';
import { attachTask } from '../tasks/context';
import type { AttachedTask, Task, TaskOptions } from '../tasks/contract';
import { crossEntropy } from '../tasks/crossEntropy';
import { baseOf, type Base, type ModelSource } from './base';
import {
  dropUnreadInputs,
  packThreshold,
  packValues,
  planUnits,
  readFromBuckets,
  unitGradient,
  type Unit,
} from './pack';
import { passWith, secondPass } from './secondPass';
import type { OptimizerSettings } from './types';
import { emitUpdate, nextOf, ringLength, slotInput, type UpdatePlan } from './update';

export { ringLength } from './update';

/** What every assembled graph starts from. */
export interface Recipe {
  readonly model: ModelSource;
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly task: Task;
  readonly taskOptions: TaskOptions;
  readonly batch: number;
  /** Tokens of text in a row, virtual tokens not counted. */
  readonly sequence: number;
  readonly seed: number;
  /** Phase of the method, and what those before it left. */
  readonly phase?: string;
  readonly carried?: Carried;
  /** The head keeps its starting values. */
  readonly freezeHead?: boolean;
  /** GELU for every ReLU, whose kinks finite differences can't cross. For checks only. */
  readonly smooth?: boolean;
}

/** A tensor that carries over from one step to the next: read as `input`, written as `output`, then swapped. */
export interface State {
  readonly input: string;
  readonly output: string;
  readonly type: ValueType;
  readonly owner: 'trainable' | 'optimizer';
  /** Contents at step 0. */
  initial: () => Float32Array;
}

/** Names of the graph inputs that are not states. */
export const inputNames = { labels: 'labels', slot: slotInput, keep: 'accumulate_keep', position: 'position' } as const;

export interface TrainingGraphs {
  /** One update from one batch; with accumulation: applies the accumulated gradients. */
  readonly update: Graph;
  /** With accumulation only: adds one micro-batch's gradients. */
  readonly accumulate?: Graph;
  /** All trainable tensors of method and head, in the order of declaration. */
  readonly parameters: readonly Parameter[];
  readonly units: readonly Unit[];
  readonly states: readonly State[];
  /** Sums over micro-batches, states of the accumulate graph; read only by the update graph. */
  readonly accumulators: readonly State[];
  /** Loss and gradient norm of the last steps, (2, ringLength), a state too. */
  readonly ring: State;
  readonly optimizer: Optimizer;
  /** Numbers that the host computes for each step. */
  readonly perStep: ReadonlyMap<string, PerStep>;
  readonly base: Base;
  /** Before the execution passes: what a learner is shown. */
  readonly textbook: Graph;
}

interface Applied {
  readonly base: Base;
  readonly builder: Builder;
  readonly task: AttachedTask;
  readonly parameters: readonly Parameter[];
  readonly declared: Declared;
}

/** Base graph, method and task, types known. */
function apply(recipe: Recipe, training: boolean): Applied {
  const { method, hyperparameters, batch, sequence, seed, phase, carried, taskOptions } = recipe;
  const base = baseOf(recipe.model, batch, sequence + (method.virtualTokens?.(hyperparameters) ?? 0));
  const applied = applyMethod(method, hyperparameters, base.graph, base.anatomy, {
    batch,
    sequence,
    training,
    seed,
    phase,
    ...(carried && { carried }),
  });
  const task = attachTask(recipe.task, applied, {
    anatomy: base.anatomy,
    options: taskOptions,
    training,
    batch,
    sequence,
  });
  const { builder, declared, set } = applied;
  for (const then of declared.onTask) {
    builder.scope(
      method.id,
      () =>
        then({
          logits: task.logits,
          loss: task.loss,
          labels: inputNames.labels,
          again: () => secondPass(builder, task.logits),
        }),
      'method',
    );
  }
  if (recipe.smooth)
    for (const node of builder.graph.nodes) if (node.op === 'Relu') Object.assign(node, { op: 'Gelu', attributes: {} });
  const parameters = set.parameters.map((p) => (recipe.freezeHead && p.group === 'head' ? { ...p, frozen: true } : p));
  return { base, builder, task, parameters, declared };
}

/**
 * A parameter's contents at the start of the phase. The base model's own tensor where that is what they are: then it is
 * shared.
 */
export function startOf(recipe: Recipe, p: Parameter, base: Base): Tensor {
  const given = recipe.carried?.start[p.name];
  if (given) return given;
  const unchanged = p.init.kind === 'base' ? base.graph.initializers.get(p.init.tensor) : undefined;
  return unchanged?.dtype === 'float32' ? unchanged : f32(p.shape, initialise(p, recipe.seed, base.graph));
}

/**
 * Splits parameters into those that a gradient reaches and those that none does (frozen ones; a language-model head
 * under a classification task). The latter get no optimiser state; like PyTorch, they stay as they are.
 */
function reached(graph: Graph, loss: string, parameters: readonly Parameter[]): Parameter[] {
  const trainable = parameters.filter((p) => !p.frozen);
  const path = trainablePath(
    graph,
    loss,
    trainable.map((p) => p.name),
  );
  return trainable.filter((p) => path.has(p.name));
}

/** Turns parameters that don't change into constants of their starting value. */
function freeze(recipe: Recipe, { builder, base, parameters }: Applied, changing: Iterable<string>): void {
  const kept = new Set(changing);
  for (const p of parameters) {
    if (kept.has(p.name)) continue;
    builder.graph.inputs = builder.graph.inputs.filter((input) => input.name !== p.name);
    builder.graph.initializers.set(p.name, startOf(recipe, p, base));
  }
}

/** Names of the tensors that units and states hold. */
const heldBy = (units: readonly Unit[], states: readonly { readonly name: string }[]): string[] => [
  ...units.flatMap((unit) => (unit.members.length > 0 ? unit.members.map((m) => m.name) : [unit.name])),
  ...states.map((state) => state.name),
];

/** The graph for metrics and predictions, with the method's own way to predict where it has one. */
function applyPredicting(recipe: Recipe): Applied {
  const applied = apply(recipe, false);
  const {
    builder,
    declared: { onPrediction },
    task: { logits },
  } = applied;
  if (!onPrediction) return applied;
  const predicted = builder.scope(
    recipe.method.id,
    () => onPrediction({ logits, again: (replacements) => passWith(builder, logits, replacements) }),
    'method',
  );
  const task = builder.scope(
    recipe.task.id,
    () => ({ ...crossEntropy(builder, predicted, inputNames.labels), logits: predicted }),
    'task',
  );
  return { ...applied, task };
}

/** Restricts the graph to `outputs`, sorted and typed, with attention scales on the cheaper operand. */
function finish(builder: Builder, outputs: readonly string[]): Builder {
  builder.graph.outputs = [...outputs];
  builder.finish();
  const graph = hoistScales(builder.graph);
  return new Builder(graph, 'gradient');
}

/** Gives outputs their public names and drops what is not needed. */
function conclude(builder: Builder, outputs: readonly (readonly [value: string, name: string])[]): Graph {
  const { graph } = builder;
  graph.outputs = outputs.map(([value]) => value);
  builder.finish();
  rename(graph, outputs);
  dropUnreadInputs(graph);
  return graph;
}

/**
 * Renames output values. A value that is an input, a constant or an output twice gets an Identity, which reads it by
 * its old name until all are swapped.
 */
function rename(graph: Graph, outputs: readonly (readonly [value: string, name: string])[]): void {
  const builder = new Builder(graph, 'optimizer');
  const producers = graph.producers();
  const renamed = new Map<string, string>();
  for (const [value, name] of outputs) {
    if (value === name) continue;
    // The model itself may have a value of that name, `logits` for example.
    if (producers.has(name)) renamed.set(name, builder.fresh(`${name}/inner`));
    if (!producers.has(value) || renamed.has(value)) builder.emit('Identity', [value], {}, { outputs: [name] });
    else renamed.set(value, name);
  }
  const swap = (v: string): string => renamed.get(v) ?? v;
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map(swap);
    node.outputs = node.outputs.map(swap);
  }
  graph.outputs = outputs.map(([, name]) => name);
  inferTypes(graph);
}

/** A state that starts from `initial`. */
const stateOf = (
  input: string,
  shape: readonly number[],
  owner: State['owner'],
  initial: () => Float32Array,
): State => ({ input, output: nextOf(input), type: { dtype: 'float32', shape }, owner, initial });

/** The states of a parameter unit: its values, and what the optimiser keeps of it. */
function statesOf(unit: Unit, optimizer: Optimizer, valueOf: (name: string) => Float32Array): State[] {
  return [
    stateOf(unit.name, unit.shape, 'trainable', () => packValues(unit, valueOf).data),
    ...optimizer
      .slots(unit.shape)
      .map((slot) =>
        stateOf(`${unit.name}:${slot.name}`, slot.shape, 'optimizer', () =>
          new Float32Array(sizeOf(slot.shape)).fill(slot.init),
        ),
      ),
  ];
}

/** A state that the method writes itself. */
function methodState(state: MethodState, carried: Carried | undefined): State {
  const { name, shape, start } = state;
  return stateOf(name, shape, 'optimizer', () => {
    const given = carried?.start[name];
    if (given) return given.data as Float32Array;
    return typeof start === 'number' ? new Float32Array(sizeOf(shape)).fill(start) : start.slice();
  });
}

const ring: State = stateOf('ring', [2, ringLength], 'optimizer', () => new Float32Array(2 * ringLength));

/**
 * The training graph(s).
 *
 * One batch per update: inputs are the batch, the states, the optimiser's scalars, and the ring's slot; outputs the
 * states of the next step. With accumulation the first graph adds the gradient of the *summed* loss to accumulators,
 * and the second divides by the number of items: exactly the gradient of one large batch, also where micro-batches hold
 * unequal numbers of tokens.
 *
 * @param backend where it will run: WASM is faster with fused operators spelled out and their parts shared by both
 *   passes, a GPU is not and saves the memory
 * @throws MissingRuleError, HyperparameterError, ModelFileError: sentences for the user
 */
export function assembleTraining(
  recipe: Recipe,
  settings: Pick<OptimizerSettings, 'kind' | 'clipNorm' | 'accumulation'>,
  backend: BackendKind = 'wasm',
): TrainingGraphs {
  const optimizer = optimizerOf(settings.kind);
  const applied = apply(recipe, true);
  const { base, task, parameters, declared } = applied;
  const several = settings.accumulation > 1;
  const target = objective(applied, several);
  const trained = reached(applied.builder.graph, target, parameters);
  freeze(recipe, applied, [...trained.map((p) => p.name), ...declared.states.map((state) => state.name)]);
  const units = planUnits(trained, optimizer.packable ? packThreshold : 0);
  const byName = new Map(parameters.map((p) => [p.name, p]));
  const valueOf = (name: string) => startOf(recipe, byName.get(name)!, base).data as Float32Array;
  const states = [
    ...units.flatMap((unit) => statesOf(unit, optimizer, valueOf)),
    ...declared.states.map((state) => methodState(state, recipe.carried)),
  ];
  const common = { parameters, units, states, ring, optimizer, base, perStep: declared.perStep };
  const plan: UpdatePlan = {
    units,
    parameters: trained,
    states: declared.states,
    optimizer,
    clipNorm: settings.clipNorm,
  };

  applied.builder.role = 'optimizer';
  readFromBuckets(applied.builder, units);
  const builder = finish(applied.builder, [
    ...new Set(several ? [target, task.lossSum, task.count] : [target, task.loss]),
  ]);
  const gradients = differentiate(
    builder,
    target,
    trained.map((p) => p.name),
    { spellOut: backend === 'wasm' },
  );
  rematerialise(builder);
  const passes = { turnNarrow: backend === 'wasm' };
  builder.role = 'gradient';
  const flat = units.map((unit) => unitGradient(builder, unit, gradients));

  if (!several) {
    const textbook = conclude(builder, emitUpdate(builder, plan, flat, task.loss));
    return { ...common, textbook, update: optimise(textbook, passes), accumulators: [] };
  }

  const sums = [
    ...units.map((unit, i) => ({ name: `sum:${unit.name}`, shape: unit.shape, value: flat[i]! })),
    { name: 'sum:loss', shape: builder.shapeOf(task.lossSum), value: task.lossSum },
    { name: 'sum:count', shape: builder.shapeOf(task.count), value: builder.cast(task.count, 'float32') },
  ];
  const keep = builder.input(inputNames.keep, 'float32', []);
  const textbook = conclude(
    builder,
    sums.map(
      ({ name, shape, value }) =>
        [accumulate(builder, builder.input(name, 'float32', shape), value, keep), nextOf(name)] as const,
    ),
  );
  const accumulators = sums.map(({ name, shape }) =>
    stateOf(name, shape, 'optimizer', () => new Float32Array(sizeOf(shape))),
  );
  return {
    ...common,
    textbook,
    accumulate: optimise(textbook, passes),
    update: optimise(updateGraph(builder.graph.opset, plan)),
    accumulators,
  };
}

/** What is minimised: the task's loss and the method's terms; with `sum`, over all items of the batch. */
function objective({ builder, task, declared }: Applied, sum: boolean): string {
  if (declared.terms.length === 0) return sum ? task.lossSum : task.loss;
  return builder.scope(
    'objective',
    () => {
      const terms = declared.terms.reduce((a, b) => builder.add(a, b));
      return sum
        ? builder.add(task.lossSum, builder.mul(terms, builder.cast(task.count, 'float32')))
        : builder.add(task.loss, terms);
    },
    'method',
  );
}

/** Applies accumulated gradients. */
function updateGraph(opset: number, plan: UpdatePlan): Graph {
  const builder = emptyBuilder(opset);
  const count = builder.emit('Max', [builder.input('sum:count', 'float32', []), builder.scalar(1)]);
  const loss = builder.div(builder.input('sum:loss', 'float32', []), count);
  const gradients = plan.units.map((unit) =>
    builder.div(builder.input(`sum:${unit.name}`, 'float32', unit.shape), count),
  );
  return conclude(builder, emitUpdate(builder, plan, gradients, loss));
}

export interface EvaluationGraph {
  readonly graph: Graph;
  readonly parameters: readonly Parameter[];
  readonly base: Base;
  readonly logits: ValueType;
}

/**
 * Loss sum, count and, where asked for, logits of one batch, without dropout: outputs `loss_sum`, `count`, `logits`.
 * @param units layout of the training states, so that the same buffers serve; without it every parameter is an input
 */
export function assembleEvaluation(
  recipe: Recipe,
  options: { readonly units?: readonly Unit[]; readonly logits: boolean; readonly loss: boolean },
): EvaluationGraph {
  const applied = applyPredicting(recipe);
  const { base, task, parameters, builder } = applied;
  if (options.units) {
    freeze(recipe, applied, heldBy(options.units, applied.declared.states));
    readFromBuckets(builder, options.units);
  }
  const logits = builder.typeOf(task.logits);
  const outputs: [string, string][] = [
    ...(options.loss
      ? ([
          [task.lossSum, 'loss_sum'],
          [task.count, 'count'],
        ] as [string, string][])
      : []),
    ...(options.logits ? ([[task.logits, 'logits']] as [string, string][]) : []),
  ];
  const finished = finish(
    builder,
    outputs.map(([value]) => value),
  );
  return { graph: optimise(conclude(finished, outputs)), parameters, base, logits };
}

/**
 * Next-token logits (V) at one position of one sequence: inputs ids and mask (1, T) and int32 scalar `position`; output
 * `logits`.
 */
export function assembleGeneration(recipe: Recipe, units?: readonly Unit[]): EvaluationGraph {
  const applied = applyPredicting({ ...recipe, batch: 1 });
  const { base, task, parameters, builder } = applied;
  if (units) {
    freeze(recipe, applied, heldBy(units, applied.declared.states));
    readFromBuckets(builder, units);
  }
  const shape = builder.shapeOf(task.logits);
  const vocabulary = shape[shape.length - 1]!;
  builder.role = 'task';
  const row = builder.gather(
    builder.reshape(task.logits, [recipe.sequence, vocabulary]),
    builder.input(inputNames.position, 'int32', []),
  );
  const finished = finish(builder, [row]);
  return {
    graph: optimise(conclude(finished, [[row, 'logits']])),
    parameters,
    base,
    logits: { dtype: 'float32', shape: [vocabulary] },
  };
}

export interface GradientGraph {
  readonly graph: Graph;
  readonly parameters: readonly Parameter[];
  /** Output that holds the gradient of each parameter; those that no gradient reaches have none. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly base: Base;
}

/**
 * Loss and the gradient of every parameter for one batch, no dropout, nothing packed: outputs `loss` and
 * `gradient:NAME`.
 */
export function assembleGradients(recipe: Recipe): GradientGraph {
  const applied = apply(recipe, false);
  const { base, task, parameters } = applied;
  const trained = reached(applied.builder.graph, task.loss, parameters);
  // Frozen ones stay inputs: their values may come from an adapter's file.
  freeze(
    recipe,
    applied,
    [...trained, ...parameters.filter((p) => p.frozen)].map((p) => p.name),
  );
  const builder = finish(applied.builder, [task.loss]);
  const gradients = differentiate(
    builder,
    task.loss,
    trained.map((p) => p.name),
  );
  const outputs = new Map(trained.map((p) => [p.name, `gradient:${p.name}`]));
  const graph = conclude(builder, [
    [task.loss, 'loss'],
    ...trained.map((p) => [gradients.get(p.name)!, outputs.get(p.name)!] as const),
  ]);
  return { graph: optimise(graph), parameters, outputs, base };
}

/** The tensors that a phase has, and the base model, without a graph to run. */
export function parametersOf(recipe: Recipe): Pick<TrainingGraphs, 'parameters' | 'base'> {
  const { parameters, base } = apply(recipe, false);
  return { parameters, base };
}

/** Sums over batches of what `score` makes of each parameter's gradient; nothing is updated. States `score:NAME`. */
export function assembleScoring(
  recipe: Recipe,
  score: (builder: Builder, value: string, gradient: string) => string,
): Pick<TrainingGraphs, 'update' | 'states' | 'parameters' | 'base'> {
  const applied = apply(recipe, false);
  const { base, task, parameters } = applied;
  const scored = reached(applied.builder.graph, task.loss, parameters);
  freeze(recipe, applied, []);
  const builder = finish(applied.builder, [task.loss]);
  const gradients = differentiate(
    builder,
    task.loss,
    scored.map((p) => p.name),
  );
  builder.role = 'optimizer';
  const names = new Map(scored.map((p) => [p.name, `score:${p.name}`]));
  const outputs = scored.map((p): [string, string] => {
    const name = names.get(p.name)!;
    return [
      builder.add(builder.input(name, 'float32', p.shape), score(builder, p.name, gradients.get(p.name)!)),
      nextOf(name),
    ];
  });
  const states = scored.map((p) =>
    stateOf(names.get(p.name)!, p.shape, 'optimizer', () => new Float32Array(sizeOf(p.shape))),
  );
  return { update: optimise(conclude(builder, outputs)), states, parameters, base };
}

function emptyBuilder(opset: number): Builder {
  const graph = new Graph();
  graph.opset = opset;
  return new Builder(graph, 'optimizer');
}
