/**
 * BOFT, orthogonal butterfly (Liu et al. 2024): OFT whose rotation is a product of several block-diagonal ones, between
 * which the inputs change places, and a scale on each output.
 *
 *   h = s ⊙ (W₀ Rᵀ x) + bias,   R = B_m ⋯ B_1,  B_i = P_i diag(R_i1, …, R_in) P_iᵀ,  R_ik = (I − S_ik)(I + S_ik)⁻¹
 *
 * S is the skew-symmetric half of a trained matrix, S = (M − Mᵀ) / 2. As in HF PEFT's BOFT the blocks of factor i mix
 * inputs that lie 2^{i−1} half blocks apart; M starts at zero, s at one. PEFT trains several factors only where it can
 * compile its CUDA kernel, and takes one elsewhere.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { messages } from '../../messages/message';
import { i32 } from '../../onnx/tensor';
import { ones, zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { lowRankSites, lowRankSlots, targetsParameter } from '../parts/lowRank';
import { blockwise, blockwiseOf, cayley, cayleyLessIdentity, turned } from '../parts/rotations';
import { changeOutputs, indivisible, mergeDeltas, siteConfig, siteTensor, weightAt } from '../parts/updatedSites';
import { texts } from './boft.en';

const says = messages('boft', texts.says);

const blockOf = (hp: Hyperparameters): number => numberOf(hp, 'boft_block_size');
const factorsOf = (hp: Hyperparameters): number => numberOf(hp, 'boft_n_butterfly_factor');

/**
 * The order that P of a factor reads n inputs in: within groups of 2^factor half blocks first those at even places,
 * then those at odd ones.
 * @param factor from 0, where nothing changes its place
 */
export function butterfly(n: number, block: number, factor: number): Int32Array {
  const half = block / 2;
  const halves = 2 ** (factor + 1);
  const group = halves * half;
  return Int32Array.from({ length: n }, (_, at) => {
    if (factor === 0) return at;
    const place = Math.floor((at % group) / half);
    const from = place < halves / 2 ? 2 * place : 2 * (place - halves / 2) + 1;
    return Math.floor(at / group) * group + from * half + (at % half);
  });
}

/** Where `order` took each from. */
function inverted(order: Int32Array): Int32Array {
  const out = new Int32Array(order.length);
  order.forEach((from, at) => {
    out[from] = at;
  });
  return out;
}

function refusal(d: Dimensions, hp: Hyperparameters) {
  const [block, factors] = [blockOf(hp), factorsOf(hp)];
  if (factors === 1) return undefined;
  if (block % 2 !== 0) return says.odd({ block });
  const group = block * 2 ** (factors - 1);
  const unlike = lowRankSlots(d, hp).find(({ inFeatures }) => inFeatures % group !== 0);
  return unlike && says.tooMany({ factors, group, site: unlike.site, inputs: unlike.inFeatures });
}

export const boft = defineMethod({
  id: 'boft',
  texts,
  ...afterSurvey,
  paper: {
    title: 'Parameter-Efficient Orthogonal Finetuning via Butterfly Factorization',
    authors: 'Liu, Qiu, Feng, Xiu, Xue, Yu, Feng, Liu, Heo, Peng, Wen, Black, Weller, Schölkopf',
    year: 2024,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2311.06243',
  },
  hyperparameters: [
    { kind: 'integer', name: 'boft_block_size', default: 4, min: 2, max: 64, scale: 'log' },
    { kind: 'integer', name: 'boft_n_butterfly_factor', default: 1, min: 1, max: 8 },
    targetsParameter,
  ],
  defaults: trainedAt(4e-3),

  check: (d, hp) => indivisible('boft', d, hp, 'boft_block_size', ['inputs']) ?? refusal(d, hp),

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot) => {
      const b = blockOf(hp);
      return [
        siteTensor(slot, 'boft_R', [factorsOf(hp), slot.inFeatures / b, b, b], {
          init: zeros,
          symbol: `↻ ${b}`,
          decay: false,
        }),
        siteTensor(slot, 'boft_s', [slot.outFeatures, 1], { init: ones, change: 'scale', decay: false }),
      ];
    }),

  apply(context, hp) {
    const { builder: g } = context;
    const b = blockOf(hp);
    const skew = new Map(
      lowRankSites(context.anatomy, hp).map(({ stem, linear }) => {
        const matrices = g.reshape(context.tensor(`${stem}.boft_R`), [(factorsOf(hp) * linear.inFeatures) / b, b, b]);
        return [stem, g.scale(g.sub(matrices, g.transpose(matrices, [0, 2, 1])), 0.5)];
      }),
    );
    const rotations = turned(context, skew, (s) => cayleyLessIdentity(context, s));
    changeOutputs(context, hp, (site, h, tensor) => {
      const { inFeatures, input } = site.linear;
      const before = weightAt(context, site);
      let weight = before;
      for (let factor = 0; factor < factorsOf(hp); factor++) {
        const count = inFeatures / b;
        const blocks = g.slice(rotations.get(site.stem)!, 0, factor * count, (factor + 1) * count);
        const order = butterfly(inFeatures, b, factor);
        const moved = (value: string, to: Int32Array) =>
          factor === 0 ? value : g.gather(value, context.constant('order', i32([inFeatures], to)));
        weight = g.add(weight, moved(blockwise(context, blocks, moved(weight, inverted(order))), order));
      }
      const scale = g.reshape(tensor('boft_s'), [1, site.outputs]);
      return g.add(h, g.matmul(input, g.sub(g.mul(weight, scale), before)));
    });
  },

  identityAtInit: true,

  /** W ← R W s, in the (in, out) layout of the graph. */
  merge(context, hp) {
    const b = blockOf(hp);
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained, weight) => {
      const [matrices, scale] = [trained('boft_R'), trained('boft_s')];
      const before = weight();
      const rows = (values: Float32Array, order: Int32Array) =>
        Float32Array.from(values, (_, at) => values[order[Math.floor(at / outputs)]! * outputs + (at % outputs)]!);
      let after = before;
      for (let factor = 0; factor < factorsOf(hp); factor++) {
        const order = butterfly(inFeatures, b, factor);
        const blockAt = (n: number) => {
          const m = matrices.subarray(((factor * inFeatures) / b + n) * b * b);
          const skew = (i: number, j: number) => (m[i * b + j]! - m[j * b + i]!) / 2;
          return cayley(
            Float64Array.from({ length: b * b }, (_, at) => skew(Math.floor(at / b), at % b)),
            b,
          );
        };
        after = rows(blockwiseOf(blockAt, b, rows(after, inverted(order)), outputs), order);
      }
      return (i, o) => after[i * outputs + o]! * scale[o]! - before[i * outputs + o]!;
    });
  },

  formula:
    String.raw`h = s \odot W_0 R^{\top} x + b, \qquad R = B_m \cdots B_1,\; B_i = P_i\, ` +
    String.raw`\mathrm{diag}(R_{i1}, \dots, R_{in})\, P_i^{\top},\; R_{ik} = (I - S_{ik})(I + S_{ik})^{-1}`,
  countFormula: String.raw`2 L (m\, d_{in} b + d_{out}) = 2 L d (m b + 1)`,

  /** PEFT has no BOFT for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'BOFT', {
      boft_block_size: blockOf(hp),
      boft_block_num: 0,
      boft_n_butterfly_factor: factorsOf(hp),
      boft_dropout: 0,
      bias: 'none',
      init_weights: true,
    }),
});
