/**
 * AttentionFusion (after Cao, Satya Prakash, Hamza 2022): mix the outputs of all layers, late.
 *
 *   a_ℓ = softmax_ℓ(q · h_ℓ / √d + b_ℓ),   z = Σ_ℓ a_ℓ h_ℓ   for each token
 *
 * Own formulation: the paper's abstract says late fusion over all intermediate layers with some 0.0009 % of the
 * parameters; its equations were not at hand. Nothing is trained inside the encoder, so no gradient flows through it.
 */
import { depthOf } from '../../anatomy/shared';
import { zeros } from '../contract';
import { defineMethod } from '../define';

const fused = { treatment: 'new', init: zeros, places: ['fusion'], change: 'module', decay: false } as const;

export const attentionFusion = defineMethod({
  id: 'attention-fusion',
  name: 'AttentionFusion',
  category: 'additive',
  subcategory: 'other',
  paper: {
    title: 'Attention Fusion: a light yet efficient late fusion mechanism for task adaptation in NLU',
    authors: 'Cao, Satya Prakash, Hamza',
    year: 2022,
    venue: 'Findings of NAACL',
    url: 'https://aclanthology.org/2022.findings-naacl.64/',
  },
  hyperparameters: [],
  defaults: { learningRate: 1e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification'],

  declare: (d) => [
    { ...fused, name: 'fusion.query', shape: [d.hidden] },
    { ...fused, name: 'fusion.bias', shape: [depthOf(d)] },
  ],

  apply(context) {
    const { builder: g, anatomy, batch, sequence: T } = context;
    const d = anatomy.dimensions.hidden;
    const L = depthOf(anatomy.dimensions);
    const query = context.tensor('fusion.query');
    // Favours the last layer at the start: the pretrained model's own output with a weight of about 1 − 10⁻³.
    const preference = context.tensor('fusion.bias');
    const start = g.initializer('start', {
      dtype: 'float32',
      dims: [L],
      data: Float32Array.from({ length: L }, (_, i) => (i === L - 1 ? 0 : -7 - Math.log(Math.max(1, L - 1)))),
    });
    const stack = g.concat(
      [...anatomy.layers.slice(0, -1).map((layer) => layer.output), anatomy.lastHidden].map((h) =>
        g.reshape(h, [batch, T, 1, d]),
      ),
      2,
    );
    const scores = g.scale(g.reshape(g.matmul(stack, g.reshape(query, [d, 1])), [batch, T, L]), 1 / Math.sqrt(d));
    const weights = g.softmax(g.add(scores, g.add(preference, start)));
    context.setLastHidden(g.reshape(g.matmul(g.reshape(weights, [batch, T, 1, L]), stack), [batch, T, d]));
  },

  identityAtInit: false,
  merge: 'The mix depends on the text, so no weight can hold it; it stays in the model.',

  learn: {
    idea:
      'Early layers know about words, late ones about meaning. Instead of using the last layer only, one learned ' +
      'question decides for each token how much of each layer to take. The model itself is only read.',
    formula:
      String.raw`a_\ell = \mathrm{softmax}_\ell\!\left(\tfrac{q \cdot h_\ell}{\sqrt d} + b_\ell\right), ` +
      String.raw`\qquad z = \sum_\ell a_\ell\, h_\ell`,
    where: "Beside the stack: every layer's output is read, and nothing inside is changed.",
    inferenceCost: 'One small weighted sum over the layers.',
    pitfalls:
      "This is our own formulation of the paper's idea. It can only re-mix what the layers know already, so it " +
      'learns less than methods that change them.',
  },
});
