/**
 * SoRA, sparse low-rank adaptation (Ding et al. 2023): a gate on every rank, which shrinks until it is exactly zero
 * unless the task pulls against it.
 *
 *   h = W₀ x + (α / r) · B (g ⊙ A x),   loss + λ₁ · mean |g|,   after each step  g ← sign(g) · max(|g| − λ, 0)
 *
 * The shrinking is the proximal step of an L1 penalty. As in the paper's code g starts normal, gets no weight decay,
 * λ is subtracted as it is, not times the learning rate, and the loss has the mean of |g| besides. λ stays the same, or
 * grows in stages, each trained from the one before with a rate and an optimiser of its own (their "schedule"), or step
 * by step from zero (own addition). Ranks whose gate ends at zero can be dropped.
 */
import { ranksTold } from '../parts/triplets';
import { messages, precise } from '../../messages/message';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest, UpdateHooks } from '../lifecycle';
import { onePhase } from '../parts/onePhase';
import { startsFrom } from '../parts/sources';
import type { TensorSpec } from '../tensors';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  addBranch,
  alphaParameter,
  distinctSites,
  dropoutParameter,
  enterFactors,
  factorNames,
  factorSpecs,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  rankParameter,
  allTargetsParameter,
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

/** How many gates are zero, and what is left where. */
function gatesOf({ anatomy, hyperparameters, value }: PhaseOutcome) {
  const ranks = Object.fromEntries(
    distinctSites(lowRankSites(anatomy, hyperparameters)).map((site) => [
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
}

const isStaged = (hp: Hyperparameters): boolean => choiceOf(hp, 'lambda_schedule') === 'stages';
const stageName = (index: number): string => `stage-${index + 1}`;

/** λ of a stage: the last has all of it. */
export const lambdaOfStage = (index: number, hp: Hyperparameters): number =>
  (numberOf(hp, 'lambda') * (index + 1)) / numberOf(hp, 'stages');

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index } = request;
  if (!isStaged(hp)) return onePhase(gatesOf)(request);
  const stages = numberOf(hp, 'stages');
  if (index >= stages) return undefined;
  const until = (stage: number) => Math.round((stage * steps) / stages);
  return {
    id: stageName(index),
    title: says.stage({ lambda: precise(lambdaOfStage(index, hp), 2) }),
    work: { kind: 'train', steps: until(index + 1) - until(index) },
    measure: true,
    conclude(outcome) {
      const { summary, facts } = gatesOf(outcome);
      return { carried: { start: startsFrom(outcome, ({ name }) => name), facts }, summary };
    },
  };
}

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
    allTargetsParameter,
    { kind: 'real', name: 'lambda', default: 1e-3, min: 0, max: 0.1 },
    { kind: 'choice', name: 'lambda_schedule', default: 'constant', options: ['constant', 'linear', 'stages'] },
    { kind: 'integer', name: 'stages', default: 7, min: 2, max: 20 },
    { kind: 'real', name: 'lambda1', default: 1, min: 0, max: 100 },
  ],
  defaults: {
    learningRate: 3e-3,
    rates: { seq2seq: 2.7e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('sora', d, hp),

  phases,
  onePhase: (hp) => !isStaged(hp),

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
    const stage = Math.max(0, Number(context.phase?.split('-')[1] ?? numberOf(hp, 'stages')) - 1);
    const whole = isStaged(hp) ? lambdaOfStage(stage, hp) : numberOf(hp, 'lambda');
    if (training)
      context.perStep(thresholdOfStep, (step, steps) =>
        choiceOf(hp, 'lambda_schedule') === 'linear' ? (whole * step) / steps : whole,
      );
    const sizes: string[] = [];
    for (const site of lowRankSites(context.anatomy, hp)) {
      const factors = enterFactors(context, site);
      const gate = context.tensor(gateName(site), shrink);
      sizes.push(g.reduceMean(g.emit('Abs', [gate]), [0]));
      addBranch(context, site, factors, {
        scope: 'sora',
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.scale(g.mul(low, gate), scalingOf(hp)),
      });
    }
    // All gates are as many, so that the mean of the means is that of all.
    if (training && numberOf(hp, 'lambda1') > 0 && sizes.length > 0)
      context.addLoss(
        g.scale(
          sizes.reduce((a, b) => g.add(a, b)),
          numberOf(hp, 'lambda1') / sizes.length,
        ),
      );
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
    String.raw`h = W_0 x + \frac{\alpha}{r} B\,(g \odot A x), \qquad \mathcal{L} + \lambda_1 \overline{|g|}, ` +
    String.raw`\qquad g \leftarrow ` +
    String.raw`\operatorname{sign}(g)\,\max(|g| - \lambda,\, 0)`,
});
