/** English for AdaMix. */
import { oneAdapter } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'AdaMix',
  subcategory: 'mixture of adaptations',
  learn: {
    idea:
      'Train a small team of adapters instead of one. At each step a die decides who works, ' +
      'and the answers of two random picks are pulled together, so that the members agree. At ' +
      'the end the team is averaged into one adapter that costs no more than any single one.',
    where: 'One small block in every layer, on the output of the feed-forward block.',
    inferenceCost: oneAdapter,
    pitfalls:
      'Training needs a second pass for the consistency term, so a step takes nearly twice as ' +
      'long. Using one expert at random in the end, instead of the average, gives worse answers.',
  },
  hyperparameters: {
    m: { label: 'bottleneck m', description: 'Width of the narrow middle of each expert.' },
    experts: { label: 'experts M', description: 'How many adapters take turns while training.' },
    share_up: {
      label: 'shared up-projection',
      description: "All experts use one way back up, as in the paper's runs; otherwise each has its own.",
    },
    consistency: {
      label: 'consistency',
      description: 'How strongly two random choices of experts are pulled to the same answer; 0 saves the second pass.',
    },
  },
  merge:
    'The experts are averaged into one adapter, but that has a non-linearity ' +
    'in the middle and cannot be folded into the weights around it.',
  noScript: 'It has no experts that are drawn by lot at every step.',
} satisfies MethodTexts;
