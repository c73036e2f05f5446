/**
 * Residual adapter (Lin, Madotto, Fung 2020): one bottleneck on top of each whole block, with a LayerNorm of its own.
 *
 *   A(y) = y + ReLU(LN_a(y) W_d + b_d) W_u + b_u
 *
 * The paper's segment embedding for the task is left out: the playground trains one task at a time.
 */
import { activationChoice, bottleneck, bottleneckSpecs, checkWidth, type Activation } from '../bottleneck';
import { ones, zeros, type Initializer } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { inEachLayer, type TensorSpec } from '../tensors';

export const residualAdapter = defineMethod({
  id: 'residual-adapter',
  name: 'Residual adapter',
  category: 'additive',
  subcategory: 'adapter-based',
  paper: {
    title: 'Exploring Versatile Generative Language Model Via Parameter-Efficient Transfer Learning',
    authors: 'Lin, Madotto, Fung',
    year: 2020,
    venue: 'Findings of EMNLP',
    url: 'https://arxiv.org/abs/2004.03829',
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
    activationChoice('relu'),
  ],
  defaults: { learningRate: 1e-2, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification', 'causal-lm'],

  check: (d, hp) => checkWidth('residual-adapter', numberOf(hp, 'm'), d.hidden),

  declare: (d, hp) =>
    inEachLayer(d, (layer) => {
      const name = `layer.${layer}.adapter2`;
      const place = 'onTop';
      const norm = (part: string, init: Initializer): TensorSpec => ({
        name: `${name}.norm.${part}`,
        shape: [d.hidden],
        treatment: 'new',
        init,
        layer,
        places: [place],
        change: 'module',
      });
      return [
        norm('weight', ones),
        norm('bias', zeros),
        ...bottleneckSpecs({ name, hidden: d.hidden, width: numberOf(hp, 'm'), start: 'zero-up', layer, place }),
      ];
    }),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    for (const { index, output } of anatomy.layers) {
      const name = `layer.${index}.adapter2`;
      const [gain, bias] = [context.tensor(`${name}.norm.weight`), context.tensor(`${name}.norm.bias`)];
      const changed = g.scope(`residual.layer.${index}`, () =>
        g.wrap(output, (y) =>
          g.add(
            y,
            bottleneck(context, g.layerNorm(y, gain, bias, 1e-5)[0], name, choiceOf(hp, 'activation') as Activation),
          ),
        ),
      );
      if (output === anatomy.lastHidden) context.setLastHidden(changed);
    }
  },

  identityAtInit: true,
  merge:
    'An adapter has a non-linearity in the middle, so it cannot be folded into the weights around it; it stays ' +
    'in the model.',

  learn: {
    idea:
      'Put one small network on top of each finished block: normalise, squeeze, stretch, and add the result to ' +
      'what the block gave. The block itself is not touched.',
    formula: String.raw`A(y) = y + \mathrm{ReLU}(\mathrm{LN}_a(y)\, W_d + b_d)\, W_u + b_u`,
    where: 'One small block on top of every layer, after its last addition.',
    inferenceCost: 'Two thin products and one norm a layer remain.',
    pitfalls:
      'It sits after the whole block, so there is one a layer, not two; it needs a norm of its own, since in ' +
      'GPT-2 the stream is not normalised there.',
  },
});
