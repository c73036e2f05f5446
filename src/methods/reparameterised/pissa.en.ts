/** English for PiSSA. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'PiSSA',
  subcategory: 'LoRA derivatives: improvements',
  learn: {
    idea:
      'LoRA starts from nothing: B is zero, and the first steps are small. PiSSA puts the r strongest directions of ' +
      'the weight matrix itself into A and B and freezes only what is left over. So training begins with what ' +
      'matters most, and learns faster.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The decomposition takes a moment before the run. The learning rate is that of fine-tuning the weights, lower ' +
      'than for LoRA. As a PEFT adapter for the untouched model it becomes a LoRA of rank 2r: the trained part, less ' +
      'the part that it started from.',
  },
  hyperparameters: { r: rank, alpha, dropout, targets },
} satisfies MethodTexts;
