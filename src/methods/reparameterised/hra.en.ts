/** English for HRA. */
import { noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'HRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Do not add to a weight matrix, turn it. Each of r trained vectors is the normal of a mirror; what the matrix ' +
      'reads is reflected at one after another. Lengths and angles stay as they were, so that pretrained knowledge ' +
      'is turned rather than overwritten.',
    where: 'Before the query and value matrices of every layer: what they read is mirrored.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Mirrors start in equal pairs that cancel out, so r must be even. Only the direction of a vector counts, not ' +
      'its length; weight decay does nothing useful. Before merging each step costs a second product with the ' +
      'whole matrix.',
  },
  hyperparameters: {
    r: { label: 'mirrors r', description: 'How many reflections are put one behind another; an even number.' },
    targets,
  },
  says: {
    odd: ({ r }: { r: string }) =>
      `r of hra must be even, since its reflections start in pairs that cancel; ${r} is not. Choose the next number.`,
  },
} satisfies MethodTexts;
