/** English for FourierFT. */
import { besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'FourierFT',
  subcategory: 'sparse or transformed change',
  learn: {
    idea:
      'Read the change of a weight matrix like an image, as a sum of plane waves. A few waves are picked at ' +
      'random, the same for all matrices, and only how strong each of them is gets trained. Every wave touches ' +
      'the whole matrix, so few numbers reach everywhere: a thousand in the place of a LoRA of ten thousand.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      "Building the waves costs more in each step than LoRA's thin products. The scale α fits matrices of 768 " +
      'and more; the smaller the matrix, the louder a wave is. HF PEFT starts with random waves by default, ' +
      'which drown a small model; here they start at zero.',
  },
  hyperparameters: {
    n_frequency: { label: 'waves n', description: 'How many waves a matrix has, and so how many numbers it trains.' },
    scaling: { label: 'scale α', description: 'How loud the waves are.' },
    random_loc_seed: {
      label: 'seed of the places',
      description: 'Which waves are picked; the same as in HF PEFT for the same number.',
    },
    targets,
  },
} satisfies MethodTexts;
