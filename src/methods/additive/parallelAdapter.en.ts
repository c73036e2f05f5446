/** English for Parallel adapter. */
import { activation, adapterHub, adapterScale, adapterStays, bottleneck } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Parallel adapter',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'Let a small network listen to the same input as the big feed-forward ' +
      "block and add its opinion to the block's. Side by side works better than " +
      'one after the other, and a scale says how much the small one counts.',
    where: 'A small branch beside the feed-forward block of every layer.',
    inferenceCost: 'Two thin products a layer remain; they can run at the same time as the block.',
    pitfalls: 'The scale multiplies the gradient too, so a larger s acts like a larger learning rate.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    s: adapterScale,
    learn_scale: { label: 'learn the scale', description: 'Train one scale for each layer, starting from s.' },
  },
  merge: adapterStays,
  noScript: adapterHub('par_bn'),
} satisfies MethodTexts;
