/** English for U-MAM. */
import {
  activation,
  adapterScale,
  adapterStays,
  alpha,
  bottleneck,
  keep,
  rank,
  rounds,
  scoredBatches,
  searchShare,
} from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'U-MAM',
  subcategory: 'automatic combination',
  learn: {
    idea:
      'Start with more than you can afford: low-rank updates at query and value and an adapter beside every ' +
      'feed-forward block. Train them for a while, ask of each single number how much the loss would rise without ' +
      'it, and drop what would be missed least. After a few rounds a quarter is left, and training begins again ' +
      'with that.',
    where: 'First thin detours at query and value and beside every feed-forward block, then only some entries of them.',
    inferenceCost: 'That of the full modules: zeros are multiplied too.',
    pitfalls:
      'Scattered zeros save stored bytes, but no time. Which net the search begins with is an own formulation; ' +
      'the paper starts from a mix of its own and draws both factors of an update at random.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    m: bottleneck,
    activation,
    s: adapterScale,
    keep,
    rounds,
    search_share: searchShare,
    batches: scoredBatches,
  },
  merge: adapterStays,
  noScript: 'It has low-rank updates, but neither adapters beside them nor a search among their entries.',
} satisfies MethodTexts;
