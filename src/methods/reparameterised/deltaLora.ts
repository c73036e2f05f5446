/**
 * Delta-LoRA (Zi et al. 2023): the pretrained weight moves too, by what the product of A and B has just changed.
 *
 *   h = W x + (α / r) · B A x,   after each step t > K  W ← W + λ · (α / r) · (B_{t+1} A_{t+1} − B_t A_t)
 *
 * W needs neither gradient nor optimiser state. There is no dropout on the way through A and B, since the change of B A
 * stands for a gradient of W. From step K on the function moves by 1 + λ times LoRA's step.
 */
import type { Place } from '../../anatomy/places';
import { asFloat32 } from '../../onnx/tensor';
import { unfrozenName } from '../baseWeights';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { UpdateView } from '../lifecycle';
import { unfrozen, type TensorSpec } from '../tensors';
import {
  addBranch,
  alphaParameter,
  enterFactors,
  factorNames,
  factorSpecs,
  lowRankRefusal,
  distinctSites,
  lowRankSites,
  lowRankSlots,
  mergeUpdates,
  plainUpdate,
  rankParameter,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import { everyTask } from '../taskId';
import { texts } from './deltaLora.en';

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');
const factorOfStep = 'delta_lora.factor';

/** Change of (B A)ᵀ in this step, (in, out) of the whole linear; zero outside the site's columns. */
function change(view: UpdateView, site: LowRankSite): string {
  const { builder: g } = view;
  const { a, b } = factorNames(site);
  const product = (read: (name: string) => string) =>
    g.matmul(g.transpose(read(a), [1, 0]), g.transpose(read(b), [1, 0]));
  const moved = g.sub(product(view.after), product(view.before));
  const { linear, start, end } = site;
  const empty = (columns: number) => (columns > 0 ? [g.filled([linear.inFeatures, columns], 0)] : []);
  return g.concat([...empty(start), moved, ...empty(linear.outFeatures - end)], 1);
}

/** Turns the weight of `sites`, which are parts of one linear, into a state. */
function letMove(context: MethodContext, sites: readonly LowRankSite[]): void {
  const { builder: g, anatomy } = context;
  const { weight } = sites[0]!.linear;
  const tensor = g.graph.initializers.get(weight);
  if (!tensor) throw new Error(`"${weight}" is no initialiser of the base graph, so it cannot move.`);
  const name = unfrozenName(anatomy, weight);
  g.graph.initializers.delete(weight);
  g.graph.types.delete(weight);
  context.state(
    name,
    tensor.dims,
    asFloat32(tensor),
    (view) => {
      const total = sites.map((site) => change(view, site)).reduce((x, y) => view.builder.add(x, y));
      return view.builder.add(view.state(name), view.builder.mul(total, view.perStep(factorOfStep)));
    },
    { kept: true },
  );
  if (name !== weight) g.replaceUses(weight, name);
}

export const deltaLora = defineMethod({
  id: 'delta-lora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'Delta-LoRA: Fine-Tuning High-Rank Parameters with the Delta of Low-Rank Matrices',
    authors: 'Zi, Qi, Wang, Wang, Wong, Zhang',
    year: 2023,
    url: 'https://arxiv.org/abs/2309.02411',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(8),
    targetsParameter,
    { kind: 'real', name: 'lambda', default: 0.5, min: 0, max: 10 },
    { kind: 'real', name: 'start', default: 0.25, min: 0, max: 1 },
  ],
  defaults: {
    learningRate: 4e-3,
    rates: { seq2seq: 1.2e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('delta-lora', d, hp),

  declare(d, hp) {
    const slots = lowRankSlots(d, hp);
    const boxes = new Set<Place>(slots.map(({ place }) => place));
    const moving = d.tensors.filter(
      ({ place, role, layer }) => layer !== undefined && role === 'weight' && boxes.has(place),
    );
    return [
      ...slots.flatMap((slot) => factorSpecs(slot, numberOf(hp, 'r'), { symbol: `r ${numberOf(hp, 'r')}, W` })),
      ...moving.map((base): TensorSpec => ({ ...unfrozen(base), treatment: 'state', change: 'delta' })),
    ];
  },

  apply(context, hp) {
    const sites = lowRankSites(context.anatomy, hp);
    if (context.training)
      context.perStep(factorOfStep, (step, steps) =>
        step > steps * numberOf(hp, 'start') ? numberOf(hp, 'lambda') * scalingOf(hp) : 0,
      );
    for (const weight of new Set(sites.map((site) => site.linear.weight)))
      letMove(
        context,
        distinctSites(sites).filter((site) => site.linear.weight === weight),
      );
    for (const site of sites)
      addBranch(context, site, enterFactors(context, site), {
        scope: 'delta_lora',
        middle: (low) => context.builder.scale(low, scalingOf(hp)),
      });
  },

  identityAtInit: true,
  merge: (context, hp) =>
    mergeUpdates(
      context,
      lowRankSites(context.anatomy, hp),
      (site) => plainUpdate(context, site, numberOf(hp, 'r'), scalingOf(hp)),
      {
        base: (linear) => context.trained(unfrozenName(context.anatomy, linear.weight)).slice(),
      },
    ),

  formula:
    String.raw`W^{(t+1)} = W^{(t)} + \lambda\,\frac{\alpha}{r}\left(B^{(t+1)} A^{(t+1)} - B^{(t)} ` +
    String.raw`A^{(t)}\right) \quad \text{for } t > K`,
});
