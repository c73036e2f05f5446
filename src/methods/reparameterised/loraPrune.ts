/**
 * LoRAPrune (Zhang et al. 2024): LoRA trains and says at the same time which attention heads and feed-forward channels
 * can go.
 *
 *   ĝ = (∂B) A + B (∂A) − (∂B)(∂A)  estimates the gradient of W from LoRA's,   I = |ĝ ⊙ (W + s B A)|
 *
 * I is summed over each group: the columns of q, k, v and the rows of o that belong to a head; the columns of up (and
 * gate) and the row of down that belong to a channel. Each matrix's sums are divided by their norm, added up, and
 * averaged over steps (0.9 old + 0.1 new). Every few steps the least important groups of each layer are masked, along a
 * cubic schedule. What is masked stays masked. In models of four layers and more the first tenth of the layers and the
 * last layer stay whole, as in the authors' code.
 */
import { messages } from '../../messages/message';
import { sharedLayersRefusal } from '../parts/sites';
import type { Layer, Site } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { asFloat32, f32, type Tensor } from '../../onnx/tensor';
import type { Hyperparameters, MethodContext } from '../contract';
import { usualNeeds } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { UpdateView } from '../lifecycle';
import { onePhase } from '../parts/onePhase';
import { keepAbove } from '../parts/ranking';
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
  mergeUpdates,
  plainUpdate,
  rankParameter,
  targetsOf,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import type { TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './loraPrune.en';

const says = messages('loraprune', texts.says);

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');

type Group = 'heads' | 'channels';
const groups: readonly Group[] = ['heads', 'channels'];
/** Sites that say something about a group. */
const informants: Readonly<Record<Group, readonly Site[]>> = {
  heads: ['q', 'k', 'v', 'qkv', 'o'],
  channels: ['up', 'gate', 'down'],
};
const maskName = (group: Group): string => `prune.${group}`;
const importanceName = (group: Group): string => `prune.${group}.importance`;
const keptOfStep = (group: Group): string => `loraprune.${group}`;
/** Of the running average. */
const memory = 0.9;
const tiny = 1e-12;

/** The weight as it is where it is fp32 already, so that the device shares it. */
const numbers = (tensor: Tensor): Tensor => (tensor.dtype === 'float32' ? tensor : f32(tensor.dims, asFloat32(tensor)));

/** Layers that may lose something. */
export function prunable(layers: number): number[] {
  const all = Array.from({ length: layers }, (_, i) => i);
  return layers < 4 ? all : all.slice(Math.floor(0.1 * layers), layers - 1);
}

/** How many of n groups a step keeps; −1: as before. */
export function keptAt(step: number, steps: number, n: number, hp: Hyperparameters): number {
  const [start, end] = [numberOf(hp, 'start') * steps, numberOf(hp, 'end') * steps];
  const last = Math.floor(Math.max(end, 1));
  if (step !== last && (step < start || step > end || step % numberOf(hp, 'interval') !== 0)) return -1;
  const left = step === last ? 0 : 1 - (step - start) / Math.max(1, end - start);
  return n - Math.round(numberOf(hp, 'ratio') * (1 - left ** 3) * n);
}

/** |ĝ ⊙ (W + s B A)| of a site, (in, out). */
function importance(view: UpdateView, site: LowRankSite, weight: Tensor, scaling: number): string {
  const { builder: g } = view;
  const names = factorNames(site);
  const rows = (value: string) => g.transpose(value, [1, 0]);
  const [a, b, da, db] = [
    view.before(names.a),
    view.before(names.b),
    view.gradient(names.a),
    view.gradient(names.b),
  ].map(rows) as [string, string, string, string];
  // Transposed throughout: Aᵀ ∂Bᵀ + ∂Aᵀ (Bᵀ − ∂Bᵀ).
  const gradient = g.add(g.matmul(a, db), g.matmul(da, g.sub(b, db)));
  const base = g.slice(g.initializer(`${site.stem}.weight`, weight), 1, site.start, site.end);
  return g.emit('Abs', [g.mul(gradient, g.add(base, g.scale(g.matmul(a, b), scaling)))]);
}

/**
 * Sums over what belongs to one head, (h): of a vector over the features of all heads. Shared key and value heads count
 * for each of their queries.
 */
function byHead(g: Builder, vector: string, heads: number, headDim: number): string {
  const own = g.shapeOf(vector)[0]! / headDim;
  const sums = g.reduceSum(g.reshape(vector, [own, headDim]), [1], true);
  return g.reshape(own === heads ? sums : g.expand(sums, [own, heads / own]), [heads]);
}

/** New importance of the groups of one layer, (n). */
function layerScores(
  view: UpdateView,
  layer: Layer,
  group: Group,
  sites: readonly LowRankSite[],
  context: MethodContext,
  weights: ReadonlyMap<string, Tensor>,
  hp: Hyperparameters,
): string {
  const { builder: g } = view;
  const { heads, headDim } = context.anatomy.dimensions;
  const vectors = sites.flatMap((site) => {
    const values = importance(view, site, weights.get(site.linear.weight)!, scalingOf(hp));
    const features = g.reduceSum(values, [site.site === 'o' || site.site === 'down' ? 1 : 0]);
    if (group === 'channels') return [features];
    if (site.site !== 'qkv') return [byHead(g, features, heads, headDim)];
    return (['q', 'k', 'v'] as const).map((part) =>
      byHead(g, g.slice(features, 0, layer.attention[part].start, layer.attention[part].end), heads, headDim),
    );
  });
  return vectors
    .map((vector) => g.div(vector, g.add(g.sqrt(g.sumSquares(vector)), g.scalar(tiny))))
    .reduce((x, y) => g.add(x, y));
}

/**
 * Masks of all layers that may be pruned, (layers, n), and in training what they follow from.
 * @returns the mask by group
 */
function declareMasks(
  context: MethodContext,
  sites: readonly LowRankSite[],
  hp: Hyperparameters,
): ReadonlyMap<Group, string> {
  const { anatomy, builder: g } = context;
  const layers = prunable(anatomy.layers.length).map((index) => anatomy.layers[index]!);
  const weights = new Map(sites.map(({ linear: { weight } }) => [weight, numbers(g.graph.initializers.get(weight)!)]));
  const masks = new Map<Group, string>();
  for (const group of groups) {
    const told = sites.filter((site) => informants[group].includes(site.site));
    if (told.length === 0 || layers.length === 0) continue;
    const n = group === 'heads' ? anatomy.dimensions.heads : anatomy.dimensions.intermediate;
    const shape = [layers.length, n];
    const average = (view: UpdateView): string => {
      const { builder: g } = view;
      const fresh = g.concat(
        layers.map((layer) =>
          g.reshape(
            layerScores(
              view,
              layer,
              group,
              told.filter((site) => site.layer === layer.index),
              context,
              weights,
              hp,
            ),
            [1, n],
          ),
        ),
        0,
      );
      return g.add(g.scale(view.state(importanceName(group)), memory), g.scale(fresh, 1 - memory));
    };
    if (context.training) {
      context.perStep(keptOfStep(group), (step, steps) => keptAt(step, steps, n, hp));
      context.state(importanceName(group), shape, 0, average);
    }
    masks.set(
      group,
      context.state(
        maskName(group),
        shape,
        1,
        (view) => {
          const { builder: g } = view;
          const [mask, kept] = [view.state(maskName(group)), view.perStep(keptOfStep(group))];
          const next = g.mul(mask, keepAbove(g, g.mul(average(view), mask), kept));
          return g.where(g.emit('Less', [kept, g.scalar(0)]), mask, next);
        },
        { kept: true },
      ),
    );
  }
  return masks;
}

export const loraPrune = defineMethod({
  id: 'loraprune',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'LoRAPrune: Structured Pruning Meets Low-Rank Parameter-Efficient Fine-Tuning',
    authors: 'Zhang, Chen, Shen, Yang, Ou, Yu, Zhuang',
    year: 2024,
    venue: 'Findings of ACL',
    url: 'https://arxiv.org/abs/2305.18403',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(16),
    dropoutParameter,
    targetsParameter,
    { kind: 'real', name: 'ratio', default: 0.5, min: 0, max: 0.95 },
    { kind: 'real', name: 'start', default: 0.1, min: 0, max: 0.9 },
    { kind: 'real', name: 'end', default: 0.9, min: 0.05, max: 1 },
    { kind: 'integer', name: 'interval', default: 10, min: 1, max: 1000, scale: 'log' },
  ],
  defaults: { learningRate: 2e-3, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: everyTask,
  needs: [...usualNeeds, 'projections'],

  check(d, hp) {
    const shared = sharedLayersRefusal('LoRAPrune', d);
    if (shared) return shared;
    if (d.packedGate) return says.packedGate;
    if (numberOf(hp, 'end') <= numberOf(hp, 'start')) return says.noSteps;
    return lowRankRefusal('loraprune', d, hp, 'all linears');
  },

  onePhase: () => true,
  phases: onePhase(({ anatomy, hyperparameters, state }) => {
    const layers = prunable(anatomy.layers.length);
    const targets = targetsOf(anatomy.dimensions, hyperparameters, 'all linears');
    const kept = Object.fromEntries(
      groups
        .filter((group) => targets.some((site) => informants[group].includes(site)))
        .map((group) => {
          const mask = state(maskName(group));
          const n = mask.length / layers.length;
          return [
            group,
            layers.map((layer, i) => ({
              layer,
              kept: mask.subarray(i * n, (i + 1) * n).reduce((sum, one) => sum + one, 0),
              of: n,
            })),
          ] as const;
        }),
    );
    const told = Object.entries(kept).map(([group, rows]) =>
      says[group as Group]({ left: { list: rows.map((row) => `${row.kept}/${row.of}`) } }),
    );
    return {
      summary: says.left({ layers: { list: layers }, groups: { list: told, join: '; ' } }),
      facts: { kept },
    };
  }),

  declare(d, hp) {
    const targets = targetsOf(d, hp, 'all linears');
    const layers = prunable(d.layers).length;
    return [
      ...lowRankSlots(d, hp, 'all linears').flatMap((slot) => factorSpecs(slot, numberOf(hp, 'r'))),
      ...groups
        .filter((group) => layers > 0 && targets.some((site) => informants[group].includes(site)))
        .map((group): TensorSpec => ({
          name: maskName(group),
          shape: [layers, group === 'heads' ? d.heads : d.intermediate],
          treatment: 'state',
          places: [],
          change: 'scale',
        })),
    ];
  },

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const { heads, headDim } = anatomy.dimensions;
    const sites = lowRankSites(anatomy, hp, 'all linears');
    const masks = declareMasks(context, sites, hp);
    for (const site of sites)
      addBranch(context, site, enterFactors(context, site), {
        scope: 'loraprune',
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.scale(low, scalingOf(hp)),
      });
    // After the branches, so that those of o and down read what is left too.
    prunable(anatomy.layers.length).forEach((index, row) => {
      const { attention, feedForward } = anatomy.layers[index]!;
      const line = (group: Group): string => g.slice(masks.get(group)!, 0, row, row + 1);
      g.scope(`loraprune.layer.${index}`, () => {
        if (masks.has('heads'))
          g.wrap(attention.context, (x) =>
            g.mul(x, g.reshape(g.expand(g.reshape(line('heads'), [heads, 1]), [heads, headDim]), [heads * headDim])),
          );
        if (masks.has('channels'))
          g.wrap(feedForward.middle, (x) => g.mul(x, g.reshape(line('channels'), [anatomy.dimensions.intermediate])));
      });
    });
  },

  identityAtInit: true,

  /** LoRA's updates, then zero rows of o and down: what is pruned reaches nothing. */
  merge(context, hp) {
    const { anatomy } = context;
    const { heads, headDim, intermediate } = anatomy.dimensions;
    const targets = targetsOf(anatomy.dimensions, hp, 'all linears');
    const merged = new Map<string, Float32Array>();
    mergeUpdates(
      {
        anatomy,
        linearAlgebra: context.linearAlgebra,
        base: (name) => context.base(name),
        trained: (name) => context.trained(name),
        shape: (name) => context.shape(name),
        set: (name, value) => {
          merged.set(name, value);
        },
      },
      lowRankSites(anatomy, hp, 'all linears'),
      (site) => plainUpdate(context, site, numberOf(hp, 'r'), scalingOf(hp)),
    );
    for (const group of groups.filter((one) => targets.some((site) => informants[one].includes(site)))) {
      const mask = context.trained(maskName(group));
      const [n, width] = group === 'heads' ? [heads, headDim] : [intermediate, 1];
      prunable(anatomy.layers.length).forEach((index, row) => {
        const layer = anatomy.layers[index]!;
        const linear = group === 'heads' ? layer.attention.o : layer.feedForward.down;
        const weight = merged.get(linear.weight) ?? context.base(linear.weight).slice();
        for (let i = 0; i < n; i++) {
          const factor = mask[row * n + i]!;
          for (let at = i * width * linear.outFeatures; at < (i + 1) * width * linear.outFeatures; at++)
            weight[at]! *= factor;
        }
        merged.set(linear.weight, weight);
      });
    }
    for (const [name, weight] of merged) context.set(name, weight);
  },

  formula:
    String.raw`\hat{g} = \frac{\partial \mathcal{L}}{\partial B} A + B \frac{\partial ` +
    String.raw`\mathcal{L}}{\partial A} - \frac{\partial \mathcal{L}}{\partial B} \frac{\partial ` +
    String.raw`\mathcal{L}}{\partial A}, \qquad I = \left| \hat{g} \odot (W_0 + \tfrac{\alpha}{r} B A) ` +
    String.raw`\right|`,
});
