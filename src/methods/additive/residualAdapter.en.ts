/** English for Residual adapter. */
import { activation, adapterStays, bottleneck } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Residual adapter',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'Put one small network on top of each finished block: normalise, squeeze, stretch, ' +
      'and add the result to what the block gave. The block itself is not touched.',
    where: 'One small block on top of every layer, after its last addition.',
    inferenceCost: 'Two thin products and one norm a layer remain.',
    pitfalls:
      'It sits after the whole block, so there is one a layer, not two; it needs ' +
      'a norm of its own, since in GPT-2 the stream is not normalised there.',
  },
  hyperparameters: { m: bottleneck, activation },
  merge: adapterStays,
  noScript: 'It has no bottleneck adapters.',
} satisfies MethodTexts;
