/** From model, method, task and optimiser to the graphs that run: training, evaluation, generation, gradients. Pure functions. */
import { differentiate, trainablePath } from '../autodiff/reverse';
import { hoistScales, optimise } from '../onnx/passes';
import { Builder } from '../onnx/builder';
import { Graph, type ValueType } from '../onnx/graph';
import { inferTypes } from '../onnx/infer';
import { f32, i32 } from '../onnx/tensor';
import { accumulate, clipByGlobalNorm, declareScalars, optimizerOf, type Optimizer } from '../optim';
import { applyMethod } from '../methods/context';
import type { Hyperparameters, Method, Parameter } from '../methods/contract';
import { initialise } from '../methods/initialise';
import type { BackendKind } from '../runtime/backend';
import { attachTask } from '../tasks/context';
import type { AttachedTask, Task, TaskOptions } from '../tasks/contract';
import { baseOf, type Base, type ModelSource } from './base';
import { decayMask, dropUnreadInputs, packThreshold, packValues, planUnits, readFromBuckets, unitGradient, type Unit } from './pack';
import type { OptimizerSettings } from './types';

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
}

/** A tensor that carries over from one step to the next: read as `input`, written as `output`, then swapped. */
export interface State {
  readonly input: string;
  readonly output: string;
  readonly type: ValueType;
  readonly owner: 'trainable' | 'optimizer';
  /** Contents at step 0. */
  initial(): Float32Array;
}

/** Names of the graph inputs that are not states. */
export const inputNames = { labels: 'labels', slot: 'step_slot', keep: 'accumulate_keep', position: 'position' } as const;
/** Steps whose loss and gradient norm stay on the device until they are read. */
export const ringLength = 64;

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
  readonly base: Base;
  /** Before the execution passes: what a learner is shown. */
  readonly textbook: Graph;
}

interface Applied {
  readonly base: Base;
  readonly builder: Builder;
  readonly task: AttachedTask;
  readonly parameters: readonly Parameter[];
}

/** Base graph, method and task, types known. */
function apply(recipe: Recipe, training: boolean): Applied {
  const { method, hyperparameters, batch, sequence, taskOptions } = recipe;
  const base = baseOf(recipe.model, batch, sequence + (method.virtualTokens?.(hyperparameters) ?? 0));
  const applied = applyMethod(method, hyperparameters, base.graph, base.anatomy, { batch, sequence, training });
  const task = attachTask(recipe.task, applied, { anatomy: base.anatomy, options: taskOptions, batch, sequence });
  return { base, builder: applied.builder, task, parameters: applied.set.parameters };
}

/**
 * Splits parameters into those that a gradient reaches and those that none does (a language-model head under a
 * classification task, for example). The latter get no optimiser state; like PyTorch, they stay as they are.
 */
function reached(graph: Graph, loss: string, parameters: readonly Parameter[]): Parameter[] {
  const path = trainablePath(graph, loss, parameters.map((p) => p.name));
  return parameters.filter((p) => path.has(p.name));
}

/** Turns parameters without a gradient into constants of their initial value. */
function freeze(recipe: Recipe, { builder, base, parameters }: Applied, trained: readonly Parameter[]): void {
  const kept = new Set(trained);
  for (const p of parameters) {
    if (kept.has(p)) continue;
    builder.graph.inputs = builder.graph.inputs.filter((input) => input.name !== p.name);
    builder.graph.initializers.set(p.name, f32(p.shape, initialise(p, recipe.seed, base.graph)));
  }
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

/** Renames output values. A value that is an input, a constant or an output twice gets an Identity. */
function rename(graph: Graph, outputs: readonly (readonly [value: string, name: string])[]): void {
  const builder = new Builder(graph, 'optimizer');
  const producers = graph.producers();
  const renamed = new Map<string, string>();
  for (const [value, name] of outputs) {
    if (value === name) continue;
    // The model itself may have a value of that name, `logits` for example.
    if (producers.has(name)) renamed.set(name, builder.fresh(`${name}/inner`));
    if (!producers.has(value) || renamed.has(value)) builder.emit('Identity', [renamed.get(value) ?? value], {}, { outputs: [name] });
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

/** The states of a parameter unit: its values, and what the optimiser keeps of it. */
function statesOf(unit: Unit, optimizer: Optimizer, valueOf: (name: string) => Float32Array): State[] {
  const state = (input: string, shape: readonly number[], owner: State['owner'], initial: () => Float32Array): State =>
    ({ input, output: `${input}:next`, type: { dtype: 'float32', shape }, owner, initial });
  return [
    state(unit.name, unit.shape, 'trainable', () => packValues(unit, valueOf).data),
    ...optimizer.slots(unit.shape).map((slot) => state(`${unit.name}:${slot.name}`, slot.shape, 'optimizer',
      () => new Float32Array(slot.shape.reduce((a, b) => a * b, 1)).fill(slot.init))),
  ];
}

/** ring' = ring with (loss, norm) in column `slot`. */
function emitRing(builder: Builder, loss: string, norm: string): string {
  const ring = builder.input('ring', 'float32', [2, ringLength]);
  const slot = builder.input(inputNames.slot, 'int32', []);
  const columns = builder.initializer('ring/columns', i32([1, ringLength], Array.from({ length: ringLength }, (_, i) => i)));
  const pair = builder.concat([builder.reshape(loss, [1, 1]), builder.reshape(norm, [1, 1])], 0);
  return builder.where(builder.equal(columns, slot), pair, ring);
}

/**
 * Scalars for a unit in which weight decay applies to some members only: what depends on the decay becomes a vector, with the
 * value of no decay for the other members.
 */
function scalarsFor(builder: Builder, unit: Unit, optimizer: Optimizer, scalars: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (unit.decay !== 'some') return scalars;
  const without = optimizer.scalars({ step: 1, learningRate: 1, weightDecay: 0 });
  const withDecay = optimizer.scalars({ step: 1, learningRate: 1, weightDecay: 1 });
  const mask = builder.initializer('decays', decayMask(unit));
  return Object.fromEntries(Object.entries(scalars).map(([name, value]) =>
    [name, without[name] === withDecay[name] ? value : builder.where(mask, value, builder.scalar(without[name]!))]));
}

/** Emits clipping, the optimiser and the ring. @returns outputs with their names */
function emitUpdate(builder: Builder, units: readonly Unit[], gradients: readonly string[], loss: string, optimizer: Optimizer, clipNorm: number): [string, string][] {
  const outputs: [string, string][] = [];
  builder.role = 'optimizer';
  const clip = clipByGlobalNorm(builder, gradients, clipNorm);
  const scalars = declareScalars(builder, optimizer);
  units.forEach((unit, i) => {
    const state = Object.fromEntries(optimizer.slots(unit.shape).map((slot) => [slot.name, builder.input(`${unit.name}:${slot.name}`, 'float32', slot.shape)]));
    if (!builder.graph.isInput(unit.name)) builder.input(unit.name, 'float32', unit.shape);
    const next = builder.scope(`optimizer/${unit.name}`, () =>
      optimizer.update(builder, { parameter: unit.name, gradient: gradients[i]!, state, scalars: scalarsFor(builder, unit, optimizer, scalars), decay: unit.decay !== false, ...(clip.scale && { gradientScale: clip.scale }) }));
    outputs.push([next.parameter, `${unit.name}:next`]);
    for (const [name, value] of Object.entries(next.state)) outputs.push([value, `${unit.name}:${name}:next`]);
  });
  outputs.push([emitRing(builder, loss, clip.norm), 'ring:next']);
  return outputs;
}

const ring: State = { input: 'ring', output: 'ring:next', type: { dtype: 'float32', shape: [2, ringLength] }, owner: 'optimizer', initial: () => new Float32Array(2 * ringLength) };

/**
 * The training graph(s).
 *
 * One batch per update: inputs are the batch, the states, the optimiser's scalars, and the ring's slot; outputs the states
 * of the next step. With accumulation the first graph adds the gradient of the *summed* loss to accumulators, and the second
 * divides by the number of items: exactly the gradient of one large batch, also where micro-batches hold unequal numbers of tokens.
 *
 * @param backend where it will run: WASM is faster with GELU's Φ shared by both passes, a GPU is not and saves the memory
 * @throws MissingRuleError, HyperparameterError, ModelFileError: sentences for the user
 */
export function assembleTraining(recipe: Recipe, settings: Pick<OptimizerSettings, 'kind' | 'clipNorm' | 'accumulation'>, backend: BackendKind = 'wasm'): TrainingGraphs {
  const optimizer = optimizerOf(settings.kind);
  const applied = apply(recipe, true);
  const { base, task, parameters } = applied;
  const several = settings.accumulation > 1;
  const target = several ? task.lossSum : task.loss;
  const trained = reached(applied.builder.graph, target, parameters);
  freeze(recipe, applied, trained);
  const units = planUnits(trained, optimizer.packable ? packThreshold : 0);
  const byName = new Map(parameters.map((p) => [p.name, p]));
  const valueOf = (name: string) => initialise(byName.get(name)!, recipe.seed, base.graph);
  const states = units.flatMap((unit) => statesOf(unit, optimizer, valueOf));
  const common = { parameters, units, states, ring, optimizer, base };

  applied.builder.role = 'optimizer';
  readFromBuckets(applied.builder, units);
  const builder = finish(applied.builder, several ? [task.lossSum, task.count] : [task.loss]);
  const gradients = differentiate(builder, target, trained.map((p) => p.name), { shareGelu: backend === 'wasm' });
  builder.role = 'gradient';
  const flat = units.map((unit) => unitGradient(builder, unit, gradients));

  if (!several) {
    const textbook = conclude(builder, emitUpdate(builder, units, flat, task.loss, optimizer, settings.clipNorm));
    return { ...common, textbook, update: optimise(textbook), accumulators: [] };
  }

  const sums = [
    ...units.map((unit, i) => ({ name: `sum:${unit.name}`, shape: unit.shape, value: flat[i]! })),
    { name: 'sum:loss', shape: builder.shapeOf(task.lossSum), value: task.lossSum },
    { name: 'sum:count', shape: builder.shapeOf(task.count), value: builder.cast(task.count, 'float32') },
  ];
  const keep = builder.input(inputNames.keep, 'float32', []);
  const textbook = conclude(builder, sums.map(({ name, shape, value }) => [accumulate(builder, builder.input(name, 'float32', shape), value, keep), `${name}:next`] as const));
  const accumulators = sums.map(({ name, shape }): State => ({ input: name, output: `${name}:next`, type: { dtype: 'float32', shape }, owner: 'optimizer', initial: () => new Float32Array(shape.reduce((a, b) => a * b, 1)) }));
  return { ...common, textbook, accumulate: optimise(textbook), update: optimise(updateGraph(builder.graph.opset, units, optimizer, settings.clipNorm)), accumulators };
}

/** Applies accumulated gradients. */
function updateGraph(opset: number, units: readonly Unit[], optimizer: Optimizer, clipNorm: number): Graph {
  const builder = emptyBuilder(opset);
  const count = builder.emit('Max', [builder.input('sum:count', 'float32', []), builder.scalar(1)]);
  const loss = builder.div(builder.input('sum:loss', 'float32', []), count);
  const gradients = units.map((unit) => builder.div(builder.input(`sum:${unit.name}`, 'float32', unit.shape), count));
  return conclude(builder, emitUpdate(builder, units, gradients, loss, optimizer, clipNorm));
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
export function assembleEvaluation(recipe: Recipe, options: { readonly units?: readonly Unit[]; readonly logits: boolean; readonly loss: boolean }): EvaluationGraph {
  const applied = apply(recipe, false);
  const { base, task, parameters, builder } = applied;
  if (options.units) {
    const packed = new Set(options.units.flatMap((unit) => (unit.members.length > 0 ? unit.members.map((m) => m.name) : [unit.name])));
    freeze(recipe, applied, parameters.filter((p) => packed.has(p.name)));
    readFromBuckets(builder, options.units);
  }
  const logits = builder.typeOf(task.logits);
  const outputs: [string, string][] = [
    ...(options.loss ? [[task.lossSum, 'loss_sum'], [task.count, 'count']] as [string, string][] : []),
    ...(options.logits ? [[task.logits, 'logits']] as [string, string][] : []),
  ];
  const finished = finish(builder, outputs.map(([value]) => value));
  return { graph: optimise(conclude(finished, outputs)), parameters, base, logits };
}

/** Next-token logits (V) at one position of one sequence: inputs ids and mask (1, T) and int32 scalar `position`; output `logits`. */
export function assembleGeneration(recipe: Recipe, units?: readonly Unit[]): EvaluationGraph {
  const applied = apply({ ...recipe, batch: 1 }, false);
  const { base, task, parameters, builder } = applied;
  if (units) {
    const packed = new Set(units.flatMap((unit) => (unit.members.length > 0 ? unit.members.map((m) => m.name) : [unit.name])));
    freeze(recipe, applied, parameters.filter((p) => packed.has(p.name)));
    readFromBuckets(builder, units);
  }
  const shape = builder.shapeOf(task.logits);
  const vocabulary = shape[shape.length - 1]!;
  builder.role = 'task';
  const row = builder.gather(builder.reshape(task.logits, [recipe.sequence, vocabulary]), builder.input(inputNames.position, 'int32', []));
  const finished = finish(builder, [row]);
  return { graph: optimise(conclude(finished, [[row, 'logits']])), parameters, base, logits: { dtype: 'float32', shape: [vocabulary] } };
}

export interface GradientGraph {
  readonly graph: Graph;
  readonly parameters: readonly Parameter[];
  /** Output that holds the gradient of each parameter; those that no gradient reaches have none. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly base: Base;
}

/** Loss and the gradient of every parameter for one batch, no dropout, nothing packed: outputs `loss` and `gradient:NAME`. */
export function assembleGradients(recipe: Recipe): GradientGraph {
  const applied = apply(recipe, false);
  const { base, task, parameters } = applied;
  const trained = reached(applied.builder.graph, task.loss, parameters);
  freeze(recipe, applied, trained);
  const builder = finish(applied.builder, [task.loss]);
  const gradients = differentiate(builder, task.loss, trained.map((p) => p.name));
  const outputs = new Map(trained.map((p) => [p.name, `gradient:${p.name}`]));
  const graph = conclude(builder, [[task.loss, 'loss'], ...trained.map((p) => [gradients.get(p.name)!, outputs.get(p.name)!] as const)]);
  return { graph: optimise(graph), parameters, outputs, base };
}

function emptyBuilder(opset: number): Builder {
  const graph = new Graph();
  graph.opset = opset;
  return new Builder(graph, 'optimizer');
}
