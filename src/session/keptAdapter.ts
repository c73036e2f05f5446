/** An adapter that was kept, fitted to the model and the data of a run that is open. */
import { MessageError } from '../messages/message';
import type { Adapter } from '../interchange/adapter';
import type { LoadedModel } from '../interchange/modelFolder';
import { methodById } from '../methods/registry';
import { resolveHyperparameters } from '../methods/hyperparameters';
import type { Adapted } from '../training/adapted';
import { parametersOf, startOf } from '../training/applied';
import type { Run } from '../training/run';
import { finalRecipe, startFrom } from './adapterStart';
import { says } from './messages';

/**
 * @param labels of the run's classes
 * @throws AdapterError where it was made for another model, task or classes
 */
export function fitKept(adapter: Adapter, run: Run, model: LoadedModel, labels: readonly string[]): Adapted {
  const { info } = adapter;
  if (!info) throw new MessageError(says.untold);
  const { method, pooling } = info;
  const { hyperparameters } = method;
  const config = {
    ...run.config,
    method: { id: method.id, hyperparameters: resolveHyperparameters(methodById(method.id), hyperparameters) },
    ...(pooling && { pooling }),
  };
  const carried = startFrom(adapter, model, config, labels);
  const final = finalRecipe(model, config, labels);
  const present = run.finalRecipe;
  const recipe = {
    ...present,
    method: final.method,
    hyperparameters: final.hyperparameters,
    taskOptions: { ...present.taskOptions, ...final.taskOptions },
    carried,
  };
  const { parameters, base } = parametersOf(recipe);
  const start = (p: (typeof parameters)[number]) => startOf(recipe, p, base);
  const values = new Map(parameters.map((p) => [p.name, start(p)]));
  return { recipe, base, parameters, values, start: (p) => start(p).data as Float32Array };
}
