/**
 * MAM adapter, mix-and-match (He et al. 2022): prefix tuning at attention and a scaled parallel adapter at the
 * feed-forward block.
 *
 *   head = softmax(q [P_K ; k]ᵀ / √d_h) [P_V ; v],   w ← w + s · (ReLU(x W_d + b_d) W_u + b_u)
 *
 * The two parts are those of `prefix-tuning` and `parallel-adapter`; the paper found a small prefix and a wide scaled
 * adapter best.
 */
import { applyParallel, parallelAdapter, parallelSpecs } from '../additive/parallelAdapter';
import { prefixSpecs, prefixTuning } from '../additive/prefixTuning';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';

/**
 * The prefix's own hyper-parameters are all of them; the adapter's scale is constant, as in the paper's best setting.
 */
const adapterPart = (hp: Hyperparameters): Hyperparameters => ({ ...hp, learn_scale: false });

export const mamAdapter = defineMethod({
  id: 'mam-adapter',
  name: 'MAM adapter',
  category: 'hybrid',
  subcategory: 'manual combination',
  paper: parallelAdapter.paper,
  hyperparameters: [
    ...prefixTuning.hyperparameters.map((p) => (p.name === 'l' && p.kind === 'integer' ? { ...p, default: 8 } : p)),
    ...parallelAdapter.hyperparameters.filter((p) => p.name !== 'learn_scale'),
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: prefixTuning.kinds,
  tasks: prefixTuning.tasks,

  check: (d, hp) =>
    prefixTuning.check?.(d, hp)?.replace('prefix-tuning', 'mam-adapter') ??
    parallelAdapter.check?.(d, hp)?.replace('parallel-adapter', 'mam-adapter'),
  declare: (d, hp) => [...prefixSpecs(d, hp), ...parallelSpecs(d, adapterPart(hp))],
  apply(context, hp) {
    prefixTuning.apply(context, hp);
    applyParallel(context, adapterPart(hp));
  },
  identityAtInit: false,
  merge:
    'The adapter has a non-linearity in the middle and the prefix is no weight, so neither can be folded in; ' +
    'both stay in the model.',

  learn: {
    idea:
      'Two ideas that suit two places: attention gets a few learned keys and values to look at, and the ' +
      'feed-forward block gets a small network at its side. Together they reach full fine-tuning with a few ' +
      'percent of the numbers.',
    formula:
      String.raw`\mathrm{softmax}\!\left(\tfrac{q [P_K; k]^{\top}}{\sqrt{d_h}}\right)[P_V; v], \qquad w ` +
      String.raw`\leftarrow w + s\,\big(\mathrm{ReLU}(x W_d) W_u\big)`,
    where: 'Learned rows before keys and values, and a small branch beside the feed-forward block, in every layer.',
    inferenceCost: 'Attention over l more positions and two thin products a layer.',
    pitfalls:
      'Both parts share one learning rate; the prefix alone would like a larger one. The paper spends most of ' +
      'the budget on the adapter.',
  },
});
