/** English for IncreLoRA. */
import { alpha, beta1, beta2, dropout, orthogonality, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'IncreLoRA',
  subcategory: 'LoRA derivatives: low-rank adjustment',
  learn: {
    idea:
      'Begin with rank 1 everywhere. Again and again look which matrices the loss depends on most, and ' +
      'give those one more rank. The new rank has been warming up in reserve, so it can help at once.',
    where: 'A thin detour beside every linear layer, which grows.',
    inferenceCost: 'None after merging; before, only the ranks in use.',
    pitfalls:
      'The count is that of the largest rank, for which room is made at once; ' +
      'fewer are in use. Ranks that come late have little time left to learn. ' +
      'Whose turn it is follows an importance of our own: the paper takes the gradient of the whole matrix, here ' +
      'it is that of its two factors.',
  },
  hyperparameters: {
    r: { label: 'largest rank r', description: 'Ranks that one matrix may get at most.' },
    target: {
      label: 'mean rank at the end',
      description: 'Ranks that are given out by the end, for each matrix on average.',
    },
    alpha,
    dropout,
    targets,
    start: { label: 'growth begins', description: 'Share of the run before the first rank is given out.' },
    end: { label: 'growth ends', description: 'Share of the run by which all ranks are given out.' },
    interval: { label: 'interval', description: 'Steps between two rounds in which ranks are given out.' },
    beta1,
    beta2,
    gamma: orthogonality,
    scaling: {
      label: 'scale',
      description: "α over the ranks in use, as in the authors' code, or over the largest rank.",
    },
  },
  noScript: 'It can take ranks away during training (AdaLoRA), but not add any.',
  says: {
    targetTooLarge: ({ target, r }: { target: string; r: string }) =>
      `target of increlora is ${target}, but no matrix may have more than r = ${r} ranks; choose target from 1 ` +
      `to ${r}.`,
    noSteps: 'end of increlora must be larger than start, so that there are steps in which ranks are given out.',
  },
} satisfies MethodTexts;
