/**
 * LoRA, low-rank adaptation (Hu et al. 2022): the change of a weight matrix is a product of two thin matrices.
 *
 *   h = W₀ x + (α / r) · B A x,   A ∈ ℝ^{r×in}, B ∈ ℝ^{out×r}
 *
 * A starts Kaiming-uniform, B at zero, so that training starts from the pretrained model. Dropout acts on the x that A
 * reads. With rsLoRA (Kalajdzievski 2023) the factor is α / √r, which keeps the update's size steady as r grows.
 *
 * With DoRA (Liu et al. 2024) every output has a trained magnitude m_j, and W₀ + s B A gives only its direction:
 *
 *   h_j = m_j · (w_j · x) / ‖w_j‖ + b_j,   w_j = row j of W₀ + s · B A,  m_j = ‖row j of W₀‖ at the start
 *
 * As in the paper (section 4.3) and HF PEFT the gradient takes ‖w_j‖ for a constant. Dropout acts on the low-rank part
 * only.
 */
import { messages } from '../../messages/message';
import type { Dimensions, Layer, Site } from '../../anatomy/anatomy';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import type { TensorSpec } from '../tensors';
import {
  addBranch,
  enterFactors,
  factorSpecs,
  lowRankSlots,
  alphaParameter,
  dropoutParameter,
  loraConfig,
  lowRankRefusal,
  lowRankSites,
  mergeUpdates,
  plainUpdate,
  rankParameter,
  targetsOf,
  targetsParameter,
  type Factors,
  type LowRankSite,
} from '../parts/lowRank';
import { everyTask } from '../taskId';
import { texts } from './lora.en';

const says = messages('lora', texts.says);

/** s = α / r, or α / √r (rsLoRA). */
export function scalingOf(hp: Hyperparameters): number {
  const r = numberOf(hp, 'r');
  return numberOf(hp, 'alpha') / (flagOf(hp, 'rslora') ? Math.sqrt(r) : r);
}

const magnitudeName = ({ stem }: Pick<LowRankSite, 'stem'>) => `${stem}.lora_magnitude`;

/**
 * DoRA: rescales the outputs of W₀ + s · B A to the magnitudes m.
 * @param h (…, out), W₀ x + b
 * @param delta (…, out), s · B A x
 */
function rescale(
  context: MethodContext,
  { linear, start, end }: LowRankSite,
  { a, b }: Factors,
  {
    h,
    delta,
    magnitude,
    dropped,
  }: { readonly h: string; readonly delta: string; readonly magnitude: string; readonly dropped?: string },
  scaling: number,
): string {
  const { builder: g } = context;
  const weight = g.slice(linear.weight, 1, start, end);
  const directions = g.add(weight, g.scale(g.matmul(g.transpose(a, [1, 0]), g.transpose(b, [1, 0])), scaling));
  const norm = g.detach(g.sqrt(g.reduceSum(g.mul(directions, directions), [0])));
  const factor = g.div(magnitude, norm);
  // W₀ is turned by what the branch reads, so that x is dropped there too.
  if (dropped !== undefined)
    return g.add(h, g.add(g.mul(g.matmul(dropped, weight), g.sub(factor, g.scalar(1))), g.mul(delta, factor)));
  if (!linear.bias) return g.mul(g.add(h, delta), factor);
  const bias = g.slice(linear.bias, 0, start, end);
  return g.add(g.mul(g.add(g.sub(h, bias), delta), factor), bias);
}

/**
 * Adds the update to every target; hybrids use it too.
 * @param gate how much of the update is taken, from the linear's input x (B, T, in); a factor that broadcasts to (B, T,
 *   r)
 */
export function applyLora(
  context: MethodContext,
  hp: Hyperparameters,
  gate?: (x: string, layer: Layer, site: Site) => string,
): void {
  const { builder: g, anatomy } = context;
  for (const site of lowRankSites(anatomy, hp)) {
    const { linear, start, end } = site;
    const factors = enterFactors(context, site);
    const magnitude = flagOf(hp, 'dora')
      ? context.tensor(magnitudeName(site), { init: { kind: 'columnNorm', tensor: linear.weight, start, end } })
      : undefined;
    addBranch(context, site, factors, {
      dropout: numberOf(hp, 'dropout'),
      middle: (low) => {
        const scaled = g.scale(low, scalingOf(hp));
        return gate ? g.mul(scaled, gate(linear.input, anatomy.layers[site.layer]!, site.site)) : scaled;
      },
      ...(magnitude && {
        join: (h, delta, x) =>
          rescale(
            context,
            site,
            factors,
            { h, delta, magnitude, ...(x !== linear.input && { dropped: x }) },
            scalingOf(hp),
          ),
      }),
    });
  }
}

/** Its tensors; hybrids use it too. @param padded see `factorSpecs` */
export function loraSpecs(d: Dimensions, hp: Hyperparameters, { padded = false } = {}): TensorSpec[] {
  const dora = flagOf(hp, 'dora');
  return lowRankSlots(d, hp).flatMap((slot) => [
    // DoRA's magnitudes of columns without an update have no place in ours, so such an adapter is not padded.
    ...factorSpecs(slot, numberOf(hp, 'r'), { padded: padded && !dora }),
    ...(dora
      ? [
          {
            name: magnitudeName(slot),
            shape: [slot.outFeatures],
            treatment: 'new',
            layer: slot.layer,
            places: [slot.place],
            change: 'delta',
            peft: { site: slot.site, tensor: 'lora_magnitude_vector' },
          } satisfies TensorSpec,
        ]
      : []),
  ]);
}

export const lora = defineMethod({
  id: 'lora',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'LoRA: Low-Rank Adaptation of Large Language Models',
    authors: 'Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang, Chen',
    year: 2022,
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/2106.09685',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(),
    dropoutParameter,
    targetsParameter,
    { kind: 'flag', name: 'rslora', default: false },
    { kind: 'flag', name: 'dora', default: false },
  ],
  defaults: {
    learningRate: 4e-3,
    rates: { 'causal-lm': 1.6e-2, seq2seq: 1.6e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const refusal = lowRankRefusal('lora', d, hp);
    if (refusal) return refusal;
    const targets = targetsOf(d, hp);
    if (
      flagOf(hp, 'dora') &&
      targets.includes('qkv') &&
      targets.some((site) => site === 'q' || site === 'k' || site === 'v')
    )
      return says.oneMagnitude;
    return undefined;
  },

  declare: (d, hp) => loraSpecs(d, hp, { padded: true }),
  apply: (context, hp) => applyLora(context, hp),

  identityAtInit: true,

  /**
   * W ← W + s · (B A)ᵀ, in the (in, out) layout of the graph; with DoRA each column is then brought to its magnitude.
   */
  merge(context, hp) {
    const rescaled = (site: LowRankSite, weight: Float32Array) => {
      const {
        linear: { inFeatures, outFeatures },
        start,
        end,
      } = site;
      const magnitudes = context.trained(magnitudeName(site));
      for (let o = start; o < end; o++) {
        let squares = 0;
        for (let i = 0; i < inFeatures; i++) squares += weight[i * outFeatures + o]! ** 2;
        const factor = magnitudes[o - start]! / Math.sqrt(squares);
        for (let i = 0; i < inFeatures; i++) weight[i * outFeatures + o]! *= factor;
      }
    };
    mergeUpdates(
      context,
      lowRankSites(context.anatomy, hp),
      (site) => plainUpdate(context, site, numberOf(hp, 'r'), scalingOf(hp)),
      flagOf(hp, 'dora') ? { finish: rescaled } : {},
    );
  },

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} B A x, \qquad A \in \mathbb{R}^{r \times d_{in}},\; B \in ` +
    String.raw`\mathbb{R}^{d_{out} \times r},\; B = 0 \text{ at the start}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,

  peftConfig: (anatomy, hp) =>
    loraConfig(anatomy, hp, {
      dropout: numberOf(hp, 'dropout'),
      use_rslora: flagOf(hp, 'rslora'),
      ...(flagOf(hp, 'dora') && { use_dora: true }),
    }),
});
