/** What a run starts from when it takes over an adapter. */
import { AdapterError, applyAdapter, type Adapter } from '../interchange/adapter';
import type { LoadedModel } from '../interchange/modelFolder';
import { nothingCarried, type Carried } from '../methods/lifecycle';
import { parametersOf, type Recipe } from '../training/applied';
import { recipeOfRun } from '../training/recipe';
import type { RunConfig } from '../training/types';
import { OWN } from './own';

/** The method as an adapter holds it, after its phases. */
export const finalRecipe = (model: LoadedModel, config: RunConfig, labels: readonly string[]): Recipe =>
  recipeOfRun(
    {
      model: model.graph,
      ...(model.config ? { modelConfig: model.config } : {}),
      config,
      data: config.task === 'classification' ? { labels } : {},
    },
    true,
  );

const listed = (labels: readonly string[]): string =>
  labels.slice(0, 4).join(', ') + (labels.length > 4 ? ` and ${labels.length - 4} more` : '');

/**
 * What a run starts from when it takes over an adapter.
 * @throws AdapterError when it was made for another model, task, data, method or shape
 */
export function startFrom(adapter: Adapter, model: LoadedModel, config: RunConfig, labels: readonly string[]): Carried {
  const { info, foreign } = adapter;
  if (info && !foreign && info.model !== config.model)
    throw new AdapterError(
      `The adapter was trained on ${nameOf(info.model)}, but the model is ${nameOf(config.model)}. Choose the ` +
        'model that it was trained on.',
    );
  if (info && info.task !== config.task)
    throw new AdapterError(
      `The adapter was trained to ${info.task === 'classification' ? 'classify' : 'continue text'}, but the ` +
        `data is for ${config.task === 'classification' ? 'classes' : 'continuing text'}. Choose the data that ` +
        'it was trained on.',
    );
  if (config.task === 'classification' && info?.labels && !foreign && info.labels.join('\n') !== labels.join('\n')) {
    throw new AdapterError(
      `The adapter tells apart ${listed(info.labels)}, but the data has ${listed(labels)}. Choose the data ` +
        'that it was trained on.',
    );
  }
  if (config.task === 'classification' && adapter.classes !== undefined && adapter.classes !== labels.length) {
    throw new AdapterError(
      `The adapter tells ${adapter.classes} classes apart, but the data has ${labels.length}. Choose the data ` +
        'that it was trained on.',
    );
  }
  const carried: Carried = { ...nothingCarried, tensors: adapter.carried };
  const recipe = finalRecipe(model, config, labels);
  const { parameters, base } = parametersOf({ ...recipe, carried });
  const { method, hyperparameters } = recipe;
  const values = applyAdapter(adapter, {
    method,
    hyperparameters,
    anatomy: base.anatomy,
    parameters,
    carried: adapter.carried,
  });
  return { ...carried, start: Object.fromEntries(values) };
}

const nameOf = (model: string): string => (model === OWN ? "a model of one's own" : model);
