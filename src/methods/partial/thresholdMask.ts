/**
 * Threshold-Mask (Zhao, Lin, Mi, Jaggi, Schütze 2020, "masking"): no weight changes; which weights are there is learnt.
 *
 *   Ŵ = W ⊙ B,  B = 1[S ≥ τ],  ∂L/∂S := ∂L/∂B = ∂L/∂Ŵ ⊙ W   (straight-through)
 *
 * Every matrix of the linear layers has real scores S of its shape; biases, norms and embeddings stay frozen and whole.
 * The paper masks layers 2 to 11 of twelve (`skip` 2), its pooler and classifier too; our head is trained as usual. S ~
 * U(−b, b) with b = 0.01 and τ = b (2 s₀ − 1), so that a share s₀ of the weights is off at first: 5 % worked best; the
 * exact interval of the paper is not known, this one is ours. Only B, one bit a weight, must be stored.
 */
import { messages, percent } from '../../messages/message';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, StoredBits } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { onePhase } from '../parts/onePhase';
import { linearTensors } from '../parts/sparseDelta';
import { hardMask } from '../parts/straightThrough';
import { everyTask } from '../taskId';
import { texts } from './thresholdMask.en';

const says = messages('threshold-mask', texts.says);

/** Half the width of the interval that scores start in. */
const spread = 0.01;
/** τ. In fp32, as the graph compares. */
const thresholdOf = (hp: Hyperparameters): number => Math.fround(spread * (2 * numberOf(hp, 'sparsity') - 1));

/** B, which is all that the finished adapter needs of S. */
function bitsOf(hp: Hyperparameters): StoredBits {
  const threshold = thresholdOf(hp);
  return {
    of: (scores) => Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0)),
    values: [threshold - spread, threshold + spread],
  };
}

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
  defaults: { learningRate: 2e-3, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) =>
    numberOf(hp, 'skip') >= d.layers
      ? says.tooManySkipped({ skip: numberOf(hp, 'skip'), layers: d.layers, most: d.layers - 1 })
      : undefined,

  phases: onePhase(({ anatomy, hyperparameters: hp, value, initial }) => {
    const threshold = thresholdOf(hp);
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
      init: { kind: 'uniform', bound: spread },
      base,
      ...(base.layer !== undefined && { layer: base.layer }),
      places: [base.place],
      change: 'entries',
      symbol: '0 / 1',
      decay: false,
      surrogate: true,
      bits: bitsOf(hp),
    })),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const threshold = g.scalar(thresholdOf(hp));
    for (const { initializer, name } of masked(anatomy.dimensions, hp)) {
      const scores = context.tensor(scoresName(name));
      g.scope(`mask.${name}`, () => g.wrap(initializer!, (w) => g.mul(w, hardMask(context, scores, threshold))));
    }
  },

  identityAtInit: false,

  /** W ← W ⊙ B. */
  merge(context, hp) {
    const threshold = thresholdOf(hp);
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
