/** English for LT-SFT. */
import { addedToWeights, allThenSome, keep, scope } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LT-SFT',
  subcategory: 'delta weight masking',
  learn: {
    idea:
      'First fine-tune the whole model and note which weights moved most: those are the winning ' +
      'tickets. Then put everything back and train a second time, with only the tickets free. What ' +
      'is stored is a short list of changes, and lists for a task and a language can be added up.',
    where: allThenSome,
    inferenceCost: addedToWeights,
    pitfalls:
      'The first half needs as much memory as full fine-tuning. Without going back to ' +
      'the start, and without a new optimiser, it would be pruning, not a lottery ticket.',
  },
  hyperparameters: {
    keep,
    dense: {
      label: 'share of dense steps',
      description: 'Part of the run that trains everything, to find out which entries matter.',
    },
    scope,
  },
  noScript: 'It has nothing that trains, goes back to the start, and trains again what moved most.',
  says: {
    trainKept: 'Back to the start, train the kept entries',
    trainAll: 'Train everything',
    back: 'All weights go back to where they started.',
  },
} satisfies MethodTexts;
