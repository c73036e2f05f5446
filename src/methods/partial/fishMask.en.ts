/** English for FISH Mask. */
import { addedToWeights, keep, scope } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'FISH Mask',
  subcategory: 'pretrained weight masking',
  learn: {
    idea:
      'Before training, look at some examples and measure how strongly each ' +
      'weight sways the answer (its Fisher information). Then train only the half ' +
      'percent that sways it most; all other weights stay exactly as they were.',
    where: 'Single entries, scattered over the matrices of all layers: watch which layers got most of them.',
    inferenceCost: addedToWeights,
    pitfalls:
      'Squares must be taken for each example by itself, not for a batch. A weight outside ' +
      'the mask must not move at all, so neither momentum nor weight decay may touch it.',
  },
  hyperparameters: {
    keep,
    samples: {
      label: 'examples scored',
      description: 'How many training examples the Fisher information is measured on, one by one.',
    },
    scope,
  },
  noScript: 'It has nothing that chooses single weights by their Fisher information.',
  says: {
    trainKept: 'Train the kept entries',
    score: 'Measure the Fisher information',
  },
} satisfies MethodTexts;
