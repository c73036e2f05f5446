/**
 * CoDA, conditional adapters (Lei et al. 2023): a router decides for each layer which tokens the frozen layer works on;
 * the others pass it by, through a small adapter alone.
 *
 *   r = x · w,   λ = softTopK(r),   y_i = x_i + adapter(x_i) + λ_i · (layer(x)_i − x_i)   for the k largest r_i
 *                                   y_i = x_i + adapter(x_i)                              for all others
 *   softTopK(r) = argmax_λ λᵀr + ε H(λ),  0 ≤ λ_i ≤ 1,  Σ λ_i = k  =  min(1, exp((r_i + a) / ε)) with a by iteration
 *
 * Tokens that are passed by still give keys and values to the chosen ones ("k-to-all"). k is 1/`reduction` of a text's
 * tokens, padding aside, and the layers are an encoder's, as in the paper. ε and the number of iterations are an own
 * formulation, and so is that the adapter reads the layer's input in post-norm models; in pre-norm models it reads the
 * normalised one. The paper goes on with pretraining first, so that the model gets used to being skipped; here that is
 * left out. The graph computes the layer for all tokens and drops what is not chosen: the function is the paper's, the
 * time saved is not.
 */
import { branchWidth } from '../../anatomy/shared';
import type { Dimensions, Layer } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { activationChoice, bottleneck, bottleneckSpecs, checkWidth, type Activation } from '../parts/bottleneck';
import type { MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { keepLargestOfRows } from '../parts/ranking';
import { everyTask } from '../taskId';
import { inEachLayer, type TensorSpec } from '../tensors';
import { texts } from './coda.en';

/** How soft the choice is. */
const epsilon = 0.1;
/** By so many steps of coordinate descent Σ λ comes near enough to k. */
const iterations = 8;
/** Score of padding. */
const never = -1e4;

/**
 * Shares λ of each row that add up to about k.
 * @param scores (rows, n), the largest of each row 0 @param k (rows, 1)
 */
export function softTopK(g: Builder, scores: string, k: string): string {
  const over = (a: string) => g.emit('Relu', [g.add(scores, a)]);
  const exp = (x: string) => g.emit('Exp', [g.scale(x, 1 / epsilon)]);
  const logK = g.log(k);
  let a = g.scale(g.sub(logK, g.log(g.reduceSum(exp(scores), [1], true))), epsilon);
  for (let i = 1; i < iterations; i++) {
    // What is above 1 is cut off, b_i = −max(r_i + a, 0), and the others share what it leaves.
    const total = g.reduceSum(exp(g.sub(scores, over(a))), [1], true);
    a = g.scale(g.sub(logK, g.log(total)), epsilon);
  }
  const above = g.add(scores, a);
  return exp(g.sub(above, g.emit('Relu', [above])));
}

/** Layers that read a whole text at once: an encoder's. */
const encoderLayers = ({ layers, encoderLayers = layers }: Pick<Dimensions, 'layers' | 'encoderLayers'>): number =>
  encoderLayers;

const adapterName = (layer: number): string => `layer.${layer}.adapter2`;
const routerName = (layer: number): string => `layer.${layer}.router`;

/** λ of the chosen tokens, 0 for the others, (B, T, 1). */
function route(context: MethodContext, { index }: Layer, x: string, reduction: number): string {
  const { builder: g, anatomy, batch } = context;
  const length = g.shapeOf(x)[1]!;
  const { mask } = anatomy.inputs;
  const text = mask ? g.cast(mask, 'float32') : g.filled([batch, length], 1);
  const raw = g.reshape(g.linear(x, context.tensor(routerName(index))), [batch, length]);
  const scores = g.add(raw, g.scale(g.sub(g.scalar(1), text), never));
  const largest = g.detach(g.reduceMax(scores, [1], true));
  const k = g.emit('Max', [g.scale(g.reduceSum(text, [1], true), 1 / reduction), g.scalar(1)]);
  const centred = g.sub(scores, largest);
  const chosen = g.detach(keepLargestOfRows(g, centred, k));
  return g.reshape(g.mul(softTopK(g, centred, k), chosen), [batch, length, 1]);
}

export const coda = defineMethod({
  id: 'coda',
  texts,
  category: 'additive',
  paper: {
    title: 'Conditional Adapters: Parameter-efficient Transfer Learning with Fast Inference',
    authors: 'Lei, Bai, Brahma, Ainslie, Lee, Zhou, Du, Zhao, Wu, Li, Zhang, Chang',
    year: 2023,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2304.04947',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    activationChoice('relu'),
    { kind: 'real', name: 'reduction', default: 3, min: 1, max: 32, scale: 'log' },
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 3e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => checkWidth('coda', numberOf(hp, 'm'), branchWidth(d)),

  declare: (d, hp) =>
    inEachLayer({ layers: encoderLayers(d) }, (layer) => [
      ...bottleneckSpecs({
        name: adapterName(layer),
        hidden: d.hidden,
        width: numberOf(hp, 'm'),
        start: 'zero-up',
        layer,
        place: 'parallel',
      }),
      {
        name: routerName(layer),
        shape: [1, d.hidden],
        treatment: 'new',
        init: { kind: 'normal', std: 0.02 },
        layer,
        places: ['parallel'],
        change: 'module',
      } satisfies TensorSpec,
    ]),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const { normPosition } = anatomy.dimensions;
    // The stream as it is by now: what one layer is given is what the one before was changed to.
    const changed = new Map<string, string>();
    for (const layer of anatomy.layers.filter(
      ({ cross, index }) => !cross && index < encoderLayers(anatomy.dimensions),
    ))
      g.scope(`coda.layer.${layer.index}`, () => {
        const x = changed.get(layer.input) ?? layer.input;
        const norm = normPosition === 'pre' ? layer.norms.find(({ place }) => place === 'norm1') : undefined;
        const lambda = route(context, layer, x, numberOf(hp, 'reduction'));
        const to = g.wrap(layer.output, (y) => {
          const adapter = bottleneck(
            context,
            norm?.output ?? x,
            adapterName(layer.index),
            choiceOf(hp, 'activation') as Activation,
          );
          return g.add(g.add(x, adapter), g.mul(lambda, g.sub(y, x)));
        });
        changed.set(layer.output, to);
        if (layer.output === anatomy.lastHidden) context.setLastHidden(to);
      });
  },

  identityAtInit: false,

  formula:
    String.raw`y_i = x_i + \mathrm{adapter}(x_i) + \lambda_i \big(\mathrm{layer}(x)_i - x_i\big), \qquad ` +
    String.raw`\lambda = \operatorname{SoftTopK}(x w), \quad \lambda_i = 0 ` +
    String.raw`\text{ unless } x_i w \text{ is among the } k \text{ largest}`,
  countFormula: String.raw`L \big((2 m + 1) d + m + d\big)`,
});
