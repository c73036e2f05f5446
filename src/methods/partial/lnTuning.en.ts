/** English for LN-tuning. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LN-tuning',
  subcategory: 'norm update',
  learn: {
    idea:
      'Between its big matrices a transformer brings its vectors to one length and then stretches and shifts each ' +
      'feature. LN-tuning trains only these stretches and shifts: two numbers for each feature and norm.',
    where: 'Every norm lights up: the two of each layer, the one behind the embeddings, the one before the head.',
    inferenceCost: 'None: the gains and biases replace the old ones.',
    pitfalls:
      'It needs a larger learning rate than full fine-tuning. It can make features louder or softer, but not mix ' +
      'them in a new way, so a task far from pretraining wants more. The norms of Llama have a gain alone, so half ' +
      'as many numbers.',
  },
  hyperparameters: {},
} satisfies MethodTexts;
