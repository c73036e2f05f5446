/** The first half of every graph of a run: base model, method and task, before anything is differentiated. */
import { trainablePath } from '../autodiff/reverse';
import { applyMethod, type Declared } from '../methods/context';
import type { Hyperparameters, Method, Parameter } from '../methods/contract';
import { initialise } from '../methods/initialise';
import type { Carried } from '../methods/lifecycle';
import type { Builder } from '../onnx/builder';
import type { Graph } from '../onnx/graph';
import { f32, type Tensor } from '../onnx/tensor';
import { attachTask } from '../tasks/context';
import type { AttachedTask, Task, TaskOptions } from '../tasks/contract';
import { crossEntropy } from '../tasks/crossEntropy';
import { baseOf, type Base, type ModelSource } from './base';
import type { Unit } from './pack';
import { passWith, secondPass } from './secondPass';
import { slotInput } from './update';

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
  /** Tokens of a target, where the model writes one; default: as many as of the text. */
  readonly target?: number;
  readonly seed: number;
  /** Dropout inside the backbone while it trains; default 0. */
  readonly backboneDropout?: number;
  /** Phase of the method, and what those before it left. */
  readonly phase?: string;
  readonly carried?: Carried;
  /** The head keeps its starting values. */
  readonly freezeHead?: boolean;
  /** GELU for every ReLU, whose kinks finite differences can't cross. For checks only. */
  readonly smooth?: boolean;
}

/** Labels of a row, where each token of what is predicted has one. */
export const targetLengthOf = ({ sequence, target }: Pick<Recipe, 'sequence' | 'target'>): number => target ?? sequence;

/** Names of the graph inputs that are not states. */
export const inputNames = { labels: 'labels', slot: slotInput, keep: 'accumulate_keep', position: 'position' } as const;

export interface Applied {
  readonly base: Base;
  readonly builder: Builder;
  readonly task: AttachedTask;
  readonly parameters: readonly Parameter[];
  readonly declared: Declared;
  /** Hidden states that the task reads, (B, T, d); '' where the model has none. */
  readonly lastHidden: string;
}

/** Base graph, method and task, types known. */
export function apply(recipe: Recipe, training: boolean): Applied {
  const { method, hyperparameters, batch, sequence, seed, phase, carried, taskOptions, backboneDropout } = recipe;
  const target = targetLengthOf(recipe);
  const base = baseOf(recipe.model, batch, sequence + (method.virtualTokens?.(hyperparameters) ?? 0), target);
  const applied = applyMethod(method, hyperparameters, base.graph, base.anatomy, {
    batch,
    sequence,
    training,
    seed,
    phase,
    ...(backboneDropout !== undefined && { backboneDropout }),
    ...(carried && { carried }),
  });
  const task = attachTask(recipe.task, applied, {
    anatomy: base.anatomy,
    options: taskOptions,
    training,
    batch,
    sequence,
    target,
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
  const headHooks = method.headHooks?.(hyperparameters);
  const parameters = set.parameters.map((p) =>
    p.group !== 'head' ? p : { ...p, ...headHooks, ...(recipe.freezeHead && { frozen: true }) },
  );
  return { base, builder, task, parameters, declared, lastHidden: applied.lastHidden };
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
export function reached(graph: Graph, loss: string, parameters: readonly Parameter[]): Parameter[] {
  const trainable = parameters.filter((p) => !p.frozen);
  const path = trainablePath(
    graph,
    loss,
    trainable.map((p) => p.name),
  );
  return trainable.filter((p) => path.has(p.name));
}

/** Turns parameters that don't change into constants of their starting value. */
export function freeze(recipe: Recipe, { builder, base, parameters }: Applied, changing: Iterable<string>): void {
  const kept = new Set(changing);
  for (const p of parameters) {
    if (kept.has(p.name)) continue;
    builder.graph.inputs = builder.graph.inputs.filter((input) => input.name !== p.name);
    builder.graph.initializers.set(p.name, startOf(recipe, p, base));
  }
}

/** Names of the tensors that units and states hold. */
export const heldBy = (units: readonly Unit[], states: readonly { readonly name: string }[]): string[] => [
  ...units.flatMap((unit) => (unit.members.length > 0 ? unit.members.map((m) => m.name) : [unit.name])),
  ...states.map((state) => state.name),
];

/** The graph for metrics and predictions, with the method's own way to predict where it has one. */
export function applyPredicting(recipe: Recipe): Applied {
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
    () => ({ ...crossEntropy(builder, predicted, inputNames.labels), logits: predicted, read: applied.task.read }),
    'task',
  );
  return { ...applied, task };
}

/** The tensors that a phase has, and the base model, without a graph to run. */
export function parametersOf(recipe: Recipe): Pick<Applied, 'parameters' | 'base'> {
  const { parameters, base } = apply(recipe, false);
  return { parameters, base };
}
