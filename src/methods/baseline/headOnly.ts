/**
 * Head-only tuning (linear probing): the pretrained model is a fixed feature extractor.
 *
 *   y = W h(x; θ₀) + b,  only W and b are trained
 *
 * The other baseline: what the frozen features are worth by themselves. No gradient enters the model.
 */
import { defineMethod } from '../define';
import { headedTasks } from '../taskId';
import { texts } from './headOnly.en';

export const headOnly = defineMethod({
  id: 'head-only',
  texts,
  category: 'baseline',
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
  tasks: headedTasks,

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

  formula: String.raw`\hat{y} = \operatorname{softmax}(W\,h_{\theta_0}(x) + b)`,
  countFormula: String.raw`0`,
});
