/**
 * Sequential adapter (Houlsby et al. 2019): a small bottleneck network after each sub-layer.
 *
 *   A(u) = u + σ(u W_d + b_d) W_u + b_u,   W_d: d → m,  W_u: m → d
 *
 * It is applied to the output of the attention and of the feed-forward block, before the residual addition (and the
 * norm, in post-norm models): x ← LN(x + A(u)). The paper also trains the LayerNorms of the block, and starts near, not
 * at, the identity: truncated normal with standard deviation 10⁻³. Its code uses GELU; AdapterHub's Houlsby adapter
 * takes swish and leaves the norms frozen.
 */
import { branchWidth } from '../../anatomy/shared';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import { activate, activationChoice, checkWidth, type Activation } from '../parts/bottleneck';
import { kaiming, zeros, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, flagOf, numberOf } from '../hyperparameters';
import { inEachLayer, unfrozen, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './sequentialAdapter.en';

const adapterName = (layer: number, place: 'attention' | 'ffn', part: string) =>
  `layer.${layer}.${place}.adapter_${part}`;

/** The four tensors of one adapter. */
function adapterSpecs(d: Dimensions, hp: Hyperparameters, layer: number, place: 'attention' | 'ffn'): TensorSpec[] {
  const m = numberOf(hp, 'm');
  const paper = choiceOf(hp, 'init') === 'paper';
  const small: Initializer = { kind: 'truncatedNormal', std: 1e-3 };
  const tensor = (part: string, shape: readonly number[], init: Initializer): TensorSpec => ({
    name: adapterName(layer, place, part),
    shape,
    treatment: 'new',
    init,
    layer,
    places: [place === 'attention' ? 'adapter1' : 'adapter2'],
    change: 'module',
    symbol: `m ${m}`,
  });
  return [
    tensor('down.weight', [m, branchWidth(d)], paper ? small : kaiming(branchWidth(d))),
    tensor('down.bias', [m], zeros),
    tensor('up.weight', [branchWidth(d), m], paper ? small : zeros),
    tensor('up.bias', [branchWidth(d)], zeros),
  ];
}

/** Puts an adapter behind `value`. */
function adapter(
  context: MethodContext,
  hp: Hyperparameters,
  layer: number,
  place: 'attention' | 'ffn',
  value: string,
): void {
  const { builder: g } = context;
  const [down, downBias, up, upBias] = ['down.weight', 'down.bias', 'up.weight', 'up.bias'].map((part) =>
    context.tensor(adapterName(layer, place, part)),
  ) as [string, string, string, string];
  g.scope(`adapter.layer.${layer}.${place}`, () =>
    g.wrap(value, (u) =>
      g.add(
        u,
        g.linear(activate(context, g.linear(u, down, downBias), choiceOf(hp, 'activation') as Activation), up, upBias),
      ),
    ),
  );
}

const layerNorms: ReadonlySet<Place> = new Set<Place>(['norm1', 'normCross', 'norm2']);

/** Gain and bias of the layers' norms, where they are trained. */
const trainedNorms = ({ tensors }: Dimensions, hp: Hyperparameters): readonly BaseTensor[] =>
  flagOf(hp, 'train_norms') ? tensors.filter(({ place }) => layerNorms.has(place)) : [];

export const sequentialAdapter = defineMethod({
  id: 'sequential-adapter',
  texts,
  category: 'additive',
  paper: {
    title: 'Parameter-Efficient Transfer Learning for NLP',
    authors: 'Houlsby, Giurgiu, Jastrzębski, Morrone, de Laroussilhe, Gesmundo, Attariyan, Gelly',
    year: 2019,
    venue: 'ICML',
    url: 'https://arxiv.org/abs/1902.00751',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    activationChoice('gelu'),
    { kind: 'flag', name: 'train_norms', default: true },
    { kind: 'choice', name: 'init', default: 'paper', options: ['paper', 'zero-up'] },
  ],
  defaults: {
    learningRate: 6e-3,
    rates: { 'causal-lm': 1.8e-2, seq2seq: 1.8e-2 },
    weightDecay: 0.01,
    warmup: 0.1,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => checkWidth('sequential-adapter', numberOf(hp, 'm'), branchWidth(d)),

  declare: (d, hp) => [
    ...inEachLayer(d, (layer) => [...adapterSpecs(d, hp, layer, 'attention'), ...adapterSpecs(d, hp, layer, 'ffn')]),
    ...trainedNorms(d, hp).map((base) => unfrozen(base, { decay: false })),
  ],

  apply(context, hp) {
    const { layers, dimensions } = context.anatomy;
    for (const { index, attention, feedForward } of layers) {
      adapter(context, hp, index, 'attention', attention.o.output);
      adapter(context, hp, index, 'ffn', feedForward.down.output);
    }
    for (const { name } of trainedNorms(dimensions, hp)) context.tensor(name);
  },

  identityAtInit: false,

  formula:
    String.raw`A(u) = u + \sigma(u W_d + b_d)\, W_u + b_u, \qquad W_d \in \mathbb{R}^{d \times m},\; ` +
    String.raw`W_u \in \mathbb{R}^{m \times d}`,
  countFormula: String.raw`2 L \big((2 m + 1) d + m\big) + 4 L d`,
});
