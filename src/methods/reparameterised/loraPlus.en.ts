/** English for LoRA+. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoRA+',
  subcategory: 'LoRA derivatives: improvements',
  learn: {
    idea:
      'Train LoRA as it is, but let B learn faster than A. B starts at zero and A does not, and in a wide model one ' +
      'learning rate for both is too small for the one or too large for the other.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The learning rate shown is that of A: B gets λ times as much. So take a smaller one than for LoRA. On easy ' +
      'tasks there is little to gain; the paper finds most of it where the model must learn much.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    ratio: { label: 'ratio λ', description: 'How many times faster than A the matrix B learns; 1 is plain LoRA.' },
  },
} satisfies MethodTexts;
