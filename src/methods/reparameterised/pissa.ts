/**
 * PiSSA, principal singular values and vectors adaptation (Meng et al. 2024): LoRA whose A and B start as the r largest
 * parts of the weight matrix, which keeps the rest.
 *
 *   W₀ ≈ U S Vᵀ (largest r),   s B₀ A₀ = U S Vᵀ,   B₀ = U √(S / s),  A₀ = √(S / s) Vᵀ,  s = α / r
 *   h = (W₀ − s B₀ A₀) x + s B A x
 *
 * It is HF PEFT's LORA with `init_lora_weights="pissa"`. The start is the model itself; `principalStart.ts` says how
 * the graph and the files have it.
 */
import { defineMethod } from '../define';
import { alphaParameter, dropoutParameter, lowRankRefusal, rankParameter, targetsParameter } from '../parts/lowRank';
import { applyPrincipal, principalDeployment, principalSpecs, type StartOf } from '../parts/principalStart';
import { everyTask } from '../taskId';
import { texts } from './pissa.en';

export const pissaStart: StartOf = (matrix, { rows, columns, r }, scaling, { truncatedSvd }) => {
  const { a, b } = truncatedSvd(matrix, rows, columns, r);
  const factor = 1 / Math.sqrt(scaling);
  return { a: a.map((value) => factor * value), b: b.map((value) => factor * value) };
};

export const pissa = defineMethod({
  id: 'pissa',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'PiSSA: Principal Singular Values and Singular Vectors Adaptation of Large Language Models',
    authors: 'Meng, Wang, Zhang',
    year: 2024,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2404.02948',
  },
  hyperparameters: [rankParameter(), alphaParameter(8), dropoutParameter, targetsParameter],
  defaults: {
    learningRate: 1e-3,
    rates: { seq2seq: 2.7e-2, 'token-classification': 2.7e-2 },
    weightDecay: 0,
    warmup: 0.03,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('pissa', d, hp),
  declare: principalSpecs,
  apply: (context, hp) => applyPrincipal(context, hp, pissaStart),

  identityAtInit: true,
  ...principalDeployment,

  formula:
    String.raw`h = (W_0 - \tfrac{\alpha}{r} B_0 A_0)\, x + \tfrac{\alpha}{r} B A x, \qquad \tfrac{\alpha}{r} B_0 ` +
    String.raw`A_0 = ` +
    String.raw`U_r S_r V_r^{\top},\; W_0 = U S V^{\top}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,
});
