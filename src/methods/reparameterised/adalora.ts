/**
 * AdaLoRA (Zhang et al. 2023): updates as P Λ Q that share one budget of ranks; the least important triplets are
 * switched off.
 *
 *   h = W₀ x + α / r₀ · B (E ⊙ A x),   loss + γ · mean(‖A Aᵀ − I‖ + ‖Bᵀ B − I‖)
 *
 * Every step: I = |p · ∂loss/∂p| of each entry, smoothed as Ī and U; the score of triplet i is Ī U of E_i plus the
 * means of Ī U over row i of A and column i of B. With b(t) the budget, E is set to zero outside the b(t) best triplets
 * of the whole model:
 *
 *   b(t) = b_T + (b₀ − b_T) (1 − (t − t_i) / (T − t_i − t_f))³ between t_i and T − t_f, b₀ before, b_T afterwards
 *
 * The penalty's gradient is in I, as there; in narrow models it would drown the task's, so that γ is 0.02 here (the
 * authors take 0.1 to 0.3 at a width of 768, PEFT 0.5). A triplet that is off goes on learning and may come back; in
 * the last t_f steps the choice is final. I takes p before the update, as algorithm 1 of the paper does (HF PEFT takes
 * it after). α / r₀ has HF PEFT's 10⁻⁵ beside r₀.
 */
import { messages } from '../../messages/message';
import type { Builder } from '../../onnx/builder';
import { f32 } from '../../onnx/tensor';
import { zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { UpdateView } from '../lifecycle';
import { onePhase } from '../parts/onePhase';
import { keepBudget } from '../parts/ranking';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  alphaParameter,
  dropoutParameter,
  loraConfig,
  lowRankRefusal,
  distinctSites,
  lowRankSites,
  lowRankSlots,
  allTargetsParameter,
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
import { texts } from './adalora.en';

const says = messages('adalora', texts.says);

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / (numberOf(hp, 'init_r') + 1e-5);

const budgetOfStep = 'adalora.budget';
const maskState = 'adalora.mask';
const averageState = ({ stem }: LowRankSite): string => `${stem}.importance`;
const uncertaintyState = ({ stem }: LowRankSite): string => `${stem}.uncertainty`;

/** What a step keeps: a number of triplets, or (−1) what the last choice kept. */
export function budgetAt(step: number, steps: number, matrices: number, hp: Hyperparameters): number {
  const [first, last] = [matrices * numberOf(hp, 'init_r'), matrices * numberOf(hp, 'target_r')];
  const start = Math.round(steps * numberOf(hp, 'tinit'));
  const end = steps - Math.round(steps * numberOf(hp, 'tfinal'));
  if (step > end) return -1;
  if (step === end) return last;
  // Between two choices every triplet may move.
  if (step <= start || step % numberOf(hp, 'delta_t') !== 0) return first;
  return Math.floor(last + (first - last) * (1 - (step - start) / (end - start)) ** 3);
}

interface Choice {
  readonly averages: readonly string[];
  readonly uncertainties: readonly string[];
  /** 1 for triplets that stay, (matrices · r₀). */
  readonly kept: string;
}

/** Importance and choice, emitted once for each graph that updates. */
function chooser(sites: readonly LowRankSite[], hp: Hyperparameters): (view: UpdateView) => Choice {
  const known = new WeakMap<Builder, Choice>();
  const r = numberOf(hp, 'init_r');
  return (view) => {
    const { builder: g } = view;
    const found = known.get(g);
    if (found) return found;
    /** Row i: everything that belongs to triplet i, (r, in + out + 1). */
    const rows = (read: (name: string) => string, { a, b, e }: ReturnType<typeof tripletNames>) =>
      g.concat([read(a), g.transpose(read(b), [1, 0]), g.reshape(read(e), [r, 1])], 1);
    const parts = sites.map((site) => {
      const names = tripletNames(site);
      const importance = g.emit('Abs', [g.mul(rows(view.before, names), rows(view.gradient, names))]);
      const { average, uncertainty } = smoothed(g, importance, {
        average: view.state(averageState(site)),
        uncertainty: view.state(uncertaintyState(site)),
        beta1: numberOf(hp, 'beta1'),
        beta2: numberOf(hp, 'beta2'),
      });
      const { inFeatures } = site.linear;
      const weights = g.initializer(
        'adalora.means',
        f32(
          [inFeatures + site.outputs + 1, 1],
          [
            ...new Array<number>(inFeatures).fill(1 / inFeatures),
            ...new Array<number>(site.outputs).fill(1 / site.outputs),
            1,
          ],
        ),
      );
      return { average, uncertainty, score: g.reshape(g.matmul(g.mul(average, uncertainty), weights), [r]) };
    });
    const budget = view.perStep(budgetOfStep);
    const fresh = keepBudget(
      g,
      g.concat(
        parts.map((part) => part.score),
        0,
      ),
      budget,
    );
    const kept = g.where(g.emit('Less', [budget, g.scalar(0)]), view.state(maskState), fresh);
    const choice = {
      averages: parts.map((part) => part.average),
      uncertainties: parts.map((part) => part.uncertainty),
      kept,
    };
    known.set(g, choice);
    return choice;
  };
}

/** Declares what the choice is made from. */
function declareStates(
  context: MethodContext,
  sites: readonly LowRankSite[],
  hp: Hyperparameters,
  choose: (view: UpdateView) => Choice,
): void {
  const r = numberOf(hp, 'init_r');
  context.perStep(budgetOfStep, (step, steps) => budgetAt(step, steps, sites.length, hp));
  context.state(maskState, [sites.length * r], 1, (view) => choose(view).kept);
  sites.forEach((site, i) => {
    const shape = [r, site.linear.inFeatures + site.outputs + 1];
    context.state(averageState(site), shape, 0, (view) => choose(view).averages[i]!);
    context.state(uncertaintyState(site), shape, 0, (view) => choose(view).uncertainties[i]!);
  });
}

export const adalora = defineMethod({
  id: 'adalora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'AdaLoRA: Adaptive Budget Allocation for Parameter-Efficient Fine-Tuning',
    authors: 'Zhang, Chen, Bukharin, Karampatziakis, He, Cheng, Chen, Zhao',
    year: 2023,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2303.10512',
  },
  hyperparameters: [
    { kind: 'integer', name: 'init_r', default: 12, min: 1, max: 256, scale: 'log' },
    { kind: 'integer', name: 'target_r', default: 8, min: 1, max: 256, scale: 'log' },
    alphaParameter(),
    dropoutParameter,
    allTargetsParameter,
    { kind: 'real', name: 'tinit', default: 0.1, min: 0, max: 0.9 },
    { kind: 'real', name: 'tfinal', default: 0.3, min: 0, max: 0.9 },
    { kind: 'integer', name: 'delta_t', default: 1, min: 1, max: 1000, scale: 'log' },
    { kind: 'real', name: 'beta1', default: 0.85, min: 0, max: 0.999 },
    { kind: 'real', name: 'beta2', default: 0.85, min: 0, max: 0.999 },
    { kind: 'real', name: 'gamma', default: 0.02, min: 0, max: 10 },
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
    const [first, last] = [numberOf(hp, 'init_r'), numberOf(hp, 'target_r')];
    if (last > first) return says.onlyDown({ last, first });
    if (numberOf(hp, 'tinit') + numberOf(hp, 'tfinal') > 0.95) return says.noSteps;
    return lowRankRefusal('adalora', d, hp, 'query and value', ['init_r', first]);
  },

  onePhase: () => true,
  phases: onePhase(({ anatomy, hyperparameters, value }) =>
    rankReport(
      Object.fromEntries(
        lowRankSites(anatomy, hyperparameters).map((site) => [
          site.stem,
          value(tripletNames(site).e).filter((e) => e !== 0).length,
        ]),
      ),
    ),
  ),

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot) =>
      tripletSpecs(slot, numberOf(hp, 'init_r'), zeros, `r ${numberOf(hp, 'init_r')}→${numberOf(hp, 'target_r')}`),
    ),

  apply(context, hp) {
    const { builder: g } = context;
    const r = numberOf(hp, 'init_r');
    const uses = lowRankSites(context.anatomy, hp);
    const sites = distinctSites(uses);
    const choose = chooser(sites, hp);
    if (context.training) declareStates(context, sites, hp, choose);
    const triplets = sites.map((site, i) =>
      enterTriplet(context, site, {
        e: {
          update: (view, after) =>
            view.builder.mul(after, view.builder.slice(choose(view).kept, 0, i * r, (i + 1) * r)),
        },
      }),
    );
    for (const site of uses)
      addTripletBranch(context, site, tripletNames(site), {
        scope: 'adalora',
        dropout: numberOf(hp, 'dropout'),
        scaling: scalingOf(hp),
      });
    if (triplets.length > 0) context.addLoss(g.scale(orthogonality(g, triplets), numberOf(hp, 'gamma')));
  },

  identityAtInit: true,
  ...lowRankDeployment((context, site, hp) => tripletUpdate(context, site, scalingOf(hp))),

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r_0} P \Lambda Q x, \quad \mathcal{L} + \gamma \left(\lVert ` +
    String.raw`P^{\top} P - I \rVert_F + \lVert Q Q^{\top} - I \rVert_F\right), \quad \lVert \Lambda ` +
    String.raw`\rVert_0 \le b(t)`,

  peftConfig(anatomy, hp) {
    // PEFT wants whole steps of a run, which no longer matter for a finished adapter: shares are written as
    // thousandths.
    const thousandths = (name: string) => Math.round(1000 * numberOf(hp, name));
    return loraConfig(anatomy, hp, {
      // PEFT reads init_r alone, and warns of any other r than its default.
      r: 8,
      dropout: numberOf(hp, 'dropout'),
      peft_type: 'ADALORA',
      init_r: numberOf(hp, 'init_r'),
      target_r: numberOf(hp, 'target_r'),
      tinit: thousandths('tinit'),
      tfinal: thousandths('tfinal'),
      deltaT: numberOf(hp, 'delta_t'),
      beta1: numberOf(hp, 'beta1'),
      beta2: numberOf(hp, 'beta2'),
      orth_reg_weight: numberOf(hp, 'gamma'),
      total_step: 1000,
    });
  },
});
