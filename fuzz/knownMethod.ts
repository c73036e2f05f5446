/** The method that an adapter names, as the page checks it before it builds a graph. */
import type { Dimensions } from '../src/anatomy/anatomy';
import { applicability } from '../src/methods/applicability';
import type { Hyperparameters } from '../src/methods/contract';
import { HyperparameterError, resolveHyperparameters } from '../src/methods/hyperparameters';
import { methodById } from '../src/methods/registry';
import type { TaskId } from '../src/methods/taskId';

/** @throws HyperparameterError where the model can't take it */
export function checkedMethod(
  named: { readonly id: string; readonly hyperparameters: Hyperparameters },
  dimensions: Dimensions,
  task: TaskId,
): { readonly id: string; readonly hyperparameters: Hyperparameters } {
  const method = methodById(named.id);
  const hyperparameters = resolveHyperparameters(method, named.hyperparameters);
  const obstacle = applicability(method, dimensions, hyperparameters, task);
  if (obstacle) throw new HyperparameterError(obstacle);
  return { id: method.id, hyperparameters };
}
