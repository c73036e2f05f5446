/** English for Trainable tokens. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Trainable tokens',
  subcategory: 'embedding rows',
  learn: {
    idea:
      'Of the big table that holds a vector for each token, train a few rows and leave everything else as it is. It ' +
      'is made for tokens that are new to a model, but teaching old ones a new sense works too.',
    where: 'Only at the bottom, in the table of word embeddings, and in the output embedding where that is the same.',
    inferenceCost: 'None: the rows are written back into the table.',
    pitfalls:
      'Texts without one of the chosen tokens learn nothing. In most vocabularies the first ids are special tokens, ' +
      'letters and the most frequent pieces of words, which is why the range starts there. PEFT takes any list of ' +
      'ids; here it is one range. PEFT freezes the row of the padding token; here it may be in the range, but ' +
      'attention never looks at it.',
  },
  hyperparameters: {
    tokens: { label: 'tokens n', description: 'How many rows of the table are trained.' },
    start: { label: 'first id t₀', description: 'The id of the first of them; the others follow it.' },
  },
  says: {
    outside: ({
      start,
      tokens,
      vocabulary,
      most,
    }: {
      start: string;
      tokens: string;
      vocabulary: string;
      most: string;
    }) =>
      `tokens of trainable-tokens is ${tokens} and start is ${start}, but the vocabulary has ${vocabulary} tokens. ` +
      `Choose start from 0 to ${most}, or fewer tokens.`,
  },
} satisfies MethodTexts;
