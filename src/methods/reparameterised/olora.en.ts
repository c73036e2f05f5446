/** English for OLoRA. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'OLoRA',
  subcategory: 'LoRA derivatives: improvements',
  learn: {
    idea:
      'Let B start with directions at right angles, taken from the weight matrix by a QR decomposition, and A with ' +
      'what the matrix does along them. The same part is taken out of the frozen matrix, so the model starts as it ' +
      'was, and no direction is trained twice.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The directions come from the first r columns of the matrix, so which ones they are depends on the order of ' +
      'its inputs; they stay at right angles only at the start. As a PEFT adapter for the untouched model it ' +
      'becomes a LoRA of rank 2r. PEFT itself cannot start so in GPT-2, whose matrices are stored turned.',
  },
  hyperparameters: { r: rank, alpha, dropout, targets },
} satisfies MethodTexts;
