/** English for QLoRA. */
import { allTargets, alpha, doubleQuantisation, dropout, rank } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'QLoRA',
  subcategory: 'LoRA derivatives: quantisation adaption',
  learn: {
    idea:
      'Most memory goes to weights that never change, so store those in four bits each, as one of sixteen ' +
      'levels, and learn LoRA beside them in full precision. LoRA also learns to make up for what the rounding ' +
      'lost.',
    where: 'Every linear layer holds its weight in four bits, with a thin detour beside it.',
    inferenceCost:
      'Unpacking at every pass, for an eighth of the memory; merged, the weights are in full precision again.',
    pitfalls:
      'Each step takes longer, since weights are unpacked twice. It pays ' +
      'on models whose weights fill the memory, hardly on tiny ones. Gradients are clipped at 0.3, as in the paper.',
  },
  hyperparameters: { r: rank, alpha, dropout, targets: allTargets, double: doubleQuantisation },
} satisfies MethodTexts;
