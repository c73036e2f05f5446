/**
 * SAM, second-order approximation method (Fu et al. 2022): train the entries whose optimum promises most.
 *
 *   L(θ + δ) ≈ L(θ) + gᵀδ + ½ δᵀ diag(h) δ    best for δ_i = −g_i / h_i, where the loss falls by g_i² / 2 h_i
 *   with all h_i alike:  of each tensor, train the ⌊k · n⌋ entries with the largest |g_i|,  g = Σ over batches
 *
 * As in the authors' code nothing moves while g is summed, with its sign, and each tensor of the encoder has its own
 * share: tensors of fewer than 1/k entries are not trained at all. The code also clips each batch's gradient to norm 1
 * over the whole model before it is summed; here all batches count as they are. It has nothing to do with
 * sharpness-aware minimisation, which has the same short name.
 */
import { messages, precise } from '../../messages/message';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { Hyperparameters } from '../contract';
import {
  applySparseDelta,
  carrySelection,
  denseSpecs,
  keepKnob,
  keptCount,
  keptOfEach,
  largestOf,
  maskable,
  maskableCount,
  mergeSparseDelta,
  scopeKnob,
  scopeNeeds,
  selectLargestOfEach,
  sparseDeltaSpecs,
  summarise,
  unfreezeMaskable,
} from '../parts/sparseDelta';
import { everyTask } from '../taskId';
import { texts } from './sam.en';

const says = messages('sam', texts.says);

/** Every tensor has its own share. */
const shared = (hp: Hyperparameters): Hyperparameters => ({ ...hp, each: true });

export const sam = defineMethod({
  id: 'sam',
  texts,
  category: 'partial',
  paper: {
    title: 'On the Effectiveness of Parameter-Efficient Fine-Tuning',
    authors: 'Fu, Yang, So, Lam, Bing, Collier',
    year: 2022,
    venue: 'AAAI 2023',
    url: 'https://arxiv.org/abs/2211.15583',
  },
  hyperparameters: [
    keepKnob(0.005),
    { kind: 'integer', name: 'batches', default: 64, min: 1, max: 1024, scale: 'log' },
    scopeKnob('all'),
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 9e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: scopeNeeds,
  tasks: everyTask,

  check(d, hp) {
    if (keptCount(d, shared(hp)) > 0) return undefined;
    const largest = largestOf(d, hp);
    return says.noneKept({ keep: numberOf(hp, 'keep'), largest, least: precise(Math.ceil(1e6 / largest) / 1e6, 3) });
  },

  phases({ hyperparameters: hp, steps, index, anatomy: { dimensions } }) {
    if (index === 1) return { id: 'train', title: says.trainKept, work: { kind: 'train', steps } };
    if (index > 1) return undefined;
    return {
      id: 'score',
      title: says.score,
      work: { kind: 'score', batches: numberOf(hp, 'batches'), score: (_, __, gradient) => gradient },
      conclude(outcome) {
        const tensors = maskable(dimensions, hp);
        const scores = new Map(tensors.map(({ name }) => [name, outcome.score(name).map(Math.abs)]));
        const selection = selectLargestOfEach(scores, keptOfEach(dimensions, hp));
        return {
          carried: { tensors: carrySelection(selection, scores) },
          summary: summarise(selection, tensors, maskableCount(dimensions, hp)),
        };
      },
    };
  },

  chooses: () => true,
  declare: (d, hp, at) => (at.phase === 'score' ? denseSpecs(d, hp) : sparseDeltaSpecs(d, shared(hp), at)),

  apply(context, hp) {
    if (context.phase === 'score') unfreezeMaskable(context, hp);
    else applySparseDelta(context, shared(hp));
  },

  identityAtInit: true,
  merge: (context, hp) => mergeSparseDelta(context, shared(hp)),

  formula:
    String.raw`\mathcal{L}(\theta + \delta) \approx \mathcal{L}(\theta) + g^{\top} \delta + \tfrac12\, ` +
    String.raw`\delta^{\top} \operatorname{diag}(h)\, \delta, \qquad \theta_i \text{ is trained} \iff ` +
    String.raw`\frac{g_i^2}{2 h_i} \text{ is among the largest of its tensor}`,
});
