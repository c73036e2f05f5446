/** English for MiSS. */
import { besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'MiSS',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'Cut the rows of the big matrix into shards of r rows and let all shards share one correction. What the matrix ' +
      'reads is simply added up, entries r apart, and one trained block turns those r sums into outputs: half a LoRA ' +
      'without its first matrix.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'A MiSS of rank r has as many numbers as a LoRA of rank r / 2, so a larger rank is usual (64). Which ' +
      'inputs are ' +
      'added up is not learned but given by their order. Formerly called Bone.',
  },
  hyperparameters: {
    r: { label: 'rank r', description: 'Rows of the shared block; inputs that lie r apart are added up.' },
    dropout,
    targets,
  },
} satisfies MethodTexts;
