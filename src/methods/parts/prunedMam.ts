/**
 * What U-MAM and S-MAM share: updates of rank r at query and value and an adapter of width m beside every feed-forward
 * block, of which a search prunes entries or whole units.
 *
 *   q, v ← W₀ x + (α / r) · B A x,   w ← w + s · (ReLU(x W_d + b_d) W_u + b_u)
 *
 * A pruned entry is zero. The last training starts what is left where the first one started it.
 */
import { branchWidth } from '../../anatomy/shared';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Message } from '../../messages/message';
import { parallelAdapter, parallelSpecs } from '../additive/parallelAdapter';
import type { Hyperparameters, MethodContext } from '../contract';
import { knobsOf } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { draw } from '../initialise';
import type { PhaseRequest } from '../lifecycle';
import { lora } from '../reparameterised/lora';
import { scalarsOf, type Situation, type TensorSpec } from '../tensors';
import { activate, checkWidth, type Activation } from './bottleneck';
import { keptName } from './keptEntries';
import { addBranch, factorNames, factorSpecs, lowRankRefusal, lowRankSites, lowRankSlots } from './lowRank';
import {
  budgetOf,
  countsAt,
  leftAt,
  lengthOf,
  pruningKnobs,
  searchPhases,
  type Choice,
  type Prunable,
} from './pruningSearch';
import { keepKnob, positionsSpec, shareTooSmall } from './sparseDelta';

/** A tensor of the net that the search begins with. */
export type MamTensor = Prunable & { readonly spec: TensorSpec };

/** The tensor that a module reads: in its own shape, or with fewer units. */
export type ReadKept = (
  context: MethodContext,
  spec: TensorSpec,
  start: Float32Array,
  positions: Int32Array | undefined,
) => string;

export const mamKnobs = [
  ...knobsOf(lora, ['r', 'alpha']),
  ...knobsOf(parallelAdapter, ['m', 'activation', 's']),
  keepKnob(0.25),
  ...pruningKnobs,
] as const;

const loraPart = (hp: Hyperparameters): Hyperparameters => ({ ...hp, targets: ['auto'] });
const adapterName = (layer: number): string => `layer.${layer}.adapter2`;
const adapterParts = ['down.weight', 'down.bias', 'up.weight', 'up.bias'] as const;

/** Everything that can be pruned. */
function tensorsOf(d: Dimensions, hp: Hyperparameters): readonly MamTensor[] {
  return [
    ...lowRankSlots(d, loraPart(hp)).flatMap((slot) => factorSpecs(slot, numberOf(hp, 'r'))),
    ...parallelSpecs(d, { ...hp, learn_scale: false }),
  ].map((spec) => ({
    name: spec.name,
    length: scalarsOf(spec),
    ...(spec.layer !== undefined && { layer: spec.layer }),
    spec,
  }));
}

/** Why a rank, a width or a share doesn't fit. */
export const mamRefusal = (id: string, d: Dimensions, hp: Hyperparameters): Message | undefined =>
  lowRankRefusal(id, d, loraPart(hp)) ??
  checkWidth(id, numberOf(hp, 'm'), branchWidth(d)) ??
  (budgetOf(tensorsOf(d, hp), hp) < 1
    ? shareTooSmall('keep', id, numberOf(hp, 'keep'), lengthOf(tensorsOf(d, hp)))
    : undefined);

/** The parts of a method that prunes such a net. */
export function prunedMam(choice: Choice<MamTensor>, read: ReadKept) {
  const pruned = { ...choice, tensors: tensorsOf, nameOf: keptName };

  function declare(d: Dimensions, hp: Hyperparameters, at: Situation): TensorSpec[] {
    const tensors = tensorsOf(d, hp);
    const counts = countsAt(pruned, d, hp, at);
    const kept = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const symbol = `${Number(((100 * kept) / lengthOf(tensors)).toPrecision(2))} %`;
    return [
      ...tensors.flatMap(({ name, spec }): TensorSpec[] => {
        const count = counts.get(name);
        if (!count) return [];
        // What a seed draws is known when the graph is built, and PEFT has no such form.
        const { init: _, peft: __, ...rest } = spec;
        const decay = spec.shape.length > 1;
        return [{ ...rest, name: keptName(name), shape: [count], symbol, decay }];
      }),
      positionsSpec(kept, lengthOf(tensors)),
    ];
  }

  function apply(context: MethodContext, hp: Hyperparameters): void {
    const { builder: g, anatomy } = context;
    const { dimensions: d } = anatomy;
    const left = leftAt(pruned, d, hp, context);
    const specs = new Map(tensorsOf(d, hp).map(({ name, spec }) => [name, spec]));
    const alive = (names: readonly string[]) => names.some((name) => left.has(name));
    const value = (name: string) => {
      const { shape, init } = specs.get(name)!;
      return read(context, specs.get(name)!, draw({ name, shape, init: init! }, context.seed), left.get(name));
    };
    for (const site of lowRankSites(anatomy, loraPart(hp))) {
      const { a, b } = factorNames(site);
      if (alive([a, b]))
        addBranch(
          context,
          site,
          { a: value(a), b: value(b) },
          { middle: (low) => g.scale(low, numberOf(hp, 'alpha') / numberOf(hp, 'r')) },
        );
    }
    for (const { index, feedForward } of anatomy.layers) {
      const names = adapterParts.map((part) => `${adapterName(index)}.${part}`);
      if (!alive(names)) continue;
      g.scope(`parallel.layer.${index}`, () =>
        g.wrap(feedForward.down.output, (w) => {
          const [down, downBias, up, upBias] = names.map(value) as [string, string, string, string];
          const low = activate(context, g.linear(feedForward.up.input, down, downBias), activationOf(hp));
          return g.add(w, g.scale(g.linear(low, up, upBias), numberOf(hp, 's')));
        }),
      );
    }
  }

  return { declare, apply, phases: (request: PhaseRequest) => searchPhases(pruned, request) };
}

const activationOf = (hp: Hyperparameters): Activation => choiceOf(hp, 'activation') as Activation;
