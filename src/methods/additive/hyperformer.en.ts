/** English for Hyperformer++. */
import { activation, adapterStays, bottleneck, sources } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Hyperformer++',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'Several tasks on several layers would need an adapter each. Instead one small network writes them all: it ' +
      'is told which task and which place is meant, by a learned vector for each, and answers with the weights. ' +
      'What one task learns is there for the others.',
    where: 'Behind attention and feed-forward block of every layer, all fed by one network.',
    inferenceCost: 'That of two adapters a layer, once they are written; here they are written anew in every step.',
    pitfalls:
      'The network has a number for every weight of an adapter and each entry of its code, so on a small model it ' +
      'is larger than the adapters that it writes: it pays with many tasks and layers. The norms of the base ' +
      'model, which the authors train too, stay as they are here.',
  },
  hyperparameters: {
    variant: {
      label: 'variant',
      description:
        'Hyperformer++ has one network for all layers and blocks, the plain one a network for every adapter.',
    },
    m: bottleneck,
    t: { label: 'width of the code t', description: 'Length of the vectors that stand for tasks, layers and blocks.' },
    mid: { label: 'MLP width', description: 'Inner width of the network that makes the code.' },
    activation,
    sources,
  },
  merge: adapterStays,
  noScript: 'It has no adapters that a network writes. The authors publish their code as rabeehk/hyperformer.',
  says: {
    train: ({ count }: { count: string }) => `${count} tasks in turn, one network writes their adapters`,
    trained: ({ count, result }: { count: string; result: string }) =>
      `One network writes the adapters of ${count} tasks; with the target's: ${result}.`,
    use: "Use the target's adapters",
  },
} satisfies MethodTexts;
