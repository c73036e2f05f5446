/** English for GraLoRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'GraLoRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'In LoRA a single loud input touches every entry of the update. GraLoRA cuts the weight matrix into k × k ' +
      'tiles and gives each its own small LoRA, so such an input moves one column of tiles only. The count is ' +
      'that of LoRA with the same r, and the rank of the whole change can be k times as high.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Each tile has rank r / k only, so k should be small where r is: 2 up to r = 32, 4 from 64 on. k must ' +
      'divide the rank and inputs and outputs of every target.',
  },
  hyperparameters: {
    r: rank,
    alpha: { label: 'scale α', description: 'The update is multiplied by α / (r + hybrid rank).' },
    gralora_k: { label: 'tiles k', description: 'The matrix is cut into k × k tiles, each with a LoRA of rank r / k.' },
    hybrid_r: { label: 'hybrid rank', description: 'Rank of a plain LoRA beside the tiles; 0 means none.' },
    dropout,
    targets,
  },
  says: {
    rank: ({ r, k }: { r: string; k: string }) =>
      `gralora_k of gralora must divide r; ${k} does not divide ${r}. Choose another one.`,
  },
} satisfies MethodTexts;
