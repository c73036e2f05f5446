/**
 * U-MAM (Lawton et al. 2023): an unstructured search in a net of low-rank updates and parallel adapters finds out which
 * single entries of their matrices are worth training.
 *
 * The search is that of `pruningSearch.ts`; a part is one entry, with score −θ_i ∂L/∂θ_i. The net that it begins with
 * is an own formulation (`prunedMam.ts`), and so is that pruned entries are zero from the start on: the paper's
 * start, two random factors whose product is subtracted again, gives entries a score before they have been trained,
 * and here they are scored afterwards.
 */
import { defineMethod } from '../define';
import { scatterKept } from '../parts/keptEntries';
import { mamKnobs, mamRefusal, prunedMam } from '../parts/prunedMam';
import { entries, searchPaper } from '../parts/pruningSearch';
import { everyTask } from '../taskId';
import { texts } from './uMam.en';

const parts = prunedMam(entries, scatterKept);

export const uMam = defineMethod({
  id: 'u-mam',
  texts,
  category: 'hybrid',
  paper: searchPaper,
  hyperparameters: mamKnobs,
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => mamRefusal('u-mam', d, hp),
  phases: (request) => parts.phases(request),
  chooses: () => true,
  declare: (d, hp, at) => parts.declare(d, hp, at),
  apply: (context, hp) => parts.apply(context, hp),
  identityAtInit: true,

  formula:
    String.raw`\theta \leftarrow M \odot \theta, \qquad M_i = 1 \iff -\theta_i\, ` +
    String.raw`\frac{\partial \mathcal{L}}{\partial \theta_i} \text{ is among the } k N \text{ largest}, \qquad ` +
    String.raw`\theta = (A, B, W_d, b_d, W_u, b_u)`,
});
