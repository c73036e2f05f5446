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
import { unfrozen } from '../tensors';

function chosenBiases({ tensors }: Dimensions, hp: Hyperparameters): readonly BaseTensor[] {
  const biases = tensors.filter(({ role }) => role === 'bias');
  if (choiceOf(hp, 'biases') === 'all') return biases;
  return biases.filter(({ place }) => place === 'q' || place === 'qkv' || place === 'up');
}

export const bitfit = defineMethod({
  id: 'bitfit',
  name: 'BitFit',
  category: 'partial',
  subcategory: 'bias update',
  paper: {
    title: 'BitFit: Simple Parameter-efficient Fine-tuning for Transformer-based Masked Language-models',
    authors: 'Ben Zaken, Ravfogel, Goldberg',
    year: 2022,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2106.10199',
  },
  hyperparameters: [
    {
      kind: 'choice',
      name: 'biases',
      label: 'which biases',
      default: 'all',
      options: ['all', 'query+intermediate'],
      description:
        'All bias vectors, or only those of the query and of the first feed-forward layer, which matter most.',
    },
  ],
  defaults: { learningRate: 1e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  needs: (hp) => (hp && choiceOf(hp, 'biases') !== 'all' ? usualNeeds : [...usualNeeds, 'biases']),
  tasks: ['classification', 'causal-lm'],

  check: (d) =>
    d.biasScalars === 0
      ? 'biases of bitfit cannot be trained: this model has no bias vectors (Llama-style models have none). ' +
        'Choose LoRA or (IA)³ instead.'
      : undefined,

  declare: (d, hp) => chosenBiases(d, hp).map((base) => unfrozen(base, { change: 'bias', decay: false })),

  apply(context, hp) {
    for (const { name } of chosenBiases(context.anatomy.dimensions, hp)) context.tensor(name);
  },

  identityAtInit: true,

  merge(context, hp) {
    for (const { initializer, name } of chosenBiases(context.anatomy.dimensions, hp))
      context.set(initializer!, context.trained(name));
  },

  learn: {
    idea:
      'A linear layer computes W x + b. BitFit freezes all the big matrices W and lets only the small offsets b ' +
      'move. That is about one number in a thousand, and often enough.',
    formula: String.raw`y = W_0 x + b, \qquad \text{only } b \text{ is trained}`,
    where: 'A thin line at the edge of every linear layer and norm.',
    inferenceCost: 'None: the biases replace the old ones.',
    pitfalls:
      'It needs a larger learning rate than full fine-tuning. The key bias never gets a gradient, because ' +
      'softmax ignores a constant added to all scores of a query. Models without biases (Llama) cannot use it.',
  },
});
