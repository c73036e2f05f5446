/**
 * VeRA, vector-based random matrix adaptation (Kopiczko et al. 2024): all layers share one random A and one random B,
 * which are never trained; each matrix trains two vectors that scale what comes out of them.
 *
 *   h = W₀ x + λ_b ⊙ B (λ_d ⊙ A x),   A ∈ ℝ^{r×in}, B ∈ ℝ^{out×r} frozen, λ_d ∈ ℝ^r, λ_b ∈ ℝ^{out} trained
 *
 * A and B are as large as the largest target; a smaller one takes their first columns and rows. They start as in HF
 * PEFT's VERA, Kaiming-uniform with the gain of a ReLU; λ_d starts at 0.1, λ_b at zero. PEFT draws A and B from a key
 * by PyTorch's generator, so that its files need not hold them; ours do (`save_projection`).
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { zeros, type Hyperparameters, type Initializer } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import {
  dropoutParameter,
  lowRankSites,
  lowRankSlots,
  mergeUpdates,
  targetsParameter,
  type LowRankSlot,
} from '../parts/lowRank';
import { changeOutputs, siteConfig, siteTensor, targetsRefusal } from '../parts/updatedSites';
import type { TensorSpec } from '../tensors';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { texts } from './vera.en';

/** `_kaiming_init` of PEFT: a = 0, gain √2. */
const kaimingOfRelu = (fanIn: number): Initializer => ({ kind: 'uniform', bound: Math.sqrt(6 / fanIn) });

const projections = ['vera_A', 'vera_B'] as const;

/** The one A and the one B. */
function projectionSpecs(slots: readonly LowRankSlot[], r: number): TensorSpec[] {
  if (slots.length === 0) return [];
  const [inputs, outputs] = [
    Math.max(...slots.map((slot) => slot.inFeatures)),
    Math.max(...slots.map((slot) => slot.outFeatures)),
  ];
  const common = {
    treatment: 'frozen',
    places: [...new Set(slots.map((slot) => slot.place))],
    change: 'delta',
  } as const;
  return [
    {
      ...common,
      name: 'vera_A',
      shape: [r, inputs],
      init: kaimingOfRelu(inputs),
      peft: { tensor: 'base_model.vera_A' },
    },
    { ...common, name: 'vera_B', shape: [outputs, r], init: kaimingOfRelu(r), peft: { tensor: 'base_model.vera_B' } },
  ];
}

function specs(d: Dimensions, hp: Hyperparameters): TensorSpec[] {
  const r = numberOf(hp, 'r');
  const slots = lowRankSlots(d, hp);
  const start: Initializer = { kind: 'constant', value: numberOf(hp, 'd_initial') };
  return [
    ...projectionSpecs(slots, r),
    ...slots.flatMap((slot) => [
      siteTensor(slot, 'vera_lambda_d', [r], { init: start, decay: false, symbol: `r ${r}` }),
      siteTensor(slot, 'vera_lambda_b', [slot.outFeatures], { init: zeros, decay: false }),
    ]),
  ];
}

export const vera = defineMethod({
  id: 'vera',
  texts,
  ...afterSurvey,
  paper: {
    title: 'VeRA: Vector-based Random Matrix Adaptation',
    authors: 'Kopiczko, Blankevoort, Asano',
    year: 2024,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2310.11454',
  },
  hyperparameters: [
    { kind: 'integer', name: 'r', default: 256, min: 1, max: 1024, scale: 'log' },
    { kind: 'real', name: 'd_initial', default: 0.1, min: 1e-7, max: 1, scale: 'log' },
    dropoutParameter,
    targetsParameter,
  ],
  defaults: trainedAt(1e-2, { seq2seq: 9e-2, 'token-classification': 3e-2 }),

  check: (d, hp) => targetsRefusal('vera', d, hp),
  declare: specs,

  apply(context, hp) {
    const { builder: g } = context;
    if (lowRankSites(context.anatomy, hp).length === 0) return;
    const [a, b] = projections.map((name) => context.tensor(name)) as [string, string];
    const upTo = (matrix: string, axis: number, size: number) =>
      g.shapeOf(matrix)[axis] === size ? matrix : g.slice(matrix, axis, 0, size);
    changeOutputs(context, hp, ({ linear, outputs }, h, tensor) => {
      const x = context.dropout(linear.input, numberOf(hp, 'dropout'));
      const low = g.mul(g.linear(x, upTo(a, 1, linear.inFeatures)), tensor('vera_lambda_d'));
      return g.add(h, g.mul(g.linear(low, upTo(b, 0, outputs)), tensor('vera_lambda_b')));
    });
  },

  identityAtInit: true,

  /** W ← W + (Λ_b B Λ_d A)ᵀ, in the (in, out) layout of the graph. */
  merge(context, hp) {
    const r = numberOf(hp, 'r');
    const sites = lowRankSites(context.anatomy, hp);
    if (sites.length === 0) return;
    const [a, b] = projections.map((name) => context.trained(name)) as [Float32Array, Float32Array];
    const width = a.length / r;
    mergeUpdates(context, sites, ({ stem, linear: { inFeatures }, outputs }) => {
      const scale = context.trained(`${stem}.vera_lambda_b`);
      return {
        a: Float32Array.from({ length: r * inFeatures }, (_, at) => {
          const row = Math.floor(at / inFeatures);
          return a[row * width + (at - row * inFeatures)]!;
        }),
        b: Float32Array.from({ length: outputs * r }, (_, at) => b[at]! * scale[Math.floor(at / r)]!),
        middle: context.trained(`${stem}.vera_lambda_d`),
      };
    });
  },

  formula:
    String.raw`h = W_0 x + \Lambda_b B \Lambda_d A x, \qquad A \in \mathbb{R}^{r \times d_{in}},\; B \in ` +
    String.raw`\mathbb{R}^{d_{out} \times r} \text{ random, frozen, the same in all layers}`,
  countFormula: String.raw`2 L (r + d)`,

  peftConfig: (anatomy, hp) =>
    siteConfig(
      anatomy,
      hp,
      'VERA',
      {
        r: numberOf(hp, 'r'),
        d_initial: numberOf(hp, 'd_initial'),
        vera_dropout: numberOf(hp, 'dropout'),
        save_projection: true,
      },
      { conv1d: true },
    ),
});
