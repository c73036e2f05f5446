/**
 * DeLoRA, decoupled low-rank adaptation (Bini et al. 2025): LoRA whose directions have length one, so that how far the
 * weights may move is a number by itself, and trained as such.
 *
 *   h = W₀ x + B Ξ A (‖w‖ ⊙ x),   Ξ_k = λ / (r · ‖a_k‖ ‖b_k‖),   ‖w‖_i the length of column i of W₀
 *
 * λ bounds the change; each input's share of it is as large as its weights are. As in HF PEFT's DELORA A starts
 * Kaiming-uniform, B at zero (lengths count as 0.0001 at least), λ at 15, and the lengths of W₀ are kept in the file.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { asFloat32 } from '../../onnx/tensor';
import { kaiming, zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import {
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  mergeUpdates,
  rankParameter,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import { weightOf } from '../parts/quantisedBase';
import { changeOutputs, siteConfig, siteTensor } from '../parts/updatedSites';
import { texts } from './delora.en';

/** Lengths are at least this. */
const shortest = 1e-4;

const lengthAlong = (g: Builder, matrix: string, axis: number): string =>
  g.sqrt(g.emit('Max', [g.reduceSum(g.mul(matrix, matrix), [axis]), g.scalar(shortest * shortest)]));

/** For each input the length of its weights, over the outputs of the site. */
function inputLengths({ builder }: MethodContext, { linear, start, end }: LowRankSite): Float32Array {
  const weight = asFloat32(weightOf(builder, linear));
  return Float32Array.from({ length: linear.inFeatures }, (_, i) => {
    const own = weight.subarray(i * linear.outFeatures + start, i * linear.outFeatures + end);
    return Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
  });
}

export const delora = defineMethod({
  id: 'delora',
  texts,
  ...afterSurvey,
  paper: {
    title: 'DeLoRA: Decoupling Angles and Strength in Low-rank Adaptation',
    authors: 'Bini, Girrbach, Akata',
    year: 2025,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2503.18225',
  },
  hyperparameters: [
    rankParameter(),
    { kind: 'real', name: 'delora_lambda', default: 15, min: 1e-2, max: 1e3, scale: 'log' },
    targetsParameter,
  ],
  defaults: trainedAt(4e-3),

  check: (d, hp) => lowRankRefusal('delora', d, hp),

  declare: (d: Dimensions, hp: Hyperparameters) =>
    lowRankSlots(d, hp).flatMap((slot) => {
      const { inFeatures, outFeatures } = slot;
      const r = numberOf(hp, 'r');
      const symbol = `r ${r}`;
      return [
        siteTensor(slot, 'delora_A', [r, inFeatures], { init: kaiming(inFeatures), symbol }),
        siteTensor(slot, 'delora_B', [outFeatures, r], { init: zeros, symbol }),
        siteTensor(slot, 'delora_lambda', [1], {
          init: { kind: 'constant', value: numberOf(hp, 'delora_lambda') },
          decay: false,
        }),
        siteTensor(slot, 'delora_w_norm', [inFeatures], { treatment: 'frozen' }),
      ];
    }),

  apply(context, hp) {
    const { builder: g } = context;
    changeOutputs(context, hp, (site, h, tensor) => {
      const [a, b] = [tensor('delora_A'), tensor('delora_B')];
      const lengths = tensor('delora_w_norm', { kind: 'values', values: inputLengths(context, site) });
      const strength = g.scale(tensor('delora_lambda'), 1 / numberOf(hp, 'r'));
      const middle = g.div(strength, g.mul(lengthAlong(g, a, 1), lengthAlong(g, b, 0)));
      const low = g.linear(g.mul(site.linear.input, lengths), a);
      return g.add(h, g.linear(g.mul(low, middle), b));
    });
  },

  identityAtInit: true,

  merge(context, hp) {
    const r = numberOf(hp, 'r');
    mergeUpdates(context, lowRankSites(context.anatomy, hp), ({ stem, linear: { inFeatures } }) => {
      const of = (name: string) => context.trained(`${stem}.${name}`);
      const [a, b, lengths] = [of('delora_A'), of('delora_B'), of('delora_w_norm')];
      const length = (matrix: Float32Array, k: number, along: (at: number) => number) => {
        const sum = matrix.reduce((total, value, at) => total + (along(at) === k ? value * value : 0), 0);
        return Math.max(Math.sqrt(sum), shortest);
      };
      return {
        a: a.map((value, at) => value * lengths[at % inFeatures]!),
        b,
        middle: Array.from({ length: r }, (_, k) => {
          const [forA, forB] = [length(a, k, (at) => Math.floor(at / inFeatures)), length(b, k, (at) => at % r)];
          return of('delora_lambda')[0]! / r / (forA * forB);
        }),
      };
    });
  },

  formula:
    String.raw`h = W_0 x + \frac{\lambda}{r} \sum_{k=1}^{r} \frac{b_k\, a_k^{\top}}{\lVert b_k \rVert \lVert a_k ` +
    String.raw`\rVert} \left( \lVert w \rVert \odot x \right), \qquad B = 0 \text{ at the start}`,
  countFormula: String.raw`2 L \left( r (d_{in} + d_{out}) + 1 \right) = 2 L (2 r d + 1)`,

  /** PEFT has no DeLoRA for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'DELORA', {
      r: numberOf(hp, 'r'),
      delora_lambda: numberOf(hp, 'delora_lambda'),
      module_dropout: 0,
      bias: 'none',
      init_weights: true,
    }),
});
