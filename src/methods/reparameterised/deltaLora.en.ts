/** English for Delta-LoRA. */
import { alpha, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Delta-LoRA',
  subcategory: 'LoRA derivatives: LoRA-guided weight update',
  learn: {
    idea:
      'LoRA never touches the big matrix. Delta-LoRA lets it move along: after every ' +
      'step, the change of the small product is added to the big matrix as well. Step by ' +
      'step this adds up to a change of high rank, without a gradient for the big matrix.',
    where: 'A thin detour beside the query and value matrices of every layer; those matrices move too.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The adapter holds the moved matrices in full, so its file is large. Once W moves, the ' +
      'same learning rate acts 1 + λ times as strong: choose a smaller one than for LoRA.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    lambda: { label: 'share λ', description: 'How much of the change of B A the pretrained weight takes over.' },
    start: { label: 'start K', description: 'Share of the run after which the pretrained weight begins to move.' },
  },
  noScript: 'It leaves the base weights as they are, where Delta-LoRA moves them along with B A.',
} satisfies MethodTexts;
