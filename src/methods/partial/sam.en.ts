/** English for SAM. */
import { addedToWeights, allThenSome, scope } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'SAM (second-order approximation)',
  subcategory: 'delta weight masking',
  learn: {
    idea:
      'Which entries are worth training? Near the pretrained weights the loss looks like a bowl, and theory says ' +
      'how much each entry could gain: the square of its slope over twice its curvature. With all curvatures ' +
      'taken as equal, the steepest slopes win: half a percent of every tensor is trained.',
    where: allThenSome,
    inferenceCost: addedToWeights,
    pitfalls:
      'It is not sharpness-aware minimisation, which is called SAM too. Slopes are added up with their signs, so ' +
      'that an entry which one batch pulls up and the next one down is left alone: FISH Mask, which adds up ' +
      'squares, would take it. Tensors of less than two hundred entries get nothing at half a percent, so on a ' +
      'tiny model norms and biases stay as they are.',
  },
  hyperparameters: {
    keep: {
      label: 'kept share k',
      description: 'Share of the entries of each tensor that may change; all others stay as they are.',
    },
    batches: { label: 'batches scored', description: 'Over how many training batches the slopes are added up.' },
    scope,
  },
  noScript: 'It has nothing that chooses single weights by their gradients.',
  says: {
    trainKept: 'Train the kept entries',
    score: 'Add up the slopes',
    noneKept: ({ keep, largest, least }: { keep: string; largest: string; least: string }) =>
      `keep of sam is ${keep}, which is less than one entry of the largest tensor (${largest}); choose a share ` +
      `from ${least} to 1.`,
  },
} satisfies MethodTexts;
