/**
 * Head-only tuning (linear probing): the pretrained model is a fixed feature extractor.
 *
 *   y = W h(x; θ₀) + b,  only W and b are trained
 *
 * The other baseline: what the frozen features are worth by themselves. No gradient enters the model.
 */
import { defineMethod } from '../define';

export const headOnly = defineMethod({
  id: 'head-only',
  name: 'Head only (linear probe)',
  category: 'baseline',
  subcategory: 'task head',
  paper: {
    title: 'Understanding intermediate layers using linear classifier probes',
    authors: 'Alain, Bengio',
    year: 2017,
    url: 'https://arxiv.org/abs/1610.01644',
  },
  hyperparameters: [],
  defaults: { learningRate: 2e-2, weightDecay: 0.01, warmup: 0.1, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  needs: [],
  tasks: ['classification'],

  declare: () => [],
  // The task declares the head's parameters; the model itself stays as it is.
  apply() {
    return;
  },

  identityAtInit: true,
  // Nothing in the base model changed, so there is nothing to fold in.
  merge() {
    return;
  },

  learn: {
    idea:
      'The pretrained model is not touched at all. It turns each text into a vector, and only the small ' +
      'classifier on top learns.',
    formula: String.raw`\hat{y} = \operatorname{softmax}(W\,h_{\theta_0}(x) + b)`,
    where: 'Only the task head at the top lights up; no gradient flows into the layers.',
    inferenceCost: 'None.',
    pitfalls:
      'It can only use what the frozen features already separate. If it falls far behind the other methods, ' +
      'the task needs the features themselves to change.',
  },
});
