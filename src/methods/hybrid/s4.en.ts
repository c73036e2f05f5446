/** English for S₄. */
import { prefixTokens } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'S₄',
  subcategory: 'manual combination',
  learn: {
    idea:
      'Which method suits which layer? The authors drew hundreds of random designs, kept the rule that helped on ' +
      'average, and went on from there, four times. What came out: a few layers at each end and many in the ' +
      'middle, the same number of trained scalars in each, and another mix of adapter, LoRA, prefix and biases ' +
      'for each of the four groups.',
    where: 'Other marks in the first, the middle and the last layers: step through them one by one.',
    inferenceCost: 'Two thin products in most layers and attention over l more positions in all but the first.',
    pitfalls:
      'The rules were found on T5 and RoBERTa with twelve and more layers. A model of two layers has only the two ' +
      'middle groups, one of three or four layers has one layer a group at most. How the strategies of a layer ' +
      'share its scalars is an own formulation.',
  },
  hyperparameters: {
    budget: {
      label: 'scalars a layer b',
      description: "How much every layer may train, in vectors of the model's width.",
    },
    l: prefixTokens,
  },
  merge: 'Adapters have a non-linearity in the middle and the prefix is no weight, so neither can be folded in.',
  noScript: 'It has LoRA and prefixes, but no adapters to go with them, and not another mix in each layer.',
  says: {
    tooSmall: ({ budget, l, least }: { budget: string; l: string; least: string }) =>
      `budget of s4 is ${budget} vectors a layer, which is not enough for an adapter and an update beside ${l} ` +
      `prefix tokens and the biases; choose ${least} or more, or a smaller l.`,
    tooLarge: ({ budget, width }: { budget: string; width: string }) =>
      `budget of s4 is ${budget} vectors a layer: an adapter would be wider than the model, which has ${width}. ` +
      'Choose a smaller budget.',
  },
} satisfies MethodTexts;
