/** English for AttentionFusion. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'AttentionFusion',
  subcategory: 'other',
  learn: {
    idea:
      'Early layers know about words, late ones about meaning. Instead of using the last layer only, one ' +
      'learned question decides for each token how much of each layer to take. The model itself is only read.',
    where: "Beside the stack: every layer's output is read, and nothing inside is changed.",
    inferenceCost: 'One small weighted sum over the layers.',
    pitfalls:
      "This is our own formulation of the paper's idea. It can only re-mix what " +
      'the layers know already, so it learns less than methods that change them.',
  },
  hyperparameters: {},
  merge: 'The mix depends on the text, so no weight can hold it; it stays in the model.',
  noScript: 'It changes layers, and has nothing that only mixes what they give.',
} satisfies MethodTexts;
