/** English for AdapterFusion. */
import { activation, bottleneck } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'AdapterFusion',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'First train one adapter on each of several tasks and freeze them, so that none is forgotten. Then train ' +
      'only a small attention that asks, for every word and layer, which adapter has something useful to say.',
    where:
      'Behind the feed-forward block of every layer: all ' + 'adapters side by side, and the fusion that weighs them.',
    inferenceCost: 'All adapters run, and three d × d products a layer come on top: the dearest of the adapter family.',
    pitfalls:
      'The fusion has more numbers than all adapters together: on a small model ' +
      'it is more than is needed. The steps are shared among all phases, so ' +
      'each adapter gets few. Data sets that have nothing in common help little.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    sources: {
      label: 'other data sets',
      description: 'How many other data sets get an adapter; the target gets one too.',
    },
    source_share: {
      label: 'share of the steps',
      description: 'Part of the steps that goes to the adapters; the rest trains the fusion.',
    },
    regularisation: {
      label: 'pull to identity λ',
      description:
        'How strongly the value matrices are held near the identity, ' +
        'so that adapters are chosen rather than rewritten.',
    },
  },
  merge:
    'The mixture of adapters is another one for every token, ' +
    'so no weight can hold it; everything stays in the model.',
  noScript:
    'It has neither bottleneck adapters nor a layer that ' + 'fuses them. AdapterHub\'s library "adapters" has both.',
  says: {
    trainOwn: "Train the target's own adapter",
    trainOther: ({ index }: { index: string }) => `Train an adapter on other data set ${index}`,
    trained: ({ index, count, result }: { index: string; count: string; result: string }) =>
      `Adapter ${index} of ${count} is trained and frozen (${result}).`,
    fuse: ({ count }: { count: string }) => `Learn to fuse ${count} frozen adapters`,
    fused: ({ count, result, distance }: { count: string; result: string; distance: string }) =>
      `Fusion over ${count} adapters: ${result}; the value matrices are ${distance} away from the identity.`,
  },
} satisfies MethodTexts;
