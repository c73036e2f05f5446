/**
 * CorDA, context-oriented decomposition adaptation (Yang et al. 2024): A and B start as the r largest parts of the
 * weight matrix for the inputs that the task brings, and the matrix keeps the rest.
 *
 *   C = mean over examples of Xᵀ X,  X the inputs of the linear over their largest entry
 *   W₀ C = U S Vᵀ (largest r),   s B₀ A₀ = U S Vᵀ C⁻¹,   B₀ = U √(S / s),  A₀ = √(S / s) Vᵀ C⁻¹,  s = α / r
 *   h = (W₀ − s B₀ A₀) x + s B A x
 *
 * It is HF PEFT's `init_lora_weights="corda"` in its mode "ipm", which follows the task; "kpm", which takes the
 * smallest parts for the inputs of another data set to keep what the model knows of that, is not here. As in PEFT a
 * hundredth of the mean of C's diagonal is added to it. Vᵀ C⁻¹ = S⁻¹ Uᵀ W₀, so that nothing need be inverted, and what
 * PEFT adds for the inverse's sake stays at its first value. `dataStart.ts` says how the graph has the start.
 */
import type { Builder } from '../../onnx/builder';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { LinearAlgebra } from '../linearAlgebra';
import {
  applyDataStart,
  batchesKnob,
  dataStartSpecs,
  inputsOf,
  lookFirst,
  rowsOf,
  weightName,
} from '../parts/dataStart';
import {
  alphaParameter,
  dropoutParameter,
  lowRankRefusal,
  rankParameter,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import { principalDeployment, type Factors } from '../parts/principalStart';
import { multiply } from '../parts/updatedSites';
import { everyTask } from '../taskId';
import { texts } from './corda.en';

/** Share of the mean of C's diagonal that is added to the diagonal. */
const damp = 0.01;

const momentName = ({ stem }: LowRankSite): string => `${stem}.moment`;

/**
 * @param weight (rows, columns) = (out, in)
 * @param moment C, (columns, columns)
 */
export function cordaStart(
  weight: Float32Array,
  moment: Float32Array,
  { rows, columns, r }: { readonly rows: number; readonly columns: number; readonly r: number },
  scaling: number,
  { truncatedSvd }: LinearAlgebra,
): Factors {
  const damped = moment.slice();
  let trace = 0;
  for (let i = 0; i < columns; i++) trace += moment[i * columns + i]!;
  for (let i = 0; i < columns; i++) damped[i * columns + i]! += (damp * trace) / columns;
  // U √S (rows, r): a column's squares add up to its singular value.
  const { b } = truncatedSvd(multiply(weight, damped, columns), rows, columns, r);
  const a = new Float32Array(r * columns);
  const values = new Float64Array(r);
  b.forEach((value, at) => (values[at % r]! += value * value));
  for (let o = 0; o < rows; o++)
    for (let k = 0; k < r; k++) {
      const factor = values[k]! > 0 ? b[o * r + k]! / values[k]! : 0;
      for (let i = 0; i < columns; i++) a[k * columns + i]! += factor * weight[o * columns + i]!;
    }
  const scale = 1 / Math.sqrt(scaling);
  return { a: a.map((value) => scale * value), b: b.map((value) => scale * value) };
}

/** Xᵀ X of one example. */
function moment(g: Builder, rows: string): string {
  const largest = g.emit('Abs', [g.reduceMax(rows, [0, 1])]);
  const scaled = g.div(rows, largest);
  return g.matmul(g.transpose(scaled, [1, 0]), scaled);
}

export const corda = defineMethod({
  id: 'corda',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'CorDA: Context-Oriented Decomposition Adaptation of Large Language Models',
    authors: 'Yang, Li, Zhou, Song, Wu, Nie, Ghanem',
    year: 2024,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2406.05223',
  },
  hyperparameters: [rankParameter(), alphaParameter(8), dropoutParameter, targetsParameter, batchesKnob(256)],
  defaults: {
    learningRate: 1e-3,
    rates: { seq2seq: 9e-3 },
    weightDecay: 0,
    warmup: 0.03,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('corda', d, hp),

  phases: lookFirst({
    batchSize: 1,
    sums: (g, anatomy, site) => ({ [momentName(site)]: moment(g, inputsOf(g, anatomy, site).rows) }),
    start({ anatomy, hyperparameters, initial, score, linearAlgebra }, site, batches) {
      const r = numberOf(hyperparameters, 'r');
      return cordaStart(
        rowsOf(site, initial(weightName(anatomy, site))),
        score(momentName(site)).map((value) => value / batches),
        { rows: site.outputs, columns: site.linear.inFeatures, r },
        numberOf(hyperparameters, 'alpha') / r,
        linearAlgebra,
      );
    },
  }),

  declare: dataStartSpecs,
  apply: applyDataStart,

  identityAtInit: true,
  ...principalDeployment,

  formula:
    String.raw`h = (W_0 - \tfrac{\alpha}{r} B_0 A_0)\, x + \tfrac{\alpha}{r} B A x, \qquad \tfrac{\alpha}{r} B_0 A_0 ` +
    String.raw`= U_r S_r V_r^{\top} C^{-1},\; W_0 C = U S V^{\top},\; C = \overline{X^{\top} X}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,
});
