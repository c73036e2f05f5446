/** English for C³A. */
import { besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'C³A',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Cut the change of a weight matrix into square blocks and fill each with one vector, moved on by a place from ' +
      'row to row: a circulant matrix, which is a convolution around a circle. It has few numbers and ' +
      'still full rank, ' +
      'which no product of thin matrices has.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The block size must divide inputs and outputs of every target; a smaller one means more numbers. ' +
      'The change is ' +
      'divided by the number of inputs, so the learning rate is larger than for LoRA. Before the first step it is ' +
      'already there, ' +
      'though small.',
  },
  hyperparameters: {
    block_size: { label: 'block size b', description: 'Side of a block: one vector of this length fills b² entries.' },
    targets,
  },
} satisfies MethodTexts;
