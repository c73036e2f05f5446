/**
 * U-BitFit (Lawton et al. 2023): BitFit with an unstructured search, which finds out which single entries of the bias
 * vectors are worth training.
 *
 *   b = b₀ + scatter(i, δ),   i = the K entries that the search leaves, K = k · number of bias entries
 *
 * The search is that of `pruningSearch.ts`; a part is one entry, with score −δ_i ∂L/∂b_i.
 */
import { usualNeeds } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { biasRefusal, prunedBiases } from '../parts/prunedBiases';
import { budgetOf, entries, lengthOf, pruningKnobs, searchPaper } from '../parts/pruningSearch';
import { keepKnob, shareTooSmall } from '../parts/sparseDelta';
import { everyTask } from '../taskId';
import { texts } from './uBitfit.en';

const parts = prunedBiases(entries);

export const uBitfit = defineMethod({
  id: 'u-bitfit',
  texts,
  category: 'partial',
  paper: searchPaper,
  hyperparameters: [keepKnob(0.1), ...pruningKnobs],
  defaults: { learningRate: 1e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: [...usualNeeds, 'biases'],
  tasks: everyTask,

  check: (d, hp) =>
    biasRefusal('u-bitfit', d, (biases) =>
      budgetOf(biases, hp) < 1 ? shareTooSmall('keep', 'u-bitfit', numberOf(hp, 'keep'), lengthOf(biases)) : undefined,
    ),

  phases: (request) => parts.phases(request),
  chooses: () => true,
  declare: (d, hp, at) => parts.declare(d, hp, at),
  apply: (context, hp) => parts.apply(context, hp),
  identityAtInit: true,
  merge: (context, hp) => parts.merge(context, hp),

  formula:
    String.raw`b_i = b_{0,i} + \delta_i, \qquad \delta_i \neq 0 \text{ only where } ` +
    String.raw`-\delta_i \frac{\partial \mathcal{L}}{\partial b_i} \text{ is among the } K \text{ largest}`,
});
