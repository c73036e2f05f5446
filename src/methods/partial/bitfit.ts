/**
 * BitFit (Ben Zaken, Ravfogel, Goldberg 2022): train the bias vectors, freeze every matrix.
 *
 *   y = W₀ x + b,  only b is trained, in every linear layer and every LayerNorm, that behind the embeddings included
 *
 * A pooler's bias, which the paper's code trains with BERT, has no place here: tasks read the hidden states themselves.
 * The subset trains the two that the paper found to matter most: the query bias and the bias of the first feed-forward
 * linear. Where query, key and value are one fused linear (GPT-2), its bias is one tensor and is trained whole.
 */
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import { usualNeeds, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf } from '../hyperparameters';
import { says } from '../messages';
import { unfrozen } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './bitfit.en';

function chosenBiases({ tensors }: Dimensions, hp: Hyperparameters): readonly BaseTensor[] {
  const biases = tensors.filter(({ role }) => role === 'bias');
  if (choiceOf(hp, 'biases') === 'all') return biases;
  return biases.filter(({ place }) => place === 'q' || place === 'qkv' || place === 'up');
}

export const bitfit = defineMethod({
  id: 'bitfit',
  texts,
  category: 'partial',
  paper: {
    title: 'BitFit: Simple Parameter-efficient Fine-tuning for Transformer-based Masked Language-models',
    authors: 'Ben Zaken, Ravfogel, Goldberg',
    year: 2022,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2106.10199',
  },
  hyperparameters: [{ kind: 'choice', name: 'biases', default: 'all', options: ['all', 'query+intermediate'] }],
  defaults: {
    learningRate: 1e-2,
    rates: { 'causal-lm': 3e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: (hp) => (hp && choiceOf(hp, 'biases') !== 'all' ? usualNeeds : [...usualNeeds, 'biases']),
  tasks: everyTask,

  check: (d) => (d.biasScalars === 0 ? says.noBiases({ method: 'bitfit' }) : undefined),

  declare: (d, hp) => chosenBiases(d, hp).map((base) => unfrozen(base, { change: 'bias', decay: false })),

  apply(context, hp) {
    for (const { name } of chosenBiases(context.anatomy.dimensions, hp)) context.tensor(name);
  },

  identityAtInit: true,

  merge(context, hp) {
    for (const { initializer, name } of chosenBiases(context.anatomy.dimensions, hp))
      context.set(initializer!, context.trained(name));
  },

  formula: String.raw`y = W_0 x + b, \qquad \text{only } b \text{ is trained}`,
  countFormula: String.raw`L (7 d + d_{ff}) + d`,
});
