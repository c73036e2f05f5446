/**
 * MerA, merging pretrained adapters (He et al. 2023): adapters of other data sets are laid on top of each other,
 * neuron on like neuron, averaged into one, and that one is trained on the target.
 *
 *   T_n = the plan from the neurons of adapter n to those of adapter 1 with the least Σ_uv T_uv ‖d_u − d_v⁽ⁿ⁾‖²
 *   W_d = 1/N Σ_n T_n W_d⁽ⁿ⁾,   W_u = 1/N Σ_n W_u⁽ⁿ⁾ T_nᵀ,   biases alike
 *
 * d_u is what a neuron of the narrow middle reads by, its row of W_d with its bias (the paper's "weights" variant; the
 * other one compares activations). All neurons weigh the same, so that the best plan is a permutation, which the
 * Hungarian method finds exactly. Every source starts from random numbers of its own: adapters from one start would be
 * aligned already. Sources have heads of their own, which are thrown away. The adapters are Pfeiffer's.
 */
import { fixed, messages } from '../../messages/message';
import { branchWidth } from '../../anatomy/shared';
import type { Dimensions } from '../../anatomy/anatomy';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, flagOf, numberOf } from '../hyperparameters';
import type { Carried, Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { assignment } from '../parts/assignment';
import { activationChoice, bottleneck, bottleneckSpecs, checkWidth, type Activation } from '../parts/bottleneck';
import { measured, plannedSources, shareKnob, sourcesOf, startsFrom, stepsEach, sourcePhase } from '../parts/sources';
import { everyTask } from '../taskId';
import { inEachLayer, type Situation, type TensorSpec } from '../tensors';
import { atPfeifferSite } from './pfeifferAdapter';
import { texts } from './mera.en';

const says = messages('mera', texts.says);

const targetPhase = 'target';
/** Begins the names of a source's tensors. */
const sourceStem = (n: number): string => `source.${n}.`;
const stemIn = (phase: string | undefined): string =>
  phase === undefined || phase === targetPhase ? '' : sourceStem(Number(/\d+$/.exec(phase)![0]));
const adapterName = (layer: number): string => `layer.${layer}.adapter2`;

/** A bottleneck's numbers: W_d (m, d), b_d (m), W_u (d, m), b_u (d). */
export interface Bottleneck {
  readonly down: Float32Array;
  readonly downBias: Float32Array;
  readonly up: Float32Array;
  readonly upBias: Float32Array;
}

/** Squared distances between what the neurons of two adapters read by, (m, m). */
function distances(one: Bottleneck, other: Bottleneck): Float64Array {
  const m = one.downBias.length;
  const d = one.down.length / m;
  return Float64Array.from({ length: m * m }, (_, at) => {
    const [u, v] = [Math.floor(at / m), at % m];
    let sum = (one.downBias[u]! - other.downBias[v]!) ** 2;
    for (let i = 0; i < d; i++) sum += (one.down[u * d + i]! - other.down[v * d + i]!) ** 2;
    return sum;
  });
}

/** The adapter with its neurons in another order: neuron u is what neuron `order[u]` was. */
function reordered({ down, downBias, up, upBias }: Bottleneck, order: readonly number[]): Bottleneck {
  const m = order.length;
  const d = upBias.length;
  return {
    down: Float32Array.from(down, (_, at) => down[order[Math.floor(at / d)]! * d + (at % d)]!),
    downBias: Float32Array.from(order, (v) => downBias[v]!),
    up: Float32Array.from(up, (_, at) => up[Math.floor(at / m) * m + order[at % m]!]!),
    upBias,
  };
}

/** What merging gives, and the mean squared distance of its neurons to the first adapter's, before and after. */
export function mergeAdapters(
  adapters: readonly Bottleneck[],
  align: boolean,
): { readonly merged: Bottleneck; readonly before: number; readonly after: number } {
  const [first] = adapters as readonly [Bottleneck, ...Bottleneck[]];
  const m = first.downBias.length;
  let [before, after] = [0, 0];
  const aligned = adapters.map((adapter, n) => {
    if (n === 0) return adapter;
    const cost = distances(first, adapter);
    const order = align ? assignment(cost, m) : Array.from({ length: m }, (_, u) => u);
    const share = 1 / (m * (adapters.length - 1));
    order.forEach((v, u) => {
      before += cost[u * m + u]! * share;
      after += cost[u * m + v]! * share;
    });
    return reordered(adapter, order);
  });
  const mean = (part: keyof Bottleneck) =>
    first[part].map((_, i) => aligned.reduce((sum, adapter) => sum + adapter[part][i]!, 0) / aligned.length);
  return {
    merged: { down: mean('down'), downBias: mean('downBias'), up: mean('up'), upBias: mean('upBias') },
    before,
    after,
  };
}

const parts = { down: 'down.weight', downBias: 'down.bias', up: 'up.weight', upBias: 'up.bias' } as const;

/** The merged adapters of all layers, as the target's start. */
function merged(d: Dimensions, hp: Hyperparameters, start: Carried['start'], sources: number) {
  const tensors: Record<string, Tensor> = {};
  let [before, after] = [0, 0];
  for (let layer = 0; layer < d.layers; layer++) {
    const name = adapterName(layer);
    const read = (n: number, part: keyof Bottleneck) =>
      start[`${sourceStem(n)}${name}.${parts[part]}`]!.data as Float32Array;
    const adapters = Array.from({ length: sources }, (_, n) => ({
      down: read(n, 'down'),
      downBias: read(n, 'downBias'),
      up: read(n, 'up'),
      upBias: read(n, 'upBias'),
    }));
    const found = mergeAdapters(adapters, flagOf(hp, 'align'));
    for (const part of Object.keys(parts) as (keyof Bottleneck)[]) {
      const { dims } = start[`${sourceStem(0)}${name}.${parts[part]}`]!;
      tensors[`${name}.${parts[part]}`] = f32(dims, found.merged[part]);
    }
    before += found.before / d.layers;
    after += found.after / d.layers;
  }
  return { tensors, before, after };
}

/** After the last source: what all of them have left becomes one. */
function conclude(outcome: PhaseOutcome, index: number, sources: number): ReturnType<NonNullable<Phase['conclude']>> {
  const start = {
    ...outcome.carried.start,
    ...startsFrom(outcome, (p) => (p.group === 'method' ? p.name : undefined)),
  };
  const trained = says.trained({ index: index + 1, count: sources, result: measured(outcome) });
  if (index < sources - 1) return { carried: { start }, summary: trained };
  const { tensors, before, after } = merged(outcome.anatomy.dimensions, outcome.hyperparameters, start, sources);
  return {
    carried: { start: tensors, facts: { before, after } },
    summary: says.merged({
      count: sources,
      result: measured(outcome),
      before: fixed(before, 3),
      after: fixed(after, 3),
    }),
  };
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index } = request;
  const sources = plannedSources('mera', request);
  const each = stepsEach(steps, numberOf(hp, 'source_share'), sources);
  if (index < sources)
    return sourcePhase(index, each, {
      title: says.trainOther({ index: index + 1 }),

      conclude: (outcome) => conclude(outcome, index, sources),
    });
  return index > sources
    ? undefined
    : {
        id: targetPhase,
        title: says.trainOwn,
        work: { kind: 'train', steps: Math.max(0, steps - each * sources) },
        measure: true,
        conclude: (outcome) => ({ carried: {}, summary: says.done({ result: measured(outcome) }) }),
      };
}

export const mera = defineMethod({
  id: 'mera',
  texts,
  category: 'additive',
  paper: {
    title: 'MerA: Merging Pretrained Adapters For Few-Shot Learning',
    authors: 'He, Fan, Ding, Shen, Zhou, Tao',
    year: 2023,
    url: 'https://arxiv.org/abs/2308.15982',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 256, scale: 'log' },
    activationChoice('relu'),
    { kind: 'flag', name: 'align', default: true },
    sourcesOf(3),
    shareKnob(0.5),
  ],
  defaults: { learningRate: 1e-2, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => checkWidth('mera', numberOf(hp, 'm'), branchWidth(d)),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare: (d: Dimensions, hp: Hyperparameters, { phase }: Situation): TensorSpec[] =>
    inEachLayer(d, (layer) =>
      bottleneckSpecs({
        name: stemIn(phase) + adapterName(layer),
        hidden: branchWidth(d),
        width: numberOf(hp, 'm'),
        start: 'bert',
        layer,
        place: 'adapter2',
      }),
    ),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    for (const layer of anatomy.layers)
      g.scope(`mera.layer.${layer.index}`, () =>
        atPfeifferSite(context, layer, (sum, z) =>
          g.add(
            sum,
            bottleneck(
              context,
              z,
              stemIn(context.phase) + adapterName(layer.index),
              choiceOf(hp, 'activation') as Activation,
            ),
          ),
        ),
      );
  },

  identityAtInit: false,

  formula:
    String.raw`W_d = \frac{1}{N} \sum_n T_n W_d^{(n)}, \quad W_u = \frac{1}{N} \sum_n W_u^{(n)} T_n^{\top}, \qquad ` +
    String.raw`T_n = \operatorname*{argmin}_{T} \sum_{u,v} T_{uv} \lVert d_u - d_v^{(n)} \rVert^2`,
  countFormula: String.raw`L \big((2 m + 1) d + m\big)`,
});
