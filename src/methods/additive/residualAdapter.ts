/**
 * Residual adapter (Lin, Madotto, Fung 2020): one bottleneck on top of each whole block, with a LayerNorm of its own.
 *
 *   A(y) = y + ReLU(LN_a(y) W_d + b_d) W_u + b_u
 *
 * The paper's segment embedding for the task is left out: the playground trains one task at a time.
 */
import { activationChoice, bottleneck, bottleneckSpecs, checkWidth, type Activation } from '../parts/bottleneck';
import { ones, zeros, type Initializer } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { inEachLayer, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './residualAdapter.en';

export const residualAdapter = defineMethod({
  id: 'residual-adapter',
  texts,
  category: 'additive',
  paper: {
    title: 'Exploring Versatile Generative Language Model Via Parameter-Efficient Transfer Learning',
    authors: 'Lin, Madotto, Fung',
    year: 2020,
    venue: 'Findings of EMNLP',
    url: 'https://arxiv.org/abs/2004.03829',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    activationChoice('relu'),
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { 'causal-lm': 3e-2, seq2seq: 3e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

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

  formula: String.raw`A(y) = y + \mathrm{ReLU}(\mathrm{LN}_a(y)\, W_d + b_d)\, W_u + b_u`,
  countFormula: String.raw`L \big((2 m + 1) d + m + 2 d\big)`,
});
