/** English for GaLore. */
import { allTargets, rank } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'GaLore',
  subcategory: 'low-rank gradients',
  learn: {
    idea:
      'Every weight is trained, as in full fine-tuning, but the optimiser is shown only the strongest directions of ' +
      'each matrix’s gradient. Its two moments then are as thin as LoRA’s factors. Every now and then the ' +
      'directions are found anew, so the weights may move anywhere in the end.',
    where: 'Everything lights up as in full fine-tuning; what is thin lies in the optimiser.',
    inferenceCost: 'None: the weights themselves are changed.',
    pitfalls:
      'It saves memory of the optimiser alone: weights and gradients are as large as ever, and the finished model is ' +
      'a whole new one. Embeddings, norms and biases are trained as usual. When the directions change the moments ' +
      'stay, though they belong to the old ones; that is how the authors have it. Finding directions costs a second ' +
      'backward pass and a decomposition of each matrix, which is slow for wide ones. The authors use a gap of 200 ' +
      'to 500 steps; here it is 50, as runs are short.',
  },
  hyperparameters: {
    r: { ...rank, description: 'In how many directions of each matrix’s gradient the optimiser works.' },
    scale: { label: 'scale α', description: 'Factor on the steps of the projected matrices: their own learning rate.' },
    update_proj_gap: { label: 'gap T', description: 'After how many steps the directions are found anew.' },
    targets: {
      ...allTargets,
      description: 'Which weight matrices have their gradient projected; all others are trained as usual.',
    },
  },
  noScript:
    'It is no adapter but an optimiser: Transformers trains it with optim="galore_adamw" and optim_target_modules, ' +
    'by the package galore-torch.',
} satisfies MethodTexts;
