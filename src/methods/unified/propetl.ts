/**
 * ProPETL (Zeng, Zhang, Lu 2023; the survey spells it ProPELT): one adapter shared by all layers, and a mask for each
 * layer.
 *
 *   layer ℓ:  W_ℓ = W_p ⊙ M_ℓ,   M_ℓ = 1[|S_ℓ| among the k·N largest of its matrix],   ∂L/∂|S_ℓ| := ∂L/∂M_ℓ
 *
 * The prototype W_p is a Pfeiffer adapter; its biases are shared and not masked, and what is left is not scaled up by
 * 1/k. Scores start Kaiming-uniform and learn faster than the prototype: 30 times in the authors' script, `mask_rate`
 * here. Gradients go straight through the masks. While training there are L real-valued score matrices; what is stored
 * is the prototype and a bit for each score.
 */
import { messages, percent, sentences } from '../../messages/message';
import { branchWidth, distinctLayers } from '../../anatomy/shared';
import type { Dimensions } from '../../anatomy/anatomy';
import { int } from '../../onnx/graph';
import { sizeOf } from '../../onnx/tensor';
import { atPfeifferSite } from '../additive/pfeifferAdapter';
import { activate, activationChoice, checkWidth, type Activation } from '../parts/bottleneck';
import { kaiming, zeros, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { onePhase } from '../parts/onePhase';
import { straightThrough } from '../parts/straightThrough';
import { inEachLayer, storedBytes, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './propetl.en';

const says = messages('propetl', texts.says);

const prototype = (part: string): string => `prototype.${part}`;
const scoresName = (layer: number, part: string): string => `layer.${layer}.adapter2.${part}.scores`;
const keptOf = (hp: Hyperparameters, size: number): number => Math.max(1, Math.round(numberOf(hp, 'keep') * size));

/** 1 for the `count` entries with the largest |scores|, with the straight-through gradient to |scores|. */
function topMask(context: MethodContext, scores: string, count: number): string {
  const { builder: g } = context;
  const size = sizeOf(g.shapeOf(scores));
  const strength = g.emit('Abs', [scores]);
  const [largest] = g.emitAll('TopK', [g.reshape(strength, [size]), g.shape([count])], { axis: int(0) }, { count: 2 });
  const threshold = g.detach(g.slice(largest!, 0, count - 1, count));
  return straightThrough(context, g.cast(g.emit('GreaterOrEqual', [strength, threshold]), 'float32'), strength);
}

/** Positions where a mask is 1, as the graph has it. */
function maskOf(scores: Float32Array, hp: Hyperparameters): Uint8Array {
  const strength = scores.map(Math.abs);
  const threshold = strength.slice().sort()[scores.length - keptOf(hp, scores.length)]!;
  return Uint8Array.from(strength, (s) => (s >= threshold ? 1 : 0));
}

/** The prototype, which belongs to all layers alike, and the scores of each layer. */
function declare(d: Dimensions, hp: Hyperparameters): TensorSpec[] {
  const m = numberOf(hp, 'm');
  const random: Initializer = { kind: 'normal', std: 0.02 };
  const bert = choiceOf(hp, 'init') === 'bert';
  const drawn = { places: ['adapter2'], change: 'module', symbol: `m ${m}` } as const;
  const shared = (part: string, shape: readonly number[], init: Initializer): TensorSpec => ({
    ...drawn,
    name: prototype(part),
    shape,
    treatment: 'new',
    init,
  });
  const scores = (layer: number, part: string, shape: readonly [number, number]): TensorSpec => ({
    ...drawn,
    name: scoresName(layer, part),
    shape,
    treatment: 'mask',
    init: kaiming(shape[1]),
    layer,
    surrogate: true,
    decay: false,
    bits: { of: (values) => maskOf(values, hp), values: [0, 1] },
  });
  return [
    shared('down.weight', [m, branchWidth(d)], bert ? random : kaiming(branchWidth(d))),
    shared('down.bias', [m], zeros),
    shared('up.weight', [branchWidth(d), m], bert ? random : zeros),
    shared('up.bias', [branchWidth(d)], zeros),
    ...inEachLayer(d, (layer) => [
      scores(layer, 'down', [m, branchWidth(d)]),
      scores(layer, 'up', [branchWidth(d), m]),
    ]),
  ];
}

export const propetl = defineMethod({
  id: 'propetl',
  texts,
  category: 'unified',
  paper: {
    title: 'One Network, Many Masks: Towards More Parameter-Efficient Transfer Learning',
    authors: 'Zeng, Zhang, Lu',
    year: 2023,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2305.17682',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 32, min: 1, max: 1024, scale: 'log' },
    { kind: 'real', name: 'keep', default: 0.5, min: 0.01, max: 1 },
    { kind: 'real', name: 'mask_rate', default: 5, min: 0.1, max: 100, scale: 'log' },
    activationChoice('relu'),
    { kind: 'choice', name: 'init', default: 'zero-up', options: ['zero-up', 'bert'] },
  ],
  defaults: {
    learningRate: 6e-3,
    rates: { seq2seq: 1.8e-2 },
    weightDecay: 0.01,
    warmup: 0.1,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => checkWidth('propetl', numberOf(hp, 'm'), branchWidth(d)),

  onePhase: () => true,
  phases: onePhase(({ anatomy, hyperparameters: hp, value }) => {
    const { layers } = anatomy.dimensions;
    const parts = ['down', 'up'] as const;
    const masks = distinctLayers(anatomy.layers).map(({ index }) =>
      parts.flatMap((part) => [...maskOf(value(scoresName(index, part)), hp)]),
    );
    const size = masks[0]?.length ?? 0;
    // Where two layers use the same entry; masks drawn by lot would share k of theirs.
    let [shared, used] = [0, 0];
    for (let i = 0; i < layers; i++)
      for (let j = 0; j < i; j++)
        for (let at = 0; at < size; at++)
          if (masks[i]![at]) {
            used++;
            shared += masks[j]![at]!;
          }
    const bytes = storedBytes(declare(anatomy.dimensions, hp));
    return {
      summary: sentences(
        says.stored({ layers, bytes: { count: bytes } }),
        used > 0
          ? says.overlap({ shared: percent(shared / used), byLot: percent(numberOf(hp, 'keep'), 0) })
          : undefined,
      ),
      facts: { bytes },
    };
  }),

  declare,

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const [down, downBias, up, upBias] = ['down.weight', 'down.bias', 'up.weight', 'up.bias'].map((part) =>
      context.tensor(prototype(part)),
    ) as [string, string, string, string];
    for (const layer of anatomy.layers) {
      g.scope(`propetl.layer.${layer.index}`, () =>
        atPfeifferSite(context, layer, (sum, z) => {
          const masked = (weight: string, part: string) => {
            const scores = context.tensor(scoresName(layer.index, part), { rate: numberOf(hp, 'mask_rate') });
            return g.mul(weight, topMask(context, scores, keptOf(hp, sizeOf(g.shapeOf(scores)))));
          };
          const middle = activate(
            context,
            g.linear(z, masked(down, 'down'), downBias),
            choiceOf(hp, 'activation') as Activation,
          );
          return g.add(sum, g.linear(middle, masked(up, 'up'), upBias));
        }),
      );
    }
  },

  identityAtInit: false,

  formula:
    String.raw`W_\ell = W_p \odot M_\ell, \qquad M_\ell = \mathbb{1}\big[\,|S_\ell| \text{ is among the ` +
    String.raw`} k N \text{ largest}\,\big]`,
});
