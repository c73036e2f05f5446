/** English for Full fine-tuning. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Full fine-tuning',
  subcategory: 'all weights',
  learn: {
    idea:
      'Every number in the model may change. Nothing is added, so the tuned model is as fast ' +
      'as the original, but it is a whole new model: you store all of it again for each task.',
    where: 'Everything lights up: embeddings, attention, feed-forward blocks and norms.',
    inferenceCost: 'None.',
    pitfalls:
      'It needs a small learning rate and the most memory: gradients and two optimiser ' +
      'moments for every weight. On few examples it can forget what pretraining taught.',
  },
  hyperparameters: {},
} satisfies MethodTexts;
