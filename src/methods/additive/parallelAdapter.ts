/**
 * Parallel and scaled parallel adapter (He et al. 2022): a bottleneck beside the feed-forward block, not behind it.
 *
 *   w ← w + s · (ReLU(x W_d + b_d) W_u + b_u),   x = the input of the feed-forward block
 *
 * s is a constant (4 for generation in the paper, 2 in its GLUE script) or, with `learn_scale`, a trained number that
 * starts at s. In pre-norm models x is the normalised input, as in the paper ("the same input as the sub-layer").
 */
import { branchWidth } from '../../anatomy/shared';
import type { Dimensions } from '../../anatomy/anatomy';
import { activationChoice, bottleneck, bottleneckSpecs, checkWidth, type Activation } from '../parts/bottleneck';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, flagOf, numberOf } from '../hyperparameters';
import { inEachLayer, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './parallelAdapter.en';

/** One bottleneck a layer, and its scale where that is trained; MAM uses it too. */
export const parallelSpecs = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  inEachLayer(d, (layer) => {
    const name = `layer.${layer}.adapter2`;
    const place = 'parallel';
    return [
      ...bottleneckSpecs({ name, hidden: branchWidth(d), width: numberOf(hp, 'm'), start: 'zero-up', layer, place }),
      ...(flagOf(hp, 'learn_scale')
        ? [
            {
              name: `${name}.scale`,
              shape: [1],
              treatment: 'new',
              init: { kind: 'constant', value: numberOf(hp, 's') },
              layer,
              places: [place],
              change: 'module',
            } satisfies TensorSpec,
          ]
        : []),
    ];
  });

/** Adds the adapter to every layer; MAM uses it too. */
export function applyParallel(context: MethodContext, hp: Hyperparameters): void {
  const { builder: g, anatomy } = context;
  for (const { index, feedForward } of anatomy.layers) {
    const name = `layer.${index}.adapter2`;
    g.scope(`parallel.layer.${index}`, () =>
      g.wrap(feedForward.down.output, (w) => {
        const branch = bottleneck(context, feedForward.up.input, name, choiceOf(hp, 'activation') as Activation);
        const s = numberOf(hp, 's');
        if (!flagOf(hp, 'learn_scale')) return g.add(w, g.scale(branch, s));
        return g.add(w, g.mul(branch, context.tensor(`${name}.scale`)));
      }),
    );
  }
}

export const parallelAdapter = defineMethod({
  id: 'parallel-adapter',
  texts,
  category: 'additive',
  paper: {
    title: 'Towards a Unified View of Parameter-Efficient Transfer Learning',
    authors: 'He, Zhou, Ma, Berg-Kirkpatrick, Neubig',
    year: 2022,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2110.04366',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    activationChoice('relu'),
    { kind: 'real', name: 's', default: 2, min: 0.1, max: 16, scale: 'log' },
    { kind: 'flag', name: 'learn_scale', default: false },
  ],
  defaults: {
    learningRate: 6e-3,
    rates: { 'causal-lm': 1.8e-2, seq2seq: 1.8e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => checkWidth('parallel-adapter', numberOf(hp, 'm'), branchWidth(d)),
  declare: parallelSpecs,
  apply: applyParallel,
  identityAtInit: true,

  formula: String.raw`w \leftarrow w + s \cdot \big(\mathrm{ReLU}(x W_d + b_d)\, W_u + b_u\big)`,
  countFormula: String.raw`L \big((2 m + 1) d + m\big)`,
});
