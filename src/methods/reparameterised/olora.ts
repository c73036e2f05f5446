/**
 * OLoRA, orthonormal low-rank adaptation (Büyükakyüz 2024): LoRA whose B starts with orthonormal columns, from a QR
 * decomposition of the weight matrix, and A as what belongs to them.
 *
 *   W₀ = Q R,   B₀ = Q[:, 1…r],  A₀ = R[1…r, :]
 *   h = (W₀ − s B₀ A₀) x + s B A x,   s = α / r
 *
 * It is HF PEFT's LORA with `init_lora_weights="olora"`. The first r columns of Q span the first r columns of W₀, so
 * that they are found without the others. `principalStart.ts` says how the graph and the files have it.
 */
import { defineMethod } from '../define';
import { alphaParameter, dropoutParameter, lowRankRefusal, rankParameter, targetsParameter } from '../parts/lowRank';
import { applyPrincipal, principalDeployment, principalSpecs, type StartOf } from '../parts/principalStart';
import { everyTask } from '../taskId';
import { texts } from './olora.en';

/** The first r orthonormal directions by Gram and Schmidt, twice for the digits that the first time loses. */
export const oloraStart: StartOf = (matrix, { rows, columns, r }) => {
  const directions: Float64Array[] = [];
  for (let k = 0; k < r; k++) {
    const q = Float64Array.from({ length: rows }, (_, o) => matrix[o * columns + k]!);
    for (let round = 0; round < 2; round++)
      for (const known of directions) {
        const along = known.reduce((sum, value, o) => sum + value * q[o]!, 0);
        for (let o = 0; o < rows; o++) q[o]! -= along * known[o]!;
      }
    const length = Math.sqrt(q.reduce((sum, value) => sum + value * value, 0));
    directions.push(q.map((value) => (length > 0 ? value / length : 0)));
  }
  const a = new Float32Array(r * columns);
  directions.forEach((q, k) => {
    for (let i = 0; i < columns; i++) {
      let sum = 0;
      for (let o = 0; o < rows; o++) sum += q[o]! * matrix[o * columns + i]!;
      a[k * columns + i] = sum;
    }
  });
  return { a, b: Float32Array.from({ length: rows * r }, (_, at) => directions[at % r]![Math.floor(at / r)]!) };
};

export const olora = defineMethod({
  id: 'olora',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'OLoRA: Orthonormal Low-Rank Adaptation of Large Language Models',
    authors: 'Büyükakyüz',
    year: 2024,
    url: 'https://arxiv.org/abs/2406.01775',
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

  check: (d, hp) => lowRankRefusal('olora', d, hp),
  declare: principalSpecs,
  apply: (context, hp) => applyPrincipal(context, hp, oloraStart),

  identityAtInit: true,
  ...principalDeployment,

  formula:
    String.raw`h = (W_0 - \tfrac{\alpha}{r} B_0 A_0)\, x + \tfrac{\alpha}{r} B A x, \qquad W_0 = Q R,\; B_0 = ` +
    String.raw`Q_{:,\,1:r},\; A_0 = R_{1:r,\,:}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,
});
