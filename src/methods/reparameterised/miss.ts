/**
 * MiSS, matrix shard sharing (Kang and Yin 2024): the rows of the change of a weight matrix repeat, so that one block
 * of r rows is trained instead of two thin factors.
 *
 *   h = W₀ x + Dᵀ S x,   D ∈ ℝ^{r×out} trained, (S x)_k = Σ_j x_{k + j r}
 *
 * S x adds up the entries of x that lie r apart: no product is needed to make x short. D starts at zero. It is HF
 * PEFT's MISS with its usual start; the variants "bat" and "mini" compute other things and are not here.
 */
import { zeros, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { dropoutParameter, lowRankRefusal, lowRankSlots, rankParameter, targetsParameter } from '../parts/lowRank';
import { changeOutputs, mergeDeltas, siteConfig, siteTensor } from '../parts/updatedSites';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { texts } from './miss.en';

/** S x (…, r) of x (…, in), padded with zeros to a multiple of r. */
function folded({ builder: g }: MethodContext, x: string, r: number): string {
  const shape = g.shapeOf(x);
  const [outer, width] = [shape.slice(0, -1), shape.at(-1)!];
  const missing = (r - (width % r)) % r;
  const padded = missing === 0 ? x : g.concat([x, g.filled([...outer, missing], 0)], shape.length - 1);
  return g.reduceSum(g.reshape(padded, [...outer, (width + missing) / r, r]), [outer.length]);
}

export const miss = defineMethod({
  id: 'miss',
  texts,
  ...afterSurvey,
  paper: {
    title: 'MiSS: Revisiting the Trade-off in LoRA with an Efficient Shard-Sharing Structure',
    authors: 'Kang, Yin',
    year: 2024,
    url: 'https://arxiv.org/abs/2409.15371',
  },
  hyperparameters: [rankParameter(64), dropoutParameter, targetsParameter],
  defaults: trainedAt(2e-3, { seq2seq: 1.8e-2, 'token-classification': 6e-3 }),

  check: (d, hp) => lowRankRefusal('miss', d, hp),

  declare: (d, hp) =>
    lowRankSlots(d, hp).map((slot) =>
      siteTensor(slot, 'miss_block', [numberOf(hp, 'r'), slot.outFeatures], {
        init: zeros,
        symbol: `r ${numberOf(hp, 'r')}`,
      }),
    ),

  apply(context, hp) {
    const { builder: g } = context;
    changeOutputs(context, hp, ({ linear }, h, tensor) => {
      const x = context.dropout(linear.input, numberOf(hp, 'dropout'));
      return g.add(h, g.matmul(folded(context, x, numberOf(hp, 'r')), tensor('miss_block')));
    });
  },

  identityAtInit: true,

  /** Each row i of W (in, out) gets row i mod r of D. */
  merge(context, hp) {
    const r = numberOf(hp, 'r');
    mergeDeltas(context, hp, ({ outputs }, trained) => {
      const block = trained('miss_block');
      return (i, o) => block[(i % r) * outputs + o]!;
    });
  },

  formula:
    String.raw`h = W_0 x + D^{\top} S x, \qquad (S x)_k = \sum_j x_{k + j r},\; D \in \mathbb{R}^{r \times ` +
    String.raw`d_{out}},\; D = 0 \text{ at the start}`,
  countFormula: String.raw`2 L \cdot r d_{out} = 2 L r d`,

  /** PEFT has no MiSS for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'MISS', {
      r: numberOf(hp, 'r'),
      miss_dropout: numberOf(hp, 'dropout'),
      init_weights: true,
    }),
});
