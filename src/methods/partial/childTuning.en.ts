/** English for Child-Tuning. */
import { scope } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Child-Tuning',
  subcategory: 'delta weight masking',
  learn: {
    idea:
      'A big model on little data learns by heart. Child-Tuning lets only a part of the ' +
      'network, the child, hear the gradient. In variant D the child is picked once, ' +
      'where the task has most to say; in variant F it is drawn by lot at every step.',
    where: 'D: single entries in all layers; embeddings are free. F: everything, another part of it at each step.',
    inferenceCost: 'None.',
    pitfalls:
      'F touches every weight in the end, so it saves neither memory nor storage: it is a ' +
      "regulariser. D measures batches, not single examples, so its scores differ from a FISH Mask's.",
  },
  hyperparameters: {
    variant: {
      label: 'child',
      description:
        'D: chosen once, by the Fisher information of the task. F: ' +
        'drawn afresh at every step, without looking at the task.',
    },
    p: { label: 'size of the child p', description: 'Share of the weights whose gradients count.' },
    batches: {
      label: 'batches scored',
      description: 'How many batches the Fisher information is measured on (D only).',
    },
    scope,
    mask_norms: {
      label: 'norms too',
      description: "D's child is also chosen among the norms of the layers, as in the reference; off: they are free.",
    },
  },
  noScript: 'It has no optimiser that masks gradients.',
  says: {
    trainChild: 'Train the child',
    score: 'Measure the Fisher information of batches',
  },
} satisfies MethodTexts;
