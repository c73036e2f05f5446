/** English for EVA. */
import {
  alpha,
  batches,
  besideQueryAndValue,
  dropout,
  noneAfterMerging,
  rank,
  startsFromData,
  targets,
} from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'EVA',
  subcategory: 'dynamic rank',
  learn: {
    idea:
      'What a LoRA can learn lies in the directions that its A reads. EVA looks at the inputs of each matrix before ' +
      'training, lets A read the directions in which they vary most, and gives more of them to matrices where few ' +
      'directions say nearly everything.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Ranks move between matrices, not their number in all; a matrix may end up with none. Their inputs’ covariance ' +
      'is decomposed on the processor, which takes long for wide layers. PEFT looks at batches until the directions ' +
      'stop turning; here their number is fixed.',
  },
  hyperparameters: {
    r: { ...rank, description: 'How many directions a matrix gets on average.' },
    alpha,
    dropout,
    targets,
    batches,
    rho: { label: 'redistribution ρ', description: 'A matrix gets at most ρ r directions; at 1 each one has r.' },
  },
  noScript: startsFromData('EvaConfig'),
} satisfies MethodTexts;
