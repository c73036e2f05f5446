/**
 * IncreLoRA (Zhang et al. 2023): every matrix starts with one rank, and the matrices that matter most get more as
 * training goes on.
 *
 * h = W₀ x + (α / r_m) · B (E ⊙ A x),   rows of A, E, B in use: r_m, 1 at first, r at most;   loss + γ · orthogonality
 * as in AdaLoRA
 *
 * Every few steps the matrices with the best scores get one rank more, until they have `target` on average. Beside the
 * ranks in use each matrix has one in reserve, whose E stays at 10⁻⁵ while its A and B learn already ("advance
 * learning"); the next rank is that one. The tensors have room for r ranks from the start, because a graph on the
 * device can't grow; rows not yet in reserve stay as they were drawn, with E = 0. A new row joins as a new parameter
 * joins the reference's optimiser: with empty moments, Adam's corrections for its own age, and a warm-up of its own
 * (there 100 steps, as long as the interval; here an interval too).
 *
 * Own formulation: the paper scores a matrix by Σ |ΔW ⊙ ∂loss/∂ΔW| / √(in · out), which needs the gradient of the whole
 * matrix. Here the same products are summed along the rows of ΔW before their sizes are taken, and along its columns:
 * ½ (Σ |B ⊙ ∂loss/∂B| + Σ |A ⊙ ∂loss/∂A|) / √(in · out), which comes for free. The loss is the task's alone, as there:
 * with the penalty's gradient in it the ranks of two seeds have nothing in common.
 */
import { messages } from '../../messages/message';
import { f32 } from '../../onnx/tensor';
import type { Builder } from '../../onnx/builder';
import type { Hyperparameters, Initializer, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
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
  allTargetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import {
  addTripletBranch,
  enterTriplet,
  orthogonality,
  orthogonalityGradient,
  rankReport,
  smoothed,
  tripletNames,
  tripletSpecs,
  tripletUpdate,
} from '../parts/triplets';
import { everyTask } from '../taskId';
import { texts } from './increlora.en';

const says = messages('increlora', texts.says);

/** α / r, or α, which then stands over the number of ranks in use. */
const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / (byRank(hp) ? 1 : numberOf(hp, 'r'));
const byRank = (hp: Hyperparameters): boolean => choiceOf(hp, 'scaling') === 'current rank';

const ranksState = 'increlora.ranks';
const agesState = 'increlora.ages';
const [beta1OfAdam, beta2OfAdam] = [0.9, 0.999];
const averageState = 'increlora.importance';
const uncertaintyState = 'increlora.uncertainty';
const budgetOfStep = 'increlora.budget';
const correctionOfStep = 'increlora.correction';

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
    private readonly interval: number,
  ) {}

  private rank(g: Builder, ranks: string): string {
    return g.slice(ranks, 0, this.index, this.index + 1);
  }

  /**
   * Share of its step that a row takes at its age, (r): Adam's corrections are those of a parameter that old instead of
   * the run's, and it warms up over an interval.
   * @param set 0: A and B, which learn in reserve already; 1: E
   */
  private share({ builder: g, state, perStep }: UpdateView, set: 0 | 1): string {
    const from = (2 * this.index + set) * this.r;
    const age = g.add(g.slice(state(agesState), 0, from, from + this.r), g.scalar(1));
    const power = (beta: number) => g.exp(g.scale(age, Math.log(beta)));
    const rest = (beta: number) => g.sub(g.scalar(1), power(beta));
    const own = g.div(g.sqrt(rest(beta2OfAdam)), rest(beta1OfAdam));
    const warm = g.emit('Min', [g.scale(age, 1 / this.interval), g.scalar(1)]);
    // What was there from the start is as old as the run.
    const first = g.emit('Less', [places(g, [this.r]), g.scalar(set === 0 ? 2 : 1)]);
    return g.where(first, g.scalar(1), g.mul(warm, g.mul(own, perStep(correctionOfStep))));
  }

  /** Rows in use and the one in reserve move; the others stay. @param shape (r, 1) for rows, (1, r) for columns */
  hooks(parameter: string, shape: readonly number[]): UpdateHooks {
    const moving = ({ builder: g, state }: UpdateView) =>
      g.emit('LessOrEqual', [places(g, shape), this.rank(g, state(ranksState))]);
    return {
      gradient: (view, gradient) => view.builder.where(moving(view), gradient, view.builder.scalar(0)),
      update: (view, after) => {
        const { builder: g } = view;
        const before = view.before(parameter);
        const step = g.mul(g.sub(after, before), g.reshape(this.share(view, 0), shape));
        return g.where(moving(view), g.add(before, step), before);
      },
    };
  }

  /** E in use, then the reserve's constant, then zeros. */
  entries(parameter: string): UpdateHooks {
    const inUse = ({ builder: g, state }: UpdateView) =>
      g.emit('Less', [places(g, [this.r]), this.rank(g, state(ranksState))]);
    return {
      gradient: (view, gradient) => view.builder.where(inUse(view), gradient, view.builder.scalar(0)),
      update: (view, after) => {
        const { builder: g } = view;
        const reserve = g.equal(places(g, [this.r]), this.rank(g, view.state(ranksState)));
        const before = view.before(parameter);
        const moved = g.add(before, g.mul(g.sub(after, before), this.share(view, 1)));
        return g.where(inUse(view), moved, g.where(reserve, g.scalar(reserveValue), g.scalar(0)));
      },
    };
  }

  /** Steps that rows of A and B have learnt for, then those of E, (2 r). */
  ages(g: Builder, ages: string, ranks: string): string {
    const rank = this.rank(g, ranks);
    const older = (set: 0 | 1) => {
      const from = (2 * this.index + set) * this.r;
      const learns = g.emit(set === 0 ? 'LessOrEqual' : 'Less', [places(g, [this.r]), rank]);
      return g.where(learns, g.add(g.slice(ages, 0, from, from + this.r), g.scalar(1)), g.scalar(0));
    };
    return g.concat([older(0), older(1)], 0);
  }

  /** 1 for rows that take part in the penalty. */
  live(g: Builder, ranks = ranksState): string {
    return g.where(g.emit('LessOrEqual', [places(g, [this.r]), this.rank(g, ranks)]), g.scalar(1), g.scalar(0));
  }
}

/** Ranks in use, (matrices). Where α stands over them the finished adapter needs them too. */
function declareRanks(
  context: MethodContext,
  sites: readonly LowRankSite[],
  hp: Hyperparameters,
  averages: (view: UpdateView) => ReturnType<typeof smoothed>,
): void {
  const next = (view: UpdateView) => {
    const { builder: g } = view;
    const ranks = view.state(ranksState);
    const { average, uncertainty } = averages(view);
    const room = g.emit('Less', [ranks, g.scalar(numberOf(hp, 'r'))]);
    const score = g.where(room, g.mul(average, uncertainty), g.scalar(-1));
    const free = g.sub(view.perStep(budgetOfStep), g.reduceSum(ranks, [0]));
    return g.add(ranks, g.where(room, keepLargest(g, score, free), g.scalar(0)));
  };
  context.state(ranksState, [sites.length], 1, next, { kept: byRank(hp) });
}

/** Scores, and who gets a rank: the states of all sites, (matrices). */
function declareStates(
  context: MethodContext,
  sites: readonly LowRankSite[],
  growing: readonly Growing[],
  hp: Hyperparameters,
): void {
  const matrices = [sites.length];
  const averages = (view: UpdateView) => {
    const { builder: g } = view;
    const importance = g.concat(
      sites.map((site, i) => {
        const { a, b } = tripletNames(site);
        const size = Math.sqrt(site.linear.inFeatures * site.outputs);
        const live = growing[i]!.live(g, view.state(ranksState));
        // The penalty says nothing of the matrix's importance for the task.
        const of = (rows: string, gradient: string) => {
          const penalty = g.scale(orthogonalityGradient(g, rows, live, sites.length), numberOf(hp, 'gamma'));
          return g.reduceSum(g.emit('Abs', [g.mul(rows, g.sub(gradient, penalty))]), [0, 1]);
        };
        const turned = (value: string) => g.transpose(value, [1, 0]);
        const ofA = of(view.before(a), view.gradient(a));
        const ofB = of(turned(view.before(b)), turned(view.gradient(b)));
        return g.reshape(g.scale(g.add(ofA, ofB), 0.5 / size), [1]);
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
  declareRanks(context, sites, hp, averages);
  if (!context.training) return;
  context.perStep(budgetOfStep, (step, steps) => budgetAt(step, steps, sites.length, hp));
  context.perStep(correctionOfStep, (step) => (1 - beta1OfAdam ** step) / Math.sqrt(1 - beta2OfAdam ** step));
  context.state(agesState, [sites.length * 2 * numberOf(hp, 'r')], 0, ({ builder: g, state }) =>
    g.concat(
      growing.map((one) => one.ages(g, state(agesState), state(ranksState))),
      0,
    ),
  );
  context.state(averageState, matrices, 0, (view) => averages(view).average);
  context.state(uncertaintyState, matrices, 0, (view) => averages(view).uncertainty);
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
    allTargetsParameter,
    { kind: 'real', name: 'start', default: 0.1, min: 0, max: 0.9 },
    { kind: 'real', name: 'end', default: 0.6, min: 0.05, max: 1 },
    { kind: 'integer', name: 'interval', default: 5, min: 1, max: 1000, scale: 'log' },
    { kind: 'real', name: 'beta1', default: 0.85, min: 0, max: 0.999 },
    { kind: 'real', name: 'beta2', default: 0.85, min: 0, max: 0.999 },
    { kind: 'real', name: 'gamma', default: 0.5, min: 0, max: 10 },
    {
      kind: 'choice',
      name: 'scaling',
      default: 'current rank',
      earlier: 'largest rank',
      options: ['current rank', 'largest rank'],
    },
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

  check(d, hp) {
    const [r, target] = [numberOf(hp, 'r'), numberOf(hp, 'target')];
    if (target > r) return says.targetTooLarge({ target, r });
    if (numberOf(hp, 'end') <= numberOf(hp, 'start')) return says.noSteps;
    return lowRankRefusal('increlora', d, hp);
  },

  onePhase: () => true,
  phases: onePhase(({ anatomy, hyperparameters, state }) => {
    const ranks = state(ranksState);
    return rankReport(
      Object.fromEntries(
        distinctSites(lowRankSites(anatomy, hyperparameters)).map((site, i) => [site.stem, ranks[i]!]),
      ),
    );
  }),

  declare(d, hp) {
    const slots = lowRankSlots(d, hp);
    const r = numberOf(hp, 'r');
    return [
      ...slots.flatMap((slot) => tripletSpecs(slot, r, firstEntries(r), `r 1→${numberOf(hp, 'target')}`)),
      ...(byRank(hp) && slots.length > 0
        ? [{ name: ranksState, shape: [slots.length], treatment: 'state', places: [], change: 'scale' } as const]
        : []),
    ];
  },

  apply(context, hp) {
    const { builder: g } = context;
    const r = numberOf(hp, 'r');
    const uses = lowRankSites(context.anatomy, hp);
    const sites = distinctSites(uses);
    const growing = sites.map((_, i) => new Growing(i, r, numberOf(hp, 'interval')));
    if ((context.training || byRank(hp)) && sites.length > 0) declareStates(context, sites, growing, hp);
    const triplets = sites.map((site, i) => {
      const names = tripletNames(site);
      return enterTriplet(context, site, {
        a: growing[i]!.hooks(names.a, [r, 1]),
        b: growing[i]!.hooks(names.b, [1, r]),
        e: growing[i]!.entries(names.e),
      });
    });
    for (const site of uses) {
      const index = sites.findIndex(({ stem }) => stem === site.stem);
      addTripletBranch(context, site, tripletNames(site), {
        scope: 'increlora',
        dropout: numberOf(hp, 'dropout'),
        scaling: scalingOf(hp),
        ...(byRank(hp) && { over: g.slice(ranksState, 0, index, index + 1) }),
      });
    }
    if (triplets.length > 0)
      context.addLoss(
        g.scale(
          orthogonality(g, triplets, context.training ? growing.map((one) => one.live(g)) : []),
          numberOf(hp, 'gamma'),
        ),
      );
  },

  identityAtInit: true,
  ...lowRankDeployment((context, site, hp) => {
    if (!byRank(hp)) return tripletUpdate(context, site, scalingOf(hp));
    const stems = distinctSites(lowRankSites(context.anatomy, hp)).map(({ stem }) => stem);
    const rank = context.trained(ranksState)[stems.indexOf(site.stem)]!;
    return tripletUpdate(context, site, scalingOf(hp) / rank);
  }),

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r_m(t)} \sum_{i \le r_m(t)} E_i\, b_i a_i^{\top} x, \qquad \sum_m ` +
    String.raw`r_m(t) \le b(t),\; r_m(0) = 1`,
});
