/** A method that is none: weights of the model as inputs, so that a merged model can be tried without a file. */
import type { Method } from '../methods/contract';
import { unfrozen } from '../methods/tensors';
import { everyTask } from '../methods/taskId';
import { methodById } from '../methods/registry';
import type { Recipe } from './applied';

/** The recipe of the model in which the weights of some initialisers are parameters. */
export function withWeightsAsParameters(recipe: Recipe, initializers: ReadonlySet<string>): Recipe {
  const { carried: _carried, phase: _phase, ...rest } = recipe;
  const { phases: _phases, sources: _sources, ...full } = methodById('full');
  const method: Method = {
    ...full,
    needs: [],
    tasks: everyTask,
    declare: (d) => d.tensors.filter(({ initializer }) => initializers.has(initializer!)).map((base) => unfrozen(base)),
    apply(context) {
      for (const { initializer, name } of context.anatomy.dimensions.tensors)
        if (initializers.has(initializer!)) context.tensor(name);
    },
  };
  return { ...rest, method, hyperparameters: {} };
}
