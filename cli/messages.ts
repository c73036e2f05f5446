/** What the command line tells in the place of a layer's message; in English, as all that it prints. */
import { messages } from '../src/messages/message';

export const says = messages('cli', {
  cannotWrite: ({ file }: { file: string }) =>
    `${file} holds prompts with responses, and this model can't write: it has no language-model head. Choose ` +
    'a decoder, or a text and a label column to train a classification.',
});
