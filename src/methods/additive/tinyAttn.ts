/**
 * Tiny-Attn adapter (Zhao, Tan, Mei 2022): between attention and feed-forward block every token listens once more to
 * the others, through an attention that is only a few numbers wide.
 *
 *   x₁ ← x₁ + U · attention(q, k, v),   (q ; k ; v) = W LN(x₁) + b ∈ ℝ^{3e}
 *
 * x₁ is what the feed-forward block adds to: behind the norm in post-norm models, the sum in pre-norm models. As in the
 * authors' code (structure "m0" of `tiny_attn.py`) the attention is PyTorch's `MultiheadAttention` of one head and
 * width e with projections of its own (e × e), dropout acts on its probabilities, and U starts a hundred times
 * smaller than a linear layer does, so that the model starts almost as it was. The masks are the backbone's. The
 * paper also trains several such heads as experts whose parameters are averaged afterwards; here there is one.
 */
import { branchWidth } from '../../anatomy/shared';
import { messages } from '../../messages/message';
import type { Dimensions, Layer } from '../../anatomy/anatomy';
import { kaiming, ones, zeros, type Initializer, type Knob, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { attendUnder } from '../parts/ownAttention';
import { inEachLayer, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './tinyAttn.en';

const says = messages('tiny-attn', texts.says);

/** What U's start is smaller by. */
const quiet = 0.01;

const stemOf = (layer: number): string => `layer.${layer}.tiny`;

const layerSpecs = (d: Dimensions, e: number, layer: number): TensorSpec[] => {
  const width = branchWidth(d);
  const tensor = (name: string, shape: readonly number[], init: Initializer): TensorSpec => ({
    name: `${stemOf(layer)}.${name}`,
    shape,
    treatment: 'new',
    init,
    layer,
    places: ['adapter1'],
    change: 'module',
    symbol: `e ${e}`,
  });
  const bound = (size: number): Initializer => ({ kind: 'uniform', bound: size });
  return [
    tensor('norm.weight', [width], ones),
    tensor('norm.bias', [width], zeros),
    tensor('linear1.weight', [3 * e, width], kaiming(width)),
    tensor('linear1.bias', [3 * e], kaiming(width)),
    // Xavier's bound for a matrix of 3e outputs and e inputs.
    tensor('attention.in_proj_weight', [3 * e, e], bound(Math.sqrt(6 / (4 * e)))),
    tensor('attention.in_proj_bias', [3 * e], zeros),
    tensor('attention.out_proj.weight', [e, e], kaiming(e)),
    tensor('attention.out_proj.bias', [e], zeros),
    tensor('linear2.weight', [width, e], bound(quiet / Math.sqrt(e))),
    tensor('linear2.bias', [width], bound(quiet / Math.sqrt(e))),
  ];
};

/** What the tokens tell each other, (B, T, d), from x₁ of the same shape. */
function listen(context: MethodContext, { index, attention }: Layer, x: string, e: number, p: number): string {
  const { builder: g, batch } = context;
  const tensor = (name: string) => context.tensor(`${stemOf(index)}.${name}`);
  const normed = g.layerNorm(x, tensor('norm.weight'), tensor('norm.bias'), 1e-5)[0];
  const low = g.linear(normed, tensor('linear1.weight'), tensor('linear1.bias'));
  const [weight, bias] = [tensor('attention.in_proj_weight'), tensor('attention.in_proj_bias')];
  const [q, k, v] = [0, 1, 2].map((part) => {
    const [start, end] = [part * e, (part + 1) * e];
    const projected = g.linear(
      g.slice(low, 2, start, end),
      g.slice(weight, 0, start, end),
      g.slice(bias, 0, start, end),
    );
    return g.reshape(projected, [batch, 1, g.shapeOf(x)[1]!, e]);
  }) as [string, string, string];
  const heard = attendUnder(g, q, g.transpose(k, [0, 1, 3, 2]), v, attention.masks, (shares) =>
    context.dropout(shares, p),
  );
  const out = g.linear(
    g.reshape(heard, [batch, g.shapeOf(x)[1]!, e]),
    tensor('attention.out_proj.weight'),
    tensor('attention.out_proj.bias'),
  );
  return g.linear(out, tensor('linear2.weight'), tensor('linear2.bias'));
}

/** The value that the feed-forward block reads and adds to. */
const between = ({ norms, residuals }: Layer, post: boolean): string =>
  (post ? norms.find(({ place }) => place === 'norm1')?.output : undefined) ?? residuals[0];

const dropout: Knob<'dropout'> = { kind: 'real', name: 'dropout', default: 0.1, min: 0, max: 0.9 };

export const tinyAttn = defineMethod({
  id: 'tiny-attn',
  texts,
  category: 'additive',
  paper: {
    title: 'Tiny-Attention Adapter: Contexts Are More Important Than the Number of Parameters',
    authors: 'Zhao, Tan, Mei',
    year: 2022,
    venue: 'EMNLP',
    url: 'https://arxiv.org/abs/2211.01979',
  },
  hyperparameters: [{ kind: 'integer', name: 'e', default: 1, min: 1, max: 64, scale: 'log' }, dropout],
  defaults: { learningRate: 1e-2, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: everyTask,

  check: (d) => (d.parallel ? says.nothingBetween : undefined),

  declare: (d, hp) => inEachLayer(d, (layer) => layerSpecs(d, numberOf(hp, 'e'), layer)),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const post = anatomy.dimensions.normPosition === 'post';
    for (const layer of anatomy.layers)
      g.scope(`tiny.layer.${layer.index}`, () =>
        g.wrap(between(layer, post), (x) =>
          g.add(x, listen(context, layer, x, numberOf(hp, 'e'), numberOf(hp, 'dropout'))),
        ),
      );
  },

  identityAtInit: false,

  formula:
    String.raw`x_1 \leftarrow x_1 + U \, \operatorname{softmax}\!\left(\tfrac{q k^{\top}}{\sqrt{e}}\right) v, \qquad ` +
    String.raw`(q, k, v) = W\, \mathrm{LN}(x_1) + b, \quad q, k, v \in \mathbb{R}^{e}`,
  countFormula: String.raw`L \big(d (4 e + 3) + 4 e^2 + 7 e\big)`,
});
