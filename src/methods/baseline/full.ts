/**
 * Full fine-tuning: every weight θ of the pretrained model moves.
 *
 *   θ ← θ₀ + Δθ,  Δθ unrestricted
 *
 * The baseline that all parameter-efficient methods are measured against. A tied word embedding is one tensor and is
 * trained once, through both of its uses.
 */
import { defineMethod } from '../define';
import { unfrozen } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './full.en';

export const full = defineMethod({
  id: 'full',
  texts,
  category: 'baseline',
  paper: {
    title: 'BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding',
    authors: 'Devlin, Chang, Lee, Toutanova',
    year: 2019,
    venue: 'NAACL',
    url: 'https://arxiv.org/abs/1810.04805',
  },
  hyperparameters: [],
  defaults: {
    learningRate: 6e-4,
    rates: { 'causal-lm': 1.5e-3, seq2seq: 1.8e-3 },
    weightDecay: 0.01,
    warmup: 0.1,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: ['gradient'],
  tasks: everyTask,

  declare: (d) => d.tensors.map((base) => unfrozen(base)),
  apply(context) {
    for (const { name } of context.anatomy.dimensions.tensors) context.tensor(name);
  },

  identityAtInit: true,

  merge(context) {
    for (const { initializer, name } of context.anatomy.dimensions.tensors)
      context.set(initializer!, context.trained(name));
  },

  formula: String.raw`\theta^{*} = \arg\min_{\theta} \mathcal{L}(\theta), \quad \theta \text{ starts at } \theta_0`,
});
