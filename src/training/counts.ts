/** How many scalars a method trains: counted in the rewritten graph, and by its closed form. */
import { sizeWithin } from '../anatomy/fixedSize';
import { applyMethod } from '../methods/context';
import type { Hyperparameters, Method, Parameter } from '../methods/contract';
import { sizeOf } from '../onnx/tensor';
import type { Task, TaskOptions } from '../tasks/contract';
import type { Anatomy } from '../anatomy/anatomy';
import type { TrainingGraphs } from './assembleTraining';
import { baseOf, type ModelSource } from './base';
import type { ParameterCounts } from './types';

const scalars = (parameters: readonly Parameter[], group: Parameter['group']): number =>
  parameters.filter((p) => p.group === group && !p.frozen).reduce((sum, p) => sum + sizeOf(p.shape), 0);

/** Counts of a graph that is built already. */
export function countsOf(
  parameters: readonly Parameter[],
  anatomy: Anatomy,
  method: Method,
  hyperparameters: Hyperparameters,
): ParameterCounts {
  return {
    trainable: scalars(parameters, 'method'),
    head: scalars(parameters, 'head'),
    formula: method.count(anatomy.dimensions, hyperparameters),
    total: anatomy.dimensions.parameters,
  };
}

/**
 * The parameters that this run moves, and the head's: a language-model head that is a tensor of its own gets no
 * gradient under classification and stays as it is.
 */
export function trainedOf({ parameters, units }: Pick<TrainingGraphs, 'parameters' | 'units'>): Parameter[] {
  const moved = new Set(units.flatMap((unit) => [unit.name, ...unit.members.map((member) => member.name)]));
  return parameters.filter((p) => p.group === 'head' || p.frozen || moved.has(p.name));
}

/** Counts as a slider moves: applies the method to the smallest graph, without task, backward pass or runtime. */
export function countParameters(
  model: ModelSource,
  method: Method,
  hyperparameters: Hyperparameters,
  task: Task,
  taskOptions: TaskOptions,
): ParameterCounts {
  const virtual = method.virtualTokens?.(hyperparameters) ?? 0;
  // A file that was exported for one size is counted at that size.
  const { batch, sequence: positions } = sizeWithin(model.graph, { batch: 1, sequence: 4 + virtual });
  const { graph, anatomy } = baseOf(model, batch, positions);
  const { parameters } = applyMethod(method, hyperparameters, graph, anatomy, {
    batch,
    sequence: positions - virtual,
    training: false,
  });
  return {
    ...countsOf(parameters, anatomy, method, hyperparameters),
    head: task.headCount(anatomy, taskOptions),
  };
}
