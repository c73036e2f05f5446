/** English for WARP. */
import { tokensStay } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'WARP',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      'Turn the task into filling a gap: put "… [MASK]" before the text, and ' +
      'let training find the words for the dots. Which class it is, is read ' +
      'off the gap: each class has a learned vector, and the nearest one wins.',
    where: "At the bottom: learned tokens and one mask before the text. The classifier reads the mask's place only.",
    inferenceCost: 'Every text gets l + 1 tokens longer.',
    pitfalls:
      'Made for models that can fill gaps. The models here are sentence encoders without a ' +
      'masked-language head, so the gap means little to them at first, and the prompts have much to learn.',
  },
  hyperparameters: {
    l: {
      label: 'virtual tokens l',
      description: 'How many learned vectors are put in front of every text, before the mask.',
    },
  },
  merge: tokensStay,
  noScript: "Its prompts feed a classifier; WARP reads the answer at a mask, through the language model's head.",
  says: {
    tooLong: ({ l, positions, most }: { l: string; positions: string; most: string }) =>
      `l of warp is ${l}, but the model has ${positions} positions, and the mask and the text need some of them; ` +
      `choose l from 1 to ${most}.`,
  },
} satisfies MethodTexts;
