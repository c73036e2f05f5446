/** English for Prefix tuning. */
import { networkWidth, prefixTokens, reparameterise, shiftPositions, startDeviation } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Prefix tuning',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      'Give every layer a few made-up tokens to look at. Only their keys and values ' +
      'exist; training chooses them so that attention is steered the right way.',
    where: 'Beside keys and values in the attention of every layer.',
    inferenceCost: 'Attention looks at l more positions in every layer.',
    pitfalls:
      'A large random start makes it unstable; start small or use the MLP. Each layer ' +
      'attends to the prefix from the first step, so the output changes before any training.',
  },
  hyperparameters: {
    l: prefixTokens,
    init_std: startDeviation,
    reparameterise,
    mid: networkWidth,
    shift_positions: shiftPositions,
  },
  merge: 'The prefix adds keys and values, not weights; it can be kept as a cache, but not folded in.',
} satisfies MethodTexts;
