/** English for LoKr. */
import { alpha, besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoKr',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Paint a pattern many times, each copy with its own strength: a Kronecker product, as in KronA. Here the ' +
      'pattern itself is low-rank, so that r is a knob again and even fewer numbers do.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Where r is at least half of the longer side of a factor, that factor is kept whole, and a larger r changes ' +
      'nothing but the scale α / r. In small models that is soon so: look at the count. The first factor is split ' +
      'into two only when asked.',
  },
  hyperparameters: {
    r: { label: 'rank r', description: 'Rank of the pattern, up to half of its longer side.' },
    alpha,
    targets,
    decompose_factor: {
      label: 'size of the first factor',
      description: 'Rows and columns of the first factor, where that divides the matrix; −1: as square as possible.',
    },
    decompose_both: { label: 'split both factors', description: 'The first factor is a low-rank product too.' },
  },
} satisfies MethodTexts;
