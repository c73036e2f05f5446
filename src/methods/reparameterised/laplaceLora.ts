/**
 * Laplace-LoRA (Yang et al. 2024), diagonal: after LoRA has been trained, says how sure its numbers are, so that the
 * model's probabilities can be believed.
 *
 *   posterior   θ ~ N(θ*, Σ),  Σ = diag(1 / (H_i + λ)),  H = Σ over the training set of (∂ log p(y | x) / ∂θ_i)²
 *   evidence    λ ← γ / ‖θ*‖²,  γ = Σ_i H_i / (H_i + λ)      (MacKay's fixed point: the largest marginal likelihood)
 *   prediction  p(y | x) = E softmax(f(x; θ*) + J δ),  δ ~ N(0, Σ)   (linearised)
 *
 * The paper keeps Kronecker factors of H for each matrix; here H is its diagonal, from the gradients of single examples
 * with their true labels (the empirical Fisher information), seen on a part of the training set and scaled up to the
 * whole. J δ is taken as a central difference, [f(θ* + hδ) − f(θ* − hδ)] / 2h, and every δ is used with both signs. The
 * head is not part of the posterior. Prior mean is zero for A and B, as in the paper.
 */
import { fixed, messages, percent, precise, type Message } from '../../messages/message';
import { says as shared } from '../messages';
import { f32 } from '../../onnx/tensor';
import type { MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { initialise } from '../initialise';
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

/** The tensors of the posterior in a graph: mean and standard deviation. */
interface Uncertain {
  readonly mean: string;
  readonly deviation: string;
}

const deviationOf = (name: string): string => `${name}.deviation`;

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
        tensors.map(({ mean, deviation }) => {
          const shape = g.shapeOf(mean);
          const noise = initialise(
            { name: `${mean}.draw.${draw}`, shape, init: { kind: 'normal', std: sign * difference } },
            seed,
            g.graph,
          );
          return [mean, g.add(mean, g.mul(deviation, context.constant('draw', f32(shape, noise))))];
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

/** The posterior's deviations from the sums of squared gradients. */
function fit({ carried, parameters, score }: PhaseOutcome, scale: number): ReturnType<NonNullable<Phase['conclude']>> {
  const uncertain = parameters.filter((p) => p.group === 'method');
  const curvature = uncertain.map((p) => score(p.name).map((sum) => sum * scale));
  const means = uncertain.map((p) => carried.start[p.name]!.data as Float32Array);
  const { precision, determined } = evidencePrecision(curvature, means);
  const deviations = uncertain.map(
    (p, i) =>
      [
        deviationOf(p.name),
        f32(
          p.shape,
          curvature[i]!.map((h) => 1 / Math.sqrt(h + precision)),
        ),
      ] as const,
  );
  return {
    carried: {
      start: { ...carried.start, ...Object.fromEntries(deviations) },
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
        work: { kind: 'score', batches, batchSize: 1, score: (g, _, gradient) => g.mul(gradient, gradient) },
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
      const deviations = factors.map(({ name, shape, layer, places, change }): TensorSpec => ({
        name: deviationOf(name),
        shape,
        treatment: 'frozen',
        init: { kind: 'constant', value: 0 },
        ...(layer !== undefined && { layer }),
        places,
        change,
      }));
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
        uncertain.push({ mean, deviation });
      }
    }
    if (!training && uncertain.length > 0)
      context.onPrediction((values) => predict(context, uncertain, numberOf(hp, 'samples'), values));
  },

  identityAtInit: true,

  /** W ← W + (α / r) B A of the posterior's mean; what it does not know is lost by merging. */
  ...lowRankDeployment((context, site, hp) => plainUpdate(context, site, numberOf(hp, 'r'), scalingOf(hp))),

  formula:
    String.raw`\theta \sim \mathcal{N}\!\big(\theta^{*}, \operatorname{diag}\tfrac{1}{H_i + ` +
    String.raw`\lambda}\big), \quad H_i = \sum_{n} \Big(\frac{\partial \log p(y_n \mid x_n)}{\partial ` +
    String.raw`\theta_i}\Big)^{2}, \qquad p(y \mid x) = \mathbb{E}_{\delta}\, ` +
    String.raw`\operatorname{softmax}\!\big(f(x; \theta^{*}) + J \delta\big)`,
});
