/**
 * GraLoRA, granular low-rank adaptation (Jung et al. 2025): the weight matrix is cut into k × k tiles, each of which
 * gets a LoRA of rank r / k of its own.
 *
 *   tile (j, n) of ΔW = s · B_{j n} A_{n j},   A ∈ ℝ^{r/k × in/k},  B ∈ ℝ^{out/k × r/k},  s = α / (r + r_h)
 *
 * There are as many numbers as in LoRA of rank r, and the rank of the change can be k r. With `hybrid_r` r_h > 0 a
 * plain LoRA of that rank stands beside it. As in HF PEFT's GRALORA factors A start Kaiming-uniform and B at zero.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { sizeOf } from '../../onnx/tensor';
import { messages } from '../../messages/message';
import { kaiming, zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import {
  alphaParameter,
  dropoutParameter,
  lowRankRefusal,
  lowRankSlots,
  rankParameter,
  targetsParameter,
} from '../parts/lowRank';
import { changeOutputs, indivisible, mergeDeltas, multiply, siteConfig, siteTensor } from '../parts/updatedSites';
import { texts } from './gralora.en';

const says = messages('gralora', texts.says);

const sizesOf = (hp: Hyperparameters) =>
  [numberOf(hp, 'r'), numberOf(hp, 'gralora_k'), numberOf(hp, 'hybrid_r')] as const;
const scalingOf = (hp: Hyperparameters): number =>
  numberOf(hp, 'alpha') / (numberOf(hp, 'r') + numberOf(hp, 'hybrid_r'));
const general = ['gralora_A_general.weight', 'gralora_B_general.weight'] as const;

export const gralora = defineMethod({
  id: 'gralora',
  texts,
  ...afterSurvey,
  paper: {
    title: 'GraLoRA: Granular Low-Rank Adaptation for Parameter-Efficient Fine-Tuning',
    authors: 'Jung, Ahn, Kim, Kim, Park',
    year: 2025,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2505.20355',
  },
  hyperparameters: [
    rankParameter(32),
    alphaParameter(64),
    { kind: 'integer', name: 'gralora_k', default: 2, min: 1, max: 64, scale: 'log' },
    { kind: 'integer', name: 'hybrid_r', default: 0, min: 0, max: 256 },
    dropoutParameter,
    targetsParameter,
  ],
  defaults: trainedAt(4e-3),

  check(d, hp) {
    const [r, k, hybrid] = sizesOf(hp);
    return (
      lowRankRefusal('gralora', d, hp, 'query and value', r >= hybrid ? ['r', r] : ['hybrid_r', hybrid]) ??
      (r % k !== 0 ? says.rank({ r, k }) : indivisible('gralora', d, hp, 'gralora_k'))
    );
  },

  declare: (d: Dimensions, hp: Hyperparameters) =>
    lowRankSlots(d, hp).flatMap((slot) => {
      const [r, k, hybrid] = sizesOf(hp);
      const [inputs, outputs] = [Math.ceil(slot.inFeatures / k), Math.ceil(slot.outFeatures / k)];
      const symbol = `r ${r}`;
      return [
        siteTensor(slot, 'gralora_A', [k, inputs, r], { init: kaiming(inputs), symbol }),
        siteTensor(slot, 'gralora_B', [k, r, outputs], { init: zeros, symbol }),
        ...(hybrid === 0
          ? []
          : [
              siteTensor(slot, general[0], [hybrid, slot.inFeatures], { init: kaiming(slot.inFeatures) }),
              siteTensor(slot, general[1], [slot.outFeatures, hybrid], { init: zeros }),
            ]),
      ];
    }),

  apply(context, hp) {
    const { builder: g } = context;
    const [r, k, hybrid] = sizesOf(hp);
    changeOutputs(context, hp, ({ linear, outputs }, h, tensor) => {
      const x = context.dropout(linear.input, numberOf(hp, 'dropout'));
      const shape = g.shapeOf(h);
      const rows = sizeOf(shape.slice(0, -1));
      const cut = g.transpose(g.reshape(x, [rows, k, linear.inFeatures / k]), [1, 0, 2]);
      const low = g.reshape(g.matmul(cut, tensor('gralora_A')), [k, rows, k, r / k]);
      // What strip n of the inputs has for strip j of the outputs goes there.
      const sent = g.reshape(g.transpose(low, [2, 1, 0, 3]), [k, rows, r]);
      const strips = g.transpose(g.matmul(sent, tensor('gralora_B')), [1, 0, 2]);
      const tiles = g.reshape(strips, [...shape.slice(0, -1), outputs]);
      const all = hybrid === 0 ? tiles : g.add(tiles, g.linear(g.linear(x, tensor(general[0])), tensor(general[1])));
      return g.add(h, g.scale(all, scalingOf(hp)));
    });
  },

  identityAtInit: true,

  merge(context, hp) {
    const [r, k, hybrid] = sizesOf(hp);
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained) => {
      const [a, b] = [trained('gralora_A'), trained('gralora_B')];
      const beside = hybrid === 0 ? undefined : multiply(trained(general[1]), trained(general[0]), hybrid);
      const [inputs, width, part] = [inFeatures / k, outputs / k, r / k];
      return (i, o) => {
        const [n, j] = [Math.floor(i / inputs), Math.floor(o / width)];
        let sum = beside?.[o * inFeatures + i] ?? 0;
        for (let s = 0; s < part; s++)
          sum += a[i * r + j * part + s]! * b[(j * r + n * part + s) * width + (o % width)]!;
        return scalingOf(hp) * sum;
      };
    });
  },

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} \begin{pmatrix} B_{11} A_{11} & \cdots & B_{1k} A_{k1} \\ ` +
    String.raw`\vdots & \ddots & \vdots \\ B_{k1} A_{1k} & \cdots & B_{kk} A_{kk} \end{pmatrix} x, \qquad ` +
    String.raw`B = 0 \text{ at the start}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,

  peftConfig: (anatomy, hp) => {
    const [r, k, hybrid] = sizesOf(hp);
    return siteConfig(
      anatomy,
      hp,
      'GRALORA',
      {
        r,
        alpha: numberOf(hp, 'alpha'),
        gralora_k: k,
        hybrid_r: hybrid,
        gralora_dropout: numberOf(hp, 'dropout'),
        bias: 'none',
        init_weights: true,
      },
      { conv1d: true },
    );
  },
});
