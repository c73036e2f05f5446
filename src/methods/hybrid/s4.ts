/**
 * S₄ (Chen et al. 2023, design spaces for parameter-efficient fine-tuning): layers in four groups, each with strategies
 * of its own, found by comparing many random designs.
 *
 *   groups      spindle: few layers at both ends, 1 : 2 : 2 : 1 (12 layers: 2, 4, 4, 2)
 *   allocation  every layer has the same number of trained scalars, b vectors of the model's width d
 *   groups that are tuned: all of them
 *   strategies  G₁ adapter, LoRA    G₂ adapter, prefix    G₃ adapter, prefix, BitFit    G₄ prefix, BitFit, LoRA
 *
 * The four rules are the paper's. How the strategies of one layer share its b · d scalars is an own formulation: each
 * prefix has l tokens, biases cost what they cost, and adapter and LoRA get the rest, half each where a layer has both,
 * rounded down to whole units. The adapter is Pfeiffer's, LoRA is at query and value with α / r = 2, the prefix enters
 * inside attention. With less than four layers some groups are empty.
 */
import { branchWidth } from '../../anatomy/shared';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import { messages, type Message } from '../../messages/message';
import { atPfeifferSite } from '../additive/pfeifferAdapter';
import { applyPrefix, prefixSpecs, prefixTuning } from '../additive/prefixTuning';
import { usualNeeds, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod, knobsOf } from '../define';
import { numberOf } from '../hyperparameters';
import { says } from '../messages';
import { bottleneck, bottleneckSpecs } from '../parts/bottleneck';
import { addBranch, enterFactors, factorSpecs, lowRankRefusal, lowRankSites, lowRankSlots } from '../parts/lowRank';
import { sharedLayersRefusal, siteShape } from '../parts/sites';
import { scalarsOf, unfrozen, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './s4.en';

const tells = messages('s4', texts.says);

type Strategy = 'adapter' | 'lora' | 'prefix' | 'bias';
const strategies: readonly (readonly Strategy[])[] = [
  ['adapter', 'lora'],
  ['adapter', 'prefix'],
  ['adapter', 'prefix', 'bias'],
  ['prefix', 'bias', 'lora'],
];

/** Where the groups end, as shares of the layers. */
const ends = [1 / 6, 1 / 2, 5 / 6, 1] as const;

/** Group of a layer, from 0. */
export const groupOf = (layers: number, layer: number): number =>
  ends.findIndex((end) => layer < Math.round(end * layers));

const has = ({ layers }: Pick<Dimensions, 'layers'>, layer: number, strategy: Strategy): boolean =>
  strategies[groupOf(layers, layer)]!.includes(strategy);

/** α / r. */
const scaling = 2;
const loraSites: Hyperparameters = { targets: ['auto'] };

const prefixPart = (hp: Hyperparameters): Hyperparameters => ({
  l: numberOf(hp, 'l'),
  init_std: 0.02,
  reparameterise: false,
  shift_positions: false,
});

const biasesOf = ({ tensors }: Pick<Dimensions, 'tensors'>, layer: number): readonly BaseTensor[] =>
  tensors.filter((tensor) => tensor.role === 'bias' && tensor.layer === layer);

interface Sizes {
  /** Width of the adapter and rank of LoRA: what the layer's scalars suffice for, 0 where it has none. */
  readonly m: number;
  readonly r: number;
}

/** What a layer's adapter and LoRA have room for. */
function sizesOf(d: Dimensions, hp: Hyperparameters, layer: number): Sizes {
  const width = branchWidth(d);
  const biases = has(d, layer, 'bias') ? biasesOf(d, layer).reduce((sum, tensor) => sum + scalarsOf(tensor), 0) : 0;
  const prefix = has(d, layer, 'prefix') ? 2 * numberOf(hp, 'l') * siteShape(d, 'k').outFeatures : 0;
  const [adapter, lora] = [has(d, layer, 'adapter'), has(d, layer, 'lora')];
  const share = (numberOf(hp, 'budget') * d.hidden - biases - prefix) / (adapter && lora ? 2 : 1);
  const rank = lowRankSlots(d, loraSites)
    .filter((slot) => slot.layer === layer)
    .reduce((sum, slot) => sum + slot.inFeatures + slot.outFeatures, 0);
  return {
    m: adapter ? Math.floor((share - width) / (2 * width + 1)) : 0,
    r: lora ? Math.floor(share / rank) : 0,
  };
}

const layersOf = ({ layers }: Pick<Dimensions, 'layers'>): number[] => Array.from({ length: layers }, (_, i) => i);

/** Why the budget is too small or too large for a layer. */
function budgetRefusal(d: Dimensions, hp: Hyperparameters): Message | undefined {
  const fits = (budget: number) =>
    layersOf(d).every((layer) => {
      const { m, r } = sizesOf(d, { ...hp, budget }, layer);
      return (!has(d, layer, 'adapter') || m >= 1) && (!has(d, layer, 'lora') || r >= 1);
    });
  const budget = numberOf(hp, 'budget');
  if (!fits(budget)) {
    const least = Array.from({ length: 4096 }, (_, i) => i + 1).find(fits);
    return tells.tooSmall({ budget, l: numberOf(hp, 'l'), least: least ?? 4096 });
  }
  const sizes = layersOf(d).map((layer) => sizesOf(d, hp, layer));
  if (sizes.some(({ m }) => m > branchWidth(d))) return tells.tooLarge({ budget, width: branchWidth(d) });
  return lowRankRefusal('s4', d, loraSites, 'query and value', ['budget', Math.max(...sizes.map(({ r }) => r))]);
}

function declare(d: Dimensions, hp: Hyperparameters): TensorSpec[] {
  const prefixed = layersOf(d).filter((layer) => has(d, layer, 'prefix'));
  const slots = lowRankSlots(d, loraSites);
  return [
    ...(prefixed.length > 0 ? prefixSpecs(d, prefixPart(hp), prefixed.length) : []),
    ...layersOf(d).flatMap((layer) => {
      const { m, r } = sizesOf(d, hp, layer);
      const adapter = {
        name: `layer.${layer}.adapter2`,
        hidden: branchWidth(d),
        width: m,
        start: 'zero-up',
        layer,
        place: 'adapter2',
      } as const;
      const lora = slots.filter((slot) => slot.layer === layer && has(d, layer, 'lora'));
      return [
        ...(has(d, layer, 'adapter') ? bottleneckSpecs(adapter) : []),
        ...lora.flatMap((slot) => factorSpecs(slot, r)),
        ...(has(d, layer, 'bias')
          ? biasesOf(d, layer).map((base) => unfrozen(base, { change: 'bias', decay: false }))
          : []),
      ];
    }),
  ];
}

function apply(context: MethodContext, hp: Hyperparameters): void {
  const { builder: g, anatomy } = context;
  const { dimensions: d, layers } = anatomy;
  const prefixed = layers.filter(({ index }) => has(d, index, 'prefix'));
  if (prefixed.length > 0) applyPrefix(context, prefixPart(hp), undefined, prefixed);
  for (const site of lowRankSites(anatomy, loraSites))
    if (has(d, site.layer, 'lora'))
      addBranch(context, site, enterFactors(context, site), { middle: (low) => g.scale(low, scaling) });
  for (const layer of layers) {
    const { index } = layer;
    if (has(d, index, 'bias')) for (const { name } of biasesOf(d, index)) context.tensor(name);
    if (has(d, index, 'adapter'))
      g.scope(`s4.layer.${index}`, () =>
        atPfeifferSite(context, layer, (sum, z) =>
          g.add(sum, bottleneck(context, z, `layer.${index}.adapter2`, 'relu')),
        ),
      );
  }
}

export const s4 = defineMethod({
  id: 's4',
  texts,
  category: 'hybrid',
  paper: {
    title: 'Parameter-Efficient Fine-Tuning Design Spaces',
    authors: 'Chen, Zhang, Shi, Li, Smola, Yang',
    year: 2023,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2301.01821',
  },
  hyperparameters: [
    { kind: 'integer', name: 'budget', default: 48, min: 1, max: 4096, scale: 'log' },
    ...knobsOf(prefixTuning, ['l'], { l: 8 }),
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  needs: [...usualNeeds, 'biases'],
  tasks: everyTask,

  check: (d, hp) =>
    sharedLayersRefusal('s4', d) ??
    (d.biasScalars === 0 ? says.noBiases({ method: 's4' }) : undefined) ??
    budgetRefusal(d, hp),

  declare,
  apply,
  identityAtInit: false,

  formula:
    String.raw`G_1: \{A, L\}, \quad G_2: \{A, P\}, \quad G_3: \{A, P, B\}, \quad G_4: \{P, B, L\}, \qquad ` +
    String.raw`|G_1| : |G_2| : |G_3| : |G_4| = 1 : 2 : 2 : 1, \quad |\phi_i| \approx b\, d`,
});
