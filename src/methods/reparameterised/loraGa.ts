/**
 * LoRA-GA, low-rank adaptation with gradient approximation (Wang et al. 2024): A and B start so that the first step of
 * the product goes where the first step of full fine-tuning would.
 *
 *   G = ∂L/∂W₀ over a few batches = U S Vᵀ,   A₀ = c V[:, 1…r]ᵀ,  B₀ = c U[:, r+1…2r],   c = d_out^{1/4} / √γ
 *   h = (W₀ − s B₀ A₀) x + s B A x,   s = α / r
 *
 * That is the paper's theorem and its code ("ArB2r", "stable"). HF PEFT's `init_lora_weights="lora_ga"` leaves A at
 * length 1 and multiplies B by the singular values of G too, so that B starts near zero (`form: peft`). `dataStart.ts`
 * says how the graph has the start.
 */
import { messages } from '../../messages/message';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { LinearAlgebra } from '../linearAlgebra';
import { applyDataStart, batchesKnob, dataStartSpecs, lookFirst, rowsOf, weightName } from '../parts/dataStart';
import {
  alphaParameter,
  dropoutParameter,
  lowRankRefusal,
  lowRankSlots,
  rankParameter,
  targetsParameter,
} from '../parts/lowRank';
import { principalDeployment, type Factors } from '../parts/principalStart';
import { everyTask } from '../taskId';
import { texts } from './loraGa.en';

const says = messages('lora-ga', texts.says);

/** @param gradient (rows, columns) = (out, in), the mean over the batches */
export function loraGaStart(
  gradient: Float32Array,
  { rows, columns, r }: { readonly rows: number; readonly columns: number; readonly r: number },
  hp: Hyperparameters,
  { truncatedSvd }: LinearAlgebra,
): Factors {
  // √S Vᵀ and U √S of the 2r largest.
  const { a, b } = truncatedSvd(gradient, rows, columns, 2 * r);
  const roots = Array.from({ length: 2 * r }, (_, k) =>
    Math.sqrt(a.subarray(k * columns, (k + 1) * columns).reduce((sum, value) => sum + value * value, 0)),
  );
  const paper = choiceOf(hp, 'form') === 'paper';
  const scale = rows ** 0.25 / Math.sqrt(numberOf(hp, 'gamma'));
  const unit = (value: number, k: number) => (roots[k]! > 0 ? value / roots[k]! : 0);
  return {
    a: Float32Array.from(
      { length: r * columns },
      (_, at) => (paper ? scale : 1) * unit(a[at]!, Math.floor(at / columns)),
    ),
    b: Float32Array.from({ length: rows * r }, (_, at) => {
      const [o, k] = [Math.floor(at / r), r + (at % r)];
      return scale * unit(b[o * 2 * r + k]!, k) * (paper ? 1 : roots[k]! ** 2);
    }),
  };
}

export const loraGa = defineMethod({
  id: 'lora-ga',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'LoRA-GA: Low-Rank Adaptation with Gradient Approximation',
    authors: 'Wang, Yu, Li',
    year: 2024,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2407.05000',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(),
    dropoutParameter,
    targetsParameter,
    batchesKnob(16),
    { kind: 'real', name: 'gamma', default: 16, min: 0.1, max: 4096, scale: 'log' },
    { kind: 'choice', name: 'form', default: 'paper', options: ['paper', 'peft'] },
  ],
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

  check(d, hp) {
    const refusal = lowRankRefusal('lora-ga', d, hp);
    if (refusal) return refusal;
    const r = numberOf(hp, 'r');
    const most = Math.min(
      ...lowRankSlots(d, hp).map(({ inFeatures, outFeatures }) => Math.floor(Math.min(inFeatures, outFeatures) / 2)),
    );
    return r > most ? says.twice({ r, most }) : undefined;
  },

  phases: lookFirst({
    start({ anatomy, hyperparameters, score, linearAlgebra }, site, batches) {
      const gradient = rowsOf(site, score(weightName(anatomy, site))).map((value) => value / batches);
      const size = { rows: site.outputs, columns: site.linear.inFeatures, r: numberOf(hyperparameters, 'r') };
      return loraGaStart(gradient, size, hyperparameters, linearAlgebra);
    },
  }),

  declare: dataStartSpecs,
  apply: applyDataStart,

  identityAtInit: true,
  ...principalDeployment,

  formula:
    String.raw`h = (W_0 - \tfrac{\alpha}{r} B_0 A_0)\, x + \tfrac{\alpha}{r} B A x, \qquad A_0 = c\, V_{1 \dots ` +
    String.raw`r}^{\top},\; B_0 = c\, U_{r+1 \dots 2r},\; \frac{\partial \mathcal{L}}{\partial W_0} = U S V^{\top}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,
});
