/** English for RandLoRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'RandLoRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'A LoRA of low rank cannot express every change. Here many random low-rank matrices are added up, enough ' +
      'of them for full rank; they are drawn once for all layers and never trained. What is trained is how loud ' +
      'each row and each column of them is: few numbers, and still any direction can be reached.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'A smaller r means more summands and more trained numbers, not fewer. Each step costs two products with ' +
      'full matrices, far more than LoRA. The scale α / r is large; with a large learning rate the training ' +
      'becomes unstable. The random matrices are in the file, where PEFT could draw them again.',
  },
  hyperparameters: {
    r: { label: 'rank of the summands r', description: 'Rank of each random matrix; d / r of them are added up.' },
    randlora_alpha: { label: 'scale α', description: 'The sum is multiplied by α / r; usual is 20 times r.' },
    dropout,
    targets,
  },
} satisfies MethodTexts;
