/** English for AdaLoRA. */
import { alpha, beta1, beta2, dropout, onlyRanksLeft, orthogonality, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'AdaLoRA',
  subcategory: 'LoRA derivatives: low-rank adjustment',
  learn: {
    idea:
      'LoRA gives every matrix the same rank. AdaLoRA starts with more ranks than it ' +
      'may keep, watches how much each one matters for the loss, and takes the least ' +
      'useful ones away until a total is reached, so that important matrices keep more.',
    where: 'A thin detour beside every linear layer; its middle is where ranks go out.',
    inferenceCost: onlyRanksLeft,
    pitfalls:
      'The plan needs the number of steps beforehand: a run that is stopped early has not met its ' +
      'budget. It counts more scalars than LoRA with the final rank, because all first ranks are trained. ' +
      'The penalty takes part in saying what matters: γ is 0.02 here instead of 0.1 to 0.5, or in narrow models it ' +
      "would drown the task's voice, and two seeds would keep different ranks.",
  },
  hyperparameters: {
    init_r: { label: 'first rank r₀', description: 'Rank that every matrix starts with.' },
    target_r: {
      label: 'mean rank at the end',
      description: 'Ranks that are left at the end, for each matrix on average.',
    },
    alpha,
    dropout,
    targets,
    tinit: { label: 'untouched share t_i', description: 'Share of the run before the first ranks go.' },
    tfinal: { label: 'final share t_f', description: 'Share of the run in which the choice is final.' },
    delta_t: { label: 'interval ΔT', description: 'Steps between two choices.' },
    beta1,
    beta2,
    gamma: orthogonality,
  },
  says: {
    onlyDown: ({ last, first }: { last: string; first: string }) =>
      `target_r of adalora is ${last}, but ranks start at init_r = ${first} and only go down; choose target_r ` +
      `from 1 to ${first}.`,
    noSteps:
      'tinit and tfinal of adalora leave no steps in which ranks can go; choose them so that their sum is at ' +
      'most 0.95.',
  },
} satisfies MethodTexts;
