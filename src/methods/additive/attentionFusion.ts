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
import { sentenceTasks } from '../taskId';
import { texts } from './attentionFusion.en';

const fused = { treatment: 'new', init: zeros, places: ['fusion'], change: 'module', decay: false } as const;

export const attentionFusion = defineMethod({
  id: 'attention-fusion',
  texts,
  category: 'additive',
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
  tasks: sentenceTasks,

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
    const weights = g.watch('fusion', g.softmax(g.add(scores, g.add(preference, start))));
    context.setLastHidden(g.reshape(g.matmul(g.reshape(weights, [batch, T, 1, L]), stack), [batch, T, d]));
  },

  identityAtInit: false,

  formula:
    String.raw`a_\ell = \mathrm{softmax}_\ell\!\left(\tfrac{q \cdot h_\ell}{\sqrt d} + b_\ell\right), ` +
    String.raw`\qquad z = \sum_\ell a_\ell\, h_\ell`,
  countFormula: String.raw`d + L`,
});
