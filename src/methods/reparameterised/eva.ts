/**
 * EVA, explained variance adaptation (Paischer et al. 2024): LoRA whose A starts with the directions in which the
 * inputs of the task vary most, and whose ranks go where such directions explain most.
 *
 *   A₀ = the first r_j principal components of the inputs of matrix j,  B₀ = 0
 *   h = W₀ x + (α / r) B A x
 *
 * Σ r_j = r · (number of matrices): of all components of all matrices those with the largest shares of their inputs'
 * variance, at most ρ r of one matrix. It is HF PEFT's `init_lora_weights="eva"`, scale and all; PEFT goes on by an
 * incremental decomposition until the components turn no more (τ), here the covariance of a fixed number of batches is
 * decomposed, which is what that converges to. Padding is left out.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { f32, i32, numbersOf } from '../../onnx/tensor';
import type { Hyperparameters, MergeContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { says } from '../messages';
import type { Carried, Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import type { LinearAlgebra } from '../linearAlgebra';
import { batchesKnob, inputsOf, lookedAt, sumsAt } from '../parts/dataStart';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  addBranch,
  alphaParameter,
  distinctSites,
  dropoutParameter,
  enterFactors,
  factorSpecs,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  rankParameter,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import { rankReport } from '../parts/triplets';
import { everyTask } from '../taskId';
import type { TensorSpec } from '../tensors';
import { texts } from './eva.en';

const ranksName = 'eva.ranks';
const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');

/** Of one matrix, with the largest share of the variance first. */
export interface Components {
  /** (n, in), rows of length one. */
  readonly directions: Float32Array;
  readonly shares: readonly number[];
}

/**
 * The first n principal components.
 * @param moment Σ x xᵀ, (width, width) @param sum Σ x, (width) @param count of x
 */
export function componentsOf(
  moment: Float32Array,
  sum: Float32Array,
  count: number,
  n: number,
  { symmetricEigen }: LinearAlgebra,
): Components {
  const width = sum.length;
  const all = Math.max(1, count);
  const covariance = new Float32Array(width * width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      // Both halves of the sums are one number but for rounding.
      const both = (moment[i * width + j]! + moment[j * width + i]!) / 2;
      covariance[i * width + j] = (both - (sum[i]! * sum[j]!) / all) / all;
      covariance[j * width + i] = covariance[i * width + j]!;
    }
  const { values, vectors } = symmetricEigen(covariance, width);
  const total = values.reduce((all, value) => all + Math.max(0, value), 0);
  const order = [...values.keys()].sort((x, y) => values[y]! - values[x]!).slice(0, n);
  const directions = new Float32Array(order.length * width);
  order.forEach((at, k) => {
    for (let i = 0; i < width; i++) directions[k * width + i] = vectors[i * width + at]!;
  });
  return { directions, shares: order.map((at) => (total > 0 ? Math.max(0, values[at]!) / total : 0)) };
}

/** How many components each matrix keeps: the `budget` largest shares of all. Of equals the first win. */
export function ranksOf(shares: readonly (readonly number[])[], budget: number): number[] {
  const all = shares.flatMap((own, matrix) => own.map((share) => ({ share, matrix })));
  const kept = all.sort((x, y) => y.share - x.share).slice(0, budget);
  return shares.map((_, matrix) => kept.filter((one) => one.matrix === matrix).length);
}

/** The ranks by stem; without a run every matrix has r. */
function ranksAt(stems: readonly string[], hp: Hyperparameters, carried: Carried | undefined): Map<string, number> {
  const found = carried?.tensors[ranksName];
  const ranks = found && numbersOf(found);
  return new Map(stems.map((stem, at) => [stem, ranks?.[at] ?? numberOf(hp, 'r')]));
}

const stemsOf = (d: Dimensions, hp: Hyperparameters): string[] => lowRankSlots(d, hp).map(({ stem }) => stem);

function conclude(outcome: PhaseOutcome, sites: readonly LowRankSite[]) {
  const { hyperparameters: hp, score, linearAlgebra, carried, anatomy } = outcome;
  const most = Math.round(numberOf(hp, 'r') * numberOf(hp, 'rho'));
  // Queries and values read the same inputs.
  const known = new Map<string, Components>();
  const components = sites.map(({ stem, linear }) => {
    const { input, inFeatures } = linear;
    const found =
      known.get(input) ??
      componentsOf(
        score(`${stem}.moment`),
        score(`${stem}.sum`),
        score(`${stem}.count`)[0]!,
        Math.min(most, inFeatures),
        linearAlgebra,
      );
    known.set(input, found);
    return found;
  });
  const ranks = ranksOf(
    components.map(({ shares }) => shares),
    numberOf(hp, 'r') * sites.length,
  );
  const start = Object.fromEntries(
    sites.flatMap(({ stem, linear: { inFeatures } }, at) => {
      const rank = ranks[at]!;
      const values = components[at]!.directions.slice(0, rank * inFeatures);
      return rank > 0 ? [[`${stem}.lora_A`, f32([rank, inFeatures], values)]] : [];
    }),
  );
  const byStem = new Map(sites.map(({ stem }, at) => [stem, ranks[at]!]));
  const stored = stemsOf(anatomy.dimensions, hp).map((stem) => byStem.get(stem)!);
  const { summary, facts } = rankReport(Object.fromEntries(byStem));
  return {
    carried: {
      tensors: { ...carried.tensors, [ranksName]: i32([stored.length], stored) },
      start: { ...carried.start, ...start },
      facts: { ...carried.facts, ...facts },
    },
    summary,
  };
}

/** What is trained, filled up with zeros to the largest rank. */
function updateOf(context: MergeContext, site: LowRankSite, hp: Hyperparameters) {
  const ranks = ranksAt(stemsOf(context.anatomy.dimensions, hp), hp, context.carried);
  const most = Math.max(...ranks.values());
  const rank = ranks.get(site.stem)!;
  const { inFeatures } = site.linear;
  const a = new Float32Array(most * inFeatures);
  const b = new Float32Array(site.outputs * most);
  if (rank > 0) {
    a.set(context.trained(`${site.stem}.lora_A`));
    context.trained(`${site.stem}.lora_B`).forEach((value, at) => {
      b[Math.floor(at / rank) * most + (at % rank)] = value;
    });
  }
  return { a, b, middle: new Array<number>(most).fill(scalingOf(hp)) };
}

export const eva = defineMethod({
  id: 'eva',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'Parameter Efficient Fine-tuning via Explained Variance Adaptation',
    authors: 'Paischer, Hauzenberger, Schmied, Alkin, Deisenroth, Hochreiter',
    year: 2024,
    venue: 'NeurIPS 2025',
    url: 'https://arxiv.org/abs/2410.07170',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(),
    dropoutParameter,
    targetsParameter,
    batchesKnob(32),
    { kind: 'real', name: 'rho', default: 2, min: 1, max: 16 },
  ],
  defaults: {
    learningRate: 4e-3,
    rates: { seq2seq: 1.6e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('eva', d, hp),

  phases({ hyperparameters: hp, steps, index, anatomy }: PhaseRequest): Phase | undefined {
    if (index === 1) return { id: 'train', title: says.training, work: { kind: 'train', steps } };
    if (index > 1) return undefined;
    const sites = distinctSites(lowRankSites(anatomy, hp));
    return {
      id: 'score',
      title: says.lookAtData,
      work: {
        kind: 'score',
        batches: numberOf(hp, 'batches'),
        score: (_, __, gradient) => gradient,
        more: sumsAt(anatomy, sites, (g, site) => {
          const { rows, count } = inputsOf(g, anatomy, site);
          return {
            [`${site.stem}.moment`]: g.matmul(g.transpose(rows, [1, 0]), rows),
            [`${site.stem}.sum`]: g.reduceSum(rows, [0]),
            [`${site.stem}.count`]: count,
          };
        }),
      },
      conclude: (outcome) => conclude(outcome, sites),
    };
  },

  chooses: (hp) => numberOf(hp, 'rho') > 1,

  declare(d, hp, { phase, carried }) {
    if (phase === 'score') return lookedAt(d, hp);
    const ranks = ranksAt(stemsOf(d, hp), hp, carried);
    const factors = lowRankSlots(d, hp).flatMap((slot): TensorSpec[] => {
      const rank = ranks.get(slot.stem)!;
      return rank > 0 ? factorSpecs(slot, rank).map(({ peft: _, ...spec }) => spec) : [];
    });
    const kept: TensorSpec = {
      name: ranksName,
      shape: [ranks.size],
      treatment: 'carried',
      places: [],
      change: 'delta',
    };
    return [...factors, kept];
  },

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    if (context.phase === 'score') {
      for (const { name } of lookedAt(anatomy.dimensions, hp)) context.tensor(name);
      return;
    }
    const ranks = ranksAt(stemsOf(anatomy.dimensions, hp), hp, context.carried);
    for (const site of lowRankSites(anatomy, hp)) {
      if (ranks.get(site.stem) === 0) continue;
      addBranch(context, site, enterFactors(context, site), {
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.scale(low, scalingOf(hp)),
      });
    }
  },

  identityAtInit: true,
  ...lowRankDeployment(updateOf),

  formula:
    String.raw`h = W_0 x + \tfrac{\alpha}{r} B A x, \qquad A_0 = V_{1 \dots r_j}^{\top},\; B_0 = 0,\; ` +
    String.raw`\mathrm{Cov}(x) = V \Lambda V^{\top},\; \textstyle\sum_j r_j = r \cdot \#j`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,
});
