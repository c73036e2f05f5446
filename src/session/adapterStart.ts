/** What a run starts from when it takes over an adapter. */
import { AdapterError, applyAdapter, type Adapter } from '../interchange/adapter';
import { says } from '../interchange/adapterMessages';
import type { Message, Value } from '../messages/message';
import { hasClasses, type TaskId } from '../methods/taskId';
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
      data: hasClasses(config.task) ? { labels } : {},
    },
    true,
  );

const trainedTo: Readonly<Record<TaskId, Message>> = {
  classification: says.classify,
  regression: says.giveNumbers,
  'multi-label': says.giveLabels,
  'token-classification': says.tagWords,
  'causal-lm': says.continueText,
  seq2seq: says.writeTargets,
};
const dataFor: Readonly<Record<TaskId, Message>> = {
  classification: says.classes,
  regression: says.numbers,
  'multi-label': says.severalLabels,
  'token-classification': says.tags,
  'causal-lm': says.continuingText,
  seq2seq: says.targets,
};

function listed(labels: readonly string[]): Value {
  const names: Value = { list: labels.slice(0, 4) };
  return labels.length > 4 ? says.andMore({ names, more: labels.length - 4 }) : names;
}

/**
 * What a run starts from when it takes over an adapter.
 * @throws AdapterError when it was made for another model, task, data, method or shape
 */
export function startFrom(adapter: Adapter, model: LoadedModel, config: RunConfig, labels: readonly string[]): Carried {
  const { info, foreign } = adapter;
  if (info && !foreign && info.model !== config.model)
    throw new AdapterError(says.otherModel({ trainedOn: nameOf(info.model), model: nameOf(config.model) }));
  if (info && info.task !== config.task)
    throw new AdapterError(
      says.otherTask({
        trainedTo: trainedTo[info.task],
        data: dataFor[config.task],
      }),
    );
  if (hasClasses(config.task)) {
    if (info?.labels && !foreign && info.labels.join('\n') !== labels.join('\n'))
      throw new AdapterError(says.otherLabels({ theirs: listed(info.labels), labels: listed(labels) }));
    if (adapter.classes !== undefined && adapter.classes !== labels.length)
      throw new AdapterError(says.otherNumber({ theirs: adapter.classes, classes: labels.length }));
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

const nameOf = (model: string): Value => (model === OWN ? says.ownModel : model);
