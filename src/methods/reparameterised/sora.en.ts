/** English for SoRA. */
import { alpha, dropout, onlyRanksLeft, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'SoRA',
  subcategory: 'LoRA derivatives: low-rank adjustment',
  learn: {
    idea:
      'Give every rank of LoRA a volume knob and turn all knobs down a little at ' +
      'each step. Knobs that the task needs are pushed up again; the others reach ' +
      'zero and stay there, so each matrix ends with the rank that it needs.',
    where: 'A thin detour beside every linear layer, with r knobs in its middle.',
    inferenceCost: onlyRanksLeft,
    pitfalls:
      'The knobs travel up to the learning rate at each step, so a λ far below it removes nothing ' +
      'and one far above it removes everything. The total shrinking grows with the number of steps: ' +
      "the authors' 0.0003 at a rate of 0.0008 for thousands of steps is 0.001 at 0.003 for a few hundred here.",
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    lambda: { label: 'threshold λ', description: 'How much every gate shrinks towards zero at each step.' },
    lambda_schedule: {
      label: 'course of λ',
      description:
        'Whether λ is the same all the time, grows step by step from zero, or in stages, each trained from the ' +
        "last with a rate of its own (the authors' way from dense to sparse).",
    },
    stages: { label: 'stages', description: 'How many stages λ grows in, where it grows in stages.' },
    lambda1: {
      label: 'penalty λ₁',
      description:
        'Weight of the mean size of all gates in the loss. ' +
        "The authors' scripts take 10, which with AdamW does the same.",
    },
  },
  noScript: 'Its LoRA has no gate between A and B, and its optimisers no proximal step that closes one.',
  says: {
    stage: ({ lambda }: { lambda: string }) => `Train with λ = ${lambda}`,
    gates: ({ zero, all, ranks }: { zero: string; all: string; ranks: string }) =>
      `${zero} of ${all} gates are zero; the ranks left: ${ranks}.`,
  },
} satisfies MethodTexts;
