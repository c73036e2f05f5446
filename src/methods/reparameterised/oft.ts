/**
 * OFT, orthogonal fine-tuning (Qiu et al. 2023): what a weight matrix reads is turned, block by block, and lengths and
 * angles stay.
 *
 *   h = W₀ Rᵀ x,   R = diag(R₁, …, R_n) of orthogonal R_k ∈ ℝ^{b×b}, from a skew-symmetric Q_k that is trained
 *
 * As in HF PEFT's OFT what stands above the diagonal of Q is trained, from zero. Its default (Qiu et al. 2025) takes
 * R ≈ I + 2 Q + 2 Q² + 2 Q³ + Q⁴, which is orthogonal for a small Q only; without `use_cayley_neumann` R is exactly
 * orthogonal, by an inverse, and turns the other way, (I − Q)(I + Q)⁻¹. With `block_share` one R_k serves all blocks;
 * with `coft` no Q_k gets longer than eps / √n.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { lowRankSites, lowRankSlots, targetsParameter } from '../parts/lowRank';
import {
  blockwise,
  blockwiseOf,
  cayley,
  cayleyLessIdentity,
  neumann,
  neumannLessIdentity,
  skewFromUpper,
  skewOf,
  turned,
} from '../parts/rotations';
import { changeOutputs, indivisible, mergeDeltas, siteConfig, siteTensor, weightAt } from '../parts/updatedSites';
import { texts } from './oft.en';

const name = 'oft_R.weight';
const blockOf = (hp: Hyperparameters): number => numberOf(hp, 'oft_block_size');

/** Share that is left of each row of Q's upper half (blocks, entries), whose whole is √2 times as long: (blocks, 1). */
function kept(g: Builder, upper: string, hp: Hyperparameters): string {
  const most = numberOf(hp, 'eps') / Math.sqrt(g.shapeOf(upper)[0]!);
  const squares = g.scale(g.reduceSum(g.mul(upper, upper), [1], true), 2);
  // Shorter ones are divided by the limit itself: one.
  return g.div(g.scalar(most), g.sqrt(g.emit('Max', [squares, g.scalar(most * most)])));
}

/** Q above the diagonal, of every site. */
function enter(context: MethodContext, stem: string, hp: Hyperparameters): string {
  const { builder: g } = context;
  if (!flagOf(hp, 'coft')) return context.tensor(`${stem}.${name}`);
  const upper = context.tensor(`${stem}.${name}`, {
    update: ({ builder }, after) => builder.mul(after, kept(builder, after, hp)),
  });
  // A file may hold longer ones, which PEFT shortens before it uses them: the gradient is that of the shortened ones.
  return g.add(upper, g.detach(g.sub(g.mul(upper, kept(g, upper, hp)), upper)));
}

/** The same on the host, of one site. */
function trainedBlock(upper: Float32Array, n: number, hp: Hyperparameters): Float64Array {
  const b = blockOf(hp);
  const entries = (b * (b - 1)) / 2;
  const own = flagOf(hp, 'block_share') ? upper : upper.subarray(n * entries, (n + 1) * entries);
  const most = numberOf(hp, 'eps') / Math.sqrt(upper.length / entries);
  const length = Math.sqrt(2 * own.reduce((sum, value) => sum + value * value, 0));
  const share = flagOf(hp, 'coft') && length > most ? most / length : 1;
  const q = skewOf(own, b).map((value) => value * share);
  return flagOf(hp, 'use_cayley_neumann') ? neumann(q, b, numberOf(hp, 'num_cayley_neumann_terms')) : cayley(q, b);
}

export const oft = defineMethod({
  id: 'oft',
  texts,
  ...afterSurvey,
  paper: {
    title: 'Controlling Text-to-Image Diffusion by Orthogonal Finetuning',
    authors: 'Qiu, Liu, Feng, Xue, Feng, Liu, Zhang, Weller, Schölkopf',
    year: 2023,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2306.07280',
  },
  hyperparameters: [
    { kind: 'integer', name: 'oft_block_size', default: 32, min: 2, max: 256, scale: 'log' },
    { kind: 'flag', name: 'block_share', default: false },
    { kind: 'flag', name: 'use_cayley_neumann', default: true },
    { kind: 'integer', name: 'num_cayley_neumann_terms', default: 5, min: 4, max: 16 },
    { kind: 'flag', name: 'coft', default: false },
    { kind: 'real', name: 'eps', default: 1e-2, min: 1e-6, max: 10, scale: 'log' },
    targetsParameter,
  ],
  defaults: trainedAt(4e-3),

  check: (d, hp) => indivisible('oft', d, hp, 'oft_block_size', ['inputs']),

  declare: (d: Dimensions, hp: Hyperparameters) =>
    lowRankSlots(d, hp).map((slot) => {
      const b = blockOf(hp);
      return siteTensor(slot, name, [flagOf(hp, 'block_share') ? 1 : slot.inFeatures / b, (b * (b - 1)) / 2], {
        init: zeros,
        symbol: `↻ ${b}`,
        decay: false,
      });
    }),

  apply(context, hp) {
    const { builder: g } = context;
    const skew = new Map(
      lowRankSites(context.anatomy, hp).map(({ stem }) => [
        stem,
        skewFromUpper(context, enter(context, stem, hp), blockOf(hp)),
      ]),
    );
    const turn = (q: string) =>
      flagOf(hp, 'use_cayley_neumann')
        ? neumannLessIdentity(context, q, numberOf(hp, 'num_cayley_neumann_terms'))
        : cayleyLessIdentity(context, q);
    const rotations = turned(context, skew, turn);
    changeOutputs(context, hp, (site, h) =>
      g.add(h, g.matmul(site.linear.input, blockwise(context, rotations.get(site.stem)!, weightAt(context, site)))),
    );
  },

  identityAtInit: true,

  /** W ← R W, in the (in, out) layout of the graph. */
  merge(context, hp) {
    mergeDeltas(context, hp, ({ outputs }, trained, weight) => {
      const upper = trained(name);
      const before = weight();
      const after = blockwiseOf((n) => trainedBlock(upper, n, hp), blockOf(hp), before, outputs);
      return (i, o) => after[i * outputs + o]! - before[i * outputs + o]!;
    });
  },

  formula:
    String.raw`h = W_0 R^{\top} x, \qquad R = \mathrm{diag}(R_1, \dots, R_n),\; R_k = (I + Q_k)(I - Q_k)^{-1} ` +
    String.raw`\approx I + 2 Q_k + 2 Q_k^2 + 2 Q_k^3 + Q_k^4,\; Q_k^{\top} = -Q_k`,
  countFormula: String.raw`2 L \cdot \frac{d_{in}}{b} \cdot \frac{b (b - 1)}{2} = L d (b - 1)`,

  /** PEFT has no OFT for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'OFT', {
      // Without it PEFT takes the file for one of before its series was changed.
      peft_version: '0.21.2',
      r: 0,
      oft_block_size: blockOf(hp),
      block_share: flagOf(hp, 'block_share'),
      use_cayley_neumann: flagOf(hp, 'use_cayley_neumann'),
      num_cayley_neumann_terms: numberOf(hp, 'num_cayley_neumann_terms'),
      coft: flagOf(hp, 'coft'),
      eps: numberOf(hp, 'eps'),
      module_dropout: 0,
      bias: 'none',
      init_weights: true,
    }),
});
