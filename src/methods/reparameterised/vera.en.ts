/** English for VeRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'VeRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Draw the two thin matrices of LoRA at random, once for the whole model, and never train them. Each weight ' +
      'matrix only learns how loud each of the r random directions is, and how loud each of its outputs: two short ' +
      'vectors, ten times fewer numbers than a small LoRA has.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The rank must be large (256 here, 1024 in the paper), since random directions are seldom the right ones, and ' +
      'so is the learning rate. Few numbers are trained, but the two random matrices are part of the file: HF PEFT ' +
      'can draw them again from a key, though only with the same version of PyTorch.',
  },
  hyperparameters: {
    r: { label: 'rank r', description: 'How many random directions all matrices share.' },
    d_initial: { label: 'start of λ_d', description: 'How loud each random direction is at first.' },
    dropout,
    targets,
  },
} satisfies MethodTexts;
