/** English for LoHa. */
import { alpha, besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoHa',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Make two low-rank matrices as LoRA does, and multiply them entry by entry. The result can have rank r² ' +
      'instead of r, for twice the numbers. It comes from federated learning (FedPara) and is popular for images.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'A LoHa of rank r has as many numbers as a LoRA of rank 2r: compare those. The change is built as a whole ' +
      'matrix in every step, which costs more than the thin detour of LoRA. Two small factors multiply to a very ' +
      'small change, so the learning rate is larger.',
  },
  hyperparameters: {
    r: { label: 'rank r', description: 'Rank of each of the two factors; their product can reach r².' },
    alpha,
    targets,
  },
} satisfies MethodTexts;
