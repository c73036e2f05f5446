/**
 * AdaMix (Wang et al. 2022): several adapters take turns at random while training, and are averaged into one for use.
 *
 *   training:  u ← u + W_u GELU(W_d⁽ⁱ⁾ u + b_d⁽ⁱ⁾) + b_u,   i uniform over the M experts, for each layer and pass
 *   use:       W_d = mean over i of W_d⁽ⁱ⁾, and b_d alike
 *   loss:      L(pass 1) + ½ [KL(p₁ ‖ p₂) + KL(p₂ ‖ p₁)],   pass 2 = the same batch on other experts
 *
 * As in the authors' code the adapter sits on the output of the feed-forward block, the experts share the up-projection
 * (an option gives each its own, drawn independently), and each KL takes its target for a constant. The experts start
 * from different random numbers, N(0, 0.02²); the up-projection starts at zero here, so that training starts from the
 * pretrained model.
 */
import { branchWidth } from '../../anatomy/shared';
import { f32, sizeOf } from '../../onnx/tensor';
import { checkWidth } from '../parts/bottleneck';
import { zeros, type Initializer, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import type { TaskValues } from '../lifecycle';
import { inEachLayer, type TensorSpec } from '../tensors';
import { texts } from './adamix.en';

/** Share of each expert (1, M): one of them at random while training, all alike otherwise. */
function shares(context: MethodContext, experts: number): string {
  const { builder: g, training } = context;
  if (!training) return g.filled([1, experts], 1 / experts);
  const chosen = g.emit('Floor', [g.scale(context.uniform([1, 1]), experts)]);
  const numbers = g.initializer(
    'experts',
    f32(
      [1, experts],
      Float32Array.from({ length: experts }, (_, i) => i),
    ),
  );
  return g.cast(g.equal(numbers, chosen), 'float32');
}

/** M tensors of one shape, of which `weights` picks or mixes. @returns a value of that shape */
function mixture(context: MethodContext, name: string, weights: string): string {
  const { builder: g } = context;
  const all = context.tensor(name);
  const [experts, ...shape] = g.shapeOf(all) as [number, ...number[]];
  return g.reshape(g.matmul(weights, g.reshape(all, [experts, sizeOf(shape)])), shape);
}

/** ½ [KL(p₁ ‖ p₂) + KL(p₂ ‖ p₁)], mean over what counts; the gradient takes the first of each pair for a constant. */
function disagreement(context: MethodContext, { logits, labels, again }: TaskValues): string {
  const { builder: g } = context;
  const axis = g.rankOf(logits) - 1;
  const logSoftmax = (x: string): string => {
    const shifted = g.sub(x, g.detach(g.reduceMax(x, [axis], true)));
    return g.sub(shifted, g.log(g.reduceSum(g.exp(shifted), [axis], true)));
  };
  const [first, second] = [logSoftmax(logits), logSoftmax(again())];
  const divergence = (target: string, other: string): string => {
    const p = g.detach(g.exp(target));
    const negativeEntropy = g.detach(g.reduceSum(g.mul(p, target), [axis]));
    return g.sub(negativeEntropy, g.reduceSum(g.mul(p, other), [axis]));
  };
  const each = g.scale(g.add(divergence(first, second), divergence(second, first)), 0.5);
  const counted = g.cast(g.emit('GreaterOrEqual', [labels, g.intScalar(0)]), 'float32');
  const everything = g.shapeOf(each).map((_, i) => i);
  return g.div(
    g.reduceSum(g.mul(each, counted), everything),
    g.emit('Max', [g.reduceSum(counted, everything), g.scalar(1)]),
  );
}

const tensorName = (layer: number, part: string) => `layer.${layer}.adapter2.${part}`;
const small: Initializer = { kind: 'normal', std: 0.02 };

export const adamix = defineMethod({
  id: 'adamix',
  texts,
  category: 'unified',
  paper: {
    title: 'AdaMix: Mixture-of-Adaptations for Parameter-efficient Model Tuning',
    authors: 'Wang, Agarwal, Mukherjee, Liu, Gao, Awadallah, Gao',
    year: 2022,
    venue: 'EMNLP',
    url: 'https://arxiv.org/abs/2205.12410',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    { kind: 'integer', name: 'experts', default: 4, min: 2, max: 16 },
    { kind: 'flag', name: 'share_up', default: true },
    { kind: 'real', name: 'consistency', default: 1, min: 0, max: 10 },
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification', 'token-classification', 'causal-lm'],

  check: (d, hp) => checkWidth('adamix', numberOf(hp, 'm'), branchWidth(d)),

  declare(d, hp) {
    const [m, experts] = [numberOf(hp, 'm'), numberOf(hp, 'experts')];
    const up = flagOf(hp, 'share_up') ? [] : [experts];
    return inEachLayer(d, (layer) => {
      const tensor = (part: string, shape: readonly number[], init: Initializer): TensorSpec => ({
        name: tensorName(layer, part),
        shape,
        treatment: 'new',
        init,
        layer,
        places: ['adapter2'],
        change: 'module',
        symbol: `m ${m} × ${experts}`,
        decay: part.endsWith('weight'),
      });
      return [
        tensor('down.weight', [experts, m, branchWidth(d)], small),
        tensor('down.bias', [experts, m], zeros),
        tensor('up.weight', [...up, branchWidth(d), m], zeros),
        tensor('up.bias', [...up, branchWidth(d)], zeros),
      ];
    });
  },

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const experts = numberOf(hp, 'experts');
    for (const { index, feedForward } of anatomy.layers) {
      const name = (part: string) => tensorName(index, part);
      g.scope(`adamix.layer.${index}`, () => {
        const down = shares(context, experts);
        const [downWeight, downBias] = ['down.weight', 'down.bias'].map((part) =>
          mixture(context, name(part), down),
        ) as [string, string];
        const up = flagOf(hp, 'share_up') ? undefined : shares(context, experts);
        const [upWeight, upBias] = ['up.weight', 'up.bias'].map((part) =>
          up ? mixture(context, name(part), up) : context.tensor(name(part)),
        ) as [string, string];
        g.wrap(feedForward.down.output, (u) =>
          g.add(u, g.linear(g.gelu(g.linear(u, downWeight, downBias)), upWeight, upBias)),
        );
      });
    }
    const consistency = numberOf(hp, 'consistency');
    if (consistency > 0) context.onTask((task) => context.addLoss(g.scale(disagreement(context, task), consistency)));
  },

  identityAtInit: true,

  formula:
    String.raw`u + W_u\, \mathrm{GELU}\big(W_d^{(i)} u\big),\; i \sim \mathcal{U}\{1..M\}, \qquad ` +
    String.raw`\mathcal{L} + \tfrac12\big[\mathrm{KL}(p_1 \| p_2) + \mathrm{KL}(p_2 \| p_1)\big], ` +
    String.raw`\qquad \bar W_d = \tfrac1M \sum_i W_d^{(i)}`,
});
