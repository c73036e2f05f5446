/** English for MerA. */
import { activation, adapterStays, bottleneck, oneAdapter, sources } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'MerA',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'Adapters that were trained on other data sets are merged into one, which then learns the target. But the ' +
      'neurons in their narrow middles stand in no particular order: what is the first one here may be the fifth ' +
      'one there. So each is first paired with the one that reads most alike, and only then are they averaged.',
    where: 'Small modules behind the feed-forward blocks: several one after the other, then one that is their mean.',
    inferenceCost: oneAdapter,
    pitfalls:
      'Switch the alignment off to see what it is for: neurons of different adapters then wipe each other out. ' +
      'With few steps on the sources adapters have hardly moved from their random start, and there is little in ' +
      'them that could be merged.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    align: {
      label: 'align neurons',
      description:
        'Pair the neurons of all adapters by what they read before averaging; off, they are averaged as they stand.',
    },
    sources,
    source_share: {
      label: 'share of the steps',
      description: 'Part of the steps that is split among the sources; the rest trains the merged adapter.',
    },
  },
  merge: adapterStays,
  noScript: 'It has no bottleneck adapters to merge.',
  says: {
    trainOther: ({ index }: { index: string }) => `Train an adapter on other data set ${index}`,
    trained: ({ index, count, result }: { index: string; count: string; result: string }) =>
      `Adapter ${index} of ${count} is trained (${result}).`,
    merged: ({ count, result, before, after }: { count: string; result: string; before: string; after: string }) =>
      `Adapter ${count} of ${count} is trained (${result}), and all are one now: the squared distance of paired ` +
      `neurons went from ${before} to ${after}.`,
    trainOwn: 'Train the merged adapter on the target',
    done: ({ result }: { result: string }) => `With the merged adapter: ${result}.`,
  },
} satisfies MethodTexts;
