/**
 * LoRA+ (Hayou et al. 2024): LoRA whose B takes larger steps than A.
 *
 *   h = W₀ x + (α / r) · B A x,   η_B = λ η_A,   λ > 1
 *
 * In wide models A and B learn equally fast only where λ grows with the width; the paper's λ is 16. `lr` of the run is
 * A's and the head's. (HF PEFT's `create_loraplus_optimizer` gives λ to vectors of the head too.) Nothing else differs
 * from LoRA, so the adapter is one.
 */
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import {
  addBranch,
  alphaParameter,
  dropoutParameter,
  enterFactors,
  factorSpecs,
  loraConfig,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  mergeUpdates,
  plainUpdate,
  rankParameter,
  targetsParameter,
} from '../parts/lowRank';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { texts } from './loraPlus.en';

export const loraPlus = defineMethod({
  id: 'lora-plus',
  texts,
  ...afterSurvey,
  paper: {
    title: 'LoRA+: Efficient Low Rank Adaptation of Large Models',
    authors: 'Hayou, Ghosh, Yu',
    year: 2024,
    venue: 'ICML',
    url: 'https://arxiv.org/abs/2402.12354',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(),
    dropoutParameter,
    targetsParameter,
    { kind: 'real', name: 'ratio', default: 16, min: 1, max: 64, scale: 'log' },
  ],
  defaults: trainedAt(1e-3, { seq2seq: 3e-3, 'token-classification': 3e-3 }),

  check: (d, hp) => lowRankRefusal('lora-plus', d, hp),
  declare: (d, hp) => lowRankSlots(d, hp).flatMap((slot) => factorSpecs(slot, numberOf(hp, 'r'), { padded: true })),

  apply(context, hp) {
    for (const site of lowRankSites(context.anatomy, hp)) {
      const factors = enterFactors(context, site, { b: { rate: numberOf(hp, 'ratio') } });
      addBranch(context, site, factors, {
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => context.builder.scale(low, numberOf(hp, 'alpha') / numberOf(hp, 'r')),
      });
    }
  },

  identityAtInit: true,
  merge: (context, hp) =>
    mergeUpdates(context, lowRankSites(context.anatomy, hp), (site) =>
      plainUpdate(context, site, numberOf(hp, 'r'), numberOf(hp, 'alpha') / numberOf(hp, 'r')),
    ),

  formula: String.raw`h = W_0 x + \frac{\alpha}{r} B A x, \qquad \eta_B = \lambda\, \eta_A,\; \lambda > 1`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,
  peftConfig: (anatomy, hp) => loraConfig(anatomy, hp, { dropout: numberOf(hp, 'dropout') }),
});
