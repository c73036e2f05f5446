/** English for DyLoRA. */
import { alpha, besideQueryAndValue, dropout, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'DyLoRA',
  subcategory: 'LoRA derivatives: low-rank adjustment',
  learn: {
    idea:
      'How large should the rank be? DyLoRA does not decide: at every step it draws a rank by lot, ' +
      'cuts the update to it and trains the last row that is left. The most useful directions ' +
      'gather in front, and afterwards the update can be cut to any rank without training again.',
    where: besideQueryAndValue,
    inferenceCost: 'None after merging; the rank is chosen before.',
    pitfalls:
      'Each step trains one row of r, so it needs more steps than LoRA. The ' +
      'loss jumps from step to step because small ranks take their turn too.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    deploy: {
      label: 'rank in use b',
      description: 'Rank that the finished adapter is cut to when it is used; 0 means all of r.',
    },
  },
  noScript: 'Its LoRA trains all ranks at every step, where DyLoRA draws one: what came out would be plain LoRA.',
  says: {
    deployTooLarge: ({ deploy, r }: { deploy: string; r: string }) =>
      `deploy of dylora is ${deploy}, but only ranks up to r = ${r} are trained; choose deploy from 0 to ${r}.`,
  },
} satisfies MethodTexts;
