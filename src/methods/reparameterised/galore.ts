/**
 * GaLore, gradient low-rank projection (Zhao et al. 2024): every weight is trained, but the optimiser sees the gradient
 * of each matrix in its r strongest directions, and keeps moments of that alone.
 *
 *   R_t = Pᵀ G_t,   W ← W − η α · P · Adam(R_t),   P the first r singular vectors of G_t, found anew every T steps
 *
 * P stands on the shorter side of a matrix, as in the authors' code and in Transformers' `galore_adamw` (`std`; their
 * `reverse_std`, `right`, `left` and `full` are left out), and moments stay as they are when it changes. What is no
 * matrix of a layer is trained as usual. In the authors' runs on GLUE r is 4 or 8, α 4 and T 500; Transformers has
 * r = 128, α = 0.25, T = 200. Here r = 8 and α = 4, and T = 50, since a run has some hundred steps. Singular vectors
 * have a sign that nothing decides and that matters where moments outlive a P: here the largest entry is positive.
 */
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import type { Projection } from '../hooks';
import { numberOf } from '../hyperparameters';
import { allTargetsParameter, lowRankRefusal, rankParameter, targetsOf } from '../parts/lowRank';
import { boxOf } from '../parts/sites';
import { everyTask } from '../taskId';
import { unfrozen, type TensorSpec } from '../tensors';
import { texts } from './galore.en';

/**
 * On the shorter side, (in, out) here; of a square matrix on the last side of PyTorch's tensor: the inputs of a Linear,
 * the outputs of GPT-2's Conv1D.
 */
function axisOf({ shape }: BaseTensor, { family }: Dimensions): 0 | 1 {
  const [inputs, outputs] = shape as [number, number];
  if (inputs === outputs) return family === 'gpt2' ? 1 : 0;
  return inputs < outputs ? 0 : 1;
}

/** Every tensor of the model, those at the targets with a subspace. */
function specsOf(d: Dimensions, hp: Hyperparameters): TensorSpec[] {
  const boxes = new Set<string>(targetsOf(d, hp, 'all linears').map((site) => boxOf(d, site)));
  const [rank, every, scale] = [numberOf(hp, 'r'), numberOf(hp, 'update_proj_gap'), numberOf(hp, 'scale')];
  return d.tensors.map((base) => {
    const { layer, role, place, shape } = base;
    const target = layer !== undefined && role === 'weight' && shape.length === 2 && boxes.has(place);
    if (!target || Math.min(...shape) < rank) return unfrozen(base);
    const project: Projection = { axis: axisOf(base, d), rank, every, scale };
    return unfrozen(base, { project, symbol: `r ${rank}` });
  });
}

export const galore = defineMethod({
  id: 'galore',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection',
    authors: 'Zhao, Zhang, Chen, Wang, Anandkumar, Tian',
    year: 2024,
    venue: 'ICML',
    url: 'https://arxiv.org/abs/2403.03507',
  },
  hyperparameters: [
    rankParameter(),
    { kind: 'real', name: 'scale', default: 4, min: 0.01, max: 64, scale: 'log' },
    { kind: 'integer', name: 'update_proj_gap', default: 50, min: 1, max: 10_000, scale: 'log' },
    allTargetsParameter,
  ],
  defaults: {
    learningRate: 6e-4,
    weightDecay: 0.01,
    warmup: 0.1,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('galore', d, hp, 'all linears'),

  declare: specsOf,
  apply(context) {
    for (const { name } of context.anatomy.dimensions.tensors) context.tensor(name);
  },

  identityAtInit: true,

  merge(context) {
    for (const { initializer, name } of context.anatomy.dimensions.tensors)
      context.set(initializer!, context.trained(name));
  },

  formula:
    String.raw`W_{t+1} = W_t - \eta\, \alpha\, P\, \operatorname{Adam}(P^{\top} G_t), \qquad P = U_{1 \dots r},\; ` +
    String.raw`G_{t_0} = U \Sigma V^{\top},\; t_0 = T \lfloor t / T \rfloor`,
});
