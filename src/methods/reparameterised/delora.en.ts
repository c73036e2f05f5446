/** English for DeLoRA. */
import { besideQueryAndValue, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'DeLoRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'A LoRA says two things at once: in which directions a weight matrix changes, and how far. Here they are ' +
      'apart. Every direction is brought to length one, and one trained number λ says how far the matrix goes ' +
      'in all of them together. The change can never be longer than λ allows, so training cannot run away.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'At the start B is zero and has no direction; its first step decides one, and from there on the change ' +
      'has full length at once. A λ that is too large makes this jump too large: lower it before the learning ' +
      'rate.',
  },
  hyperparameters: {
    r: rank,
    delora_lambda: {
      label: 'length λ',
      description: 'How long the change may be at the start, against the weights; it is trained too.',
    },
    targets,
  },
} satisfies MethodTexts;
