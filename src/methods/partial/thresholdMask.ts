/**
 * Threshold-Mask (Zhao, Lin, Mi, Jaggi, Schütze 2020, "masking"): no weight changes; which weights are there is learnt.
 *
 *   Ŵ = W ⊙ B,  B = 1[S ≥ τ],  ∂L/∂S := ∂L/∂B = ∂L/∂Ŵ ⊙ W   (straight-through)
 *
 * Every matrix of the linear layers has real scores S of its shape; biases, norms and embeddings stay frozen and whole.
 * The paper masks layers 2 to 11 of twelve (`skip` 2), its pooler and classifier too; our head is trained as usual. As
 * in the reference (`get_init_scales`) τ = 0.01 and S ~ U(−0.02, 0.03 / s₀ − 0.02), so that a share s₀ of the weights
 * is off at first: 5 % worked best. Only B, one bit a weight, must be stored.
 */
import { messages, percent } from '../../messages/message';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, Initializer, StoredBits } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { onePhase } from '../parts/onePhase';
import { linearTensors } from '../parts/sparseDelta';
import { hardMask } from '../parts/straightThrough';
import { everyTask } from '../taskId';
import { texts } from './thresholdMask.en';

const says = messages('threshold-mask', texts.says);

/** τ. In fp32, as the graph compares. */
const threshold = Math.fround(0.01);
/** Where the scores' interval begins. */
const lowest = -0.02;

/** U(−0.02, 0.03 / s₀ − 0.02); with nothing off at first as wide as for 5 %, from τ on. */
export function scoresStart(sparsity: number): Initializer {
  const half = (threshold - lowest) / (sparsity || 0.05) / 2;
  return { kind: 'uniform', bound: half, mean: half + (sparsity === 0 ? threshold : lowest) };
}

/** B, which is all that the finished adapter needs of S. */
const bits: StoredBits = {
  of: (scores) => Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0)),
  values: [0, 2 * threshold],
};

/** Matrices that get scores. */
const masked = (d: Dimensions, hp: Hyperparameters): readonly BaseTensor[] =>
  linearTensors(d).filter(({ role, layer }) => role === 'weight' && (layer ?? 0) >= numberOf(hp, 'skip'));

const scoresName = (name: string): string => `${name}.scores`;

export const thresholdMask = defineMethod({
  id: 'threshold-mask',
  texts,
  category: 'partial',
  paper: {
    title: 'Masking as an Efficient Alternative to Finetuning for Pretrained Language Models',
    authors: 'Zhao, Lin, Mi, Jaggi, Schütze',
    year: 2020,
    venue: 'EMNLP',
    url: 'https://arxiv.org/abs/2004.12406',
  },
  hyperparameters: [
    { kind: 'real', name: 'sparsity', default: 0.05, min: 0, max: 0.9 },
    { kind: 'integer', name: 'skip', default: 0, min: 0, max: 96 },
  ],
  defaults: {
    learningRate: 5e-3,
    rates: { 'causal-lm': 4.5e-2, seq2seq: 4.5e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) =>
    numberOf(hp, 'skip') >= d.layers
      ? says.tooManySkipped({ skip: numberOf(hp, 'skip'), layers: d.layers, most: d.layers - 1 })
      : undefined,

  onePhase: () => true,
  phases: onePhase(({ anatomy, hyperparameters: hp, value, initial }) => {
    let [off, switched, all] = [0, 0, 0];
    for (const { name } of masked(anatomy.dimensions, hp)) {
      const [scores, start] = [value(scoresName(name)), initial(scoresName(name))];
      all += scores.length;
      scores.forEach((score, i) => {
        if (score < threshold) off++;
        if (score < threshold !== start[i]! < threshold) switched++;
      });
    }
    return {
      summary: says.masked({
        off: percent(off / all),
        count: { count: all },
        switched: percent(switched / all),
        bytes: { count: Math.ceil(all / 8) },
      }),
      facts: { off, switched },
    };
  }),

  declare: (d, hp) =>
    masked(d, hp).map((base) => ({
      name: scoresName(base.name),
      shape: base.shape,
      treatment: 'mask',
      init: scoresStart(numberOf(hp, 'sparsity')),
      base,
      ...(base.layer !== undefined && { layer: base.layer }),
      places: [base.place],
      change: 'entries',
      symbol: '0 / 1',
      decay: false,
      surrogate: true,
      bits,
    })),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const least = g.scalar(threshold);
    for (const { initializer, name } of masked(anatomy.dimensions, hp)) {
      const scores = context.tensor(scoresName(name));
      g.scope(`mask.${name}`, () => g.wrap(initializer!, (w) => g.mul(w, hardMask(context, scores, least))));
    }
  },

  identityAtInit: false,

  /** W ← W ⊙ B. */
  merge(context, hp) {
    for (const { initializer, name } of masked(context.anatomy.dimensions, hp)) {
      const scores = context.trained(scoresName(name));
      context.set(
        initializer!,
        context.base(initializer!).map((w, i) => (scores[i]! >= threshold ? w : 0)),
      );
    }
  },

  formula:
    String.raw`\hat W = W \odot B, \qquad B = \mathbb{1}[S \geq \tau], \qquad \frac{\partial ` +
    String.raw`\mathcal{L}}{\partial S} := \frac{\partial \mathcal{L}}{\partial \hat W} \odot W`,
});
