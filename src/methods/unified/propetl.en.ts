/** English for ProPETL. */
import { activation, adapterStays } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'ProPETL',
  subcategory: 'shared adapters',
  learn: {
    idea:
      'All layers share one adapter, but each layer looks at it through a mask of ' +
      'its own and sees another half of it. A mask costs one bit for each number, ' +
      'so a model for a new task is one small adapter and a stack of masks.',
    where:
      'One small block behind the feed-forward block of every ' + 'layer: the same block everywhere, with other holes.',
    inferenceCost: 'Two thin products a layer, as for any adapter.',
    pitfalls:
      'While training, the scores of all layers are real numbers: it trains more numbers than a plain adapter ' +
      'and only stores fewer. What is left of the adapter is not scaled up to make good for the holes.',
  },
  hyperparameters: {
    m: { label: 'bottleneck m', description: 'Width of the shared adapter.' },
    keep: { label: 'kept share k', description: 'Share of the shared adapter that each layer uses.' },
    mask_rate: {
      label: 'rate of the masks',
      description: 'How many times faster the scores learn than the shared adapter.',
    },
    activation,
    init: {
      label: 'start',
      description:
        'An up-projection of zeros, which starts exactly at the ' +
        'pretrained model, or small random numbers for both matrices.',
    },
  },
  merge: adapterStays,
  noScript: 'It has no module that all layers share under masks of their own.',
  says: {
    stored: ({ layers, bytes }: { layers: string; bytes: string }) =>
      `One adapter and ${layers} masks are stored in ${bytes} bytes.`,
    overlap: ({ shared, byLot }: { shared: string; byLot: string }) =>
      `Two layers share ${shared} % of what one uses; by lot it would be ${byLot} %.`,
  },
} satisfies MethodTexts;
