/**
 * Which methods and tasks a model allows, and why not the others: the one place that decides it. Sizes and gaps of a
 * model are enough, so it answers alike for loaded models and for merely described ones, which have no gaps.
 */
import type { Dimensions } from '../anatomy/anatomy';
import { usualNeeds, type Hyperparameters, type Method, type Need } from './contract';
import { taskIds, type TaskId } from './taskId';

const kindName = (kind: Dimensions['kind']): string => (kind === 'encoder' ? 'an encoder' : 'a decoder');

/** Why a task is not possible on a model, as a sentence or two with a way out; undefined when it is. */
export function taskRefusal({ kind, gaps }: Dimensions, task: TaskId): string | undefined {
  if (task === 'classification')
    return (
      gaps?.hiddenStates &&
      `There are no hidden states that a classifier could read. ${gaps.hiddenStates} Export the model with ` +
        'last_hidden_state as output.'
    );
  if (kind === 'encoder')
    return (
      'This model is an encoder: it sees the words after a position too, so it cannot learn to continue text. ' +
      'Choose data with labels, or a decoder.'
    );
  return (
    gaps?.languageModelHead &&
    `There is no language-model head, so the model cannot continue text. ${gaps.languageModelHead} Choose data ` +
      'with labels, or export the model with its head.'
  );
}

/** Tasks that the model allows. */
export const tasksOf = (dimensions: Dimensions): TaskId[] =>
  taskIds.filter((task) => taskRefusal(dimensions, task) === undefined);

/** Tasks that both the method and the model allow. */
export const tasksFor = (method: Method, dimensions: Dimensions): TaskId[] =>
  tasksOf(dimensions).filter((task) => method.tasks.includes(task));

/** What is missing of the model for a need, as one or two sentences. */
function lacking(name: string, need: Need, { layers, vocabulary, gaps }: Dimensions): string | undefined {
  switch (need) {
    case 'layers':
      return layers > 0 && !gaps?.layers
        ? undefined
        : `${name} works inside the layers, and these are not all understood. ` +
            `${gaps?.layers ?? 'None was found.'} Choose head-only or full fine-tuning.`;
    case 'word embedding':
      return vocabulary > 0
        ? undefined
        : `${name} puts vectors before the word embeddings, which were not found. Choose a method that works ` +
            'inside the layers.';
    case 'hidden states':
      return (
        gaps?.hiddenStates &&
        `${name} works on the hidden states, and there are none. ${gaps.hiddenStates} Choose full fine-tuning.`
      );
    case 'biases':
      return (
        gaps?.biases &&
        `${name} trains all biases, and some were not understood. ${gaps.biases} Choose full fine-tuning.`
      );
    case 'gradient':
      return gaps?.gradient && `${name} needs a gradient through the model. ${gaps.gradient} Choose head-only.`;
  }
}

/**
 * Why `method` can't be used on a model, as a sentence or two with a way out; undefined when it can. Looks at the kind
 * of model, at what of it was not understood, at the task, and last, given hyper-parameters, at the method's own check
 * of their ranges.
 */
export function applicability(
  method: Method,
  dimensions: Dimensions,
  hp?: Hyperparameters,
  task?: TaskId,
): string | undefined {
  const { kind, family } = dimensions;
  if (!method.kinds.includes(kind))
    return (
      `${method.name} works on ${method.kinds.join(' and ')} models only, and this model is ${kindName(kind)}. ` +
      'Choose another method.'
    );
  if (method.families && !method.families.includes(family))
    return (
      `${method.name} works on ${method.families.join(', ')} models only, and this model is of family ${family}. ` +
      'Choose another method.'
    );
  const needs = typeof method.needs === 'function' ? method.needs(hp) : (method.needs ?? usualNeeds);
  for (const need of needs) {
    const refusal = lacking(method.name, need, dimensions);
    if (refusal) return refusal;
  }
  if (tasksOf(dimensions).length === 0) return taskRefusal(dimensions, 'classification');
  if (task !== undefined) {
    const refusal = taskRefusal(dimensions, task);
    if (refusal) return refusal;
    if (!method.tasks.includes(task))
      return `${method.name} is for ${method.tasks.join(', ')} only, not for ${task}. Choose another method or task.`;
  } else if (tasksFor(method, dimensions).length === 0) return taskRefusal(dimensions, method.tasks[0] as TaskId);
  return hp && method.check?.(dimensions, hp);
}
