/**
 * S-BitFit (Lawton et al. 2023): BitFit with a structured search, which finds out which whole bias vectors are worth
 * training.
 *
 *   b = b₀ + δ  for the vectors that the search leaves, which have at most k of all bias entries together
 *
 * The search is that of `pruningSearch.ts`; a part is one vector, with score −Σ_i δ_i ∂L/∂b_i. Vectors are taken by
 * score for each scalar that they cost, while they fit: by plain sums the long vector of the feed-forward block would
 * always win (own formulation).
 */
import { messages, precise } from '../../messages/message';
import { usualNeeds } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { fillBudget } from '../parts/budgetGates';
import { biasRefusal, prunedBiases } from '../parts/prunedBiases';
import {
  anyOrder,
  budgetOf,
  countsIn,
  lengthOf,
  pruningKnobs,
  searchPaper,
  whole,
  type Prunable,
} from '../parts/pruningSearch';
import { keepKnob, type Selection } from '../parts/sparseDelta';
import { everyTask } from '../taskId';
import { texts } from './sBitfit.en';

const says = messages('s-bitfit', texts.says);

/** Takes whole vectors by falling score as long as they fit. */
function fill(tensors: readonly Prunable[], scores: readonly number[], count: number): Selection {
  const lengths = tensors.map(({ length }) => length);
  return whole(fillBudget(scores, lengths, count).map((i) => tensors[i]!));
}

const anywhere = (tensors: readonly Prunable[], count: number) => fill(tensors, anyOrder(tensors.length), count);

const parts = prunedBiases({
  largest(tensors, scores, count) {
    const means = tensors.map(({ name, length }) => scores.get(name)!.reduce((sum, score) => sum + score, 0) / length);
    const left = tensors.filter((_, i) => means[i]! > -Infinity);
    return fill(
      left,
      means.filter((mean) => mean > -Infinity),
      count,
    );
  },
  anywhere,
  counts: (tensors, count) => countsIn(anywhere(tensors, count)),
});

export const sBitfit = defineMethod({
  id: 's-bitfit',
  texts,
  category: 'partial',
  paper: searchPaper,
  hyperparameters: [keepKnob(0.1), ...pruningKnobs],
  defaults: { learningRate: 1e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: [...usualNeeds, 'biases'],
  tasks: everyTask,

  check: (d, hp) =>
    biasRefusal('s-bitfit', d, (biases) => {
      const [keep, all] = [numberOf(hp, 'keep'), lengthOf(biases)];
      const shortest = Math.min(...biases.map(({ length }) => length));
      if (budgetOf(biases, hp) >= shortest) return undefined;
      // Rounded up, so that what is advised is allowed.
      return says.noVectorFits({ keep, shortest, all, least: precise(Math.ceil((1e4 * shortest) / all) / 1e4, 3) });
    }),

  phases: (request) => parts.phases(request),
  chooses: () => true,
  declare: (d, hp, at) => parts.declare(d, hp, at),
  apply: (context, hp) => parts.apply(context, hp),
  identityAtInit: true,
  merge: (context, hp) => parts.merge(context, hp),

  formula:
    String.raw`b = b_0 + \delta \text{ for the vectors with the largest } ` +
    String.raw`-\sum_i \delta_i \frac{\partial \mathcal{L}}{\partial b_i} \text{ that fit into the budget}`,
});
