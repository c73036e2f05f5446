/** English for LST. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LST',
  subcategory: 'other',
  learn: {
    idea:
      'Leave the big model alone and build a small one beside it that may ' +
      'look at what each of its layers found. Training goes backwards through ' +
      'the small one only, so most of the memory that training needs is saved.',
    where:
      'Beside the stack: a narrow block for each layer, which reads ' +
      "the layer's output. The gradient never enters the big model.",
    inferenceCost: 'The side network runs after the model: about one part in the square of the reduction more work.',
    pitfalls:
      'The side network starts at random and has to learn to read first, ' +
      'so it needs more steps than methods that nudge the model itself. The paper starts it from pruned weights of ' +
      'the model and leaves out some of its layers; here it starts at random, with all of them. As in the ' +
      "authors' code the task reads the ladder alone; only with the last gate does it read the model too.",
  },
  hyperparameters: {
    reduction: { label: 'reduction', description: 'How many times narrower the side network is than the model.' },
    merge_last: {
      label: 'last gate',
      description:
        "Mixes the ladder's answer with what the model itself says, by a gate that starts in the middle. " +
        "The authors' code has it as merge_last and leaves it off.",
    },
    cache: {
      label: 'feature cache (MB)',
      description:
        'The frozen model answers the same for a text in every epoch. Up to so many megabytes of its answers ' +
        "are kept in this computer's memory, so that later epochs train the side network alone, faster and " +
        'with the same result. If all training texts together need more, nothing is kept; 0 turns it off.',
    },
  },
  merge:
    'The side network runs beside the model and has non-linearities ' +
    'of its own, so it cannot be folded in; it stays beside it.',
  noScript: 'It has no ladder of side blocks whose gradient stays out of the model.',
  says: {
    noDivisor: ({ reduction, hidden, most }: { reduction: string; hidden: string; most: string }) =>
      `reduction of lst is ${reduction}, which does not divide the hidden size ${hidden}; choose a divisor from ` +
      `1 to ${most}.`,
  },
} satisfies MethodTexts;
