/** English for U-BitFit. */
import { keep, rounds, scoredBatches, searchShare } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'U-BitFit',
  subcategory: 'pretrained weight masking',
  learn: {
    idea:
      'BitFit trains every bias, but not every bias is needed. A search trains them all for a while, asks how ' +
      'much the loss would rise if a single entry went back to where it was, and drops the entries that would be ' +
      'missed least. Then training begins again, with the few that are left.',
    where: 'First a thin line at the edge of every linear layer and norm, then only some of its entries.',
    inferenceCost: 'None: the biases replace the old ones.',
    pitfalls:
      'An entry can be judged only once it has moved: a search that is too short scores the noise of the first ' +
      'steps. The paper says which estimate prunes; how many rounds there are, and how long, is an own ' +
      'formulation.',
  },
  hyperparameters: { keep, rounds, search_share: searchShare, batches: scoredBatches },
  noScript: 'It can train biases, but nothing in it searches for those that matter.',
} satisfies MethodTexts;
