/** English for LoRA-XS. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoRA-XS',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      "LoRA's two thin factors need not be trained. Here they are the strongest directions that the weight " +
      'matrix has already, found by a singular value decomposition and left as they are; only a small square ' +
      'matrix between them learns. Its size depends on the rank alone, not on the model.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The change stays within the directions that the pretrained matrix uses most: what lies outside of them ' +
      'cannot be learned. There are so few numbers that the learning rate is larger than for LoRA. The file ' +
      "holds the fixed factors too, so it is as large as LoRA's.",
  },
  hyperparameters: {
    r: { label: 'rank r', description: 'How many directions are kept; r² numbers are trained in each matrix.' },
    alpha,
    dropout,
    targets,
  },
  noScript:
    "It has no LoRA-XS. The authors' code (MohammadrezaBanaei/LoRA-XS) puts it into PEFT's LoRA; adapters " +
    'that are trained here are saved as a LoRA of the same rank, which PEFT loads.',
} satisfies MethodTexts;
