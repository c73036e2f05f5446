/** The graphs that train: forward and backward pass, optimiser, and everything that carries over to the next step. */
import { differentiate } from '../autodiff/reverse';
import type { Parameter } from '../methods/contract';
import type { Carried, MethodState, PerStep } from '../methods/lifecycle';
import type { Builder } from '../onnx/builder';
import type { Graph, ValueType } from '../onnx/graph';
import { optimise, rematerialise, tidy } from '../onnx/passes';
import { sizeOf } from '../onnx/tensor';
import { accumulate, optimizerOf, type Optimizer } from '../optim';
import type { BackendKind } from '../runtime/backend';
import { apply, freeze, inputNames, reached, startOf, type Applied, type Recipe } from './applied';
import type { Base } from './base';
import { conclude, emptyBuilder, finish } from './conclude';
import {
  optimizerFor,
  packThreshold,
  packValues,
  planUnits,
  projectorOf,
  projectorShape,
  readFromBuckets,
  unitGradient,
  type Unit,
} from './pack';
import type { OptimizerSettings } from './types';
import { emitUpdate, nextOf, ringLength, type UpdatePlan } from './update';

/** A tensor that carries over from one step to the next: read as `input`, written as `output`, then swapped. */
export interface State {
  readonly input: string;
  readonly output: string;
  readonly type: ValueType;
  readonly owner: 'trainable' | 'optimizer';
  /** Steps only read it, and the host writes it: it has no output, and one buffer. */
  readonly constant?: true;
  /** Contents at step 0. */
  initial: () => Float32Array;
}

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
  readonly clipNorm: number;
  /** Numbers that the host computes for each step. */
  readonly perStep: ReadonlyMap<string, PerStep>;
  readonly base: Base;
  /** What is minimised is a mean over examples, each by itself: the method adds nothing to the loss. */
  readonly perExample: boolean;
  /**
   * The gradients of units that have a subspace, for one batch, as outputs `gradient:UNIT`; the units themselves and
   * all that is random are inputs as in `update`. Undefined where there are no such units, or their gradients are in
   * the accumulators.
   */
  readonly projected?: () => Graph;
  /** Before the execution passes: what a learner is shown. */
  readonly textbook: Graph;
}

/** Output that holds the gradient of a unit with a subspace. */
export const gradientOf = (unit: string): string => `gradient:${unit}`;

/** A state that starts from `initial`. */
export const stateOf = (
  input: string,
  shape: readonly number[],
  owner: State['owner'],
  initial: () => Float32Array,
): State => ({ input, output: nextOf(input), type: { dtype: 'float32', shape }, owner, initial });

/** The states of a parameter unit: its values, and what the optimiser keeps of it. */
function statesOf(unit: Unit, optimizer: Optimizer, valueOf: (name: string) => Float32Array): State[] {
  const { projection } = unit;
  const basis = projection && projectorShape(unit, projection);
  return [
    stateOf(unit.name, unit.shape, 'trainable', () => packValues(unit, valueOf).data),
    ...optimizerFor(unit, optimizer)
      .slots(unit.shape)
      .map((slot) =>
        stateOf(`${unit.name}:${slot.name}`, slot.shape, 'optimizer', () =>
          new Float32Array(sizeOf(slot.shape)).fill(slot.init),
        ),
      ),
    ...(basis
      ? [
          {
            ...stateOf(projectorOf(unit.name), basis, 'optimizer', () => new Float32Array(sizeOf(basis))),
            constant: true,
          } as const,
        ]
      : []),
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
  const perExample = declared.terms.length === 0 && declared.onTask.length === 0;
  const { clipNorm } = settings;
  const { perStep } = declared;
  const common = { parameters, units, states, ring, optimizer, clipNorm, base, perStep, perExample };
  const plan: UpdatePlan = {
    units,
    parameters: trained,
    states: declared.states,
    optimizer,
    clipNorm,
  };

  const wanted = several ? [target, task.lossSum, task.count] : [target, task.loss];
  const { builder, gradients } = backward(applied, units, trained, target, wanted, backend);
  const passes = { turnNarrow: backend === 'wasm' };
  builder.role = 'gradient';
  const flat = units.map((unit) => unitGradient(builder, unit, gradients));

  if (!several) {
    const textbook = tidy(conclude(builder, emitUpdate(builder, plan, flat, task.loss)));
    const single = { ...common, textbook, update: optimise(textbook, passes), accumulators: [] };
    if (!units.some(({ projection }) => projection)) return single;
    return { ...single, projected: () => projectedGradients(recipe, units, backend) };
  }

  const sums = [
    ...units.map((unit, i) => ({ name: `sum:${unit.name}`, shape: unit.shape, value: flat[i]! })),
    { name: 'sum:loss', shape: builder.shapeOf(task.lossSum), value: task.lossSum },
    { name: 'sum:count', shape: builder.shapeOf(task.count), value: builder.cast(task.count, 'float32') },
  ];
  const keep = builder.input(inputNames.keep, 'float32', []);
  const textbook = tidy(
    conclude(
      builder,
      sums.map(
        ({ name, shape, value }) =>
          [accumulate(builder, builder.input(name, 'float32', shape), value, keep), nextOf(name)] as const,
      ),
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

/** The backward pass behind a forward pass that reads packed tensors. @param wanted values that must stay */
function backward(
  { builder: forward }: Applied,
  units: readonly Unit[],
  parameters: readonly Parameter[],
  target: string,
  wanted: readonly string[],
  backend: BackendKind,
): { readonly builder: Builder; readonly gradients: ReadonlyMap<string, string> } {
  forward.role = 'optimizer';
  readFromBuckets(forward, units);
  const builder = finish(forward, [...new Set(wanted)]);
  const names = parameters.map((p) => p.name);
  const gradients = differentiate(builder, target, names, { spellOut: backend === 'wasm' });
  rematerialise(builder);
  return { builder, gradients };
}

/** The graph that finds out in what directions gradients are large, with the same random numbers as the update's. */
function projectedGradients(recipe: Recipe, units: readonly Unit[], backend: BackendKind): Graph {
  const applied = apply(recipe, true);
  const { parameters, declared } = applied;
  const target = objective(applied, false);
  const trained = reached(applied.builder.graph, target, parameters);
  freeze(recipe, applied, [...trained.map((p) => p.name), ...declared.states.map((state) => state.name)]);
  const looked = trained.filter((p) => p.project);
  const { builder, gradients } = backward(applied, units, looked, target, [target], backend);
  const outputs = looked.map(({ name }) => [gradients.get(name)!, gradientOf(name)] as const);
  return optimise(tidy(conclude(builder, outputs)), { turnNarrow: backend === 'wasm' });
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
