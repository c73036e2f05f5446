/** English for Pfeiffer adapter. */
import { activation, adapterHub, adapterStays, bottleneck, zeroUpStart } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Pfeiffer adapter',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'One small bottleneck a layer is enough: only behind the feed-forward block, not behind ' +
      "attention too. It costs half of what Houlsby's two adapters cost and learns about as well.",
    where: 'One small block in every layer, behind the feed-forward block.',
    inferenceCost: 'Two thin products a layer remain.',
    pitfalls:
      "In post-norm models (BERT) the block's own LayerNorm is " +
      'applied twice; leaving out the first makes another method.',
  },
  hyperparameters: { m: bottleneck, activation, init: zeroUpStart },
  merge: adapterStays,
  noScript: adapterHub('seq_bn'),
} satisfies MethodTexts;
