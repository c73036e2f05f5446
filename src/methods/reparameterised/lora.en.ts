/** English for LoRA. */
import { alpha, besideQueryAndValue, dropout, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Leave the big matrix alone and learn a small correction to it. The correction ' +
      'is the product of a tall and a wide matrix with only r columns and rows, so ' +
      'it has few numbers; at the end it can be added into the big matrix.',
    where: besideQueryAndValue,
    inferenceCost: 'None after merging; a small extra product before.',
    pitfalls:
      'Changing r also changes the factor α / r, so move α with it. A larger rank ' +
      'is not always better. In models with a fused projection (GPT-2), query, key ' +
      'and value share one A. DoRA adds the norm of the whole matrix to every step.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    rslora: {
      label: 'α / √r scaling',
      description: 'Divide by the root of the rank (rsLoRA), which suits large ranks.',
    },
    dora: {
      label: 'DoRA',
      description: 'Train the length of every output by itself; the low-rank update then only turns its direction.',
    },
  },
  says: {
    oneMagnitude:
      'targets of lora: with dora a column has one magnitude, so choose either qkv or some of q, k, v, not both.',
  },
} satisfies MethodTexts;
