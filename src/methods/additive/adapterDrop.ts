/**
 * AdapterDrop (Rücklé et al. 2021): leave the adapters of the lowest layers out.
 *
 *   specialised:  no adapters in layers 1 … n, neither in training nor in use
 *   robust:       every training step draws n ~ U{0, …, L − 1} and leaves out the adapters of layers 1 … n;
 *                 in use any n will do, and the adapters below are not computed
 *
 * The adapter is Pfeiffer's, one a layer. A specialised model is not differentiated below its lowest adapter. In a
 * robust one the graph is the same at every step, so that adapters which are left out are computed and multiplied by
 * zero: their gradient is exactly zero, but time is saved in use only.
 */
import { branchWidth } from '../../anatomy/shared';
import { messages } from '../../messages/message';
import { sharedLayersRefusal } from '../parts/sites';
import {
  activationChoice,
  bottleneck,
  bottleneckSpecs,
  checkWidth,
  type Activation,
  type BottleneckStart,
} from '../parts/bottleneck';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { inEachLayer } from '../tensors';
import { everyTask } from '../taskId';
import { atPfeifferSite } from './pfeifferAdapter';
import { texts } from './adapterDrop.en';

const says = messages('adapterdrop', texts.says);

const isRobust = (hp: Hyperparameters): boolean => choiceOf(hp, 'variant') === 'robust';
export const adapterDrop = defineMethod({
  id: 'adapterdrop',
  texts,
  category: 'additive',
  paper: {
    title: 'AdapterDrop: On the Efficiency of Adapters in Transformers',
    authors: 'Rücklé, Geigle, Glockner, Beck, Pfeiffer, Reimers, Gurevych',
    year: 2021,
    venue: 'EMNLP',
    url: 'https://arxiv.org/abs/2010.11918',
  },
  hyperparameters: [
    { kind: 'choice', name: 'variant', default: 'specialised', options: ['specialised', 'robust'] },
    { kind: 'integer', name: 'n', default: 1, min: 0, max: 96 },
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    activationChoice('relu'),
    { kind: 'choice', name: 'init', default: 'zero-up', options: ['zero-up', 'bert'] },
  ],
  defaults: {
    learningRate: 6e-3,
    rates: { 'causal-lm': 1.8e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder'],
  tasks: everyTask,

  check(d, hp) {
    const n = numberOf(hp, 'n');
    const shared = sharedLayersRefusal('AdapterDrop', d);
    if (shared) return shared;
    return n >= d.layers
      ? says.tooManyDropped({ n, layers: d.layers, most: d.layers - 1 })
      : checkWidth('adapterdrop', numberOf(hp, 'm'), branchWidth(d));
  },

  declare: (d, hp) =>
    inEachLayer(d, (layer) =>
      isRobust(hp) || layer >= numberOf(hp, 'n')
        ? bottleneckSpecs({
            name: `layer.${layer}.adapter2`,
            hidden: branchWidth(d),
            width: numberOf(hp, 'm'),
            start: choiceOf(hp, 'init') as BottleneckStart,
            layer,
            place: 'adapter2',
          })
        : [],
    ),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const n = numberOf(hp, 'n');
    const robust = isRobust(hp);
    // n = ⌊u L⌋ layers are left out: layer ℓ (from 0) keeps its adapter where u < (ℓ + 1) / L.
    const draw = robust && context.training ? context.uniform([1]) : undefined;
    for (const layer of anatomy.layers) {
      const { index } = layer;
      if (!robust && index < n) continue;
      g.scope(`adapterdrop.layer.${index}`, () =>
        atPfeifferSite(context, layer, (sum, z) => {
          const branch = bottleneck(context, z, `layer.${index}.adapter2`, choiceOf(hp, 'activation') as Activation);
          if (draw)
            return g.add(
              sum,
              g.mul(branch, g.cast(g.emit('Less', [draw, g.scalar((index + 1) / anatomy.layers.length)]), 'float32')),
            );
          return index < n ? sum : g.add(sum, branch);
        }),
      );
    }
  },

  identityAtInit: false,

  formula:
    String.raw`y_\ell = \begin{cases} \text{block}_\ell & \ell \leq n \\ \text{block}_\ell + ` +
    String.raw`\text{adapter}_\ell & \ell > n \end{cases} \qquad \text{robust: } n \sim U\{0, \dots, L ` +
    String.raw`- 1\} \text{ at every step}`,
});
