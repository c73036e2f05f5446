/**
 * IncreLoRA (Zhang et al. 2023): every matrix starts with one rank, and the matrices that matter most get more as
 * training goes on.
 *
 * h = W₀ x + (α / r) · B (E ⊙ A x),   rows of A, E, B in use: 1 at first, r at most;   loss + γ · orthogonality as in
 * AdaLoRA
 *
 * Every few steps the matrices with the best scores get one rank more, until they have `target` on average. Beside the
 * ranks in use each matrix has one in reserve, whose E stays at 10⁻⁵ while its A and B learn already ("advance
 * learning"); the next rank is that one. The tensors have room for r ranks from the start, because a graph on the
 * device can't grow; rows not yet in reserve stay as they were drawn, with E = 0.
 *
 * Own formulation: the paper scores a matrix by Σ |ΔW ⊙ ∂loss/∂ΔW| / √(in · out), which needs the gradient of the whole
 * matrix. Here it is Σᵢ |E_i · ∂loss/∂E_i| / √(in · out), the same product summed over the matrix within each triplet
 * before its size is taken; it comes for free.
 */
import { messages } from '../../messages/message';
import { f32 } from '../../onnx/tensor';
import type { Builder } from '../../onnx/builder';
import type { Hyperparameters, Initializer, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { UpdateHooks, UpdateView } from '../lifecycle';
import { onePhase } from '../parts/onePhase';
import { keepLargest } from '../parts/ranking';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  alphaParameter,
  dropoutParameter,
  lowRankRefusal,
  distinctSites,
  lowRankSites,
  lowRankSlots,
  rankParameter,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import {
  addTripletBranch,
  enterTriplet,
  orthogonality,
  rankReport,
  smoothed,
  tripletNames,
  tripletSpecs,
  tripletUpdate,
} from '../parts/triplets';
import { everyTask } from '../taskId';
import { texts } from './increlora.en';

const says = messages('increlora', texts.says);

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');

const ranksState = 'increlora.ranks';
const averageState = 'increlora.importance';
const uncertaintyState = 'increlora.uncertainty';
const budgetOfStep = 'increlora.budget';

/** E of the rank in reserve: enough for a gradient, too little to be heard. */
const reserveValue = 1e-5;

/** Ranks that all matrices together may have at a step. */
export function budgetAt(step: number, steps: number, matrices: number, hp: Hyperparameters): number {
  const [start, end] = [steps * numberOf(hp, 'start'), steps * numberOf(hp, 'end')];
  const interval = numberOf(hp, 'interval');
  if (step >= end) return matrices * numberOf(hp, 'target');
  const at = Math.floor(step / interval) * interval;
  const done = Math.min(1, Math.max(0, (at - start) / Math.max(1, end - start)));
  return Math.floor(matrices * (1 + (numberOf(hp, 'target') - 1) * done));
}

/** 0, …, r − 1 */
const places = (g: Builder, shape: readonly number[]): string =>
  g.initializer(
    'increlora.places',
    f32(
      shape,
      Array.from({ length: Math.max(...shape) }, (_, i) => i),
    ),
  );

/** One site: how its rows may move, given the number of ranks in use before the step. */
class Growing {
  constructor(
    private readonly index: number,
    private readonly r: number,
  ) {}

  private rank(g: Builder, ranks: string): string {
    return g.slice(ranks, 0, this.index, this.index + 1);
  }

  /** Rows in use and the one in reserve move; the others stay. @param shape (r, 1) for rows, (1, r) for columns */
  hooks(parameter: string, shape: readonly number[]): UpdateHooks {
    const moving = ({ builder: g, state }: UpdateView) =>
      g.emit('LessOrEqual', [places(g, shape), this.rank(g, state(ranksState))]);
    return {
      gradient: (view, gradient) => view.builder.where(moving(view), gradient, view.builder.scalar(0)),
      update: (view, after) => view.builder.where(moving(view), after, view.before(parameter)),
    };
  }

  /** E in use, then the reserve's constant, then zeros. */
  readonly entries: UpdateHooks['update'] = ({ builder: g, state }, after) => {
    const at = places(g, [this.r]);
    const rank = this.rank(g, state(ranksState));
    return g.where(g.emit('Less', [at, rank]), after, g.where(g.equal(at, rank), g.scalar(reserveValue), g.scalar(0)));
  };

  /** 1 for rows that take part in the penalty. */
  live(g: Builder): string {
    return g.where(g.emit('LessOrEqual', [places(g, [this.r]), this.rank(g, ranksState)]), g.scalar(1), g.scalar(0));
  }
}

/** Scores, and who gets a rank: the states of all sites, (matrices). */
function declareStates(context: MethodContext, sites: readonly LowRankSite[], hp: Hyperparameters): void {
  const matrices = [sites.length];
  const averages = (view: UpdateView) => {
    const { builder: g } = view;
    const importance = g.concat(
      sites.map((site) => {
        const { e } = tripletNames(site);
        const size = Math.sqrt(site.linear.inFeatures * site.outputs);
        return g.scale(g.reduceSum(g.emit('Abs', [g.mul(view.before(e), view.gradient(e))]), [0], true), 1 / size);
      }),
      0,
    );
    return smoothed(g, importance, {
      average: view.state(averageState),
      uncertainty: view.state(uncertaintyState),
      beta1: numberOf(hp, 'beta1'),
      beta2: numberOf(hp, 'beta2'),
    });
  };
  context.perStep(budgetOfStep, (step, steps) => budgetAt(step, steps, sites.length, hp));
  context.state(averageState, matrices, 0, (view) => averages(view).average);
  context.state(uncertaintyState, matrices, 0, (view) => averages(view).uncertainty);
  context.state(ranksState, matrices, 1, (view) => {
    const { builder: g } = view;
    const ranks = view.state(ranksState);
    const { average, uncertainty } = averages(view);
    const room = g.emit('Less', [ranks, g.scalar(numberOf(hp, 'r'))]);
    const score = g.where(room, g.mul(average, uncertainty), g.scalar(-1));
    const free = g.sub(view.perStep(budgetOfStep), g.reduceSum(ranks, [0]));
    return g.add(ranks, g.where(room, keepLargest(g, score, free), g.scalar(0)));
  });
}

/** One rank in use at zero, one in reserve. */
const firstEntries = (r: number): Initializer => ({
  kind: 'values',
  values: Float32Array.from({ length: r }, (_, i) => (i === 1 ? reserveValue : 0)),
});

export const increlora = defineMethod({
  id: 'increlora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'IncreLoRA: Incremental Parameter Allocation Method for Parameter-Efficient Fine-tuning',
    authors: 'Zhang, Li, Chen, Jiang, Wang, Qian',
    year: 2023,
    url: 'https://arxiv.org/abs/2308.12043',
  },
  hyperparameters: [
    rankParameter(),
    { kind: 'integer', name: 'target', default: 3, min: 1, max: 256, scale: 'log' },
    alphaParameter(),
    dropoutParameter,
    targetsParameter,
    { kind: 'real', name: 'start', default: 0.1, min: 0, max: 0.9 },
    { kind: 'real', name: 'end', default: 0.6, min: 0.05, max: 1 },
    { kind: 'integer', name: 'interval', default: 5, min: 1, max: 1000, scale: 'log' },
    { kind: 'real', name: 'beta1', default: 0.85, min: 0, max: 0.999 },
    { kind: 'real', name: 'beta2', default: 0.85, min: 0, max: 0.999 },
    { kind: 'real', name: 'gamma', default: 0.5, min: 0, max: 10 },
  ],
  defaults: { learningRate: 3e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const [r, target] = [numberOf(hp, 'r'), numberOf(hp, 'target')];
    if (target > r) return says.targetTooLarge({ target, r });
    if (numberOf(hp, 'end') <= numberOf(hp, 'start')) return says.noSteps;
    return lowRankRefusal('increlora', d, hp);
  },

  phases: onePhase(({ anatomy, hyperparameters, state }) => {
    const ranks = state(ranksState);
    return rankReport(
      Object.fromEntries(
        distinctSites(lowRankSites(anatomy, hyperparameters)).map((site, i) => [site.stem, ranks[i]!]),
      ),
    );
  }),

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot) =>
      tripletSpecs(slot, numberOf(hp, 'r'), firstEntries(numberOf(hp, 'r')), `r 1→${numberOf(hp, 'target')}`),
    ),

  apply(context, hp) {
    const { builder: g } = context;
    const r = numberOf(hp, 'r');
    const uses = lowRankSites(context.anatomy, hp);
    const sites = distinctSites(uses);
    if (context.training) declareStates(context, sites, hp);
    const growing = sites.map((_, i) => new Growing(i, r));
    const triplets = sites.map((site, i) => {
      const names = tripletNames(site);
      const { entries } = growing[i]!;
      return enterTriplet(context, site, {
        a: growing[i]!.hooks(names.a, [r, 1]),
        b: growing[i]!.hooks(names.b, [1, r]),
        e: entries ? { update: entries } : {},
      });
    });
    for (const site of uses)
      addTripletBranch(context, site, tripletNames(site), {
        scope: 'increlora',
        dropout: numberOf(hp, 'dropout'),
        scaling: scalingOf(hp),
      });
    if (triplets.length > 0)
      context.addLoss(
        g.scale(
          orthogonality(g, triplets, context.training ? growing.map((one) => one.live(g)) : []),
          numberOf(hp, 'gamma'),
        ),
      );
  },

  identityAtInit: true,
  ...lowRankDeployment((context, site, hp) => tripletUpdate(context, site, scalingOf(hp))),

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} \sum_{i \le r_m(t)} E_i\, b_i a_i^{\top} x, \qquad \sum_m ` +
    String.raw`r_m(t) \le b(t),\; r_m(0) = 1`,
});
