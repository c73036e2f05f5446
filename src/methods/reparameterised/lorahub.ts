/**
 * LoRAHub (Huang et al. 2024): LoRA modules of several tasks are put together for a new one by a handful of numbers,
 * found by trying, without a gradient.
 *
 *   h = W₀ x + (α / r) (Σ_n w_n B_n)(Σ_n w_n A_n) x,   w ∈ [−1.5, 1.5]^N, w = 0 at the start
 *   minimise  loss on a few batches + 0.05 · mean |w_n|
 *
 * As in the authors' code the factors are mixed apart and then multiplied, so that cross terms w_i w_j B_i A_j appear.
 * They search with Nevergrad; here it is a (1+1) evolution strategy. The modules come from the other data sets, all
 * from the same start. The paper's models answer in words; a classifier needs a head, which is trained before the
 * search, with weights drawn afresh at every step, w_n ~ U(0, 2 / N): trained at w = 0 it would fit the plain model,
 * and the search would end there (own formulation).
 */
import { fixed, messages } from '../../messages/message';
import { f32 } from '../../onnx/tensor';
import { zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest, Trial } from '../lifecycle';
import { measured, plannedSources, shareKnob, sourcesKnob, startsFrom, stepsEach, sourcePhase } from '../parts/sources';
import { bestOf, nextPoint, type Tried } from '../parts/evolution';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  addBranch,
  enterFactors,
  factorSpecs,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  type LowRankSite,
} from '../parts/lowRank';
import type { TensorSpec } from '../tensors';
import { loraKnobs, scalingOf, sourceFactors, sourceStem, weightedSum } from '../parts/sourceLora';
import { everyTask, isWritten } from '../taskId';
import { texts } from './lorahub.en';

const says = messages('lorahub', texts.says);

const weightsName = 'lorahub.weights';
const headPhase = 'head';
const bound = 1.5;
const penalty = 0.05;
/** First step of the search. */
const reach = 0.4;

/** The objective: the loss with the penalty on large weights. */
const tried = ({ values, loss }: Trial): Tried => {
  const point = values[weightsName]!;
  return { point, score: loss + (penalty * point.reduce((sum, w) => sum + Math.abs(w), 0)) / point.length };
};

function compose(context: MethodContext, hp: Hyperparameters, site: LowRankSite, weights: string, count: number): void {
  const frozen = Array.from({ length: count }, (_, n) => {
    const { a, b } = sourceFactors(site, n);
    return { a: context.tensor(a), b: context.tensor(b) };
  });
  const { builder: g } = context;
  g.scope(`lorahub.${site.stem}`, () => {
    const mixed = {
      a: weightedSum(
        context,
        weights,
        frozen.map(({ a }) => a),
      ),
      b: weightedSum(
        context,
        weights,
        frozen.map(({ b }) => b),
      ),
    };
    addBranch(context, site, mixed, { middle: (low) => g.scale(low, scalingOf(hp)), scope: 'lorahub' });
  });
}

/** Weights that the head learns with, (N); outside training the middle of what is drawn. */
function drawnWeights(context: MethodContext, count: number): string {
  const { builder: g } = context;
  return context.training
    ? g.scale(context.uniform([count]), 2 / count)
    : g.initializer('middle', f32([count], new Array<number>(count).fill(1 / count)));
}

/** Puts the best weights found in place. */
function choose({ trials, carried }: PhaseOutcome): ReturnType<NonNullable<Phase['conclude']>> {
  const history = trials.map(tried);
  const best = bestOf(history)!;
  const weights = Array.from(best.point);
  return {
    carried: {
      start: { ...carried.start, [weightsName]: f32([weights.length], weights) },
      facts: { trials: history.map(({ point, score }) => ({ weights: Array.from(point), score })), weights },
    },
    summary: says.searched({
      tries: trials.length,
      first: fixed(history[0]!.score, 4),
      best: fixed(best.score, 4),
      weights: { list: weights.map((weight) => fixed(weight, 2)) },
    }),
  };
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, task } = request;
  const sources = plannedSources('lorahub', request);
  // Fewer than asked for may be there: then that is the number of weights.
  const hyperparameters = { sources };
  const lm = isWritten(task);
  const each = stepsEach(steps, lm ? 1 : numberOf(hp, 'source_share'), sources);
  // A language model has no head to train before the search.
  const index = request.index >= sources && lm ? request.index + 1 : request.index;
  if (index < sources) {
    return {
      ...sourcePhase(index, each, {
        title: says.trainOther({ index: index + 1 }),

        conclude: (outcome) => ({
          carried: {
            start: {
              ...outcome.carried.start,
              ...startsFrom(outcome, (p) => (p.group === 'method' ? sourceStem(index) + p.name : undefined)),
            },
          },
          summary: says.trained({ index: index + 1, count: sources, result: measured(outcome) }),
        }),
      }),
      hyperparameters,
    };
  }
  if (index === sources) {
    return {
      id: headPhase,
      title: says.trainHead,
      work: { kind: 'train', steps: Math.max(0, steps - each * sources) },
      measure: true,
      hyperparameters,
      conclude: (outcome) => ({
        carried: {
          start: { ...outcome.carried.start, ...startsFrom(outcome, (p) => (p.group === 'head' ? p.name : undefined)) },
        },
        summary: says.without({ result: measured(outcome) }),
      }),
    };
  }
  if (index === sources + 1) {
    return {
      id: 'search',
      title: says.search({ count: sources }),
      hyperparameters,
      work: {
        kind: 'probe',
        trials: numberOf(hp, 'trials'),
        batches: numberOf(hp, 'batches'),
        propose: (history, random) => ({
          [weightsName]: nextPoint(
            history.map(tried),
            { start: new Float32Array(sources), bound, step: reach },
            random,
          ),
        }),
      },
      conclude: choose,
    };
  }
  if (index > sources + 2) return undefined;
  return {
    id: 'use',
    title: says.use,
    work: { kind: 'train', steps: 0 },
    measure: true,
    hyperparameters,
    conclude: (outcome) => ({ carried: {}, summary: says.mixed({ result: measured(outcome) }) }),
  };
}

/** A trained on its own, in a source's phase. */
function alone(context: MethodContext, hp: Hyperparameters, sites: readonly LowRankSite[]): void {
  const { builder: g } = context;
  for (const site of sites)
    addBranch(context, site, enterFactors(context, site), {
      middle: (low) => g.scale(low, scalingOf(hp)),
    });
}

export const lorahub = defineMethod({
  id: 'lorahub',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'LoraHub: Efficient Cross-Task Generalization via Dynamic LoRA Composition',
    authors: 'Huang, Liu, Lin, Pang, Du, Lin',
    year: 2024,
    venue: 'COLM',
    url: 'https://arxiv.org/abs/2307.13269',
  },
  hyperparameters: [
    ...loraKnobs,
    sourcesKnob,
    shareKnob(0.6),
    { kind: 'integer', name: 'trials', default: 40, min: 1, max: 400, scale: 'log' },
    { kind: 'integer', name: 'batches', default: 4, min: 1, max: 64 },
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

  check: (d, hp) => lowRankRefusal('lorahub', d, hp),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  /** N numbers are trained; the modules that they weigh were trained before, elsewhere. */
  declare(d, hp, { phase }) {
    const slots = lowRankSlots(d, hp);
    const r = numberOf(hp, 'r');
    if (phase?.startsWith('source')) return slots.flatMap((slot) => factorSpecs(slot, r));
    const count = numberOf(hp, 'sources');
    const symbol = `N ${count}`;
    const weights: TensorSpec = {
      name: weightsName,
      shape: [count],
      treatment: 'new',
      init: zeros,
      places: [...new Set(slots.map(({ place }) => place))],
      change: 'delta',
      symbol,
      decay: false,
    };
    const modules = slots.flatMap((slot) =>
      Array.from({ length: count }, (_, n) =>
        factorSpecs({ ...slot, stem: sourceStem(n) + slot.stem }, r, {
          a: { treatment: 'frozen', peft: undefined },
          // A module that nothing has been trained for is not zero, so that the weights have something to weigh.
          b: { treatment: 'frozen', init: { kind: 'normal', std: 0.02 }, peft: undefined },
          symbol,
        }),
      ).flat(),
    );
    return phase === headPhase ? modules : [weights, ...modules];
  },

  apply(context, hp) {
    const { phase, anatomy } = context;
    const sites = lowRankSites(anatomy, hp);
    if (phase?.startsWith('source')) return alone(context, hp, sites);
    const count = numberOf(hp, 'sources');
    const weights = phase === headPhase ? drawnWeights(context, count) : context.tensor(weightsName);
    for (const site of sites) compose(context, hp, site, weights, count);
  },

  identityAtInit: true,

  /** W ← W + (α / r) (Σ w_n B_n)(Σ w_n A_n) */
  ...lowRankDeployment((context, site, hp) => {
    const weights = context.trained(weightsName);
    const mixed = (matrix: 'a' | 'b') => {
      const parts = Array.from(weights, (_, n) => context.trained(sourceFactors(site, n)[matrix]));
      return Float32Array.from(parts[0]!, (_, i) => parts.reduce((sum, part, n) => sum + weights[n]! * part[i]!, 0));
    };
    return { a: mixed('a'), b: mixed('b'), middle: new Array<number>(numberOf(hp, 'r')).fill(scalingOf(hp)) };
  }),

  formula:
    String.raw`h = W_0 x + \tfrac{\alpha}{r} \Big(\sum_n w_n B_n\Big) \Big(\sum_n w_n A_n\Big) x, ` +
    String.raw`\qquad \min_w \; \mathcal{L}(w) + 0.05 \cdot \tfrac1N \sum_n |w_n|`,
});
