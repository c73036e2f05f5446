/**
 * VB-LoRA, LoRA from a bank of vectors (Li et al. 2024): A and B are cut into pieces, and each piece is a mixture of
 * the k vectors that it likes best in one bank for the whole model.
 *
 *   piece = Σ_{j ∈ top k} softmax(z_j) · v_j,   z ∈ ℝ^h the piece's scores,  v_j ∈ ℝ^b the bank's vectors
 *   h = W₀ x + B A x,   A ∈ ℝ^{r×in},  B ∈ ℝ^{out×r}, both of pieces of length b
 *
 * As in HF PEFT's VBLORA scores start as normal numbers with a standard deviation of 0.1, the bank uniform within
 * ±0.02, so that the start is near the pretrained model, not at it. The bank learns at a tenth of the rate of the
 * scores, as the paper has it (0.001 and 0.01).
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { messages } from '../../messages/message';
import { int } from '../../onnx/graph';
import type { Builder } from '../../onnx/builder';
import type { Hyperparameters, Initializer } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import {
  dropoutParameter,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  mergeUpdates,
  rankParameter,
  targetsParameter,
} from '../parts/lowRank';
import { changeOutputs, indivisible, siteConfig, siteTensor } from '../parts/updatedSites';
import type { TensorSpec } from '../tensors';
import { texts } from './vblora.en';

const says = messages('vblora', texts.says);

const bankName = 'vblora_vector_bank';
const scores: Initializer = { kind: 'normal', std: 0.1 };

/** Pieces (pieces, b) from scores (…, h). Where scores tie at the last place, all of them count. */
function pieces(g: Builder, logits: string, bank: string, k: number): string {
  const [vectors] = g.shapeOf(bank) as [number, number];
  const shape = g.shapeOf(logits);
  const rows = g.reshape(logits, [shape.slice(0, -1).reduce((product, size) => product * size, 1), vectors]);
  const [best] = g.emitAll('TopK', [rows, g.shape([k])], { axis: int(1) }, { count: 2 });
  const kept = g.emit('GreaterOrEqual', [rows, g.detach(g.slice(best!, 1, k - 1, k))]);
  return g.matmul(g.softmax(g.where(kept, rows, g.scalar(-1e9))), bank);
}

/** The same on the host. @param logits (pieces, vectors) @param bank (vectors, b) */
export function piecesOf(logits: Float32Array, bank: Float32Array, vectors: number, k: number): Float32Array {
  const b = bank.length / vectors;
  const out = new Float32Array((logits.length / vectors) * b);
  for (let row = 0; row < logits.length / vectors; row++) {
    const own = logits.subarray(row * vectors, (row + 1) * vectors);
    const sorted = own.slice().sort();
    const [least, most] = [sorted[vectors - k]!, sorted[vectors - 1]!];
    const weights = Float64Array.from(own, (value) => (value >= least ? Math.exp(value - most) : 0));
    const sum = weights.reduce((total, value) => total + value, 0);
    weights.forEach((weight, j) => {
      if (weight > 0) for (let i = 0; i < b; i++) out[row * b + i]! += (weight / sum) * bank[j * b + i]!;
    });
  }
  return out;
}

/** From pieces of columns (out / b, r, b) to B (out, r), in the order in which they lie. */
function standing(laid: Float32Array, r: number, b: number): Float32Array {
  return Float32Array.from(laid, (_, at) => {
    const [o, k] = [Math.floor(at / r), at % r];
    return laid[(Math.floor(o / b) * r + k) * b + (o % b)]!;
  });
}

const sizesOf = (hp: Hyperparameters) =>
  [numberOf(hp, 'r'), numberOf(hp, 'num_vectors'), numberOf(hp, 'vector_length'), numberOf(hp, 'topk')] as const;

export const vblora = defineMethod({
  id: 'vblora',
  texts,
  ...afterSurvey,
  paper: {
    title: 'VB-LoRA: Extreme Parameter Efficient Fine-Tuning with Vector Banks',
    authors: 'Li, Han, Ji',
    year: 2024,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2405.15179',
  },
  hyperparameters: [
    rankParameter(4),
    { kind: 'integer', name: 'num_vectors', default: 256, min: 2, max: 8192, scale: 'log' },
    { kind: 'integer', name: 'vector_length', default: 64, min: 1, max: 4096, scale: 'log' },
    { kind: 'integer', name: 'topk', default: 2, min: 1, max: 64 },
    dropoutParameter,
    targetsParameter,
  ],
  defaults: trainedAt(1e-2),

  check(d, hp) {
    const [, vectors, , k] = sizesOf(hp);
    if (k > vectors) return says.tooFew({ k, vectors });
    return lowRankRefusal('vblora', d, hp) ?? indivisible('vblora', d, hp, 'vector_length');
  },

  declare(d: Dimensions, hp: Hyperparameters) {
    const [r, vectors, b] = sizesOf(hp);
    const slots = lowRankSlots(d, hp);
    const bank: TensorSpec = {
      name: bankName,
      shape: [vectors, b],
      treatment: 'new',
      init: { kind: 'uniform', bound: 0.02 },
      places: [...new Set(slots.map(({ place }) => place))],
      change: 'delta',
      peft: { tensor: `base_model.${bankName}` },
    };
    return [
      ...(slots.length > 0 ? [bank] : []),
      ...slots.flatMap((slot) => [
        siteTensor(slot, 'vblora_logits_A', [r, Math.ceil(slot.inFeatures / b), vectors], {
          init: scores,
          symbol: `r ${r}`,
          decay: false,
        }),
        siteTensor(slot, 'vblora_logits_B', [Math.ceil(slot.outFeatures / b), r, vectors], {
          init: scores,
          symbol: `r ${r}`,
          decay: false,
        }),
      ]),
    ];
  },

  apply(context, hp) {
    const { builder: g } = context;
    const [r, , b, k] = sizesOf(hp);
    if (lowRankSites(context.anatomy, hp).length === 0) return;
    const bank = context.tensor(bankName, { rate: 0.1 });
    changeOutputs(context, hp, ({ linear, outputs }, h, tensor) => {
      const a = g.reshape(pieces(g, tensor('vblora_logits_A'), bank, k), [r, linear.inFeatures]);
      const laid = g.reshape(pieces(g, tensor('vblora_logits_B'), bank, k), [outputs / b, r, b]);
      const columns = g.reshape(g.transpose(laid, [0, 2, 1]), [outputs, r]);
      const x = context.dropout(linear.input, numberOf(hp, 'dropout'));
      return g.add(h, g.linear(g.linear(x, a), columns));
    });
  },

  identityAtInit: false,

  merge(context, hp) {
    const [r, vectors, b, k] = sizesOf(hp);
    const sites = lowRankSites(context.anatomy, hp);
    if (sites.length === 0) return;
    const bank = context.trained(bankName);
    const of = (name: string) => piecesOf(context.trained(name), bank, vectors, k);
    mergeUpdates(context, sites, ({ stem }) => ({
      a: of(`${stem}.vblora_logits_A`),
      b: standing(of(`${stem}.vblora_logits_B`), r, b),
      middle: new Array<number>(r).fill(1),
    }));
  },

  formula:
    String.raw`h = W_0 x + B A x, \qquad \text{each piece of } A, B = \sum_{j \in \mathrm{top}_k(z)} ` +
    String.raw`\mathrm{softmax}(z)_j\, v_j,\; v_j \in \mathbb{R}^b \text{ from one bank of } h \text{ vectors}`,
  countFormula: String.raw`h b + 2 L \cdot \frac{r h (d_{in} + d_{out})}{b} = h b + \frac{4 L r h d}{b}`,

  peftConfig: (anatomy, hp) => {
    const [r, vectors, length, k] = sizesOf(hp);
    return siteConfig(
      anatomy,
      hp,
      'VBLORA',
      {
        r,
        num_vectors: vectors,
        vector_length: length,
        topk: k,
        vblora_dropout: numberOf(hp, 'dropout'),
        save_only_topk_weights: false,
        bias: 'none',
      },
      { conv1d: true },
    );
  },
});
