/** English for SHiRA. */
import { addedToWeights, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'SHiRA',
  subcategory: 'sparse or transformed change',
  learn: {
    idea:
      'Train a few single weights of each matrix and leave all others as they are. Which ones is drawn once, at ' +
      'random: no factor, no detour, and the change can have full rank. There are as many as a LoRA of rank r ' +
      'would have numbers. A finished adapter is a short list of places and values, so switching between ' +
      'adapters is quick.',
    where: 'Single entries of the query and value matrices of every layer.',
    inferenceCost: addedToWeights,
    pitfalls:
      'Places are kept beside the values, so the file holds three numbers for each that is trained. The mask is ' +
      "random, as HF PEFT's is; the paper has others, by size or gradient: FISH Mask here chooses by gradient.",
  },
  hyperparameters: {
    r: { label: 'size r', description: 'How many entries are trained: as many as a LoRA of rank r has numbers.' },
    targets,
  },
} satisfies MethodTexts;
