/**
 * Hadamard adapter (Chen et al. 2023): scale and shift every feature of the attention block's output.
 *
 *   u' = γ ⊙ u + β,   γ, β ∈ ℝ^d in each layer, starting at 1 and 0;  u is what the o projection gives
 *
 *   1. train the head alone      2. freeze the head; train γ, β and the norm behind them
 *
 * The norm is the one that follows the residual addition: LN₁ in post-norm models, the one before the feed-forward block in
 * pre-norm ones; the paper's 0.033 % of BERT-base is this count. Where the o projection has no bias (Llama) there is nothing
 * that β could be merged into, and only γ is trained. A language model has no new head, so there step 1 is left out.
 */
import { hasBias } from '../../anatomy/baseTensors';
import type { Anatomy, Dimensions, Layer } from '../../anatomy/anatomy';
import { f32 } from '../../onnx/tensor';
import { unfrozenName } from '../context';
import { ones, zeros, type Hyperparameters, type Method } from '../contract';
import { flagOf, numberOf } from '../hyperparameters';

const scaleName = (layer: number): string => `layer.${layer}.hadamard.weight`;
const shiftName = (layer: number): string => `layer.${layer}.hadamard.bias`;

/** A linear probe likes four times the rate of the adapter. */
const headRate = 4;

/** Gain and bias of the norm that reads the sum of the adapter's output and the residual. */
function nextNorm({ dimensions }: Anatomy, { norms }: Layer, hp: Hyperparameters): string[] {
  if (!flagOf(hp, 'train_norm')) return [];
  const { gain, bias } = norms[dimensions.normPosition === 'post' ? 0 : 1];
  return bias ? [gain, bias] : [gain];
}

/** Gain and bias of one norm a layer; RMSNorm has no bias. */
const normScalars = (d: Dimensions, hp: Hyperparameters): number =>
  flagOf(hp, 'train_norm') ? d.layers * (hasBias(d, 'norm1') ? 2 : 1) * d.hidden : 0;

export const hadamardAdapter: Method = {
  id: 'hadamard-adapter',
  name: 'Hadamard adapter',
  category: 'additive',
  subcategory: 'other additive',
  paper: {
    title: 'Hadamard Adapter: An Extreme Parameter-Efficient Adapter Tuning Method for Pre-trained Language Models',
    authors: 'Chen, Fu, Fan, Du, Lou, Han, Zhang, Li, Xiao',
    year: 2023,
    venue: 'CIKM',
    url: 'https://arxiv.org/abs/2407.11033',
  },
  hyperparameters: [
    {
      kind: 'flag',
      name: 'train_norm',
      label: 'train the norm behind it',
      description: 'Also train gain and bias of the norm that follows, as the paper does.',
      default: true,
    },
    {
      kind: 'real',
      name: 'head',
      label: 'share of head steps',
      description: 'Part of the run that trains the head alone, before it is frozen.',
      default: 0.3,
      min: 0.05,
      max: 0.9,
    },
  ],
  defaults: { learningRate: 5e-3, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification', 'causal-lm'],

  phases({ hyperparameters: hp, steps, index, task }) {
    if (task === 'causal-lm')
      return index === 0 ? { id: 'adapter', title: 'Train the adapter', work: { kind: 'train', steps } } : undefined;
    const head = Math.round(numberOf(hp, 'head') * steps);
    if (index === 1)
      return {
        id: 'adapter',
        title: 'Train the adapter under the frozen head',
        work: { kind: 'train', steps: steps - head, freezeHead: true },
      };
    if (index > 1) return undefined;
    return {
      id: 'head',
      title: 'Train the head',
      work: { kind: 'train', steps: head, rate: headRate },
      conclude: ({ parameters, value }) => ({
        carried: {
          start: Object.fromEntries(
            parameters.filter((p) => p.group === 'head').map((p) => [p.name, f32(p.shape, value(p.name))]),
          ),
        },
        summary: 'The head keeps what it has learnt and is frozen from now on.',
      }),
    };
  },

  apply(context, hp) {
    if (context.phase === 'head') return;
    const { builder: g, anatomy } = context;
    for (const layer of anatomy.layers) {
      const {
        index,
        attention: { o },
      } = layer;
      const scale = context.parameter(scaleName(index), [o.outFeatures], ones, { layer: index });
      const shift = o.bias ? context.parameter(shiftName(index), [o.outFeatures], zeros, { layer: index }) : undefined;
      g.scope(`hadamard.layer.${index}`, () =>
        g.wrap(o.output, (u) => (shift ? g.add(g.mul(u, scale), shift) : g.mul(u, scale))),
      );
      for (const initializer of nextNorm(anatomy, layer, hp)) context.unfreeze(initializer, { decay: false });
    }
  },

  count: (d, hp) => d.layers * (hasBias(d, 'o') ? 2 : 1) * d.hidden + normScalars(d, hp),
  unfrozen: normScalars,
  identityAtInit: true,

  /** W_o ← W_o diag(γ) in the (in, out) layout of the graph, b_o ← γ ⊙ b_o + β. */
  merge(context, hp) {
    const { anatomy } = context;
    for (const layer of anatomy.layers) {
      const {
        index,
        attention: { o },
      } = layer;
      const scale = context.trained(scaleName(index));
      context.set(
        o.weight,
        context.base(o.weight).map((w, i) => w * scale[i % o.outFeatures]!),
      );
      if (o.bias) {
        const shift = context.trained(shiftName(index));
        context.set(
          o.bias,
          context.base(o.bias).map((b, i) => b * scale[i]! + shift[i]!),
        );
      }
      for (const initializer of nextNorm(anatomy, layer, hp))
        context.set(initializer, context.trained(unfrozenName(anatomy, initializer)));
    }
  },

  learn: {
    idea: 'Give every feature that comes out of attention a volume knob and an offset: two numbers each, no matrix at all. First a classifier is fitted to the untouched model, then the knobs are turned under the finished classifier.',
    formula: String.raw`u' = \gamma \odot u + \beta, \qquad \gamma = 1,\; \beta = 0 \text{ at first}`,
    where: 'Two vectors in each layer, on what attention gives to the residual path, and the norm behind it.',
    inferenceCost: 'None: both fold into the output projection.',
    pitfalls:
      'It needs a head that is good already; with a random one the knobs have nothing to listen to. So few numbers need a large learning rate.',
  },
};
