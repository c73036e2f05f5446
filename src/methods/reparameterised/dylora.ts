/**
 * DyLoRA (Valipour et al. 2023): one training, after which any rank up to r can be used.
 *
 *   h = W₀ x + (α / b) · B[:, :b] A[:b] x,   b ~ U{1, …, r}, drawn anew at every step for the whole model
 *
 * Only row b of A and column b of B move at that step (the paper's "frozen" mode, which its code uses), so that the
 * first rows learn to do without the later ones. Rows that must not move are put back after the optimiser: Adam's
 * momentum would go on moving them. In use the rank is a choice, from 1 to r.
 */
import { messages } from '../../messages/message';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Builder } from '../../onnx/builder';
import { f32, sizeOf } from '../../onnx/tensor';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { UpdateHooks } from '../lifecycle';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  addBranch,
  alphaParameter,
  dropoutParameter,
  enterFactors,
  factorNames,
  factorSpecs,
  loraConfig,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  rankParameter,
  targetsParameter,
  type Factors,
  type LowRankSite,
} from '../parts/lowRank';
import { everyTask } from '../taskId';
import { texts } from './dylora.en';

const says = messages('dylora', texts.says);

const rankOfStep = 'dylora.rank';

/** The rank that the finished adapter is used with. */
const deployed = (hp: Hyperparameters): number => numberOf(hp, 'deploy') || numberOf(hp, 'r');

/** b of a step, from 1 to r: of the run's seed and the step alone, so that a run can go on from a checkpoint. */
export function sampledRank(seed: number, step: number, r: number): number {
  const mixed = Math.imul(Math.imul(step, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b), 0xc2b2ae35);
  return uniformInt(xoroshiro128plus(mixed ^ (mixed >>> 15)), 1, r);
}

/** 1, …, r as a column or a row. */
const numbered = (g: Builder, shape: readonly number[]): string =>
  g.initializer(
    'dylora.rows',
    f32(
      shape,
      Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
    ),
  );

/** Lets only the part with number b move: a row of A, shape (r, 1), or a column of B, shape (1, r). */
function onlyDrawn(parameter: string, shape: readonly number[]): UpdateHooks {
  const drawn = ({ builder: g, perStep }: { readonly builder: Builder; perStep: (name: string) => string }) =>
    g.equal(numbered(g, shape), perStep(rankOfStep));
  return {
    gradient: (view, gradient) => view.builder.where(drawn(view), gradient, view.builder.scalar(0)),
    update: (view, after) => view.builder.where(drawn(view), after, view.before(parameter)),
  };
}

/**
 * While training: the first b entries times α / b, the others times zero. In use: only the first entries are computed.
 */
function branchOf(
  context: MethodContext,
  site: LowRankSite,
  factors: Factors,
  hp: Hyperparameters,
): { readonly factors: Factors; readonly middle: (low: string) => string } {
  const { builder: g, training } = context;
  const [r, b] = [numberOf(hp, 'r'), deployed(hp)];
  if (!training) {
    const used = g.scope(`dylora.${site.stem}`, () => ({
      a: g.slice(factors.a, 0, 0, b),
      b: g.slice(factors.b, 1, 0, b),
    }));
    return { factors: used, middle: (low) => g.scale(low, numberOf(hp, 'alpha') / b) };
  }
  const rank = context.perStep(rankOfStep, (step) => sampledRank(context.seed, step, r));
  const kept = g.emit('LessOrEqual', [numbered(g, [r]), rank]);
  return {
    factors,
    middle: (low) => g.mul(low, g.where(kept, g.div(g.scalar(numberOf(hp, 'alpha')), rank), g.scalar(0))),
  };
}

export const dylora = defineMethod({
  id: 'dylora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'DyLoRA: Parameter-Efficient Tuning of Pre-trained Models using Dynamic Search-Free Low-Rank Adaptation',
    authors: 'Valipour, Rezagholizadeh, Kobyzev, Ghodsi',
    year: 2023,
    venue: 'EACL',
    url: 'https://arxiv.org/abs/2210.07558',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(),
    dropoutParameter,
    targetsParameter,
    { kind: 'integer', name: 'deploy', default: 0, min: 0, max: 256 },
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 3e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const [r, b] = [numberOf(hp, 'r'), numberOf(hp, 'deploy')];
    return lowRankRefusal('dylora', d, hp) ?? (b > r ? says.deployTooLarge({ deploy: b, r }) : undefined);
  },

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot) =>
      factorSpecs(slot, numberOf(hp, 'r'), {
        symbol: `r ≤ ${numberOf(hp, 'r')}`,
        padded: deployed(hp) === numberOf(hp, 'r'),
      }),
    ),

  apply(context, hp) {
    const r = numberOf(hp, 'r');
    for (const site of lowRankSites(context.anatomy, hp)) {
      const names = factorNames(site);
      const declared = enterFactors(context, site, {
        a: onlyDrawn(names.a, [r, 1]),
        b: onlyDrawn(names.b, [1, r]),
      });
      const { factors, middle } = branchOf(context, site, declared, hp);
      addBranch(context, site, factors, { scope: 'dylora', dropout: numberOf(hp, 'dropout'), middle });
    }
  },

  identityAtInit: true,
  /** The first b rows of A and columns of B. */
  ...lowRankDeployment((context, site, hp) => {
    const [r, b] = [numberOf(hp, 'r'), deployed(hp)];
    const names = factorNames(site);
    const columns = context.trained(names.b);
    return {
      a: context.trained(names.a).slice(0, b * site.linear.inFeatures),
      middle: new Array<number>(b).fill(numberOf(hp, 'alpha') / b),
      b: Float32Array.from({ length: site.outputs * b }, (_, i) => columns[Math.floor(i / b) * r + (i % b)]!),
    };
  }),

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{b} B_{:,\,1:b}\, A_{1:b,\,:}\, x, \qquad b \sim ` +
    String.raw`\mathcal{U}\{1, \dots, r\} \text{ at every step}`,
  /** PEFT has no place for rows that are not used. */
  peftConfig: (anatomy, hp) =>
    deployed(hp) === numberOf(hp, 'r') ? loraConfig(anatomy, hp, { dropout: numberOf(hp, 'dropout') }) : undefined,
});
