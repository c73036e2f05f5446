/** English for LoRA-GA. */
import {
  alpha,
  batches,
  besideQueryAndValue,
  dropout,
  noneAfterMerging,
  rank,
  startsFromData,
  targets,
} from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoRA-GA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'LoRA starts in random directions and has to find the good ones first. LoRA-GA looks before it starts: the ' +
      'gradient of each weight over a few batches says where full fine-tuning would go, and its largest directions ' +
      'become A and B. What they add at the start is taken out of the weight, so that the model is as it was.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The first phase needs the gradients of whole weight matrices, though they are never trained. The start takes ' +
      'directions 1 to r for A and the next r for B, so r is at most half of what a matrix has. PEFT scales B by the ' +
      'gradient’s singular values, which the paper does not, and leaves A alone; form chooses.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    batches,
    gamma: { label: 'size γ', description: 'The larger it is, the smaller A and B start: by one over its root.' },
    form: {
      label: 'form of the start',
      description: 'As in the paper and its code, A and B of equal size, or as HF PEFT has it, B near zero.',
    },
  },
  noScript: startsFromData('preprocess_loraga'),
  says: {
    twice: ({ r, most }: { r: string; most: string }) =>
      `r of lora-ga is ${r}, but the start takes 2 r directions of each gradient, and the smallest target matrix has ` +
      `fewer. Choose r from 1 to ${most}.`,
  },
} satisfies MethodTexts;
