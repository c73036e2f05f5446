/** English for Intrinsic SAID. */
import { noneAfterMerging } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Intrinsic SAID',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'A pretrained model is so close to what the task needs that a few hundred directions are enough ' +
      'to get there. They are drawn at random once, and training only says how far to walk along each.',
    where: 'Everywhere and nowhere: one short vector moves all weight matrices of all layers at once.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Few numbers, but no cheap step: the change of every matrix is computed anew each time, with all ' +
      'its entries. Memory is that of full fine-tuning without the optimiser, so choose a small model.',
  },
  hyperparameters: {
    D: { label: 'dimension D', description: 'How many numbers are trained in all, whatever the size of the model.' },
  },
  noScript: 'It has no projection of one small vector into all weights.',
  says: {
    tooSmall: ({ dimension, matrices, least }: { dimension: string; matrices: string; least: string }) =>
      `D of intrinsic-said is ${dimension}, but the model has ${matrices} weight matrices with a scale each; ` +
      `choose D from ${least} to 100000.`,
  },
} satisfies MethodTexts;
