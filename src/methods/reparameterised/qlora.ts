/**
 * QLoRA (Dettmers et al. 2023): LoRA beside a base model whose weights are held in four bits.
 *
 *   h = dequant(W_NF4) x + (α / r) · B A x
 *
 * All linear layers of the blocks are quantised (embeddings, norms and heads are not); A and B stay fp32. The device
 * holds the packed codes only. They are unpacked where a product needs them, once in the forward and once in the
 * backward pass.
 */
import type { Linear } from '../../anatomy/anatomy';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
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
import {
  blockLinears,
  doubleParameter,
  mergeQuantised,
  QuantisedCache,
  replaceWeight,
  weightOf,
} from '../parts/quantisedBase';
import { dequantiseNf4, emitNf4, quantiseNf4, type Nf4 } from '../parts/nf4';
import { everyTask } from '../taskId';
import { texts } from './qlora.en';

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');

const cache = new QuantisedCache<Nf4>();

/** The weight of a linear in NF4. */
export const nf4Of = (weight: Tensor, linear: Linear, double: boolean): Nf4 =>
  cache.of(weight, String(double), linear, (matrix) =>
    quantiseNf4(matrix, linear.outFeatures, linear.inFeatures, double),
  );

export const qlora = defineMethod({
  id: 'qlora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'QLoRA: Efficient Finetuning of Quantized LLMs',
    authors: 'Dettmers, Pagnoni, Holtzman, Zettlemoyer',
    year: 2023,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2305.14314',
  },
  hyperparameters: [rankParameter(), alphaParameter(4), dropoutParameter, targetsParameter, doubleParameter],
  defaults: {
    learningRate: 2e-3,
    rates: { seq2seq: 6e-3 },
    weightDecay: 0,
    warmup: 0.03,
    schedule: 'constant',
    optimizer: 'adamw',
    clipNorm: 0.3,
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('qlora', d, hp, 'all linears'),

  declare: (d, hp) =>
    lowRankSlots(d, hp, 'all linears').flatMap((slot) =>
      factorSpecs(slot, numberOf(hp, 'r'), { symbol: `r ${numberOf(hp, 'r')}, 4 bit`, padded: true }),
    ),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    for (const linear of blockLinears(anatomy)) {
      const quantised = nf4Of(weightOf(g, linear), linear, flagOf(hp, 'double'));
      replaceWeight(context, linear, (builder) => emitNf4(builder, quantised));
    }
    for (const site of lowRankSites(anatomy, hp, 'all linears')) {
      addBranch(context, site, enterFactors(context, site), {
        scope: 'qlora',
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.scale(low, scalingOf(hp)),
      });
    }
  },

  // Its base stays packed, which is what it is for; merged, the weights are in full precision again.
  inference: 'extra',
  identityAtInit: false,

  /** The unpacked weights, plus the update on the targets. What was lost in quantisation stays lost. */
  merge(context, hp) {
    const weights = mergeQuantised(context, blockLinears(context.anatomy), (linear) =>
      dequantiseNf4(quantiseNf4Of(context.base(linear.weight), linear, flagOf(hp, 'double'))),
    );
    mergeUpdates(
      context,
      lowRankSites(context.anatomy, hp, 'all linears'),
      (site) => plainUpdate(context, site, numberOf(hp, 'r'), scalingOf(hp)),
      { base: (linear) => weights.get(linear.weight)!.slice() },
    );
  },

  formula:
    String.raw`h = \operatorname{dequant}(W_{\mathrm{NF4}})\, x + \frac{\alpha}{r} B A x, \qquad w ` +
    String.raw`\approx \operatorname{absmax}(\text{block of } 64) \cdot q_{c},\; c \in \{0, \dots, 15\}`,
  /** PEFT loads it on a base that bitsandbytes has quantised in the same way. */
  peftConfig: (anatomy, hp) => loraConfig(anatomy, hp, { auto: 'all linears', dropout: numberOf(hp, 'dropout') }),
});

/** As `nf4Of`, from plain numbers (in, out). */
export function quantiseNf4Of(weight: Float32Array, linear: Linear, double: boolean): Nf4 {
  return nf4Of(f32([linear.inFeatures, linear.outFeatures], weight), linear, double);
}
