/**
 * LoKr (LyCORIS, Yeh et al. 2024): the change of a weight matrix is a Kronecker product of a small matrix and a
 * low-rank one.
 *
 *   h = W₀ x + (α / r) · (C ⊗ D) x,   C ∈ ℝ^{a₁×a₂}, D = D_a D_b ∈ ℝ^{b₁×b₂}, a₁b₁ = out, a₂b₂ = in
 *
 * The factors of out and in lie as close together as they can, or the smaller one is `decompose_factor`. As in HF
 * PEFT's LOKR a matrix is kept whole where r is at least half its longer side; C is a product too only with
 * `decompose_both`. C starts at zero, D Kaiming-uniform. KronA is the case of both whole.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { sizeOf } from '../../onnx/tensor';
import { kaiming, zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import { alphaParameter, lowRankSlots, rankParameter, targetsParameter, type LowRankSlot } from '../parts/lowRank';
import { changeOutputs, mergeDeltas, multiply, siteConfig, siteTensor, targetsRefusal } from '../parts/updatedSites';
import type { TensorSpec } from '../tensors';
import { afterSurvey, lycoris, trainedAt } from '../parts/afterSurvey';
import { texts } from './lokr.en';

/**
 * n as a product of two factors, the smaller one first (LyCORIS' `factorization`).
 * @param wanted one of them, where it divides n; else the smaller one is at most this; −1: as close as they can be
 */
export function factorsNear(n: number, wanted: number): [number, number] {
  if (wanted > 0 && n % wanted === 0) return [wanted, n / wanted];
  const most = wanted === -1 ? n : wanted;
  let small = 1;
  for (let candidate = 2; candidate <= most && candidate * candidate <= n; candidate++)
    if (n % candidate === 0) small = candidate;
  return [small, n / small];
}

interface Shape {
  /** C (a₁, a₂) and D (b₁, b₂). */
  readonly c: readonly [rows: number, columns: number];
  readonly d: readonly [rows: number, columns: number];
  readonly cWhole: boolean;
  readonly dWhole: boolean;
}

function shapeOf(inFeatures: number, outFeatures: number, hp: Hyperparameters): Shape {
  const r = numberOf(hp, 'r');
  const [a2, b2] = factorsNear(inFeatures, numberOf(hp, 'decompose_factor'));
  const [a1, b1] = factorsNear(outFeatures, numberOf(hp, 'decompose_factor'));
  return {
    c: [a1, a2],
    d: [b1, b2],
    cWhole: !flagOf(hp, 'decompose_both') || r >= Math.max(a1, a2) / 2,
    dWhole: r >= Math.max(b1, b2) / 2,
  };
}

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');

function specsOf(slot: LowRankSlot, hp: Hyperparameters): TensorSpec[] {
  const r = numberOf(hp, 'r');
  const { c, d, cWhole, dWhole } = shapeOf(slot.inFeatures, slot.outFeatures, hp);
  const symbol = '⊗';
  return [
    ...(cWhole
      ? [siteTensor(slot, 'lokr_w1', c, { init: zeros, symbol })]
      : [
          siteTensor(slot, 'lokr_w1_a', [c[0], r], { init: zeros, symbol }),
          siteTensor(slot, 'lokr_w1_b', [r, c[1]], { init: kaiming(c[1]), symbol }),
        ]),
    ...(dWhole
      ? [siteTensor(slot, 'lokr_w2', d, { init: kaiming(d[1]), symbol })]
      : [
          siteTensor(slot, 'lokr_w2_a', [d[0], r], { init: kaiming(r), symbol }),
          siteTensor(slot, 'lokr_w2_b', [r, d[1]], { init: kaiming(d[1]), symbol }),
        ]),
  ];
}

export const lokr = defineMethod({
  id: 'lokr',
  texts,
  ...afterSurvey,
  paper: lycoris,
  hyperparameters: [
    rankParameter(),
    alphaParameter(8),
    targetsParameter,
    { kind: 'integer', name: 'decompose_factor', default: -1, min: -1, max: 256 },
    { kind: 'flag', name: 'decompose_both', default: false },
  ],
  defaults: trainedAt(1e-2, { seq2seq: 3e-2, 'token-classification': 3e-2 }),

  check: (d, hp) => targetsRefusal('lokr', d, hp),
  declare: (d: Dimensions, hp: Hyperparameters) => lowRankSlots(d, hp).flatMap((slot) => specsOf(slot, hp)),

  apply(context, hp) {
    const { builder: g } = context;
    changeOutputs(context, hp, ({ linear, outputs }, h, tensor) => {
      const { c, d, cWhole, dWhole } = shapeOf(linear.inFeatures, outputs, hp);
      const factor = (name: string, whole: boolean) =>
        whole ? tensor(name) : g.matmul(tensor(`${name}_a`), tensor(`${name}_b`));
      const shape = g.shapeOf(h);
      const rows = sizeOf(shape.slice(0, -1));
      // With x read row by row as X (a₂, b₂), (C ⊗ D) x is C X Dᵀ read row by row.
      const x = g.reshape(linear.input, [rows * c[1], d[1]]);
      const right = g.reshape(g.linear(x, factor('lokr_w2', dWhole)), [rows, c[1], d[0]]);
      const product = g.reshape(g.matmul(factor('lokr_w1', cWhole), right), shape);
      return g.add(h, g.scale(product, scalingOf(hp)));
    });
  },

  identityAtInit: true,

  /** W ← W + s · (C ⊗ D)ᵀ, in the (in, out) layout of the graph. */
  merge(context, hp) {
    const r = numberOf(hp, 'r');
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained) => {
      const { c, d, cWhole, dWhole } = shapeOf(inFeatures, outputs, hp);
      const factor = (name: string, whole: boolean) =>
        whole ? trained(name) : multiply(trained(`${name}_a`), trained(`${name}_b`), r);
      const [left, right] = [factor('lokr_w1', cWhole), factor('lokr_w2', dWhole)];
      return (i, o) =>
        scalingOf(hp) *
        left[Math.floor(o / d[0]) * c[1] + Math.floor(i / d[1])]! *
        right[(o % d[0]) * d[1] + (i % d[1])]!;
    });
  },

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} \left( C \otimes (D_a D_b) \right) x, \qquad ` +
    String.raw`C = 0 \text{ at the start}`,

  /** PEFT has no LoKr for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'LOKR', {
      r: numberOf(hp, 'r'),
      alpha: numberOf(hp, 'alpha'),
      decompose_both: flagOf(hp, 'decompose_both'),
      decompose_factor: numberOf(hp, 'decompose_factor'),
      rank_dropout: 0,
      module_dropout: 0,
      init_weights: true,
    }),
});
