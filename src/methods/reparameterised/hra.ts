/**
 * HRA, Householder reflection adaptation (Yuan et al. 2024): the weight matrix is mirrored at r hyperplanes, one after
 * another, and stays as long and as angular as it was.
 *
 *   h = W₀ R x,   R = H₁ H₂ ⋯ H_r,   H_i = I − 2 u_i u_iᵀ / ‖u_i‖²
 *
 * A product of reflections is orthogonal, and differs from I by a matrix of rank r at most: orthogonal and low-rank
 * adaptation in one. As in HF PEFT's HRA the u start in equal pairs, whose reflections cancel. With `apply_GS` the u
 * are made orthonormal first (Gram and Schmidt), R = I − 2 Û Ûᵀ; pairs do not cancel then, but vanish by rounding, so
 * that PEFT's start is no identity; it is not offered here.
 */
import { kaiming, type MethodContext } from '../contract';
import { messages } from '../../messages/message';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { initialise } from '../initialise';
import { lowRankRefusal, lowRankSlots, rankParameter, targetsParameter } from '../parts/lowRank';
import { changeOutputs, mergeDeltas, siteConfig, siteTensor, weightAt } from '../parts/updatedSites';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { texts } from './hra.en';

const says = messages('hra', texts.says);

/** (in, r): columns 2k and 2k + 1 are the same random vector. */
function pairs({ seed, builder }: MethodContext, name: string, inFeatures: number, r: number): Float32Array {
  const half = initialise({ name, shape: [inFeatures, r / 2], init: kaiming(r / 2) }, seed, builder.graph);
  return Float32Array.from({ length: inFeatures * r }, (_, at) => half[Math.floor(at / 2)]!);
}

export const hra = defineMethod({
  id: 'hra',
  texts,
  ...afterSurvey,
  paper: {
    title: 'Bridging The Gap between Low-rank and Orthogonal Adaptation via Householder Reflection Adaptation',
    authors: 'Yuan, Liu, Xu',
    year: 2024,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2405.17484',
  },
  hyperparameters: [rankParameter(), targetsParameter],
  defaults: trainedAt(4e-3, { seq2seq: 0.11, 'token-classification': 1.2e-2 }),

  check: (d, hp) =>
    lowRankRefusal('hra', d, hp) ?? (numberOf(hp, 'r') % 2 !== 0 ? says.odd({ r: numberOf(hp, 'r') }) : undefined),

  declare: (d, hp) =>
    lowRankSlots(d, hp).map((slot) =>
      siteTensor(slot, 'hra_u', [slot.inFeatures, numberOf(hp, 'r')], {
        symbol: `r ${numberOf(hp, 'r')}`,
        decay: false,
      }),
    ),

  apply(context, hp) {
    const { builder: g } = context;
    const r = numberOf(hp, 'r');
    changeOutputs(context, hp, (site, h, tensor) => {
      const { inFeatures, input } = site.linear;
      const u = tensor('hra_u', {
        kind: 'values',
        values: pairs(context, `${site.stem}.hra_u`, inFeatures, r),
      });
      const unit = g.div(u, g.sqrt(g.reduceSum(g.mul(u, u), [0], true)));
      // R x: the last reflection comes first.
      let x = input;
      for (let k = r - 1; k >= 0; k--) {
        const axis = g.slice(unit, 1, k, k + 1);
        x = g.sub(x, g.scale(g.linear(g.matmul(x, axis), axis), 2));
      }
      return g.add(h, g.matmul(g.sub(x, input), weightAt(context, site)));
    });
  },

  identityAtInit: true,

  /** W ← Rᵀ W, in the (in, out) layout of the graph. */
  merge(context, hp) {
    const r = numberOf(hp, 'r');
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained, weight) => {
      const u = trained('hra_u');
      const before = weight();
      const turned = before.slice();
      for (let k = 0; k < r; k++) {
        let squares = 0;
        for (let i = 0; i < inFeatures; i++) squares += u[i * r + k]! ** 2;
        for (let o = 0; o < outputs; o++) {
          let along = 0;
          for (let i = 0; i < inFeatures; i++) along += u[i * r + k]! * turned[i * outputs + o]!;
          const factor = (2 * along) / squares;
          for (let i = 0; i < inFeatures; i++) turned[i * outputs + o]! -= factor * u[i * r + k]!;
        }
      }
      return (i, o) => turned[i * outputs + o]! - before[i * outputs + o]!;
    });
  },

  formula:
    String.raw`h = W_0 \prod_{i=1}^{r} \left( I - 2 \frac{u_i u_i^{\top}}{\lVert u_i \rVert^2} \right) x, \qquad ` +
    String.raw`u_{2k-1} = u_{2k} \text{ at the start}`,
  countFormula: String.raw`2 L \cdot r d_{in} = 2 L r d`,

  /** PEFT has no HRA for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'HRA', { r: numberOf(hp, 'r'), apply_GS: false, init_weights: true }),
});
