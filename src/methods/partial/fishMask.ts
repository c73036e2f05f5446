/**
 * FISH Mask (Sung, Nair, Raffel 2021): train the few entries that have the largest Fisher information, chosen once.
 *
 *   F_i = Σ_n (∂ −log p(y_n | x_n) / ∂θ_i)²,   θ_i trained where F_i is among the k·N largest of all
 *
 * The empirical Fisher with the labels of the data ("label" in the reference code), one example at a time: the square
 * of a batch's gradient is something else. The mask ranges over weights and biases of the linear layers, or over all
 * weights. The paper scores 1,024 examples; a few hundred choose nearly the same entries.
 */
import { messages } from '../../messages/message';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import {
  applySparseDelta,
  carrySelection,
  checkKept,
  denseSpecs,
  keepKnob,
  keptCount,
  maskable,
  maskableCount,
  mergeSparseDelta,
  scopeKnob,
  scopeNeeds,
  selectLargest,
  sparseDeltaSpecs,
  summarise,
  unfreezeMaskable,
} from '../parts/sparseDelta';
import { everyTask } from '../taskId';
import { texts } from './fishMask.en';

const says = messages('fish-mask', texts.says);

export const fishMask = defineMethod({
  id: 'fish-mask',
  texts,
  category: 'partial',
  paper: {
    title: 'Training Neural Networks with Fixed Sparse Masks',
    authors: 'Sung, Nair, Raffel',
    year: 2021,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2111.09839',
  },
  hyperparameters: [
    keepKnob(0.005),
    { kind: 'integer', name: 'samples', default: 256, min: 1, max: 4096, scale: 'log' },
    scopeKnob('all'),
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 3e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: scopeNeeds,
  tasks: everyTask,

  check: (d, hp) => checkKept('fish-mask', d, hp),

  phases({ hyperparameters: hp, steps, index, anatomy }) {
    if (index === 1) return { id: 'train', title: says.trainKept, work: { kind: 'train', steps } };
    if (index > 1) return undefined;
    return {
      id: 'score',
      title: says.score,
      work: {
        kind: 'score',
        batches: numberOf(hp, 'samples'),
        batchSize: 1,
        score: (g, _, gradient) => g.mul(gradient, gradient),
      },
      conclude(outcome) {
        const tensors = maskable(anatomy.dimensions, hp);
        const { dimensions } = anatomy;
        const scores = new Map(tensors.map(({ name }) => [name, outcome.score(name)]));
        const selection = selectLargest(scores, keptCount(dimensions, hp));
        return {
          carried: { tensors: carrySelection(selection, scores) },
          summary: summarise(selection, tensors, maskableCount(dimensions, hp)),
        };
      },
    };
  },

  chooses: () => true,
  declare: (d, hp, at) => (at.phase === 'score' ? denseSpecs(d, hp) : sparseDeltaSpecs(d, hp, at)),

  apply(context, hp) {
    if (context.phase === 'score') unfreezeMaskable(context, hp);
    else applySparseDelta(context, hp);
  },

  identityAtInit: true,
  merge: mergeSparseDelta,

  formula:
    String.raw`F_i = \sum_n \left(\frac{\partial \log p(y_n \mid x_n)}{\partial \theta_i}\right)^{2}, ` +
    String.raw`\qquad \theta_i \text{ is trained} \iff F_i \text{ is among the } k N \text{ largest}`,
});
