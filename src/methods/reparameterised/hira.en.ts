/** English for HiRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'HiRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Let a low-rank matrix say by what share each entry of the pretrained matrix grows or shrinks. Multiplied ' +
      'entry by entry with the big matrix, the change gets its full rank, for no more numbers than a LoRA has.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Entries of the pretrained matrix are small, and so is the change: the learning rate is larger than ' +
      'that of LoRA, and ' +
      'there is no factor α / r to help. What is zero stays zero. Each step builds a whole matrix.',
  },
  hyperparameters: { r: rank, dropout, targets },
} satisfies MethodTexts;
