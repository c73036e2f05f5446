/**
 * LoHa (Hyeon-Woo et al. 2022, FedPara; LyCORIS, Yeh et al. 2024): the change of a weight matrix is the entrywise
 * product of two low-rank matrices.
 *
 *   h = W₀ x + (α / r) · ((A₁ B₁) ⊙ (A₂ B₂)) x,   A ∈ ℝ^{out×r}, B ∈ ℝ^{r×in}
 *
 * Its rank can be as high as r². As in HF PEFT's LOHA three factors start Kaiming-uniform and B₂ at zero. The change is
 * built as a whole matrix in every step: there is no detour of width r that the text could take.
 */
import { kaiming, zeros } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { alphaParameter, lowRankRefusal, lowRankSlots, rankParameter, targetsParameter } from '../parts/lowRank';
import { changeOutputs, mergeDeltas, multiply, siteConfig, siteTensor } from '../parts/updatedSites';
import { afterSurvey, lycoris, trainedAt } from '../parts/afterSurvey';
import { texts } from './loha.en';

export const loha = defineMethod({
  id: 'loha',
  texts,
  ...afterSurvey,
  paper: lycoris,
  hyperparameters: [rankParameter(), alphaParameter(8), targetsParameter],
  defaults: trainedAt(1e-2, { seq2seq: 3e-2, 'token-classification': 3e-2 }),

  check: (d, hp) => lowRankRefusal('loha', d, hp),

  declare(d, hp) {
    const r = numberOf(hp, 'r');
    return lowRankSlots(d, hp).flatMap((slot) => {
      const { inFeatures, outFeatures } = slot;
      const symbol = `⊙ r ${r}`;
      return [
        siteTensor(slot, 'hada_w1_a', [outFeatures, r], { init: kaiming(r), symbol }),
        siteTensor(slot, 'hada_w1_b', [r, inFeatures], { init: kaiming(inFeatures), symbol }),
        siteTensor(slot, 'hada_w2_a', [outFeatures, r], { init: kaiming(r), symbol }),
        siteTensor(slot, 'hada_w2_b', [r, inFeatures], { init: zeros, symbol }),
      ];
    });
  },

  apply(context, hp) {
    const { builder: g } = context;
    const scaling = numberOf(hp, 'alpha') / numberOf(hp, 'r');
    changeOutputs(context, hp, ({ linear }, h, tensor) => {
      const first = g.matmul(tensor('hada_w1_a'), tensor('hada_w1_b'));
      const second = g.matmul(tensor('hada_w2_a'), tensor('hada_w2_b'));
      return g.add(h, g.linear(linear.input, g.scale(g.mul(first, second), scaling)));
    });
  },

  identityAtInit: true,

  /** W ← W + s · ((A₁ B₁) ⊙ (A₂ B₂))ᵀ, in the (in, out) layout of the graph. */
  merge(context, hp) {
    const r = numberOf(hp, 'r');
    const scaling = numberOf(hp, 'alpha') / r;
    mergeDeltas(context, hp, ({ linear: { inFeatures } }, trained) => {
      const first = multiply(trained('hada_w1_a'), trained('hada_w1_b'), r);
      const second = multiply(trained('hada_w2_a'), trained('hada_w2_b'), r);
      return (i, o) => scaling * first[o * inFeatures + i]! * second[o * inFeatures + i]!;
    });
  },

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} \left( (A_1 B_1) \odot (A_2 B_2) \right) x, \qquad B_2 = 0 ` +
    String.raw`\text{ at the start}`,
  countFormula: String.raw`2 L \cdot 2 r (d_{in} + d_{out}) = 8 L r d`,

  /** PEFT has no LoHa for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'LOHA', {
      r: numberOf(hp, 'r'),
      alpha: numberOf(hp, 'alpha'),
      rank_dropout: 0,
      module_dropout: 0,
      init_weights: true,
    }),
});
