/**
 * SoRA, sparse low-rank adaptation (Ding et al. 2023): a gate on every rank, which shrinks until it is exactly zero
 * unless the task pulls against it.
 *
 *   h = W₀ x + (α / r) · B (g ⊙ A x),   after each step  g ← sign(g) · max(|g| − λ, 0)
 *
 * The shrinking is the proximal step of an L1 penalty. As in the paper's code g starts normal, gets no weight decay,
 * and λ is subtracted as it is, not times the learning rate. λ may grow from zero over the run, which is gentler to the
 * gates at first. Ranks whose gate ends at zero can be dropped.
 */
import { ranksTold } from '../parts/triplets';
import { messages } from '../../messages/message';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { UpdateHooks } from '../lifecycle';
import { onePhase } from '../parts/onePhase';
import type { TensorSpec } from '../tensors';
import { lowRankDeployment } from '../parts/deployedLora';
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
import { everyTask } from '../taskId';
import { texts } from './sora.en';

const says = messages('sora', texts.says);

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');
const gateName = ({ stem }: Pick<LowRankSite, 'stem'>): string => `${stem}.sora_gate`;
const thresholdOfStep = 'sora.threshold';

/** Soft threshold: what lies within [−λ, λ] becomes zero, the rest moves λ towards zero. */
const shrink: UpdateHooks = {
  update({ builder: g, perStep }, after) {
    const threshold = perStep(thresholdOfStep);
    return g.sub(after, g.emit('Min', [g.emit('Max', [after, g.neg(threshold)]), threshold]));
  },
};

export const sora = defineMethod({
  id: 'sora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'Sparse Low-rank Adaptation of Pre-trained Language Models',
    authors: 'Ding, Lv, Wang, Chen, Zhou, Liu, Sun',
    year: 2023,
    venue: 'EMNLP',
    url: 'https://arxiv.org/abs/2311.11696',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(8),
    dropoutParameter,
    targetsParameter,
    { kind: 'real', name: 'lambda', default: 3e-3, min: 0, max: 0.1 },
    { kind: 'choice', name: 'lambda_schedule', default: 'linear', options: ['constant', 'linear'] },
  ],
  defaults: { learningRate: 3e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('sora', d, hp),

  phases: onePhase(({ anatomy, hyperparameters, value }) => {
    const ranks = Object.fromEntries(
      lowRankSites(anatomy, hyperparameters).map((site) => [
        site.stem,
        value(gateName(site)).filter((gate) => gate !== 0).length,
      ]),
    );
    const left = Object.values(ranks).reduce((sum, rank) => sum + rank, 0);
    const all = Object.keys(ranks).length * numberOf(hyperparameters, 'r');
    return {
      summary: says.gates({ zero: { count: all - left }, all: { count: all }, ranks: ranksTold(ranks) }),
      facts: { ranks },
    };
  }),

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot): TensorSpec[] => [
      ...factorSpecs(slot, numberOf(hp, 'r'), { symbol: `r ≤ ${numberOf(hp, 'r')}` }),
      {
        name: gateName(slot),
        shape: [numberOf(hp, 'r')],
        treatment: 'new',
        init: { kind: 'normal', std: 1 },
        layer: slot.layer,
        places: [slot.place],
        change: 'delta',
        decay: false,
      },
    ]),

  apply(context, hp) {
    const { builder: g, training } = context;
    const lambda = numberOf(hp, 'lambda');
    if (training)
      context.perStep(thresholdOfStep, (step, steps) =>
        choiceOf(hp, 'lambda_schedule') === 'linear' ? (lambda * step) / steps : lambda,
      );
    for (const site of lowRankSites(context.anatomy, hp)) {
      const factors = enterFactors(context, site);
      const gate = context.tensor(gateName(site), shrink);
      addBranch(context, site, factors, {
        scope: 'sora',
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.scale(g.mul(low, gate), scalingOf(hp)),
      });
    }
  },

  identityAtInit: true,
  ...lowRankDeployment((context, site, hp) => {
    const names = factorNames(site);
    return {
      a: context.trained(names.a),
      b: context.trained(names.b),
      middle: context.trained(gateName(site)).map((gate) => gate * scalingOf(hp)),
    };
  }),

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} B\,(g \odot A x), \qquad g \leftarrow ` +
    String.raw`\operatorname{sign}(g)\,\max(|g| - \lambda,\, 0)`,
});
