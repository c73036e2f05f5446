/** English for RoAd. */
import { targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'RoAd',
  subcategory: 'activation scaling',
  learn: {
    idea:
      'Where (IA)³ stretches single features, RoAd takes them in pairs and rotates each pair in its plane, then ' +
      'stretches it: one angle and one scale for two features. Fine-tuning turns vectors more than it lengthens ' +
      'them, the authors find, so turning is what is learned.',
    where: 'Behind the query and value matrices of every layer: their outputs are turned in pairs.',
    inferenceCost: 'None after merging: the rotation is folded into the weights and the bias.',
    pitfalls:
      'The group size must divide the outputs of every target. Angles near zero change little, so the learning rate ' +
      'is larger than for LoRA. Different adapters can be mixed within a batch before merging, which is what it was ' +
      'made for.',
  },
  hyperparameters: {
    variant: {
      label: 'variant',
      description:
        'How many numbers there are: an angle and a scale for each pair, for each output, or two for each output.',
    },
    group_size: {
      label: 'group size g',
      description: 'The first half of each group of this many outputs is paired with the second half.',
    },
    targets,
  },
  says: {
    odd: ({ group }: { group: string }) =>
      `group_size of road must be even, since its outputs are taken in pairs; ${group} is not. Choose an even number.`,
    indivisible: ({ group, site, outputs }: { group: string; site: string; outputs: string }) =>
      `group_size of road must divide the outputs of every target; ${site} has ${outputs}, and ${group} does not ` +
      'divide that. Choose another one.',
  },
} satisfies MethodTexts;
