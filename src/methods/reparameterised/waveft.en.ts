/** English for WaveFT. */
import { besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'WaveFT',
  subcategory: 'sparse or transformed change',
  learn: {
    idea:
      'Like FourierFT it trains a few numbers in a transformed picture of the change, but with wavelets instead ' +
      'of waves: each number moves a block of four neighbouring weights, by the same amount or one against ' +
      'another. So each number acts in one place, and how many there are can be chosen freely.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The scale λ is that for image models; it multiplies the learning rate, in effect. Other wavelets than ' +
      "Haar's are not here: adapters of HF PEFT that use them are refused. Without the transform it trains " +
      'single entries, as SHiRA does.',
  },
  hyperparameters: {
    n_frequency: {
      label: 'wavelets n',
      description: 'How many wavelets a matrix has, and so how many numbers it trains.',
    },
    scaling: { label: 'scale λ', description: 'How loud the change is.' },
    use_idwt: {
      label: 'transform',
      description: 'Entries are strengths of wavelets; otherwise they are weights themselves.',
    },
    random_loc_seed: {
      label: 'seed of the places',
      description: 'Which wavelets are picked; the same as in HF PEFT for the same number.',
    },
    targets,
  },
} satisfies MethodTexts;
