/** Why a method or a task is not possible on a model; what methods share in what they tell. */
import { messages } from '../messages/message';

export const methodsTexts = {
  noHiddenStates: ({ gap }: { gap: string }) =>
    `There are no hidden states that a classifier could read. ${gap} Export the model with last_hidden_state as ` +
    'output.',
  encoderCannotContinue:
    'This model is an encoder: it sees the words after a position too, so it cannot learn to continue text. Choose ' +
    'data with labels, or a decoder.',
  noLanguageModelHead: ({ gap }: { gap: string }) =>
    `There is no language-model head, so the model cannot continue text. ${gap} Choose data with labels, or export ` +
    'the model with its head.',
  needsLayers: ({ method, gap }: { method: string; gap: string }) =>
    `${method} works inside the layers, and these are not all understood. ${gap} Choose head-only or full fine-tuning.`,
  noneFound: 'None was found.',
  needsWordEmbedding: ({ method }: { method: string }) =>
    `${method} puts vectors before the word embeddings, which were not found. Choose a method that works inside the ` +
    'layers.',
  needsHiddenStates: ({ method, gap }: { method: string; gap: string }) =>
    `${method} works on the hidden states, and there are none. ${gap} Choose full fine-tuning.`,
  needsBiases: ({ method, gap }: { method: string; gap: string }) =>
    `${method} trains all biases, and some were not understood. ${gap} Choose full fine-tuning.`,
  needsProjections: ({ method }: { method: string }) =>
    `${method} changes queries, keys and values each by themselves, and in this model one matrix holds them head by ` +
    'head. Choose a method that changes the whole matrix, such as lora with targets=qkv.',
  needsGradient: ({ method, gap }: { method: string; gap: string }) =>
    `${method} needs a gradient through the model. ${gap} Choose head-only.`,
  otherKind: ({ method, kinds, kind }: { method: string; kinds: string; kind: string }) =>
    `${method} works on ${kinds} models only, and this model is ${kind}. Choose another method.`,
  encoder: 'encoder',
  decoder: 'decoder',
  anEncoder: 'an encoder',
  aDecoder: 'a decoder',
  otherFamily: ({ method, families, family }: { method: string; families: string; family: string }) =>
    `${method} works on ${families} models only, and this model is of family ${family}. Choose another method.`,
  otherTask: ({ method, tasks, task }: { method: string; tasks: string; task: string }) =>
    `${method} is for ${tasks} only, not for ${task}. Choose another method or task.`,
  classification: 'classification',
  languageModelling: 'causal-lm',
};

export const says = messages('methods', methodsTexts);
