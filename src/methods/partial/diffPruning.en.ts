/** English for Diff pruning. */
import { addedToWeights, allThenSome, keep, scope } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Diff pruning',
  subcategory: 'delta weight masking',
  learn: {
    idea:
      'Let every weight have a change, and put a price on each change that is not ' +
      'zero. Gates that open and close at random while training learn which changes ' +
      'are worth their price. Then keep half a percent of them and polish those.',
    where: allThenSome,
    inferenceCost: addedToWeights,
    pitfalls:
      'While the gates learn it needs three times the trainable tensors of full fine-tuning or ' +
      'more. The price alone hits no target exactly, so the size of the changes decides in the end.',
  },
  hyperparameters: {
    keep,
    l0: {
      label: 'price of a change λ',
      description: 'What every open gate costs: the higher, the fewer changes stay.',
    },
    gate_rate: { label: 'rate of the gates', description: 'How many times faster the gates learn than the changes.' },
    relaxed: {
      label: 'share of relaxed steps',
      description: 'Part of the run that looks for the changes; the rest trains those that are kept.',
    },
    scope,
  },
  noScript: 'It has no sparse difference that is learned under a penalty on its size.',
  says: {
    open: ({ share }: { share: string }) => `The gates left ${share} % of the entries open.`,
    learn: 'Learn changes and gates',
    trainKept: 'Train the changes that are kept',
  },
} satisfies MethodTexts;
