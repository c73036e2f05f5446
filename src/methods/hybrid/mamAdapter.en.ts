/** English for MAM adapter. */
import {
  activation,
  adapterScale,
  bottleneck,
  networkWidth,
  prefixTokens,
  reparameterise,
  shiftPositions,
  startDeviation,
} from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'MAM adapter',
  subcategory: 'manual combination',
  learn: {
    idea:
      'Two ideas that suit two places: attention gets a few learned keys and values ' +
      'to look at, and the feed-forward block gets a small network at its side. ' +
      'Together they reach full fine-tuning with a few percent of the numbers.',
    where: 'Learned rows before keys and values, and a small branch beside the feed-forward block, in every layer.',
    inferenceCost: 'Attention over l more positions and two thin products a layer.',
    pitfalls:
      'Both parts share one learning rate; the prefix alone would like ' +
      'a larger one. The paper spends most of the budget on the adapter.',
  },
  hyperparameters: {
    l: prefixTokens,
    init_std: startDeviation,
    reparameterise,
    mid: networkWidth,
    shift_positions: shiftPositions,
    m: bottleneck,
    activation,
    s: adapterScale,
  },
  merge:
    'The adapter has a non-linearity in the middle and the prefix is ' +
    'no weight, so neither can be folded in; both stay in the model.',
  noScript:
    'It has prefixes, but no adapters to go with them. ' +
    'AdapterHub\'s library "adapters" trains both together as mam.',
} satisfies MethodTexts;
