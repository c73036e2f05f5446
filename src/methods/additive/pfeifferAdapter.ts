/**
 * Pfeiffer adapter (Pfeiffer et al. 2021): one bottleneck a layer, after the feed-forward block only.
 *
 *   post-norm:  z = LN₂(x₁ + w),  y = LN₂(x₁ + w + U σ(D z))
 *   pre-norm:   z = x₁ + w,       y = z + U σ(D z)
 *
 * As AdapterHub implements it, the pretrained norm of a post-norm model is used twice with the same weights: once to
 * feed the adapter, once on the sum.
 */
import { branchWidth } from '../../anatomy/shared';
import type { Dimensions, Layer } from '../../anatomy/anatomy';
import { floatAttribute } from '../../onnx/graph';
import {
  activationChoice,
  bottleneck,
  bottleneckSpecs,
  checkWidth,
  type Activation,
  type BottleneckStart,
} from '../parts/bottleneck';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { inEachLayer, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './pfeifferAdapter.en';

/**
 * Changes the sum behind a layer's feed-forward block.
 * @param change gets the sum x₁ + w and what the adapter reads, z; gives the new sum
 */
export function atPfeifferSite(
  context: MethodContext,
  { norms, residuals }: Layer,
  change: (sum: string, z: string) => string,
): void {
  const { builder: g, anatomy } = context;
  const changed = g.wrap(residuals[1], (sum) => {
    const norm = anatomy.dimensions.normPosition === 'post' ? norms.find(({ place }) => place === 'norm2') : undefined;
    const producer = norm && g.graph.nodes.find((node) => node.outputs[0] === norm.output);
    return change(
      sum,
      producer && norm?.bias
        ? g.layerNorm(sum, norm.gain, norm.bias, floatAttribute(producer, 'epsilon', 1e-5))[0]
        : sum,
    );
  });
  // Without a final norm the last sum of a pre-norm model is what the task reads.
  if (residuals[1] === anatomy.lastHidden) context.setLastHidden(changed);
}

/** One bottleneck a layer; hybrids use it too. */
export const pfeifferSpecs = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  inEachLayer(d, (layer) =>
    bottleneckSpecs({
      name: `layer.${layer}.adapter2`,
      hidden: branchWidth(d),
      width: numberOf(hp, 'm'),
      start: choiceOf(hp, 'init') as BottleneckStart,
      layer,
      place: 'adapter2',
    }),
  );

/**
 * Adds the adapter to every layer; hybrids use it too.
 * @param gate how much of a layer's adapter is taken, from its input z; a factor that broadcasts to (B, T, d)
 */
export function applyPfeiffer(
  context: MethodContext,
  hp: Hyperparameters,
  gate?: (z: string, layer: Layer) => string,
): void {
  const { builder: g, anatomy } = context;
  for (const layer of anatomy.layers) {
    const { index } = layer;
    g.scope(`pfeiffer.layer.${index}`, () =>
      atPfeifferSite(context, layer, (sum, z) => {
        const branch = bottleneck(context, z, `layer.${index}.adapter2`, choiceOf(hp, 'activation') as Activation);
        return g.add(sum, gate ? g.mul(branch, gate(z, layer)) : branch);
      }),
    );
  }
}

export const pfeifferAdapter = defineMethod({
  id: 'pfeiffer-adapter',
  texts,
  category: 'additive',
  paper: {
    title: 'AdapterFusion: Non-Destructive Task Composition for Transfer Learning',
    authors: 'Pfeiffer, Kamath, Rücklé, Cho, Gurevych',
    year: 2021,
    venue: 'EACL',
    url: 'https://arxiv.org/abs/2005.00247',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    activationChoice('relu'),
    { kind: 'choice', name: 'init', default: 'zero-up', options: ['zero-up', 'bert'] },
  ],
  defaults: { learningRate: 1e-2, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => checkWidth('pfeiffer-adapter', numberOf(hp, 'm'), branchWidth(d)),

  declare: pfeifferSpecs,
  apply: (context, hp) => applyPfeiffer(context, hp),

  identityAtInit: false,

  formula:
    String.raw`y = \mathrm{LN}\big(x_1 + w + \mathrm{ReLU}(z W_d + b_d) W_u + b_u\big), \qquad z = ` +
    String.raw`\mathrm{LN}(x_1 + w)`,
  countFormula: String.raw`L \big((2 m + 1) d + m\big)`,
});
