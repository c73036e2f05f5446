/**
 * MAM adapter, mix-and-match (He et al. 2022): prefix tuning at attention and a scaled parallel adapter at the
 * feed-forward block.
 *
 *   head = softmax(q [P_K ; k]ᵀ / √d_h) [P_V ; v],   w ← w + s · (ReLU(x W_d + b_d) W_u + b_u)
 *
 * The two parts are those of `prefix-tuning` and `parallel-adapter`; the paper found a small prefix and a wide scaled
 * adapter best. The prefix enters inside attention there, so the positions of the text stay as they are (in HF PEFT's
 * prefix tuning they shift by l, which `shift_positions` is for).
 */
import { branchWidth } from '../../anatomy/shared';
import { numberOf } from '../hyperparameters';
import { checkWidth } from '../parts/bottleneck';
import { applyParallel, parallelAdapter, parallelSpecs } from '../additive/parallelAdapter';
import { prefixRefusal, prefixSpecs, prefixTuning } from '../additive/prefixTuning';
import type { Hyperparameters } from '../contract';
import { defineMethod, knobsOf } from '../define';
import { texts } from './mamAdapter.en';

/**
 * The prefix's own hyper-parameters are all of them; the adapter's scale is constant, as in the paper's best setting.
 */
const adapterPart = (hp: Hyperparameters): Hyperparameters => ({ ...hp, learn_scale: false });

export const mamAdapter = defineMethod({
  id: 'mam-adapter',
  texts,
  category: 'hybrid',
  paper: parallelAdapter.paper,
  hyperparameters: [
    ...knobsOf(prefixTuning, ['l', 'init_std', 'reparameterise', 'mid', 'shift_positions'], {
      l: 8,
      shift_positions: false,
    }),
    ...knobsOf(parallelAdapter, ['m', 'activation', 's']),
  ],
  defaults: {
    learningRate: 6e-3,
    rates: { seq2seq: 1.8e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: prefixTuning.kinds,
  tasks: prefixTuning.tasks,

  check: (d, hp) => prefixRefusal('mam-adapter', d, hp) ?? checkWidth('mam-adapter', numberOf(hp, 'm'), branchWidth(d)),
  declare: (d, hp) => [...prefixSpecs(d, hp), ...parallelSpecs(d, adapterPart(hp))],
  apply(context, hp) {
    prefixTuning.apply(context, hp);
    applyParallel(context, adapterPart(hp));
  },
  identityAtInit: false,

  formula:
    String.raw`\mathrm{softmax}\!\left(\tfrac{q [P_K; k]^{\top}}{\sqrt{d_h}}\right)[P_V; v], \qquad w ` +
    String.raw`\leftarrow w + s\,\big(\mathrm{ReLU}(x W_d) W_u\big)`,
  countFormula: String.raw`2 L \, l \, d + L \big((2 m + 1) d + m\big)`,
});
