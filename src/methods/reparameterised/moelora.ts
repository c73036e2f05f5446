/**
 * MOELoRA (Liu et al. 2024): several small LoRA experts serve several tasks at once; the task alone decides how they
 * are mixed.
 *
 *   h = W₀ x + (α / r) Σ_e ω_{τ,e} B_e A_e x,   ω_τ = softmax(W_g t_τ)
 *
 * t_τ is a learned vector of task τ, with an embedding table and a gate at each site, as in the authors' code (whose
 * table has one row more than there are tasks). Every expert has rank r / E. A_e ~ N(0, 0.01²), B_e = 0, t ~ N(0, 1).
 * As there all linears of a layer get experts. The authors train everything at 2 · 10⁻⁴ over 8,000 steps; here experts
 * learn thirty times faster, over a few hundred, and the gates, which at that rate would collapse on one expert, at
 * `gate_rate` times their rate: about the authors'.
 * The tasks are the target and other data sets, whose batches take turns. In the end the target's mixture is fixed, and
 * it merges like one LoRA.
 */
import { fixed, messages } from '../../messages/message';
import { f32 } from '../../onnx/tensor';
import { kaiming, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod, knobsOf } from '../define';
import { numberOf } from '../hyperparameters';
import type { Phase, PhaseRequest } from '../lifecycle';
import { sourcesKnob } from '../parts/sources';
import { rowForTask, rowOfTask, together, trainedTogether } from '../parts/together';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  addBranch,
  allTargetsParameter,
  distinctSites,
  dropoutParameter,
  enterFactors,
  factorSpecs,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  plainUpdate,
  type LowRankSite,
} from '../parts/lowRank';
import { lora } from './lora';
import { texts } from './moelora.en';

const says = messages('moelora', texts.says);

const rankOf = (hp: Hyperparameters): number => numberOf(hp, 'experts') * numberOf(hp, 'expert_rank');
const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / rankOf(hp);
/** The tasks, and the one row more. */
const rowsOf = (hp: Hyperparameters): number => numberOf(hp, 'sources') + 2;
const names = ({ stem }: Pick<LowRankSite, 'stem'>) => ({ tasks: `${stem}.tasks`, gate: `${stem}.gate` });

/** ω of the task at hand, repeated for each rank of an expert: (1, r). */
function mixture(context: MethodContext, hp: Hyperparameters, site: LowRankSite, task: string): string {
  const { builder: g } = context;
  const [experts, each, rows] = [numberOf(hp, 'experts'), numberOf(hp, 'expert_rank'), rowsOf(hp)];
  const name = names(site);
  const rate = numberOf(hp, 'gate_rate');
  const [table, gate] = [context.tensor(name.tasks, { rate }), context.tensor(name.gate, { rate })];
  const chosen = rowOfTask(g, task, rows);
  const shares = g.watch(site.stem, g.softmax(g.linear(g.matmul(chosen, table), gate)));
  const spread = Float32Array.from({ length: experts * experts * each }, (_, i) =>
    Math.floor((i % (experts * each)) / each) === Math.floor(i / (experts * each)) ? 1 : 0,
  );
  return g.matmul(shares, g.initializer('ranks_of_experts', f32([experts, experts * each], spread)));
}

/** softmax(W_g t_0) on the host. */
function targetShares(table: Float32Array, gate: Float32Array, width: number): number[] {
  const scores = Array.from({ length: gate.length / width }, (_, e) =>
    gate.subarray(e * width, (e + 1) * width).reduce((sum, w, i) => sum + w * table[i]!, 0),
  );
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** Entropy of shares, as a part of that of equal ones: 0 where one expert has all, 1 where all have as much. */
export const evennessOf = (shares: readonly number[]): number =>
  shares.length < 2
    ? 1
    : -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0) / Math.log(shares.length);

const phases = (request: PhaseRequest): Phase | undefined =>
  trainedTogether('moelora', request, says, ({ anatomy, hyperparameters: hp, value }) => {
    const [first] = lowRankSites(anatomy, hp);
    const width = numberOf(hp, 'task_width');
    const sharesAt = (site: LowRankSite) => {
      const { tasks, gate } = names(site);
      return targetShares(value(tasks), value(gate), width);
    };
    const evenness = distinctSites(lowRankSites(anatomy, hp)).map((site) => evennessOf(sharesAt(site)));
    return {
      site: first!.stem,
      shares: sharesAt(first!).map((share) => fixed(share, 2)),
      facts: { evenness: evenness.reduce((sum, one) => sum + one, 0) / evenness.length },
    };
  });

export const moelora = defineMethod({
  id: 'moelora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'When MOE Meets LLMs: Parameter Efficient Fine-tuning for Multi-task Medical Applications',
    authors: 'Liu, Wu, Zhao, Zhu, Xu, Tian, Zheng',
    year: 2024,
    venue: 'SIGIR',
    url: 'https://arxiv.org/abs/2310.18339',
  },
  hyperparameters: [
    { kind: 'integer', name: 'experts', default: 8, min: 1, max: 32 },
    { kind: 'integer', name: 'expert_rank', default: 2, min: 1, max: 32 },
    ...knobsOf(lora, ['alpha']),
    dropoutParameter,
    allTargetsParameter,
    { kind: 'integer', name: 'task_width', default: 64, min: 1, max: 512, scale: 'log' },
    { kind: 'real', name: 'gate_rate', default: 0.03, earlier: 1, min: 0.001, max: 1, scale: 'log' },
    sourcesKnob,
  ],
  defaults: {
    learningRate: 6e-3,
    rates: { seq2seq: 1.8e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: ['classification', 'causal-lm', 'seq2seq'],

  check: (d, hp) => lowRankRefusal('moelora', d, hp, undefined, ['experts × expert_rank', rankOf(hp)]),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot) => {
      const [experts, width] = [numberOf(hp, 'experts'), numberOf(hp, 'task_width')];
      const symbol = `E ${experts}`;
      const name = names(slot);
      const common = {
        treatment: 'new',
        layer: slot.layer,
        places: [slot.place],
        change: 'delta',
        symbol,
      } as const;
      return [
        ...factorSpecs(slot, rankOf(hp), { a: { init: { kind: 'normal', std: 0.01 } }, symbol }),
        { ...common, name: name.tasks, shape: [rowsOf(hp), width], init: { kind: 'normal', std: 1 }, decay: false },
        { ...common, name: name.gate, shape: [experts, width], init: kaiming(width) },
      ];
    }),

  apply(context, hp) {
    const { builder: g, anatomy, phase } = context;
    const task = phase === together ? context.taskId() : g.intScalar(0);
    for (const site of lowRankSites(anatomy, hp)) {
      const factors = enterFactors(context, site);
      const shares = g.scope(`moelora.${site.stem}`, () => mixture(context, hp, site, task));
      addBranch(context, site, factors, {
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.mul(g.scale(low, scalingOf(hp)), shares),
        scope: 'moelora',
      });
    }
  },

  identityAtInit: true,

  /** The task's own vector stands where the target's is. */
  forTask: (values, task) => rowForTask(values, task, '.tasks'),

  /** W ← W + (α / r) Σ_e ω_{0,e} B_e A_e: the target's mixture. */
  ...lowRankDeployment((context, site, hp) => {
    const name = names(site);
    const shares = targetShares(context.trained(name.tasks), context.trained(name.gate), numberOf(hp, 'task_width'));
    const middle = shares.flatMap((share) =>
      new Array<number>(numberOf(hp, 'expert_rank')).fill(share * scalingOf(hp)),
    );
    return { ...plainUpdate(context, site, rankOf(hp), 1), middle };
  }),

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} \sum_{e=1}^{E} \omega_{\tau,e}\, B_e A_e x, \qquad ` +
    String.raw`\omega_\tau = \operatorname{softmax}(W_g\, t_\tau)`,
});
