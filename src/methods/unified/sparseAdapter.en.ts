/** English for SparseAdapter. */
import { activation, adapterStays } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'SparseAdapter',
  subcategory: 'pruned adapters',
  learn: {
    idea:
      'Adapters hold many numbers that hardly matter. Before the first step, score every number ' +
      'by what the loss would feel if it were gone, throw most of them away, and train the ' +
      'rest. A wide adapter with few numbers left does better than a narrow one with as many.',
    where: "Two blocks in every layer, as Houlsby's, with holes in them.",
    inferenceCost: 'Two products a sub-layer; the zeros only save time where sparse products are supported.',
    pitfalls:
      'If the up-projection starts at zero, the gradient of the down-projection is zero ' +
      'too and SNIP would throw it away. The kept share is of the two matrices: biases and LayerNorm stay, so ' +
      'at very small shares they are most of what is trained.',
  },
  hyperparameters: {
    m: {
      label: 'bottleneck m',
      description: 'Width of each adapter before it is pruned: wide and sparse beats narrow and dense.',
    },
    keep: {
      label: 'kept share k',
      description: "Share of the adapters' entries that is kept; all others are zero for good.",
    },
    norm: {
      label: 'own LayerNorm',
      description: "A trained LayerNorm on the adapter's input, as in the authors' code.",
    },
    biases: {
      label: 'biases stay',
      description: 'Biases are trained whole, as in the reference; off: they can be pruned as entries of a matrix can.',
    },
    score: { label: 'what is kept', description: 'By the effect on the loss (SNIP), by size, or by lot.' },
    batches: { label: 'batches scored', description: "How many batches SNIP's gradient is taken over." },
    activation,
  },
  merge: adapterStays,
  noScript: 'It has no bottleneck adapters, and prunes nothing before training.',
  says: {
    train: 'Train what is left',
    score: 'Score the adapters before training',
  },
} satisfies MethodTexts;
