/** English for LoRA-FA. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoRA-FA',
  subcategory: 'LoRA derivatives: improvements',
  learn: {
    idea:
      'LoRA learns two thin matrices. LoRA-FA leaves the first one random for ever ' +
      'and learns only the second. The layer then remembers r numbers for each ' +
      'token instead of the whole vector, and half as many numbers are trained.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The update can only use the r random directions of A₀, so it may need a larger ' +
      'r than LoRA. The adapter file holds A₀ too, although it was never trained.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    correct: {
      label: 'gradient correction',
      description: 'Turn each step of B towards the step that full fine-tuning would make.',
    },
  },
} satisfies MethodTexts;
