/** English for LoftQ. */
import { allTargets, doubleQuantisation, dropout, rank } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoftQ',
  subcategory: 'LoRA derivatives: quantisation adaption',
  learn: {
    idea:
      "Rounding weights to four bits leaves an error. LoRA's two thin matrices " +
      'usually start at zero; LoftQ starts them at the best low-rank copy of ' +
      'that error instead, so that training begins closer to the model as it was.',
    where: 'Every linear layer holds its weight in four bits, with a thin detour beside it that begins as a repair.',
    inferenceCost: 'As QLoRA: unpacking at every pass, for an eighth of the memory.',
    pitfalls:
      'Each matrix is decomposed before training, which takes seconds on large models. The adapter belongs ' +
      'to its quantised base: on the original weights its start would be added to nothing that is missing.',
  },
  hyperparameters: {
    r: rank,
    dropout,
    targets: allTargets,
    iterations: { label: 'rounds T', description: 'How often quantising and decomposing take turns.' },
    double: doubleQuantisation,
  },
  says: {
    partOfOne: ({ site }: { site: string }) =>
      `targets of loftq: ${site} is part of one matrix in this model, and LoftQ decomposes whole matrices; ` +
      'choose qkv instead.',
  },
} satisfies MethodTexts;
