/**
 * Which methods and tasks a model allows, and why not the others: the one place that decides it. Sizes and gaps of a
 * model are enough, so it answers alike for loaded models and for merely described ones, which have no gaps.
 */
import { says } from './messages';
import type { Message } from '../messages/message';
import type { Dimensions } from '../anatomy/anatomy';
import { usualNeeds, type Hyperparameters, type Method, type Need } from './contract';
import { isHeaded, taskIds, type TaskId } from './taskId';

const taskNames: Readonly<Record<TaskId, Message>> = {
  classification: says.classification,
  regression: says.regression,
  'multi-label': says.multiLabel,
  'token-classification': says.tokenClassification,
  'causal-lm': says.languageModelling,
  seq2seq: says.sequenceToSequence,
};

/** Why a task is not possible on a model, with a way out; undefined when it is. */
export function taskRefusal({ kind, gaps }: Dimensions, task: TaskId): Message | undefined {
  if ((kind === 'encoder-decoder') !== (task === 'seq2seq'))
    return kind === 'encoder-decoder' ? says.onlySequences : says.noTargets;
  if (task === 'seq2seq' && gaps?.startToken) return gaps.startToken;
  if (isHeaded(task)) return gaps?.hiddenStates && says.noHiddenStates({ gap: gaps.hiddenStates });
  if (kind === 'encoder') return says.encoderCannotContinue;
  return gaps?.languageModelHead && says.noLanguageModelHead({ gap: gaps.languageModelHead });
}

/** Tasks that the model allows. */
export const tasksOf = (dimensions: Dimensions): TaskId[] =>
  taskIds.filter((task) => taskRefusal(dimensions, task) === undefined);

/** Tasks that both the method and the model allow. */
export const tasksFor = (method: Method, dimensions: Dimensions): TaskId[] =>
  tasksOf(dimensions).filter((task) => method.tasks.includes(task));

/** What is missing of the model for a need. */
function lacking(method: string, need: Need, { layers, vocabulary, gaps, mixedQkv }: Dimensions): Message | undefined {
  switch (need) {
    case 'layers':
      return layers > 0 && !gaps?.layers
        ? undefined
        : says.needsLayers({ method, gap: gaps?.layers ?? says.noneFound });
    case 'word embedding':
      return vocabulary > 0 ? undefined : says.needsWordEmbedding({ method });
    case 'hidden states':
      return gaps?.hiddenStates && says.needsHiddenStates({ method, gap: gaps.hiddenStates });
    case 'biases':
      return gaps?.biases && says.needsBiases({ method, gap: gaps.biases });
    case 'projections':
      return mixedQkv && says.needsProjections({ method });
    case 'gradient':
      return gaps?.gradient && says.needsGradient({ method, gap: gaps.gradient });
  }
}

/**
 * Why `method` can't be used on a model, with a way out; undefined when it can. Looks at the kind
 * of model, at what of it was not understood, at the task, and last, given hyper-parameters, at the method's own check
 * of their ranges.
 */
export function applicability(
  method: Method,
  dimensions: Dimensions,
  hp?: Hyperparameters,
  task?: TaskId,
): Message | undefined {
  const { kind, family } = dimensions;
  if (!method.kinds.includes(kind))
    return says.otherKind({
      method: method.name,
      kinds: { list: method.kinds.map((one) => says[one]), join: 'and' },
      kind: kind === 'encoder' ? says.anEncoder : kind === 'decoder' ? says.aDecoder : says.anEncoderDecoder,
    });
  if (method.families && !method.families.includes(family))
    return says.otherFamily({ method: method.name, families: { list: method.families }, family });
  const needs = typeof method.needs === 'function' ? method.needs(hp) : (method.needs ?? usualNeeds);
  for (const need of needs) {
    const refusal = lacking(method.name, need, dimensions);
    if (refusal) return refusal;
  }
  if (tasksOf(dimensions).length === 0)
    return taskRefusal(dimensions, kind === 'encoder-decoder' ? 'seq2seq' : 'classification');
  if (task !== undefined) {
    const refusal = taskRefusal(dimensions, task);
    if (refusal) return refusal;
    if (!method.tasks.includes(task))
      return says.otherTask({
        method: method.name,
        tasks: { list: method.tasks.map((one) => taskNames[one]) },
        task: taskNames[task],
      });
  } else if (tasksFor(method, dimensions).length === 0) return taskRefusal(dimensions, method.tasks[0]!);
  return hp && method.check?.(dimensions, hp);
}
