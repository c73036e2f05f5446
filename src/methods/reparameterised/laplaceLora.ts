/**
 * Laplace-LoRA (Yang et al. 2024): after LoRA has been trained, says how sure its numbers are, so that the
 * model's probabilities can be believed.
 *
 *   posterior   θ ~ N(θ*, Σ),  Σ = (H + λ I)⁻¹,  H = L ⊗ R / tr L for each of LoRA's factors, times all examples / n
 *               L = Σ_n G_n G_nᵀ,  R = Σ_n G_nᵀ G_n,  G_n = ∂ log p(y_n | x_n) / ∂θ, a matrix
 *   evidence    λ ← γ / ‖θ*‖²,  γ = Σ_i H_i / (H_i + λ)      (MacKay's fixed point: the largest marginal likelihood)
 *   prediction  p(y | x) = E softmax(f(x; θ*) + J δ),  δ ~ N(0, Σ)   (linearised)
 *
 * Like the paper's, H has two Kronecker factors for each matrix. Theirs are of the linear layers' inputs and output
 * gradients token by token; here they are of the gradients of single examples with their true labels (the empirical
 * Fisher information), seen on a part of the training set (own formulation). With `structure` diagonal, and for
 * matrices with a side above 512, H is the diagonal of the same. J δ is taken as a central difference, [f(θ* + hδ) −
 * f(θ* − hδ)] / 2h, and every δ is used with both signs. The head is not part of the posterior. Prior mean is zero for
 * A and B, as in the paper.
 */
import { fixed, messages, percent, precise, type Message } from '../../messages/message';
import { says as shared } from '../messages';
import { f32, type Tensor } from '../../onnx/tensor';
import { zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { initialise } from '../initialise';
import type { LinearAlgebra } from '../linearAlgebra';
import type { Phase, PhaseOutcome, PhaseRequest, PredictionValues } from '../lifecycle';
import { startsFrom } from '../parts/sources';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  addBranch,
  enterFactors,
  factorNames,
  factorSpecs,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  plainUpdate,
} from '../parts/lowRank';
import type { TensorSpec } from '../tensors';
import { loraKnobs, scalingOf } from '../parts/sourceLora';
import { texts } from './laplaceLora.en';

const says = messages('laplace-lora', texts.says);

const trainPhase = 'train',
  fisherPhase = 'fisher',
  posteriorPhase = 'posterior';
/** Step of the central difference, in units of δ: small for the curvature, large for fp32. */
const difference = 0.005;

/**
 * The tensors of the posterior in a graph: mean and standard deviations, which with Kronecker factors are those along
 * the eigenvectors of the two.
 */
interface Uncertain {
  readonly mean: string;
  readonly deviation: string;
  readonly left?: string;
  readonly right?: string;
}

const deviationOf = (name: string): string => `${name}.deviation`;
const leftOf = (name: string): string => `${name}.left`;
const rightOf = (name: string): string => `${name}.right`;

/** Longest side of a matrix whose curvature has two factors: they are as large as its sides squared. */
const longestSide = 512;
const isKronecker = (hp: Hyperparameters, shape: readonly number[]): boolean =>
  choiceOf(hp, 'structure') === 'kronecker' && Math.max(...shape) <= longestSide;

/** Log-probabilities averaged over draws of the posterior. */
function predict(
  context: MethodContext,
  tensors: readonly Uncertain[],
  samples: number,
  { logits, again }: PredictionValues,
): string {
  const { builder: g, seed } = context;
  const shifted = (draw: number, sign: 1 | -1) =>
    again(
      Object.fromEntries(
        tensors.map(({ mean, deviation, left, right }) => {
          const shape = g.shapeOf(mean);
          const noise = initialise(
            { name: `${mean}.draw.${draw}`, shape, init: { kind: 'normal', std: sign * difference } },
            seed,
            g.graph,
          );
          const along = g.mul(deviation, context.constant('draw', f32(shape, noise)));
          return [
            mean,
            g.add(mean, left && right ? g.matmul(g.matmul(left, along), g.transpose(right, [1, 0])) : along),
          ];
        }),
      ),
    );
  const answers = Array.from({ length: samples }, (_, draw) => {
    const step = g.scale(g.sub(shifted(draw, 1), shifted(draw, -1)), 1 / (2 * difference));
    return g.add(g.softmax(g.add(logits, step)), g.softmax(g.sub(logits, step)));
  });
  const mean = g.scale(
    answers.reduce((a, b) => g.add(a, b)),
    1 / (2 * samples),
  );
  // Log of 0 would be −∞ for a class that no draw believes in.
  return g.log(g.add(mean, g.scalar(1e-12)));
}

/**
 * MacKay's fixed point for the prior's precision λ.
 * @returns λ and the number γ of parameters that the data determine
 */
export function evidencePrecision(
  curvature: readonly Float32Array[],
  means: readonly Float32Array[],
): { readonly precision: number; readonly determined: number } {
  const squares = means.reduce((sum, mean) => mean.reduce((total, v) => total + v * v, sum), 0);
  let precision = 1;
  let determined = 0;
  for (let round = 0; round < 100; round++) {
    determined = curvature.reduce((sum, values) => values.reduce((total, h) => total + h / (h + precision), sum), 0);
    const next = Math.max(determined / Math.max(squares, 1e-12), 1e-6);
    const settled = Math.abs(next - precision) <= 1e-6 * precision;
    precision = next;
    if (settled) break;
  }
  return { precision, determined };
}

/** The curvature of one matrix, along the eigenvectors of its factors where it has them. */
interface Curvature {
  /** Of the matrix's shape. */
  readonly values: Float32Array;
  readonly left?: Float32Array;
  readonly right?: Float32Array;
}

/**
 * Curvature L ⊗ R / tr L.
 * @param left L (rows, rows) @param right R (columns, columns)
 * @returns its eigenvalues (rows, columns), and the eigenvectors of both as columns
 */
export function kronecker(
  { symmetricEigen }: LinearAlgebra,
  [rows, columns]: readonly [number, number],
  left: Float32Array,
  right: Float32Array,
): Required<Curvature> {
  const [l, r] = [symmetricEigen(left, rows), symmetricEigen(right, columns)];
  const trace = Math.max(
    l.values.reduce((sum, value) => sum + value, 0),
    1e-30,
  );
  const values = Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return (Math.max(l.values[row]!, 0) * Math.max(r.values[column]!, 0)) / trace;
  });
  return { values, left: l.vectors, right: r.vectors };
}

/** The posterior from the sums over single gradients. */
function fit(outcome: PhaseOutcome, scale: number): ReturnType<NonNullable<Phase['conclude']>> {
  const { carried, parameters, score, hyperparameters: hp } = outcome;
  const uncertain = parameters.filter((p) => p.group === 'method');
  const found = uncertain.map((p): Curvature => {
    const curvature: Curvature = isKronecker(hp, p.shape)
      ? kronecker(
          outcome.linearAlgebra,
          p.shape as unknown as readonly [number, number],
          score(leftOf(p.name)),
          score(rightOf(p.name)),
        )
      : { values: score(p.name) };
    return { ...curvature, values: curvature.values.map((value) => value * scale) };
  });
  const curvature = found.map(({ values }) => values);
  const means = uncertain.map((p) => carried.start[p.name]!.data as Float32Array);
  const { precision, determined } = evidencePrecision(curvature, means);
  const tensors = uncertain.flatMap((p, i): (readonly [string, Tensor])[] => {
    const { values, left, right } = found[i]!;
    const [rows, columns] = p.shape as readonly [number, number];
    return [
      [
        deviationOf(p.name),
        f32(
          p.shape,
          values.map((h) => 1 / Math.sqrt(h + precision)),
        ),
      ],
      ...(left && right
        ? ([
            [leftOf(p.name), f32([rows, rows], left)],
            [rightOf(p.name), f32([columns, columns], right)],
          ] as const)
        : []),
    ];
  });
  return {
    carried: {
      start: { ...carried.start, ...Object.fromEntries(tensors) },
      facts: { ...carried.facts, precision, determined },
    },
    summary: says.evidence({
      precision: precise(precision, 3),
      determined: { count: Math.round(determined) },
      count: { count: curvature.reduce((sum, h) => sum + h.length, 0) },
    }),
  };
}

/** "loss 0.5120, calibration error 6.1 %, accuracy 76.0 %" */
const told = ({ loss, calibrationError = 0, accuracy = 0 }: NonNullable<PhaseOutcome['validation']>): Message =>
  says.quality({
    loss: fixed(loss, 4),
    calibrationError: percent(calibrationError),
    accuracy: percent(accuracy),
  });

function phases({ hyperparameters: hp, steps, index, examples, carried }: PhaseRequest): Phase | undefined {
  const batches = Math.min(numberOf(hp, 'fisher_examples'), examples);
  switch (index) {
    case 0:
      return {
        id: trainPhase,
        title: says.train,
        work: { kind: 'train', steps },
        measure: true,
        conclude: (outcome) => ({
          carried: { start: startsFrom(outcome, (p) => p.name), facts: { before: outcome.validation ?? null } },
          summary: says.plain({ result: outcome.validation ? told(outcome.validation) : shared.notMeasured }),
        }),
      };
    case 1:
      return {
        id: fisherPhase,
        title: says.square({ batches }),
        work: {
          kind: 'score',
          batches,
          batchSize: 1,
          score: (g, _, gradient) => g.mul(gradient, gradient),
          more(g, name, gradient) {
            if (!/\.lora_[AB]$/.test(name) || !isKronecker(hp, g.shapeOf(gradient))) return {};
            const turned = g.transpose(gradient, [1, 0]);
            return { [leftOf(name)]: g.matmul(gradient, turned), [rightOf(name)]: g.matmul(turned, gradient) };
          },
        },
        conclude: (outcome) => fit(outcome, examples / batches),
      };
    case 2:
      return {
        id: posteriorPhase,
        title: says.predict,
        work: { kind: 'train', steps: 0 },
        measure: true,
        conclude: ({ validation }) => {
          const before = carried.facts.before as NonNullable<PhaseOutcome['validation']> | null;
          return {
            carried: { facts: { ...carried.facts, after: validation ?? null } },
            summary:
              validation && before
                ? says.compared({ before: told(before), after: told(validation) })
                : says.noValidation,
          };
        },
      };
    default:
      return undefined;
  }
}

export const laplaceLora = defineMethod({
  id: 'laplace-lora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'Bayesian Low-rank Adaptation for Large Language Models',
    authors: 'Yang, Robeyns, Wang, Aitchison',
    year: 2024,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2308.13111',
  },
  hyperparameters: [
    ...loraKnobs,
    { kind: 'integer', name: 'samples', default: 8, min: 1, max: 64, scale: 'log' },
    {
      kind: 'choice',
      name: 'structure',
      default: 'kronecker',
      earlier: 'diagonal',
      options: ['kronecker', 'diagonal'],
    },
    { kind: 'integer', name: 'fisher_examples', default: 256, min: 1, max: 10000, scale: 'log' },
  ],
  defaults: { learningRate: 2e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification'],

  check: (d, hp) => lowRankRefusal('laplace-lora', d, hp),
  phases,

  declare: (d, hp, { phase }) =>
    lowRankSlots(d, hp).flatMap((slot) => {
      const factors = factorSpecs(slot, numberOf(hp, 'r'), { symbol: `r ${numberOf(hp, 'r')} ± σ` });
      if (phase === trainPhase || phase === fisherPhase) return factors;
      const deviations = factors.flatMap(({ name, shape, layer, places, change }): TensorSpec[] => {
        const frozen = (tensor: string, size: readonly number[]): TensorSpec => ({
          name: tensor,
          shape: size,
          treatment: 'frozen',
          init: zeros,
          ...(layer !== undefined && { layer }),
          places,
          change,
        });
        const [rows, columns] = shape as readonly [number, number];
        return [
          frozen(deviationOf(name), shape),
          ...(isKronecker(hp, shape)
            ? [frozen(leftOf(name), [rows, rows]), frozen(rightOf(name), [columns, columns])]
            : []),
        ];
      });
      return [...factors, ...deviations];
    }),

  /** Without a run the deviations are zero, and the prediction is plain LoRA's. */
  apply(context, hp) {
    const { builder: g, anatomy, phase, training } = context;
    const uncertain: Uncertain[] = [];
    for (const site of lowRankSites(anatomy, hp)) {
      const factors = enterFactors(context, site);
      addBranch(context, site, factors, { middle: (low) => g.scale(low, scalingOf(hp)), scope: 'laplace' });
      if (phase === trainPhase || phase === fisherPhase || uncertain.some(({ mean }) => mean === factors.a)) continue;
      const { a, b } = factorNames(site);
      for (const mean of [a, b]) {
        const deviation = context.tensor(deviationOf(mean));
        uncertain.push({
          mean,
          deviation,
          ...(isKronecker(hp, g.shapeOf(mean)) && {
            left: context.tensor(leftOf(mean)),
            right: context.tensor(rightOf(mean)),
          }),
        });
      }
    }
    if (!training && uncertain.length > 0)
      context.onPrediction((values) => predict(context, uncertain, numberOf(hp, 'samples'), values));
  },

  // Its error bars take many passes; merged, it is plain LoRA.
  inference: 'extra',
  identityAtInit: true,

  /** W ← W + (α / r) B A of the posterior's mean; what it does not know is lost by merging. */
  ...lowRankDeployment((context, site, hp) => plainUpdate(context, site, numberOf(hp, 'r'), scalingOf(hp))),

  formula:
    String.raw`\theta \sim \mathcal{N}\!\big(\theta^{*}, (H + \lambda I)^{-1}\big), \quad H = ` +
    String.raw`\frac{1}{\operatorname{tr} L} L \otimes R, \quad L = \sum_n G_n G_n^{\top},\ ` +
    String.raw`R = \sum_n G_n^{\top} G_n, \qquad p(y \mid x) = \mathbb{E}_{\delta}\, ` +
    String.raw`\operatorname{softmax}\!\big(f(x; \theta^{*}) + J \delta\big)`,
});
