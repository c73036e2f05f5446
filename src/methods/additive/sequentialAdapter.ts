/**
 * Sequential adapter (Houlsby et al. 2019): a small bottleneck network after each sub-layer.
 *
 *   A(u) = u + σ(u W_d + b_d) W_u + b_u,   W_d: d → m,  W_u: m → d
 *
 * It is applied to the output of the attention and of the feed-forward block, before the residual addition (and the norm,
 * in post-norm models): x ← LN(x + A(u)). The paper also trains the LayerNorms of the block, and starts near, not at, the
 * identity: truncated normal with standard deviation 10⁻³. Its code uses GELU; AdapterHub's Houlsby adapter takes swish and leaves the
 * norms frozen.
 */
import { hasBias } from '../../anatomy/baseTensors';
import type { Dimensions } from '../../anatomy/anatomy';
import { activate, activationChoice, type Activation } from '../bottleneck';
import { kaiming, zeros, type Hyperparameters, type Initializer, type Method, type MethodContext } from '../contract';
import { choiceOf, flagOf, numberOf } from '../hyperparameters';

/** Trains a bottleneck of width m on `u`, named by layer and place. */
function adapter(
  context: MethodContext,
  hp: Hyperparameters,
  layer: number,
  place: 'attention' | 'ffn',
  value: string,
): void {
  const { builder: g } = context;
  const m = numberOf(hp, 'm');
  const d = context.anatomy.dimensions.hidden;
  const paper = choiceOf(hp, 'init') === 'paper';
  const small: Initializer = { kind: 'truncatedNormal', std: 1e-3 };
  const name = (part: string) => `layer.${layer}.${place}.adapter_${part}`;
  const down = context.parameter(name('down.weight'), [m, d], paper ? small : kaiming(d), { layer });
  const downBias = context.parameter(name('down.bias'), [m], zeros, { layer });
  const up = context.parameter(name('up.weight'), [d, m], paper ? small : zeros, { layer });
  const upBias = context.parameter(name('up.bias'), [d], zeros, { layer });
  g.scope(`adapter.layer.${layer}.${place}`, () =>
    g.wrap(value, (u) =>
      g.add(
        u,
        g.linear(activate(context, g.linear(u, down, downBias), choiceOf(hp, 'activation') as Activation), up, upBias),
      ),
    ),
  );
}

/** Gain and bias of two norms a layer; RMSNorm has no bias. */
const normScalars = (d: Dimensions, hp: Hyperparameters): number =>
  flagOf(hp, 'train_norms') ? d.layers * 2 * d.hidden * (hasBias(d, 'norm1') ? 2 : 1) : 0;

export const sequentialAdapter: Method = {
  id: 'sequential-adapter',
  name: 'Sequential adapter (Houlsby)',
  category: 'additive',
  subcategory: 'adapter-based',
  paper: {
    title: 'Parameter-Efficient Transfer Learning for NLP',
    authors: 'Houlsby, Giurgiu, Jastrzębski, Morrone, de Laroussilhe, Gesmundo, Attariyan, Gelly',
    year: 2019,
    venue: 'ICML',
    url: 'https://arxiv.org/abs/1902.00751',
  },
  hyperparameters: [
    {
      kind: 'integer',
      name: 'm',
      label: 'bottleneck m',
      description: 'Width of the narrow middle of each adapter.',
      default: 16,
      min: 1,
      max: 1024,
      scale: 'log',
    },
    activationChoice('gelu'),
    {
      kind: 'flag',
      name: 'train_norms',
      label: 'train LayerNorms',
      description: 'Also train gain and bias of the two norms of each layer, as the paper does.',
      default: true,
    },
    {
      kind: 'choice',
      name: 'init',
      label: 'start',
      default: 'paper',
      options: ['paper', 'zero-up'],
      description:
        "The paper's tiny random numbers, or an up-projection of zeros, which starts exactly at the pretrained model.",
    },
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.1, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification', 'causal-lm'],

  check(d, hp) {
    const m = numberOf(hp, 'm');
    return m > d.hidden
      ? `m of sequential-adapter is ${m}, wider than the model's hidden size; a bottleneck is from 1 to ${d.hidden}.`
      : undefined;
  },

  apply(context, hp) {
    for (const { index, attention, feedForward, norms } of context.anatomy.layers) {
      adapter(context, hp, index, 'attention', attention.o.output);
      adapter(context, hp, index, 'ffn', feedForward.down.output);
      if (!flagOf(hp, 'train_norms')) continue;
      for (const norm of norms)
        for (const weight of [norm.gain, norm.bias]) if (weight) context.unfreeze(weight, { decay: false });
    }
  },

  count(d, hp) {
    const m = numberOf(hp, 'm');
    return d.layers * 2 * ((2 * m + 1) * d.hidden + m) + normScalars(d, hp);
  },
  unfrozen: normScalars,
  identityAtInit: false,
  merge:
    'An adapter has a non-linearity in the middle, so it cannot be folded into the weights around it; it stays in the model.',

  learn: {
    idea: 'After attention and after the feed-forward block, squeeze the vector through a narrow gate and add the result back. The big model stays frozen; only the gates (and the norms) learn.',
    formula: String.raw`A(u) = u + \sigma(u W_d + b_d)\, W_u + b_u, \qquad W_d \in \mathbb{R}^{d \times m},\; W_u \in \mathbb{R}^{m \times d}`,
    where: 'Two small blocks in every layer, just before each residual addition.',
    inferenceCost: 'Two thin products a sub-layer remain: a few percent more time.',
    pitfalls:
      "The place matters: before the residual addition and norm, not after. Leaving out the norms loses part of the paper's quality.",
  },
};
