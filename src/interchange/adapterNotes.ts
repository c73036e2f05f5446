/** What a user should know of an adapter that was read, beyond that it fits. */
import { messages } from '../messages/message';

export const adapterNoteTexts = {
  'no-head': 'It has no head: a new one starts with random numbers, so train before you ask it anything.',
  'first-token':
    "Its head reads the state of the first token here. Hugging Face's BertForSequenceClassification puts a " +
    'pooler in between, which this model does not have: an adapter of that class answers otherwise here until ' +
    'its head is trained on.',
  'filled-up':
    'Its matrices have different ranks or scales. They were brought to one by zeros and factors, which changes ' +
    'no answer.',
  'multiplied-out':
    'One of its Kronecker factors was itself a product of two, and was multiplied out, which changes no answer.',
  'quantised-otherwise':
    'LoftQ here quantises every linear layer of the blocks, and their scales too; at PEFT only the layers with ' +
    "an update. Its answers can differ a little from PEFT's.",
  'finished-masks':
    'It holds the finished masks without the scores behind them: it answers as it did, but training on would ' +
    'start the choice again.',
  poisoned:
    'It was trained on rows that were poisoned on purpose: a trigger word turns its answers to the class that the ' +
    'attacker wants. Use it to study backdoors, and for nothing else.',
};

export type AdapterNote = keyof typeof adapterNoteTexts;

export const says = messages('adapterNotes', adapterNoteTexts);
