/** English for KronA. */
import { besideQueryAndValue, noneAfterMerging } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'KronA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Take a small pattern B and paint it many times, each copy with its own strength from A: that is a ' +
      "Kronecker product. A few hundred numbers fill a whole matrix, and unlike LoRA's product it can have " +
      'full rank.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      "The shapes of A and B follow from the factors of the matrix's size, so " +
      'there is no rank to turn up. It needs a larger learning rate than LoRA.',
  },
  hyperparameters: {
    s: { label: 'scale s', description: 'How loud the update is.' },
    targets: { label: 'target sites', description: 'Which weight matrices get an update; auto is query and value.' },
  },
} satisfies MethodTexts;
