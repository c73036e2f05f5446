/**
 * HiRA, Hadamard high-rank adaptation (Huang et al. 2025): a low-rank matrix says by what share each entry of the
 * pretrained matrix changes.
 *
 *   h = W₀ x + (W₀ ⊙ B A) x,   A ∈ ℝ^{r×in}, B ∈ ℝ^{out×r}
 *
 * The change has the rank of W₀, for the numbers of a LoRA. As in HF PEFT's HIRA A starts Kaiming-uniform and B at
 * zero, there is no factor α / r, and dropout acts on the x that the change reads.
 */
import { kaiming, zeros } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { dropoutParameter, lowRankRefusal, lowRankSlots, rankParameter, targetsParameter } from '../parts/lowRank';
import { changeOutputs, mergeDeltas, multiply, siteConfig, siteTensor, weightAt } from '../parts/updatedSites';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { texts } from './hira.en';

export const hira = defineMethod({
  id: 'hira',
  texts,
  ...afterSurvey,
  paper: {
    title: 'HiRA: Parameter-Efficient Hadamard High-Rank Adaptation for Large Language Models',
    authors: 'Huang, Ko, Zhuang, Tang, Zhang',
    year: 2025,
    venue: 'ICLR',
    url: 'https://openreview.net/forum?id=TwJrTz9cRS',
  },
  hyperparameters: [rankParameter(32), dropoutParameter, targetsParameter],
  defaults: trainedAt(1e-2, { seq2seq: 3e-2, 'token-classification': 3e-2 }),

  check: (d, hp) => lowRankRefusal('hira', d, hp),

  declare(d, hp) {
    const r = numberOf(hp, 'r');
    return lowRankSlots(d, hp).flatMap((slot) => {
      const { inFeatures, outFeatures } = slot;
      const symbol = `⊙ r ${r}`;
      return [
        siteTensor(slot, 'hira_A', [r, inFeatures], { init: kaiming(inFeatures), symbol }),
        siteTensor(slot, 'hira_B', [outFeatures, r], { init: zeros, symbol }),
      ];
    });
  },

  apply(context, hp) {
    const { builder: g } = context;
    changeOutputs(context, hp, (site, h, tensor) => {
      const x = context.dropout(site.linear.input, numberOf(hp, 'dropout'));
      // (B A)ᵀ, in the layout of the graph's weights.
      const share = g.matmul(g.transpose(tensor('hira_A'), [1, 0]), g.transpose(tensor('hira_B'), [1, 0]));
      return g.add(h, g.matmul(x, g.mul(weightAt(context, site), share)));
    });
  },

  identityAtInit: true,

  /** W ← W ⊙ (1 + B A)ᵀ, in the (in, out) layout of the graph. */
  merge(context, hp) {
    const r = numberOf(hp, 'r');
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained, weight) => {
      const share = multiply(trained('hira_B'), trained('hira_A'), r);
      const before = weight();
      return (i, o) => before[i * outputs + o]! * share[o * inFeatures + i]!;
    });
  },

  formula:
    String.raw`h = W_0 x + (W_0 \odot B A)\, x, \qquad A \in \mathbb{R}^{r \times d_{in}},\; B \in ` +
    String.raw`\mathbb{R}^{d_{out} \times r},\; B = 0 \text{ at the start}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,

  peftConfig: (anatomy, hp) =>
    siteConfig(
      anatomy,
      hp,
      'HIRA',
      { r: numberOf(hp, 'r'), hira_dropout: numberOf(hp, 'dropout'), init_weights: true },
      { conv1d: true },
    ),
});
