/** Why a task can't be put on a model. */
import { messages } from '../messages/message';

export const tasksTexts = {
  unknownTask: ({ task, tasks }: { task: string; tasks: string }) =>
    `There is no task "${task}"; choose one of ${tasks}.`,
  noMask:
    'The model has no attention_mask input, so it would read the padding of shorter texts as words. Export it again ' +
    'with input_ids and attention_mask.',
  noLanguageModelHead:
    'The model has no language-model head, so it cannot be trained to predict text. Choose classification, or export ' +
    'the model with its head (task text-generation).',
  noEncoderDecoder:
    'The model is no encoder–decoder with a language-model head whose first token config.json tells ' +
    '("decoder_start_token_id"), so it cannot be trained to write one text for another.',
  noLibraryHead: ({ type, pooling }: { type?: string; pooling: string }) =>
    `The form of Transformers' own classification head is not known for this type of model ` +
    `(${type ?? 'its config.json names none'}). Choose another pooling: ${pooling}.`,
};

export const says = messages('tasks', tasksTexts);
