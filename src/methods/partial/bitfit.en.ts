/** English for BitFit. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'BitFit',
  subcategory: 'bias update',
  learn: {
    idea:
      'A linear layer computes W x + b. BitFit freezes all the big matrices W and lets only ' +
      'the small offsets b move. That is about one number in a thousand, and often enough.',
    where: 'A thin line at the edge of every linear layer and norm.',
    inferenceCost: 'None: the biases replace the old ones.',
    pitfalls:
      'It needs a larger learning rate than full fine-tuning. The key bias never gets a gradient, because ' +
      'softmax ignores a constant added to all scores of a query. Models without biases (Llama) cannot use it.',
  },
  hyperparameters: {
    biases: {
      label: 'which biases',
      description:
        'All bias vectors, or only those of the query and of the first feed-forward layer, which matter most.',
    },
  },
} satisfies MethodTexts;
