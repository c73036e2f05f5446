/** English for Prompt tuning. */
import { promptStart, promptTokens, tokensStay } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Prompt tuning',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      'Instead of writing an instruction in words, let training find the best l "words" itself. ' +
      'They are vectors that need not match any real word, and they are put in front of every text.',
    where: 'Only at the bottom: extra coloured tokens before the text.',
    inferenceCost: 'Every text gets l tokens longer.',
    pitfalls:
      'Weak and slow on small models: it gets good only at billions of weights. It ' +
      'needs a very large learning rate, and the longest text gets l tokens shorter.',
  },
  hyperparameters: {
    l: promptTokens,
    init: promptStart,
  },
  merge: tokensStay,
  says: {
    tooLong: ({ method, l, positions, most }: { method: string; l: string; positions: string; most: string }) =>
      `l of ${method} is ${l}, but the model has ${positions} positions and the text needs some of them; choose ` +
      `l from 1 to ${most}.`,
  },
} satisfies MethodTexts;
