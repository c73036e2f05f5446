/** English for S-MAM. */
import {
  activation,
  adapterScale,
  adapterStays,
  alpha,
  bottleneck,
  rank,
  rounds,
  scoredBatches,
  searchShare,
} from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'S-MAM',
  subcategory: 'automatic combination',
  learn: {
    idea:
      'Like U-MAM it starts with low-rank updates at query and value and an adapter beside every feed-forward ' +
      'block, and drops what the loss would miss least. But it drops whole units: a rank of an update, or a ' +
      'neuron in the middle of an adapter. What is left is small modules, each with a rank or width of its own.',
    where: 'First the same detour in every layer, then wide ones where they pay and none where they do not.',
    inferenceCost: 'That of the units that are left: two thin products for each module that still has one.',
    pitfalls:
      'Units have different lengths, so they are chosen by what each of their numbers is worth (own formulation). ' +
      'Which net the search begins with is an own formulation too.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    m: bottleneck,
    activation,
    s: adapterScale,
    keep: {
      label: 'kept share k',
      description: 'Share of all scalars of the modules that the kept units may have together.',
    },
    rounds,
    search_share: searchShare,
    batches: scoredBatches,
  },
  merge: adapterStays,
  noScript: 'It has ranks that differ from layer to layer, but no adapters beside them and no search for either.',
} satisfies MethodTexts;
