/**
 * BitFit (Ben Zaken, Ravfogel, Goldberg 2022): train the bias vectors, freeze every matrix.
 *
 *   y = W₀ x + b,  only b is trained, in every linear layer and every LayerNorm, that behind the embeddings included
 *
 * A pooler's bias, which the paper's code trains with BERT, has no place here: tasks read the hidden states themselves.
 * The subset trains the two that the paper found to matter most: the query bias and the bias of the first feed-forward
 * linear. Where query, key and value are one fused linear (GPT-2), its bias is one tensor and is trained whole.
 */
import { hasBias } from '../../anatomy/baseTensors';
import { biasesOf } from '../../anatomy/describe';
import type { Anatomy, Dimensions } from '../../anatomy/anatomy';
import { usualNeeds, type Hyperparameters, type Method } from '../contract';
import { unfrozenName } from '../context';
import { choiceOf } from '../hyperparameters';
import { siteShape } from '../sites';

function chosenBiases(anatomy: Anatomy, hp: Hyperparameters): string[] {
  if (choiceOf(hp, 'biases') === 'all') return biasesOf(anatomy);
  return anatomy.layers.flatMap(({ attention, feedForward }) =>
    [attention.q.linear.bias, feedForward.up.bias].filter((bias) => bias !== undefined),
  );
}

function biasScalars(d: Dimensions, hp: Hyperparameters): number {
  if (choiceOf(hp, 'biases') === 'all') return d.biasScalars;
  const query = hasBias(d, 'q') ? siteShape(d, d.fusedQkv ? 'qkv' : 'q').outFeatures : 0;
  return d.layers * (query + (hasBias(d, 'up') ? d.intermediate : 0));
}

export const bitfit: Method = {
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
      ? 'biases of bitfit cannot be trained: this model has no bias vectors (Llama-style models have none). Choose LoRA or (IA)³ instead.'
      : undefined,

  apply(context, hp) {
    for (const bias of chosenBiases(context.anatomy, hp)) context.unfreeze(bias, { decay: false });
  },

  count: biasScalars,
  unfrozen: biasScalars,
  identityAtInit: true,

  merge(context, hp) {
    for (const bias of chosenBiases(context.anatomy, hp))
      context.set(bias, context.trained(unfrozenName(context.anatomy, bias)));
  },

  learn: {
    idea: 'A linear layer computes W x + b. BitFit freezes all the big matrices W and lets only the small offsets b move. That is about one number in a thousand, and often enough.',
    formula: String.raw`y = W_0 x + b, \qquad \text{only } b \text{ is trained}`,
    where: 'A thin line at the edge of every linear layer and norm.',
    inferenceCost: 'None: the biases replace the old ones.',
    pitfalls:
      'It needs a larger learning rate than full fine-tuning. The key bias never gets a gradient, because softmax ignores a constant added to all scores of a query. Models without biases (Llama) cannot use it.',
  },
};
