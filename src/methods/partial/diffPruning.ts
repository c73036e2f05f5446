/**
 * Diff pruning (Guo, Rush, Kim 2021): learn a change of every weight that is pulled to be zero, then keep the largest.
 *
 * θ = θ⁰ + δ,  δ = z ⊙ z_g ⊙ w,  z = clamp(s (r − l) + l, 0, 1),  s = σ(log u − log(1 − u) + α),  u ~ U(10⁻⁴, 1 − 10⁻⁴)
 *   loss + λ (Σ σ(α − log(−l/r)) + Σ σ(α_g − log(−l/r))),  l = −1.5, r = 1.5
 *
 * 1. train w (from 0), α and the gate α_g of each tensor (from 5)   2. keep the K largest |δ|   3. train those δ with
 * the mask fixed, five times faster
 *
 * As in the reference step 2 looks at δ as it was last sampled, with a u of its own, and step 3 goes on from w of what
 * is kept, without its gate. λ is for each entry: the reference's 1.25·10⁻⁷ is for tens of thousands
 * of steps; runs of a few hundred need more. α learns at 0.1 there, ten thousand times faster than w, here `gate_rate`
 * times faster. The mask ranges over weights and biases of the linear layers, or over all weights. The head is trained
 * throughout.
 */
import { messages, percent, sentences } from '../../messages/message';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import { f32, type Tensor } from '../../onnx/tensor';
import { zeros, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { draw } from '../initialise';
import type { Phase, PhaseOutcome } from '../lifecycle';
import {
  applySparseDelta,
  carrySelection,
  checkKept,
  deltaName,
  keepKnob,
  keptCount,
  maskable,
  maskableCount,
  mergeSparseDelta,
  scopeKnob,
  scopeNeeds,
  selectLargest,
  sparseDeltaSpecs,
  summarise,
} from '../parts/sparseDelta';
import type { TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './diffPruning.en';

const says = messages('diff-pruning', texts.says);

const [low, high] = [-1.5, 1.5];
const logRatio = Math.log(-low / high);
const gateStart = 5;
/** The reference trains w at 10⁻⁵ while the gates learn, and the kept changes at 5·10⁻⁵. */
const fixedRate = 5;
const names = ({ name }: Pick<BaseTensor, 'name'>) => ({
  w: `${name}.w`,
  alpha: `${name}.alpha`,
  group: `${name}.group_alpha`,
});

/** z for α, stretched and clamped. */
const openness = (alpha: number): number => Math.min(1, Math.max(0, (high - low) / (1 + Math.exp(-alpha)) + low));

/** z for the α of a tensor, with u drawn from the run's seed and the tensor's name. */
export function sampledGates(alpha: Float32Array, name: string, seed: number): Float32Array {
  const u = draw(
    { name: `${name}.u`, shape: [alpha.length], init: { kind: 'uniform', bound: 0.5 - 1e-4, mean: 0.5 } },
    seed,
  );
  return alpha.map((value, i) => openness(value + Math.log(u[i]!) - Math.log(1 - u[i]!)));
}

/** z in the graph: with noise while training. */
function hardConcrete(context: MethodContext, alpha: string): string {
  const { builder: g } = context;
  let logit = alpha;
  if (context.training) {
    const u = g.add(g.scale(context.uniform(g.shapeOf(alpha)), 1 - 2e-4), g.scalar(1e-4));
    logit = g.add(alpha, g.sub(g.log(u), g.log(g.sub(g.scalar(1), u))));
  }
  const stretched = g.add(g.scale(g.emit('Sigmoid', [logit]), high - low), g.scalar(low));
  return g.emit('Clip', [stretched, g.scalar(0), g.scalar(1)]);
}

/** Phase 1: every maskable tensor gets w, α and α_g. */
const relaxedSpecs = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  maskable(d, hp).flatMap((base) => {
    const { w, alpha, group } = names(base);
    const tensor = (name: string, shape: readonly number[], init: Initializer): TensorSpec => ({
      name,
      shape,
      treatment: 'new',
      init,
      base,
      ...(base.layer !== undefined && { layer: base.layer }),
      places: [base.place],
      change: 'entries',
      decay: false,
    });
    const open: Initializer = { kind: 'constant', value: gateStart };
    return [tensor(w, base.shape, zeros), tensor(alpha, base.shape, open), tensor(group, [1], open)];
  });

function applyRelaxed(context: MethodContext, hp: Hyperparameters): void {
  const { builder: g, anatomy } = context;
  const gates = { rate: numberOf(hp, 'gate_rate') };
  for (const tensor of maskable(anatomy.dimensions, hp)) {
    const { w, alpha, group } = names(tensor);
    const change = context.tensor(w);
    const [entryGate, groupGate] = [context.tensor(alpha, gates), context.tensor(group, gates)];
    g.scope(`diff.${tensor.name}`, () => {
      g.wrap(tensor.initializer!, (base) =>
        g.add(base, g.mul(g.mul(change, hardConcrete(context, entryGate)), hardConcrete(context, groupGate))),
      );
      for (const gate of [entryGate, groupGate]) {
        const open = g.emit('Sigmoid', [g.sub(gate, g.scalar(logRatio))]);
        context.addLoss(
          g.scale(
            g.reduceSum(
              open,
              g.shapeOf(gate).map((_, axis) => axis),
            ),
            numberOf(hp, 'l0'),
          ),
        );
      }
    });
  }
}

/** The K largest changes with their values; the head as it is. */
function prune(outcome: PhaseOutcome, hp: Hyperparameters, seed: number): ReturnType<NonNullable<Phase['conclude']>> {
  const { dimensions } = outcome.anatomy;
  const tensors = maskable(dimensions, hp);
  let open = 0;
  const changes = new Map(
    tensors.map((tensor) => {
      const { w, alpha, group } = names(tensor);
      const sampled = (gate: string) => sampledGates(outcome.value(gate), gate, seed);
      const [gates, whole] = [sampled(alpha), sampled(group)[0]!];
      return [
        tensor.name,
        outcome.value(w).map((value, i) => {
          const z = gates[i]! * whole;
          if (z > 0) open++;
          return value * z;
        }),
      ];
    }),
  );
  const selection = selectLargest(
    new Map([...changes].map(([name, values]) => [name, values.map(Math.abs)])),
    keptCount(dimensions, hp),
  );
  const start: Record<string, Tensor> = {};
  for (const [name, positions] of selection) {
    const w = outcome.value(names({ name }).w);
    start[deltaName(name)] = f32(
      [positions.length],
      Float32Array.from(positions, (at) => w[at]!),
    );
  }
  for (const p of outcome.parameters) if (p.group === 'head') start[p.name] = f32(p.shape, outcome.value(p.name));
  const total = maskableCount(dimensions, hp);
  return {
    carried: { tensors: carrySelection(selection, changes), start },
    summary: sentences(says.open({ share: percent(open / total) }), summarise(selection, tensors, total)),
  };
}

export const diffPruning = defineMethod({
  id: 'diff-pruning',
  texts,
  category: 'partial',
  paper: {
    title: 'Parameter-Efficient Transfer Learning with Diff Pruning',
    authors: 'Guo, Rush, Kim',
    year: 2021,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2012.07463',
  },
  hyperparameters: [
    keepKnob(0.005),
    { kind: 'real', name: 'l0', default: 1e-5, min: 1e-9, max: 1e-2, scale: 'log' },
    { kind: 'real', name: 'gate_rate', default: 100, min: 1, max: 10000, scale: 'log' },
    { kind: 'real', name: 'relaxed', default: 0.5, min: 0.1, max: 0.9 },
    scopeKnob('all'),
  ],
  defaults: {
    learningRate: 3e-3,
    rates: { seq2seq: 2.7e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: scopeNeeds,
  tasks: everyTask,

  check: (d, hp) => checkKept('diff-pruning', d, hp),

  phases({ hyperparameters: hp, steps, index, seed }) {
    const relaxed = Math.round(numberOf(hp, 'relaxed') * steps);
    if (index === 0)
      return {
        id: 'relaxed',
        title: says.learn,
        work: { kind: 'train', steps: relaxed },
        conclude: (outcome) => prune(outcome, hp, seed),
      };
    return index === 1
      ? {
          id: 'fixed',
          title: says.trainKept,
          work: { kind: 'train', steps: steps - relaxed, rate: fixedRate },
        }
      : undefined;
  },

  chooses: () => true,
  declare: (d, hp, at) => (at.phase === 'relaxed' ? relaxedSpecs(d, hp) : sparseDeltaSpecs(d, hp, at)),

  apply(context, hp) {
    if (context.phase === 'relaxed') applyRelaxed(context, hp);
    else applySparseDelta(context, hp);
  },

  identityAtInit: true,
  merge: mergeSparseDelta,

  formula:
    String.raw`\theta = \theta_0 + z \odot w, \qquad \min_{w, \alpha}\; \mathcal{L}(\theta) + \lambda ` +
    String.raw`\sum_i \sigma\!\left(\alpha_i - \log\tfrac{-l}{r}\right)`,
});
