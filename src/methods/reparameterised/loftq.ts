/**
 * LoftQ (Li et al. 2024): QLoRA whose A and B start where quantisation hurt, so that the start is near the
 * full-precision model.
 *
 *   A = B = 0;  T times:  Q ← NF4(W − B A),  W − Q ≈ U Σ Vᵀ (largest r),  B ← U √Σ,  A ← √Σ Vᵀ
 *   h = Q x + B A x
 *
 * The factor α / r is 1, as the start demands. Layers without an update are quantised as in QLoRA.
 */
import { messages } from '../../messages/message';
import type { Linear } from '../../anatomy/anatomy';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import type { LinearAlgebra } from '../linearAlgebra';
import {
  addBranch,
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
  targetsOf,
  targetsParameter,
  type LowRankSite,
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
import { texts } from './loftq.en';

const says = messages('loftq', texts.says);

type WithLinearAlgebra = Pick<MethodContext, 'linearAlgebra'>;

/** A quantised matrix (out, in) and the factors that make up for what it lost. */
export interface LoftqStart {
  readonly quantised: Nf4;
  /** (r, in) */
  readonly a: Float32Array;
  /** (out, r) */
  readonly b: Float32Array;
}

/** Alternates quantisation and decomposition. @param matrix (out, in) */
export function loftqStart(
  matrix: Float32Array,
  rows: number,
  columns: number,
  { r, rounds, double }: { readonly r: number; readonly rounds: number; readonly double: boolean },
  { truncatedSvd }: LinearAlgebra,
): LoftqStart {
  let target = matrix;
  for (let round = 1; ; round++) {
    const quantised = quantiseNf4(target, rows, columns, double);
    const read = dequantiseNf4(quantised);
    const { a, b } = truncatedSvd(
      matrix.map((w, i) => w - read[i]!),
      rows,
      columns,
      r,
    );
    if (round === rounds) return { quantised, a, b };
    target = matrix.slice();
    for (let o = 0; o < rows; o++)
      for (let i = 0; i < columns; i++)
        for (let k = 0; k < r; k++) target[o * columns + i]! -= b[o * r + k]! * a[k * columns + i]!;
  }
}

/**
 * Parts of a first decomposition that are kept, so that another rank needs no other: each is an eigenvalue problem, and
 * a model has dozens.
 */
const KEPT = 64;

/** The start at a lower rank: after one round the parts don't depend on how many there are. */
export function leading({ quantised, a, b }: LoftqStart, rows: number, columns: number, r: number): LoftqStart {
  const all = a.length / columns;
  return {
    quantised,
    a: a.slice(0, r * columns),
    b: Float32Array.from({ length: rows * r }, (_, at) => b[Math.floor(at / r) * all + (at % r)]!),
  };
}

const starts = new QuantisedCache<LoftqStart>();
const plain = new QuantisedCache<Nf4>();

const startOf = (
  weight: Tensor,
  linear: Linear,
  hp: Hyperparameters,
  { linearAlgebra }: WithLinearAlgebra,
): LoftqStart => {
  const { outFeatures: rows, inFeatures: columns } = linear;
  const wanted = { r: numberOf(hp, 'r'), rounds: numberOf(hp, 'iterations'), double: flagOf(hp, 'double') };
  const shared = { ...wanted, r: wanted.rounds === 1 ? Math.max(wanted.r, Math.min(KEPT, rows, columns)) : wanted.r };
  const decomposed = () =>
    starts.of(weight, JSON.stringify(shared), linear, (matrix) =>
      loftqStart(matrix, rows, columns, shared, linearAlgebra),
    );
  return shared.r === wanted.r
    ? decomposed()
    : starts.of(weight, JSON.stringify(wanted), linear, () => leading(decomposed(), rows, columns, wanted.r));
};

/** Linears that get an update; LoftQ decomposes whole matrices, so a fused one counts as one. */
const updated = (sites: readonly LowRankSite[]): ReadonlySet<string> =>
  new Set(sites.map((site) => site.linear.weight));

const quantisedOf = (
  weight: Tensor,
  linear: Linear,
  targets: ReadonlySet<string>,
  hp: Hyperparameters,
  context: WithLinearAlgebra,
): Nf4 =>
  targets.has(linear.weight)
    ? startOf(weight, linear, hp, context).quantised
    : plain.of(weight, String(flagOf(hp, 'double')), linear, (matrix) =>
        quantiseNf4(matrix, linear.outFeatures, linear.inFeatures, flagOf(hp, 'double')),
      );

export const loftq = defineMethod({
  id: 'loftq',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'LoftQ: LoRA-Fine-Tuning-Aware Quantization for Large Language Models',
    authors: 'Li, Yu, Liang, He, Karampatziakis, Chen, Zhao',
    year: 2024,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2310.08659',
  },
  hyperparameters: [
    rankParameter(),
    dropoutParameter,
    targetsParameter,
    { kind: 'integer', name: 'iterations', default: 1, min: 1, max: 10 },
    doubleParameter,
  ],
  defaults: {
    learningRate: 3e-3,
    rates: { seq2seq: 9e-3 },
    weightDecay: 0,
    warmup: 0.03,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const refusal = lowRankRefusal('loftq', d, hp, 'all linears');
    if (refusal) return refusal;
    const part = d.fusedQkv
      ? targetsOf(d, hp, 'all linears').find((site) => site === 'q' || site === 'k' || site === 'v')
      : undefined;
    return part && says.partOfOne({ site: part });
  },

  declare: (d, hp) =>
    lowRankSlots(d, hp, 'all linears').flatMap((slot) =>
      factorSpecs(slot, numberOf(hp, 'r'), { symbol: `r ${numberOf(hp, 'r')}, 4 bit` }),
    ),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const sites = lowRankSites(anatomy, hp, 'all linears');
    const targets = updated(sites);
    const weights = new Map(blockLinears(anatomy).map((linear) => [linear.weight, weightOf(g, linear)]));
    for (const linear of blockLinears(anatomy)) {
      const quantised = quantisedOf(weights.get(linear.weight)!, linear, targets, hp, context);
      replaceWeight(context, linear, (builder) => emitNf4(builder, quantised));
    }
    for (const site of sites) {
      const { a, b } = startOf(weights.get(site.linear.weight)!, site.linear, hp, context);
      const factors = enterFactors(context, site, {
        a: { init: { kind: 'values', values: a } },
        b: { init: { kind: 'values', values: b } },
      });
      addBranch(context, site, factors, { scope: 'loftq', dropout: numberOf(hp, 'dropout'), middle: (low) => low });
    }
  },

  // Its base stays packed, which is what it is for; merged, the weights are in full precision again.
  inference: 'extra',
  identityAtInit: false,

  /** The unpacked weights, plus the update on the targets. */
  merge(context, hp) {
    const { anatomy } = context;
    const sites = lowRankSites(anatomy, hp, 'all linears');
    const targets = updated(sites);
    const weights = mergeQuantised(context, blockLinears(anatomy), (linear) =>
      dequantiseNf4(
        quantisedOf(
          f32([linear.inFeatures, linear.outFeatures], context.base(linear.weight)),
          linear,
          targets,
          hp,
          context,
        ),
      ),
    );
    mergeUpdates(context, sites, (site) => plainUpdate(context, site, numberOf(hp, 'r'), 1), {
      base: (linear) => weights.get(linear.weight)!.slice(),
    });
  },

  formula:
    String.raw`\min_{Q,\,A,\,B} \lVert W - Q - B A \rVert_F, \qquad Q \in \mathrm{NF4},\; A \in ` +
    String.raw`\mathbb{R}^{r \times d_{in}},\; B \in \mathbb{R}^{d_{out} \times r}`,
  /** After one round the base is the plain NF4 copy of the model, which others can make too; after more it is not. */
  peftConfig: (anatomy, hp) =>
    numberOf(hp, 'iterations') === 1
      ? loraConfig(anatomy, hp, { auto: 'all linears', alpha: numberOf(hp, 'r'), dropout: numberOf(hp, 'dropout') })
      : undefined,
});
