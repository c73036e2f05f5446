/**
 * C³A, circular convolution adaptation (Chen et al. 2025): the change of a weight matrix is made of circulant blocks,
 * each of which one vector fills.
 *
 *   h = W₀ x + (1 / in) · C x,   block (m, n) of C:  C_{pq} = w^{(m n)}_{(q − p) mod b}
 *
 * A block of b² entries has b numbers, and its rank can be full. HF PEFT's C3A takes the products by Fourier
 * transforms; here the matrix is spelled out, which is the same function. The kernels start at random
 * (Xavier-uniform), as PEFT's do by default, so that the start is near the pretrained model, not at it.
 */
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { lowRankSlots, targetsParameter } from '../parts/lowRank';
import { changeOutputs, indivisible, mergeDeltas, siteConfig, siteTensor } from '../parts/updatedSites';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { texts } from './c3a.en';

export const c3a = defineMethod({
  id: 'c3a',
  texts,
  ...afterSurvey,
  paper: {
    title: 'Parameter-Efficient Fine-Tuning via Circular Convolution',
    authors: 'Chen, Cheng, Liu, Zhang, Li, Tsung, Yu, Li',
    year: 2025,
    venue: 'Findings of ACL',
    url: 'https://arxiv.org/abs/2407.19342',
  },
  hyperparameters: [
    { kind: 'integer', name: 'block_size', default: 64, min: 1, max: 4096, scale: 'log' },
    targetsParameter,
  ],
  defaults: trainedAt(2e-2, { seq2seq: 0.54 }),

  check: (d, hp) => indivisible('c3a', d, hp, 'block_size'),

  declare(d, hp) {
    const b = numberOf(hp, 'block_size');
    return lowRankSlots(d, hp).map((slot) => {
      const { inFeatures, outFeatures } = slot;
      return siteTensor(slot, 'c3a_kernel', [outFeatures / b, inFeatures / b, b], {
        init: { kind: 'uniform', bound: Math.sqrt(6 / (inFeatures + outFeatures)) },
        symbol: `○ ${b}`,
      });
    });
  },

  apply(context, hp) {
    const { builder: g } = context;
    const b = numberOf(hp, 'block_size');
    changeOutputs(context, hp, ({ linear, outputs }, h, tensor) => {
      const [m, n] = [outputs / b, linear.inFeatures / b];
      // A vector written 2b − 1 times and read in rows of 2b − 1 moves by one place from row to row.
      const written = g.expand(g.reshape(tensor('c3a_kernel'), [m, n, 1, b]), [m, n, 2 * b - 1, b]);
      const blocks = g.slice(g.reshape(written, [m, n, b, 2 * b - 1]), 3, 0, b);
      const matrix = g.reshape(g.transpose(blocks, [0, 2, 1, 3]), [outputs, linear.inFeatures]);
      return g.add(h, g.scale(g.linear(linear.input, matrix), 1 / linear.inFeatures));
    });
  },

  identityAtInit: false,

  /** W ← W + Cᵀ / in, in the (in, out) layout of the graph. */
  merge(context, hp) {
    const b = numberOf(hp, 'block_size');
    mergeDeltas(context, hp, ({ linear: { inFeatures } }, trained) => {
      const kernel = trained('c3a_kernel');
      return (i, o) =>
        kernel[(Math.floor(o / b) * (inFeatures / b) + Math.floor(i / b)) * b + ((((i - o) % b) + b) % b)]! /
        inFeatures;
    });
  },

  formula:
    String.raw`h = W_0 x + \frac{1}{d_{in}} C x, \qquad C^{(m n)}_{p q} = w^{(m n)}_{(q - p) \bmod b},\; w \in ` +
    String.raw`\mathbb{R}^{\frac{d_{out}}{b} \times \frac{d_{in}}{b} \times b}`,
  countFormula: String.raw`2 L \cdot \frac{d_{in} d_{out}}{b} = \frac{2 L d^2}{b}`,

  /** PEFT has no C³A for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'C3A', { block_size: numberOf(hp, 'block_size'), init_weights: 'xavier_uniform' }),
});
