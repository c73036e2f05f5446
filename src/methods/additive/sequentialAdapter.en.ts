/** English for Sequential adapter (Houlsby). */
import { activation, adapterHub, adapterStays, bottleneck } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Sequential adapter (Houlsby)',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'After attention and after the feed-forward block, squeeze the vector through a narrow gate ' +
      'and add the result back. The big model stays frozen; only the gates (and the norms) learn.',
    where: 'Two small blocks in every layer, just before each residual addition.',
    inferenceCost: 'Two thin products a sub-layer remain: a few percent more time.',
    pitfalls:
      'The place matters: before the residual addition and norm, not ' +
      "after. Leaving out the norms loses part of the paper's quality.",
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    train_norms: {
      label: 'train LayerNorms',
      description: 'Also train gain and bias of the two norms of each layer, as the paper does.',
    },
    init: {
      label: 'start',
      description:
        "The paper's tiny random numbers, or an up-projection " +
        'of zeros, which starts exactly at the pretrained model.',
    },
  },
  merge: adapterStays,
  noScript: adapterHub('double_seq_bn'),
} satisfies MethodTexts;
