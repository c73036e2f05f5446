/**
 * LST, ladder side-tuning (Sung, Cho, Bansal 2022): a small transformer beside the frozen one, fed from each of its
 * layers.
 *
 *   s₀ = D₀ e,   s_i = Block_i(μ_i s_{i−1} + (1 − μ_i) D_i h_i),   z = U LN(s_L)
 *
 * e is what the first layer reads, h_i the output of layer i, μ = σ(α / 0.1) with α = 0 at the start. The task reads z
 * alone: a last gate between z and what it read before, h, is there only with `merge_last`, which the reference has too
 * and leaves off (then z is μ_{L+1} U LN(s_L) + (1 − μ_{L+1}) h). Nothing is trained inside the backbone, so no
 * gradient flows through it and its activations need not be kept. Nor does it compute anything new for a text that it
 * has seen: with `cache`, its layers' outputs are kept in host memory, to the bit, and from the second epoch on
 * training runs the side network alone (own addition; the losses are the same).
 *
 * A side block has the backbone's norm position and mask, and every width divided by the reduction: d' = d / reduction,
 * d_ff / reduction, and as many heads as divide d'. Its linears and LayerNorms have biases and it uses GELU, whatever
 * the backbone has (in Llama-style models it has no rotary positions of its own either: it hears of positions from the
 * backbone). With two stacks each has a ladder, and that of the decoder looks at the end of the encoder's, behind a
 * norm, as its layers do at the encoder. All tensors start at random; the paper's start from pruned backbone weights
 * and its dropping of side layers are left out.
 */
import { messages } from '../../messages/message';
import type { Dimensions, Layer } from '../../anatomy/anatomy';
import { kaiming, ones, zeros, type Hyperparameters, type MethodContext, type Initializer } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import { inEachExecution, type TensorSpec } from '../tensors';
import { attendUnder } from '../parts/ownAttention';
import { everyTask } from '../taskId';
import { texts } from './lst.en';

const says = messages('lst', texts.says);

/** T in μ = σ(α / T). */
const temperature = 0.1;

interface Widths {
  /** d' */
  readonly hidden: number;
  readonly intermediate: number;
  readonly heads: number;
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

export function sideWidths(d: Dimensions, hp: Hyperparameters): Widths {
  const reduction = numberOf(hp, 'reduction');
  const hidden = Math.floor(d.hidden / reduction);
  return {
    hidden,
    intermediate: Math.max(1, Math.floor(d.intermediate / reduction)),
    heads: commonDivisor(d.heads, hidden),
  };
}

const projections = ['query', 'key', 'value', 'output'] as const;

/** Tensors of the ladder: block, way in and gate of every layer, and the way in and out. */
function declare(d: Dimensions, hp: Hyperparameters): TensorSpec[] {
  const { hidden, intermediate } = sideWidths(d, hp);
  type Where = Pick<TensorSpec, 'layer' | 'places'>;
  const tensor = (name: string, shape: readonly number[], init: Initializer, where: Where): TensorSpec => ({
    name,
    shape,
    treatment: 'new',
    init,
    change: 'module',
    symbol: where.layer === undefined ? undefined : `1/${numberOf(hp, 'reduction')}`,
    ...where,
  });
  const linearSpecs = (name: string, from: number, to: number, where: Where) => [
    tensor(`${name}.weight`, [to, from], kaiming(from), where),
    tensor(`${name}.bias`, [to], zeros, where),
  ];
  const normSpecs = (name: string, where: Where) => [
    tensor(`${name}.weight`, [hidden], ones, where),
    tensor(`${name}.bias`, [hidden], zeros, where),
  ];
  const gateSpec = (name: string, where: Where) => ({ ...tensor(`${name}.gate`, [1], zeros, where), decay: false });
  const outside: Where = { places: ['ladder'] };
  return [
    ...linearSpecs('ladder.down', d.hidden, hidden, outside),
    ...(d.encoderLayers === undefined
      ? []
      : [
          ...normSpecs('ladder.encoder.norm', outside),
          ...linearSpecs('ladder.decoder.down', d.hidden, hidden, outside),
        ]),
    ...inEachExecution(d, (layer, position) => {
      const where: Where = { layer, places: ['side'] };
      const name = sideName(position);
      return [
        gateSpec(name, where),
        ...linearSpecs(`${name}.ladder`, d.hidden, hidden, where),
        ...projections.flatMap((part) => linearSpecs(`${name}.attention.${part}`, hidden, hidden, where)),
        ...linearSpecs(`${name}.up`, hidden, intermediate, where),
        ...linearSpecs(`${name}.down`, intermediate, hidden, where),
        ...['norm1', 'norm2'].flatMap((part) => normSpecs(`${name}.${part}`, where)),
        ...(layer < (d.encoderLayers ?? d.layers)
          ? []
          : [
              ...projections.flatMap((part) => linearSpecs(`${name}.cross.${part}`, hidden, hidden, where)),
              ...normSpecs(`${name}.normCross`, where),
            ]),
      ];
    }),
    ...normSpecs('ladder.norm', outside),
    ...linearSpecs('ladder.up', hidden, d.hidden, outside),
    ...(flagOf(hp, 'merge_last') ? [gateSpec('ladder', outside)] : []),
  ];
}

const sideName = (position: number) => `layer.${position}.side`;

/** y = x Wᵀ + b */
const linear = (context: MethodContext, name: string, x: string): string =>
  context.builder.linear(x, context.tensor(`${name}.weight`), context.tensor(`${name}.bias`));

const norm = (context: MethodContext, name: string, x: string): string =>
  context.builder.layerNorm(x, context.tensor(`${name}.weight`), context.tensor(`${name}.bias`), 1e-5)[0];

/** μ a + (1 − μ) b */
function mixed(context: MethodContext, name: string, a: string, b: string): string {
  const { builder: g } = context;
  const mu = g.emit('Sigmoid', [g.scale(context.tensor(`${name}.gate`), 1 / temperature)]);
  return g.add(b, g.mul(mu, g.sub(a, b)));
}

/** The masks of the backbone's attention, and heads of one. */
interface Sight {
  readonly heads: number;
  readonly masks: readonly string[];
}

/**
 * Attention of the side network, (B, T, d') to (B, T, d'), under the backbone's masks.
 * @param states what keys and values are made of, (B, S, d'); default: x
 */
function attend(context: MethodContext, name: string, x: string, { heads, masks }: Sight, states = x): string {
  const { builder: g, batch } = context;
  const [, T, width] = g.shapeOf(x) as [number, number, number];
  const headDim = width / heads;
  const split = (part: string, order: readonly number[]) => {
    const from = part === 'query' ? x : states;
    const length = g.shapeOf(from)[1]!;
    return g.transpose(g.reshape(linear(context, `${name}.${part}`, from), [batch, length, heads, headDim]), order);
  };
  const seen = attendUnder(
    g,
    split('query', [0, 2, 1, 3]),
    split('key', [0, 2, 3, 1]),
    split('value', [0, 2, 1, 3]),
    masks,
  );
  return linear(context, `${name}.output`, g.reshape(g.transpose(seen, [0, 2, 1, 3]), [batch, T, width]));
}

/** What the side network of a decoder looks at: that of its encoder. */
interface Encoded extends Sight {
  readonly states: string;
}

function block(context: MethodContext, name: string, s: string, sight: Sight, encoded?: Encoded): string {
  const { builder: g } = context;
  const attention = (x: string) => attend(context, `${name}.attention`, x, sight);
  const cross = (x: string) => attend(context, `${name}.cross`, x, encoded!, encoded!.states);
  const feedForward = (x: string) => linear(context, `${name}.down`, g.gelu(linear(context, `${name}.up`, x)));
  const normed = (part: string, x: string) => norm(context, `${name}.${part}`, x);
  if (context.anatomy.dimensions.normPosition === 'post') {
    const own = normed('norm1', g.add(s, attention(s)));
    const first = encoded ? normed('normCross', g.add(own, cross(own))) : own;
    return normed('norm2', g.add(first, feedForward(first)));
  }
  const own = g.add(s, attention(normed('norm1', s)));
  const first = encoded ? g.add(own, cross(normed('normCross', own))) : own;
  return g.add(first, feedForward(normed('norm2', first)));
}

/** The side network on top of the frozen `hidden`, (B, T, d). */
function ladder(context: MethodContext, hp: Hyperparameters, hidden: string): string {
  const { builder: g, anatomy } = context;
  const { heads } = sideWidths(anatomy.dimensions, hp);
  let s = linear(context, 'ladder.down', anatomy.embeddings.output);
  let states: string | undefined;
  // The side network has a layer of its own for each one that is executed, also where the model's share their weights.
  const climb = ({ output, attention, cross }: Layer, position: number) => {
    const name = sideName(position);
    if (cross && states === undefined) {
      states = norm(context, 'ladder.encoder.norm', s);
      s = linear(context, 'ladder.decoder.down', anatomy.stacks!.decoderEmbeddings.output);
    }
    const input = mixed(context, name, s, linear(context, `${name}.ladder`, output));
    const encoded = cross && { heads, masks: cross.masks, states: states! };
    s = block(context, name, input, { heads, masks: attention.masks }, encoded);
  };
  anatomy.layers.forEach((layer, position) => g.scope(`lst.layer.${position}`, () => climb(layer, position)));
  const top = linear(context, 'ladder.up', norm(context, 'ladder.norm', s));
  return flagOf(hp, 'merge_last') ? mixed(context, 'ladder', top, hidden) : top;
}

export const lst = defineMethod({
  id: 'lst',
  texts,
  category: 'additive',
  paper: {
    title: 'LST: Ladder Side-Tuning for Parameter and Memory Efficient Transfer Learning',
    authors: 'Sung, Cho, Bansal',
    year: 2022,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2206.06522',
  },
  hyperparameters: [
    { kind: 'integer', name: 'reduction', default: 8, min: 1, max: 64, scale: 'log' },
    { kind: 'flag', name: 'merge_last', default: false, earlier: true },
    { kind: 'integer', name: 'cache', default: 256, min: 0, max: 4096 },
  ],
  defaults: {
    learningRate: 3e-3,
    rates: { 'causal-lm': 2.7e-2, seq2seq: 2.7e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  // No gradient enters the model.
  needs: ['layers', 'hidden states'],
  tasks: everyTask,

  check(d, hp) {
    const reduction = numberOf(hp, 'reduction');
    return d.hidden % reduction === 0
      ? undefined
      : says.noDivisor({ reduction, hidden: d.hidden, most: Math.min(64, d.hidden) });
  },

  featureCache: (hp) => numberOf(hp, 'cache') * 1e6,

  declare,

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    // The language-model head reads what the ladder returns, since it read the old hidden states.
    context.setLastHidden(g.wrap(anatomy.lastHidden, (hidden) => ladder(context, hp, hidden)));
  },

  identityAtInit: false,

  formula:
    String.raw`s_i = \mathrm{Block}_i\big(\mu_i\, s_{i-1} + (1 - \mu_i)\, D_i h_i\big), \qquad z = ` +
    String.raw`U\, \mathrm{LN}(s_L), \qquad \mu_i = \sigma(\alpha_i / T)`,
  countFormula:
    String.raw`L \big(4 (d'^2 + d') + 4 d' + 2 d' f' + f' + d'\big) + ` +
    String.raw`(L + 1)(d d' + d') + d' d + d + L + 2 d', \quad d' = d / \rho,\ f' = d_{ff} / \rho`,
});
