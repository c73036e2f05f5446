/**
 * Hadamard adapter (Chen et al. 2023): scale and shift every feature of the attention block's output.
 *
 *   u' = γ ⊙ u + β,   γ, β ∈ ℝ^d in each layer, starting at 1 and 0;  u is what the o projection gives
 *
 *   1. train the head alone      2. freeze the head; train γ, β and the norm behind them
 *
 * The norm is the one that follows the residual addition: LN₁ in post-norm models, the one before the feed-forward
 * block in pre-norm ones; the paper's 0.033 % of BERT-base is this count. Where the o projection has no bias (Llama)
 * there is nothing that β could be merged into, and only γ is trained. A language model has no new head, so there step
 * 1 is left out.
 */
import { branchWidth } from '../../anatomy/shared';
import { messages } from '../../messages/message';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import { f32 } from '../../onnx/tensor';
import { ones, zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import { inEachLayer, unfrozen, type TensorSpec } from '../tensors';
import { everyTask, isWritten } from '../taskId';
import { texts } from './hadamardAdapter.en';

const says = messages('hadamard-adapter', texts.says);

const scaleName = (layer: number): string => `layer.${layer}.hadamard.weight`;
const shiftName = (layer: number): string => `layer.${layer}.hadamard.bias`;

/** A linear probe likes four times the rate of the adapter. */
const headRate = 4;

/** The norm that the adapter's output meets next, alone or in the sum with the residual; none in a parallel layer. */
const nextNorm = ({ normPosition, parallel }: Dimensions): Place | undefined =>
  normPosition === 'post' ? 'norm1' : normPosition !== 'pre' ? 'normOut1' : parallel ? undefined : 'norm2';

/** Gain and bias of that norm in every layer. */
const nextNorms = (d: Dimensions, hp: Hyperparameters): readonly BaseTensor[] =>
  flagOf(hp, 'train_norm') ? d.tensors.filter(({ place }) => place === nextNorm(d)) : [];

/** Whether a layer's output projection has a bias, which the shift is then folded into. */
const hasBias = ({ tensors }: Dimensions, layer: number): boolean =>
  tensors.some((tensor) => tensor.place === 'o' && tensor.role === 'bias' && tensor.layer === layer);

export const hadamardAdapter = defineMethod({
  id: 'hadamard-adapter',
  texts,
  category: 'additive',
  paper: {
    title: 'Hadamard Adapter: An Extreme Parameter-Efficient Adapter Tuning Method for Pre-trained Language Models',
    authors: 'Chen, Fu, Fan, Du, Lou, Han, Zhang, Li, Xiao',
    year: 2023,
    venue: 'CIKM',
    url: 'https://arxiv.org/abs/2407.11033',
  },
  hyperparameters: [
    { kind: 'flag', name: 'train_norm', default: true },
    { kind: 'real', name: 'head', default: 0.3, min: 0.05, max: 0.9 },
  ],
  defaults: {
    learningRate: 5e-3,
    rates: { 'causal-lm': 4.5e-2, seq2seq: 4.5e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  phases({ hyperparameters: hp, steps, index, task }) {
    if (isWritten(task))
      return index === 0 ? { id: 'adapter', title: says.trainAdapter, work: { kind: 'train', steps } } : undefined;
    const head = Math.round(numberOf(hp, 'head') * steps);
    if (index === 1)
      return {
        id: 'adapter',
        title: says.trainUnderHead,
        work: { kind: 'train', steps: steps - head, freezeHead: true },
      };
    if (index > 1) return undefined;
    return {
      id: 'head',
      title: says.trainHead,
      work: { kind: 'train', steps: head, rate: headRate },
      conclude: ({ parameters, value }) => ({
        carried: {
          start: Object.fromEntries(
            parameters.filter((p) => p.group === 'head').map((p) => [p.name, f32(p.shape, value(p.name))]),
          ),
        },
        summary: says.headIsFrozen,
      }),
    };
  },

  declare(d, hp, { phase }) {
    if (phase === 'head') return [];
    const adapter = (layer: number): TensorSpec[] => {
      const shifted = hasBias(d, layer);
      const common = {
        shape: [branchWidth(d)],
        treatment: 'new',
        layer,
        places: ['o'],
        change: 'scale',
        symbol: shifted ? 'γ β' : 'γ',
      } as const;
      return [
        { ...common, name: scaleName(layer), init: ones },
        ...(shifted ? [{ ...common, name: shiftName(layer), init: zeros }] : []),
      ];
    };
    return [...inEachLayer(d, adapter), ...nextNorms(d, hp).map((base) => unfrozen(base, { decay: false }))];
  },

  apply(context, hp) {
    if (context.phase === 'head') return;
    const { builder: g, anatomy } = context;
    for (const layer of anatomy.layers) {
      const {
        index,
        attention: { o },
      } = layer;
      const scale = context.tensor(scaleName(index));
      const shift = o.bias ? context.tensor(shiftName(index)) : undefined;
      g.scope(`hadamard.layer.${index}`, () =>
        g.wrap(o.output, (u) => (shift ? g.add(g.mul(u, scale), shift) : g.mul(u, scale))),
      );
    }
    for (const { name } of nextNorms(anatomy.dimensions, hp)) context.tensor(name);
  },

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
    }
    for (const { initializer, name } of nextNorms(anatomy.dimensions, hp))
      context.set(initializer!, context.trained(name));
  },

  formula: String.raw`u' = \gamma \odot u + \beta, \qquad \gamma = 1,\; \beta = 0 \text{ at first}`,
});
