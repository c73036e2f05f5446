/**
 * L-LoRA, partially linearised LoRA (Tang et al. 2024): each update is trained in its tangent space, where what several
 * tasks have learnt can simply be added.
 *
 *   LoRA:    m(x; A, B) = s · B A x
 *   L-LoRA:  m(x; φ₀) + J_φ m · (φ − φ₀) = s · [B₀ A₀ + (B − B₀) A₀ + B₀ (A − A₀)] x
 *   fusion:  φ = φ₀ + λ Σ_τ (φ_τ − φ₀)
 *
 * Only the LoRA modules are linearised, not the network. As in the reference B₀ = 0 (PEFT's start), so that the term
 * with A vanishes and A₀ stays as it is: what is trained is B, and the updates of the tasks add up exactly. With
 * `start` small B₀ ~ N(0, 0.02²) and both factors matter (own addition; the constant s B₀ A₀ x is then left out). What
 * is trained are the differences ΔA = A − A₀ and ΔB = B − B₀; all tasks share A₀ and B₀. λ is tried at 0, 0.05, … 1,
 * and chosen by the mean loss over a few training batches of every task, each with its own head.
 */
import { fixed, messages } from '../../messages/message';
import { f32, type Tensor } from '../../onnx/tensor';
import { kaiming, zeros, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest, Trial } from '../lifecycle';
import { measured, plannedSources, shareKnob, sourcesKnob, startsFrom, stepsEach } from '../parts/sources';
import { lowRankDeployment } from '../parts/deployedLora';
import { lowRankRefusal, lowRankSites, lowRankSlots, type LowRankSite } from '../parts/lowRank';
import type { TensorSpec } from '../tensors';
import { loraKnobs, scalingOf, sourceStem } from '../parts/sourceLora';
import { texts } from './lLora.en';

const says = messages('l-lora', texts.says);

const startB: Initializer = { kind: 'normal', std: 0.02 };
const names = ({ stem }: Pick<LowRankSite, 'stem'>) => ({
  a0: `${stem}.tangent_A`,
  b0: `${stem}.tangent_B`,
  a: `${stem}.delta_A`,
  b: `${stem}.delta_B`,
});
const isDelta = (name: string): boolean => /\.delta_[AB]$/.test(name);
/** λ that are tried. */
export const factors = Array.from({ length: 21 }, (_, i) => i / 20);
const fromZero = (hp: Hyperparameters): boolean => choiceOf(hp, 'start') === 'zero';

function linearised(context: MethodContext, hp: Hyperparameters, site: LowRankSite): void {
  const { builder: g } = context;
  const { input } = site.linear;
  const name = names(site);
  const [a0, b] = [context.tensor(name.a0), context.tensor(name.b)];
  const other = fromZero(hp) ? undefined : { a: context.tensor(name.a), b0: context.tensor(name.b0) };
  g.scope(`l-lora.${site.stem}`, () =>
    g.wrap(site.output, (h) => {
      const byB = g.linear(g.linear(input, a0), b);
      const tangent = other ? g.add(byB, g.linear(g.linear(input, other.a), other.b0)) : byB;
      return g.add(h, g.scale(tangent, scalingOf(hp)));
    }),
  );
}

/** Σ of the tasks' differences by parameter. `own` are the target's. */
function sums(start: Readonly<Record<string, Tensor>>, tasks: number): Record<string, Float32Array> {
  const first = sourceStem(0);
  return Object.fromEntries(
    Object.keys(start)
      .filter((name) => name.startsWith(first))
      .map((name) => {
        const plain = name.slice(first.length);
        const parts = Array.from({ length: tasks }, (_, n) => start[sourceStem(n) + plain]!.data as Float32Array);
        return [plain, Float32Array.from(parts[0]!, (_, i) => parts.reduce((total, part) => total + part[i]!, 0))];
      }),
  );
}

const scaled = (values: Record<string, Float32Array>, factor: number): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(values).map(([name, data]) => [name, data.map((v) => factor * v)]));

/** Adds the tasks' differences, with the best of the factors that were tried. */
function fuse(
  { trials, carried, parameters }: PhaseOutcome,
  tasks: number,
): ReturnType<NonNullable<Phase['conclude']>> {
  const best = trials.reduce((chosen: number, trial: Trial, i) => (trial.loss < trials[chosen]!.loss ? i : chosen), 0);
  const lambda = factors[best]!;
  const shapes = new Map(parameters.map((p) => [p.name, p.shape]));
  const heads = Object.entries(carried.start).filter(([name]) => shapes.has(name) && !isDelta(name));
  const fused = Object.entries(scaled(sums(carried.start, tasks), lambda)).map(
    ([name, data]) => [name, f32(shapes.get(name)!, data)] as const,
  );
  return {
    carried: {
      start: Object.fromEntries([...heads, ...fused]),
      facts: {
        lambda,
        losses: trials.map((trial) => trial.loss),
        everyTask: trials.map((trial) => trial.losses ?? [trial.loss]),
      },
    },
    summary: says.added({ tasks, factor: fixed(lambda, 2), loss: fixed(trials[best]!.loss, 4) }),
  };
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index } = request;
  const sources = plannedSources('l-lora', request);
  const each = stepsEach(steps, numberOf(hp, 'source_share'), sources);
  if (index <= sources) {
    const own = index === sources;
    return {
      id: `task-${index}`,
      title: own ? says.trainOwn : says.trainOther({ index: index + 1 }),
      work: { kind: 'train', steps: own ? Math.max(0, steps - each * sources) : each },
      ...(own ? {} : { source: index }),
      measure: true,
      conclude: (outcome) => ({
        carried: {
          start: {
            ...outcome.carried.start,
            ...startsFrom(outcome, (p) =>
              isDelta(p.name) ? sourceStem(index) + p.name : own && p.group === 'head' ? p.name : undefined,
            ),
          },
        },
        summary: says.trained({ index: index + 1, count: sources + 1, result: measured(outcome) }),
      }),
    };
  }
  if (index === sources + 1) {
    return {
      id: 'scale',
      title: says.scale,
      work: {
        kind: 'probe',
        trials: factors.length,
        batches: numberOf(hp, 'batches'),
        everyTask: true,
        propose: (history) => scaled(sums(request.carried.start, sources + 1), factors[history.length]!),
      },
      conclude: (outcome) => fuse(outcome, sources + 1),
    };
  }
  if (index > sources + 2) return undefined;
  return {
    id: 'fused',
    title: says.use,
    work: { kind: 'train', steps: 0 },
    measure: true,
    conclude: (outcome) => ({ carried: {}, summary: says.together({ result: measured(outcome) }) }),
  };
}

export const lLora = defineMethod({
  id: 'l-lora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'Parameter-Efficient Multi-Task Model Fusion with Partial Linearization',
    authors: 'Tang, Shen, Luo, Zhan, Hu, Du, Chen, Tao',
    year: 2024,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2310.04742',
  },
  hyperparameters: [
    ...loraKnobs,
    sourcesKnob,
    shareKnob(0.5),
    { kind: 'integer', name: 'batches', default: 8, min: 1, max: 64 },
    { kind: 'choice', name: 'start', default: 'zero', earlier: 'small', options: ['zero', 'small'] },
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: ['classification', 'causal-lm', 'seq2seq'],

  check: (d, hp) => lowRankRefusal('l-lora', d, hp),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot) => {
      const { layer, place, inFeatures, outFeatures } = slot;
      const [r, name] = [numberOf(hp, 'r'), names(slot)];
      const tensor = (
        tensorName: string,
        shape: readonly number[],
        init: Initializer,
        treatment: 'new' | 'frozen',
      ): TensorSpec => ({
        name: tensorName,
        shape,
        treatment,
        init,
        layer,
        places: [place],
        change: 'delta',
        symbol: `r ${r}`,
      });
      // The point that the tangent is taken at, and the way from there.
      return [
        tensor(name.a0, [r, inFeatures], kaiming(inFeatures), 'frozen'),
        ...(fromZero(hp)
          ? []
          : [tensor(name.b0, [outFeatures, r], startB, 'frozen'), tensor(name.a, [r, inFeatures], zeros, 'new')]),
        tensor(name.b, [outFeatures, r], zeros, 'new'),
      ];
    }),

  apply(context, hp) {
    for (const site of lowRankSites(context.anatomy, hp)) linearised(context, hp, site);
  },

  identityAtInit: true,

  /** W ← W + s · (ΔB A₀ + B₀ ΔA): of rank r, and of 2 r where B₀ is not zero. */
  ...lowRankDeployment((context, site, hp) => {
    const r = numberOf(hp, 'r');
    const name = names(site);
    if (fromZero(hp)) {
      const middle = new Array<number>(r).fill(scalingOf(hp));
      return { a: context.trained(name.a0), b: context.trained(name.b), middle };
    }
    const [a0, b0, a, b] = [name.a0, name.b0, name.a, name.b].map((tensor) => context.trained(tensor)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const stacked = new Float32Array(a.length * 2);
    stacked.set(a0);
    stacked.set(a, a.length);
    const beside = Float32Array.from({ length: site.outputs * 2 * r }, (_, i) => {
      const [row, column] = [Math.floor(i / (2 * r)), i % (2 * r)];
      return column < r ? b[row * r + column]! : b0[row * r + column - r]!;
    });
    return { a: stacked, b: beside, middle: new Array<number>(2 * r).fill(scalingOf(hp)) };
  }),

  formula:
    String.raw`h = W_0 x + s\,\big[\Delta B\, A_0 + B_0\, \Delta A\big] x, \quad B_0 = 0, \qquad \Delta = ` +
    String.raw`\lambda \sum_{\tau} \Delta_{\tau}`,
});
