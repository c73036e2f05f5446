/** English for S-BitFit. */
import { rounds, scoredBatches, searchShare } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'S-BitFit',
  subcategory: 'pretrained weight masking',
  learn: {
    idea:
      'Like U-BitFit it finds out which biases are worth training, but it keeps or drops whole vectors: those of one ' +
      'linear layer, or of one norm. What is left can be told in a few words, and is easy to store. The paper found ' +
      'that the middle layers keep most, above all in the first half of the feed-forward block.',
    where: 'First a thin line at the edge of every linear layer and norm, then only at some of them.',
    inferenceCost: 'None: the biases replace the old ones.',
    pitfalls:
      'Vectors have different lengths. They are chosen by what each of their numbers is worth, or the longest would ' +
      'always win (own formulation). On a small model the budget holds only a few vectors.',
  },
  hyperparameters: {
    keep: { label: 'kept share k', description: 'Share of all bias entries that the kept vectors may have together.' },
    rounds,
    search_share: searchShare,
    batches: scoredBatches,
  },
  noScript: 'It can train biases, but nothing in it searches for the vectors that matter.',
  says: {
    noVectorFits: ({ keep, shortest, all, least }: { keep: string; shortest: string; all: string; least: string }) =>
      `keep of s-bitfit is ${keep}, but the shortest bias vector has ${shortest} of the ${all} entries; choose a ` +
      `share from ${least} to 1.`,
  },
} satisfies MethodTexts;
