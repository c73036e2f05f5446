/**
 * RandLoRA (Albert et al. 2025): a change of full rank as a sum of random low-rank ones, which all layers share and
 * which are never trained; what is trained is how much of each there is.
 *
 *   h = W₀ x + (α / r) · Σ_n B_n Λ_n A Γ_n x,   n = 1 … ⌈min(in, out) / r⌉
 *
 * A (r, ·) and B_n (·, r) are frozen; A, the shorter one, is the same in all summands. The diagonal Λ_n scales its
 * rows, Γ_n its columns; where a matrix has more inputs than outputs A and B change sides. As in HF PEFT's RANDLORA A
 * and B start with deviation one, Λ at zero and Γ at 1 / min(in, out), and products pair the rows of all A with the
 * columns of all B in the order in which the arrays lie, rank by rank here and summand by summand there. PEFT can draw
 * A and B from a key again; its files and ours hold them (`save_projection`).
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { zeros, type Hyperparameters, type Initializer } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import {
  dropoutParameter,
  lowRankSites,
  lowRankRefusal,
  lowRankSlots,
  rankParameter,
  targetsParameter,
  type LowRankSlot,
} from '../parts/lowRank';
import { changeOutputs, mergeDeltas, multiply, siteConfig, siteTensor } from '../parts/updatedSites';
import type { TensorSpec } from '../tensors';
import { texts } from './randlora.en';

const names = ['randlora_A', 'randlora_B'] as const;
/** Uniform numbers with deviation one. */
const unit: Initializer = { kind: 'uniform', bound: Math.sqrt(3) };

interface Shape {
  readonly short: number;
  readonly long: number;
  readonly bases: number;
}

const shapeOf = (inputs: number, outputs: number, r: number): Shape => ({
  short: Math.min(inputs, outputs),
  long: Math.max(inputs, outputs),
  bases: Math.ceil(Math.min(inputs, outputs) / r),
});

/** The one A and all B, as large as the largest target wants them. */
function basisSpecs(slots: readonly LowRankSlot[], r: number): TensorSpec[] {
  if (slots.length === 0) return [];
  const most = (size: (slot: LowRankSlot) => number) => Math.max(...slots.map(size));
  const { short, long, bases } = shapeOf(
    most((slot) => slot.inFeatures),
    most((slot) => slot.outFeatures),
    r,
  );
  const common = {
    treatment: 'frozen',
    init: unit,
    places: [...new Set(slots.map((slot) => slot.place))],
    change: 'delta',
  } as const;
  const named = (name: string) => ({ name, peft: { tensor: `base_model.${name}` } });
  return [
    { ...common, ...named('randlora_A'), shape: [r, 1, short] },
    { ...common, ...named('randlora_B'), shape: [long, bases, r] },
  ];
}

/** The first `columns` entries of each of so many rows of `width`. */
const columnsOf = (values: Float32Array, width: number, rows: number, columns: number): Float32Array =>
  Float32Array.from({ length: rows * columns }, (_, at) => values[Math.floor(at / columns) * width + (at % columns)]!);

export const randlora = defineMethod({
  id: 'randlora',
  texts,
  ...afterSurvey,
  paper: {
    title: 'RandLoRA: Full-Rank Parameter-Efficient Fine-Tuning of Large Models',
    authors: 'Albert, Zhang, Saratchandran, Rodriguez-Opazo, van den Hengel, Abbasnejad',
    year: 2025,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2502.00987',
  },
  hyperparameters: [
    rankParameter(32),
    { kind: 'integer', name: 'randlora_alpha', default: 640, min: 1, max: 10_240, scale: 'log' },
    dropoutParameter,
    targetsParameter,
  ],
  defaults: trainedAt(1e-3),

  check: (d, hp) => lowRankRefusal('randlora', d, hp),

  declare(d: Dimensions, hp: Hyperparameters) {
    const r = numberOf(hp, 'r');
    const slots = lowRankSlots(d, hp);
    return [
      ...basisSpecs(slots, r),
      ...slots.flatMap((slot) => {
        const { short, bases } = shapeOf(slot.inFeatures, slot.outFeatures, r);
        const gamma: Initializer = { kind: 'constant', value: 1 / Math.max(bases, short) };
        return [
          siteTensor(slot, 'randlora_lambda', [r, bases], { init: zeros, symbol: `r ${r}`, decay: false }),
          siteTensor(slot, 'randlora_gamma', [bases, short], { init: gamma, decay: false }),
        ];
      }),
    ];
  },

  apply(context, hp) {
    const { builder: g } = context;
    const r = numberOf(hp, 'r');
    if (lowRankSites(context.anatomy, hp).length === 0) return;
    const [a, b] = names.map((name) => context.tensor(name)) as [string, string];
    const upTo = (value: string, axis: number, size: number) =>
      g.shapeOf(value)[axis] === size ? value : g.slice(value, axis, 0, size);
    changeOutputs(context, hp, ({ linear, outputs }, h, tensor) => {
      const { short, long, bases } = shapeOf(linear.inFeatures, outputs, r);
      const x = context.dropout(linear.input, numberOf(hp, 'dropout'));
      const scales = g.mul(
        g.reshape(tensor('randlora_lambda'), [r, bases, 1]),
        g.reshape(tensor('randlora_gamma'), [1, bases, short]),
      );
      const first = g.reshape(g.mul(scales, upTo(a, 2, short)), [r * bases, short]);
      const second = g.reshape(upTo(upTo(b, 0, long), 1, bases), [long, bases * r]);
      const change =
        short === linear.inFeatures ? g.linear(g.linear(x, first), second) : g.matmul(g.matmul(x, second), first);
      return g.add(h, g.scale(change, numberOf(hp, 'randlora_alpha') / r));
    });
  },

  identityAtInit: true,

  merge(context, hp) {
    const r = numberOf(hp, 'r');
    const scaling = numberOf(hp, 'randlora_alpha') / r;
    if (lowRankSites(context.anatomy, hp).length === 0) return;
    const [a, b] = names.map((name) => context.trained(name)) as [Float32Array, Float32Array];
    const all = basisSpecs(lowRankSlots(context.anatomy.dimensions, hp), r)[1]!.shape[1]!;
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained) => {
      const { short, long, bases } = shapeOf(inFeatures, outputs, r);
      const [lambda, gamma] = [trained('randlora_lambda'), trained('randlora_gamma')];
      const own = columnsOf(a, a.length / r, r, short);
      const first = Float32Array.from({ length: r * bases * short }, (_, at) => {
        const [k, n, j] = [Math.floor(at / short / bases), Math.floor(at / short) % bases, at % short];
        return lambda[k * bases + n]! * gamma[n * short + j]! * own[k * short + j]!;
      });
      const second = columnsOf(b, all * r, long, bases * r);
      const change = multiply(second, first, r * bases);
      return (i, o) => scaling * change[short === inFeatures ? o * inFeatures + i : i * outputs + o]!;
    });
  },

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} \sum_{n} B_n \Lambda_n A \Gamma_n x, \qquad A, B_n \text{ random, ` +
    String.raw`frozen, the same in all layers},\; \Lambda_n = 0 \text{ at the start}`,
  countFormula: String.raw`2 L \left\lceil \frac{d}{r} \right\rceil (d + r)`,

  peftConfig: (anatomy, hp) =>
    siteConfig(
      anatomy,
      hp,
      'RANDLORA',
      {
        r: numberOf(hp, 'r'),
        randlora_alpha: numberOf(hp, 'randlora_alpha'),
        randlora_dropout: numberOf(hp, 'dropout'),
        save_projection: true,
        bias: 'none',
        init_weights: true,
      },
      { conv1d: true },
    ),
});
