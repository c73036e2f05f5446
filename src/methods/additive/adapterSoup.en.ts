/** English for AdapterSoup. */
import { activation, adapterStays, bottleneck, oneAdapter } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'AdapterSoup',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'Many adapters exist already, each for another kind of text. For a new kind, ' +
      'pick those whose texts look most alike and average their numbers into one ' +
      "adapter. Nothing is trained on the new texts but the classifier's head.",
    where: 'One small block in every layer, behind the feed-forward block, that is an average of others.',
    inferenceCost: oneAdapter,
    pitfalls:
      'All adapters must start from the same random numbers, or their average means nothing. Averaging ' +
      'helps where the data sets have something in common. Likeness is that of mean embeddings of the model itself: ' +
      "the paper's sentence encoder would be a second model.",
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    sources: { label: 'other data sets', description: 'How many other data sets get an adapter.' },
    select: {
      label: 'adapters in the soup k',
      description: "How many of them are averaged: those whose texts are most like the target's.",
    },
    source_share: {
      label: 'share of the steps',
      description: "Part of the steps that goes to the adapters; the rest trains the target's head.",
    },
  },
  merge: adapterStays,
  noScript: 'It has no bottleneck adapters to average.',
  says: {
    trainOther: ({ index }: { index: string }) => `Train an adapter on other data set ${index}`,
    trained: ({ index, count, result }: { index: string; count: string; result: string }) =>
      `Adapter ${index} of ${count} is trained (${result}).`,
    look: "Look at the target's texts",
    likeness: ({ index, cosine }: { index: string; cosine: string }) => `${index}: ${cosine}`,
    mixed: ({ likeness, chosen }: { likeness: string; chosen: string }) =>
      `Similarity of the target's texts to data set ${likeness}. The soup is the plain average of ${chosen}.`,
    use: 'Use the soup as it is',
    trainHead: 'Train the head on top of the soup',
    averaged: ({ result }: { result: string }) => `With the averaged adapter: ${result}.`,
  },
} satisfies MethodTexts;
