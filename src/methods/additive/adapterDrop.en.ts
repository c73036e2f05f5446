/** English for AdapterDrop. */
import { activation, adapterStays, bottleneck, zeroUpStart } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'AdapterDrop',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'The lowest layers of a language model do much the same for every task, so adapters ' +
      'there bring little. Leave them out: training need not go down that far, and the ' +
      'model answers faster. A robust adapter has practised with any number of them missing.',
    where: 'One small block behind the feed-forward block, in the upper layers only.',
    inferenceCost: 'Two thin products in each layer that keeps its adapter.',
    pitfalls:
      'A layer that is left out must be the plain pretrained block. ' +
      'Dropping many layers after training works for robust adapters only.',
  },
  hyperparameters: {
    variant: {
      label: 'variant',
      description:
        'Specialised: the lowest n layers never get an adapter. Robust: ' +
        'each step leaves out another number, so that n may be chosen later.',
    },
    n: { label: 'dropped layers n', description: 'How many of the lowest layers work without an adapter.' },
    m: bottleneck,
    activation,
    init: zeroUpStart,
  },
  merge: adapterStays,
  noScript: 'It has no bottleneck adapters, and nothing that leaves out the lower ones by lot.',
  says: {
    tooManyDropped: ({ n, layers, most }: { n: string; layers: string; most: string }) =>
      `n of adapterdrop is ${n}, but the model has ${layers} layers and one must keep its adapter; choose from 0 ` +
      `to ${most}.`,
  },
} satisfies MethodTexts;
