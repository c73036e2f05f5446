/**
 * Child-Tuning (Xu et al. 2021): fine-tune a part of the network, its child; the gradients of the rest are masked.
 *
 *   F (task-free):    at every step  g ← g ⊙ B / p,  B_i ~ Bernoulli(p) drawn afresh
 * D (task-driven):  g ← g ⊙ M,  M_i = 1 where F_i is among the p·N largest,  F = mean over batches of (clipped batch
 * gradient)²
 *
 * The mask comes before the optimiser, as in the reference code, which also clips the gradient of every tensor to norm
 * 1 when it measures F, and takes it of batches, not of single examples. For D, entries outside the mask can't move, so
 * they are not unfrozen at all; the code's weight decay, which shrinks them too, is left out. Like the code, F masks
 * every parameter, the head's too, and D all that is in the layers, their norms too; embeddings and head train freely.
 * With scope `layers` both leave alone what is not a linear layer (own addition, for less memory).
 */
import { messages } from '../../messages/message';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import { usualNeeds, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, flagOf, numberOf } from '../hyperparameters';
import type { UpdateHooks } from '../lifecycle';
import {
  applySparseDelta,
  carrySelection,
  denseSpecs,
  keptCount,
  maskable,
  maskableCount,
  mergeSparseDelta,
  scopeKnob,
  scopeNeeds,
  selectLargest,
  shareTooSmall,
  sparseDeltaSpecs,
  summarise,
  unfreezeMaskable,
} from '../parts/sparseDelta';
import { unfrozen } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './childTuning.en';

const says = messages('child-tuning', texts.says);

const isDriven = (hp: Hyperparameters): boolean => choiceOf(hp, 'variant') === 'D';

/** The child of D lies in the layers, whatever else is trained. */
const childOf = (hp: Hyperparameters): Hyperparameters => ({
  keep: numberOf(hp, 'p'),
  scope: choiceOf(hp, 'scope') === 'all' && flagOf(hp, 'mask_norms') ? 'in layers' : 'layers',
});
const childSize = (d: Dimensions, hp: Hyperparameters): number => keptCount(d, childOf(hp));
const maskedScalars = (d: Dimensions, hp: Hyperparameters): number => maskableCount(d, childOf(hp));

/** Weights that D trains without a mask. */
function unmasked(d: Dimensions, hp: Hyperparameters): readonly BaseTensor[] {
  const masked = new Set(maskable(d, childOf(hp)));
  return maskable(d, hp).filter((tensor) => !masked.has(tensor));
}

/** Every entry's gradient counts with probability p, scaled so that its mean stays the same. */
const bernoulli = (p: number): UpdateHooks => ({
  gradient({ builder: g, uniform }, gradient) {
    const kept = g.emit('Less', [uniform(g.shapeOf(gradient)), g.scalar(p)]);
    return g.where(kept, g.scale(gradient, 1 / p), g.scalar(0));
  },
});

export const childTuning = defineMethod({
  id: 'child-tuning',
  texts,
  category: 'partial',
  paper: {
    title: 'Raise a Child in Large Language Model: Towards Effective and Generalizable Fine-tuning',
    authors: 'Xu, Luo, Zhang, Tan, Chang, Huang, Huang',
    year: 2021,
    venue: 'EMNLP',
    url: 'https://arxiv.org/abs/2109.05687',
  },
  hyperparameters: [
    { kind: 'choice', name: 'variant', default: 'D', options: ['D', 'F'] },
    { kind: 'real', name: 'p', default: 0.2, min: 0.001, max: 1 },
    { kind: 'integer', name: 'batches', default: 32, min: 1, max: 1024, scale: 'log' },
    scopeKnob('all'),
    { kind: 'flag', name: 'mask_norms', default: true, earlier: false },
  ],
  defaults: {
    learningRate: 2e-3,
    rates: { seq2seq: 6e-3 },
    weightDecay: 0,
    warmup: 0.1,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  // The child of D lies in the layers whatever the scope.
  needs: (hp) => (hp && isDriven(hp) ? usualNeeds : scopeNeeds(hp)),
  tasks: everyTask,

  check(d, hp) {
    return isDriven(hp) && childSize(d, hp) < 1
      ? shareTooSmall('p', 'child-tuning', numberOf(hp, 'p'), maskedScalars(d, hp))
      : undefined;
  },

  phases({ hyperparameters: hp, steps, index, anatomy }) {
    const scored = isDriven(hp) ? 1 : 0;
    if (index === scored) return { id: 'train', title: says.trainChild, work: { kind: 'train', steps } };
    if (index > scored) return undefined;
    const batches = numberOf(hp, 'batches');
    return {
      id: 'score',
      title: says.score,
      work: {
        kind: 'score',
        batches,
        score(g, _, gradient) {
          const clip = g.emit('Min', [
            g.div(g.scalar(1), g.add(g.sqrt(g.sumSquares(gradient)), g.scalar(1e-6))),
            g.scalar(1),
          ]);
          const clipped = g.mul(gradient, clip);
          return g.scale(g.mul(clipped, clipped), 1 / batches);
        },
      },
      conclude(outcome) {
        const { dimensions } = anatomy;
        const tensors = maskable(dimensions, childOf(hp));
        const scores = new Map(tensors.map(({ name }) => [name, outcome.score(name)]));
        const selection = selectLargest(scores, childSize(dimensions, hp));
        return {
          carried: { tensors: carrySelection(selection, scores) },
          summary: summarise(selection, tensors, maskedScalars(dimensions, hp)),
        };
      },
    };
  },

  chooses: isDriven,
  /** F trains whole tensors; D those without a mask and, of the others, changes to the child. */
  declare(d, hp, at) {
    if (!isDriven(hp)) return maskable(d, hp).map((base) => unfrozen(base, { change: 'entries', symbol: '100 %' }));
    if (at.phase === 'score') return denseSpecs(d, childOf(hp));
    return [...sparseDeltaSpecs(d, childOf(hp), at), ...unmasked(d, hp).map((base) => unfrozen(base))];
  },

  apply(context, hp) {
    if (!isDriven(hp)) return unfreezeMaskable(context, hp, bernoulli(numberOf(hp, 'p')));
    if (context.phase === 'score') return unfreezeMaskable(context, childOf(hp));
    applySparseDelta(context, childOf(hp));
    for (const { name } of unmasked(context.anatomy.dimensions, hp)) context.tensor(name);
  },

  headHooks: (hp) => (isDriven(hp) || choiceOf(hp, 'scope') !== 'all' ? undefined : bernoulli(numberOf(hp, 'p'))),

  identityAtInit: true,

  merge(context, hp) {
    if (isDriven(hp)) mergeSparseDelta(context, childOf(hp));
    const { dimensions } = context.anatomy;
    const whole = isDriven(hp) ? unmasked(dimensions, hp) : maskable(dimensions, hp);
    for (const { initializer, name } of whole) context.set(initializer!, context.trained(name));
  },

  formula:
    String.raw`\theta \leftarrow \theta - \eta\, \big(g \odot M\big), \qquad M_i \in \{0, 1\} \text{ by ` +
    String.raw`Fisher information (D)}, \quad M_i \sim \mathrm{Bernoulli}(p)/p \text{ (F)}`,
});
