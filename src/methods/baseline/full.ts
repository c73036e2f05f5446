/**
 * Full fine-tuning: every weight θ of the pretrained model moves.
 *
 *   θ ← θ₀ + Δθ,  Δθ unrestricted
 *
 * The baseline that all parameter-efficient methods are measured against. A tied word embedding is one tensor and is
 * trained once, through both of its uses.
 */
import type { Method } from '../contract';
import { unfrozenName } from '../context';

export const full: Method = {
  id: 'full',
  name: 'Full fine-tuning',
  category: 'baseline',
  subcategory: 'all weights',
  paper: {
    title: 'BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding',
    authors: 'Devlin, Chang, Lee, Toutanova',
    year: 2019,
    venue: 'NAACL',
    url: 'https://arxiv.org/abs/1810.04805',
  },
  hyperparameters: [],
  defaults: { learningRate: 6e-4, weightDecay: 0.01, warmup: 0.1, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  needs: ['gradient'],
  tasks: ['classification', 'causal-lm'],

  apply(context) {
    for (const initializer of context.anatomy.weights) context.unfreeze(initializer);
  },

  count: (d) => d.parameters,
  unfrozen: (d) => d.parameters,
  identityAtInit: true,

  merge(context) {
    for (const initializer of context.anatomy.weights)
      context.set(initializer, context.trained(unfrozenName(context.anatomy, initializer)));
  },

  learn: {
    idea: 'Every number in the model may change. Nothing is added, so the tuned model is as fast as the original, but it is a whole new model: you store all of it again for each task.',
    formula: String.raw`\theta^{*} = \arg\min_{\theta} \mathcal{L}(\theta), \quad \theta \text{ starts at } \theta_0`,
    where: 'Everything lights up: embeddings, attention, feed-forward blocks and norms.',
    inferenceCost: 'None.',
    pitfalls:
      'It needs a small learning rate and the most memory: gradients and two optimiser moments for every weight. On few examples it can forget what pretraining taught.',
  },
};
