/**
 * QA-LoRA, quantisation-aware low-rank adaptation (Xu et al. 2024): an update that merges into the zero points of a
 * quantised weight.
 *
 *   h = Ŵ x + s · B A pool(x),   ŵ = scale · (code − zero) for each group of g inputs,   pool = mean over each group
 *
 * Since every input of a group gets the same update, s / g · (B A) of the group, adding it to ŵ is the same as
 *
 *   zero ← zero − (s / g) · (B A) / scale
 *
 * and the merged model is still INT4. A starts Xavier-uniform, B at zero. Codes are rounded between each group's
 * extremes (the authors round with GPTQ).
 */
import { messages, type Value } from '../../messages/message';
import type { Linear } from '../../anatomy/anatomy';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Hyperparameters, Initializer, MergeContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import {
  addBranch,
  alphaParameter,
  dropoutParameter,
  enterFactors,
  factorNames,
  factorSpecs,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  rankParameter,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import { siteShape, sitesOf } from '../parts/sites';
import { blockLinears, mergeQuantised, QuantisedCache, replaceWeight, weightOf } from '../parts/quantisedBase';
import { dequantiseInt4, emitInt4, quantiseInt4, type Int4 } from '../parts/int4';
import { everyTask } from '../taskId';
import { texts } from './qaLora.en';

const says = messages('qa-lora', texts.says);

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');
const groupOf = (hp: Hyperparameters): number => Number(hp.group);

const cache = new QuantisedCache<Int4>();
const int4Of = (weight: Tensor, linear: Linear, hp: Hyperparameters): Int4 =>
  cache.of(weight, String(groupOf(hp)), linear, (matrix) =>
    quantiseInt4(matrix, linear.outFeatures, linear.inFeatures, groupOf(hp)),
  );

/** Glorot's bound for (r, inputs). */
const xavier = (r: number, inputs: number): Initializer => ({ kind: 'uniform', bound: Math.sqrt(6 / (r + inputs)) });

/** Zero points of a linear with the updates of its sites merged in: one for each output and group, (out · in / g). */
export function mergedZeros(
  context: MergeContext,
  { zeros, scales, columns, group }: Int4,
  sites: readonly LowRankSite[],
  hp: Hyperparameters,
): Float32Array {
  const merged = zeros.data.slice();
  const r = numberOf(hp, 'r');
  const groups = columns / group;
  for (const site of sites) {
    const names = factorNames(site);
    const a = context.trained(names.a),
      b = context.trained(names.b);
    for (let o = 0; o < site.outputs; o++) {
      for (let at = 0; at < groups; at++) {
        let update = 0;
        for (let k = 0; k < r; k++) update += b[o * r + k]! * a[k * groups + at]!;
        const place = (site.start + o) * groups + at;
        merged[place]! -= ((scalingOf(hp) / group) * update) / scales.data[place]!;
      }
    }
  }
  return merged;
}

/** "8 or 16 or 32" */
const either = ([first = '', ...others]: readonly string[]): Value =>
  others.reduce<Value>((before, size) => ({ list: [before, size], join: 'or' }), first);

export const qaLora = defineMethod({
  id: 'qa-lora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'QA-LoRA: Quantization-Aware Low-Rank Adaptation of Large Language Models',
    authors: 'Xu, Xie, Gu, Chen, Chang, Zhang, Chen, Zhang, Tian',
    year: 2024,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2309.14717',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(),
    dropoutParameter,
    targetsParameter,
    { kind: 'choice', name: 'group', default: '32', options: ['8', '16', '32', '64', '128'] },
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 9e-2 },
    weightDecay: 0,
    warmup: 0.03,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const uneven = sitesOf(d)
      .map((site) => siteShape(d, site).inFeatures)
      .find((inputs) => inputs % groupOf(hp) !== 0);
    if (uneven !== undefined) {
      const fitting = ['8', '16', '32', '64', '128'].filter((size) =>
        sitesOf(d).every((site) => siteShape(d, site).inFeatures % Number(size) === 0),
      );
      const [group, inputs] = [groupOf(hp), uneven];
      return fitting.length > 0
        ? says.uneven({ group, inputs, fitting: either(fitting) })
        : says.chooseQlora({ group, inputs });
    }
    return lowRankRefusal('qa-lora', d, hp, 'all linears');
  },

  declare: (d, hp) =>
    lowRankSlots(d, hp, 'all linears').flatMap((slot) => {
      const [r, inputs] = [numberOf(hp, 'r'), slot.inFeatures / groupOf(hp)];
      return factorSpecs(slot, r, { inputs, a: { init: xavier(r, inputs) }, symbol: `r ${r}, 4 bit` });
    }),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const group = groupOf(hp);
    for (const linear of blockLinears(anatomy)) {
      const quantised = int4Of(weightOf(g, linear), linear, hp);
      replaceWeight(context, linear, (builder) => emitInt4(builder, quantised));
    }
    for (const site of lowRankSites(anatomy, hp, 'all linears')) {
      const inputs = site.linear.inFeatures / group;
      const factors = enterFactors(context, site);
      addBranch(context, site, factors, {
        scope: 'qa_lora',
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.scale(low, scalingOf(hp)),
        input: (x) => {
          const rows = g.shapeOf(x).slice(0, -1);
          return g.reduceMean(g.reshape(x, [...rows, inputs, group]), [rows.length + 1]);
        },
      });
    }
  },

  identityAtInit: false,

  /** Into the zero points; what is set are the weights that the codes then stand for. */
  merge(context, hp) {
    const sites = lowRankSites(context.anatomy, hp, 'all linears');
    mergeQuantised(context, blockLinears(context.anatomy), (linear) => {
      const quantised = int4Of(f32([linear.inFeatures, linear.outFeatures], context.base(linear.weight)), linear, hp);
      return dequantiseInt4(
        quantised,
        mergedZeros(
          context,
          quantised,
          sites.filter((site) => site.linear.weight === linear.weight),
          hp,
        ),
      );
    });
  },

  formula:
    String.raw`h = \hat{W} x + s\,B A\,\mathrm{pool}_g(x), \qquad z \leftarrow z - \frac{s}{g} \cdot ` +
    String.raw`\frac{(B A)}{\mathrm{scale}}`,
});
