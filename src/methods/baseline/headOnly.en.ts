/** English for Head only (linear probe). */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Head only (linear probe)',
  subcategory: 'task head',
  learn: {
    idea:
      'The pretrained model is not touched at all. It turns each text ' +
      'into a vector, and only the small classifier on top learns.',
    where: 'Only the task head at the top lights up; no gradient flows into the layers.',
    inferenceCost: 'None.',
    pitfalls:
      'It can only use what the frozen features already separate. If it falls far ' +
      'behind the other methods, the task needs the features themselves to change.',
  },
  hyperparameters: {},
} satisfies MethodTexts;
