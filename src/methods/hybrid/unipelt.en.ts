/** English for UniPELT. */
import {
  activation,
  adapterHub,
  alpha,
  bottleneck,
  networkWidth,
  prefixTokens,
  rank,
  reparameterise,
  shiftPositions,
} from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'UniPELT',
  subcategory: 'manual combination',
  learn: {
    idea:
      'Nobody knows beforehand which method suits a task. UniPELT builds in three of them ' +
      'and gives each a small valve that looks at the text and decides how far to open.',
    where:
      'In every layer: a detour beside query and value, learned rows ' +
      'before keys and values, a small block behind the feed-forward block.',
    inferenceCost: 'That of its three parts together; nothing can be folded away.',
    pitfalls:
      'Many parts share one learning rate. In a language model the gate ' +
      'of a token may only look back, so it is a running mean there.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    l: prefixTokens,
    reparameterise,
    mid: networkWidth,
    shift_positions: shiftPositions,
    m: bottleneck,
    activation,
  },
  merge: 'The gates look at the text, so no weight can hold what they let through; everything stays in the model.',
  noScript: adapterHub('unipelt'),
} satisfies MethodTexts;
