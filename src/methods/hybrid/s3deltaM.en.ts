/** English for S³Delta-M. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'S³Delta-M',
  subcategory: 'automatic combination',
  learn: {
    idea:
      'Put many tiny modules everywhere, each behind a valve, and let them ' +
      'compete: the valves together may let through only so much. Training opens ' +
      'those that help on held-out texts. The winners are kept and trained afresh.',
    where:
      'Wherever the search has found it worth while: query, ' +
      'value, biases, norms, or behind the feed-forward block.',
    inferenceCost: 'That of the few modules that were kept.',
    pitfalls:
      'The search sees the validation texts, so that validation results are a little too good; ' +
      'only the test split is fair. Few steps of search leave the valves near where they started: ' +
      "the valves' rate is 0.3 here, the paper's 0.1 over many more steps. The authors' code also corrects the " +
      'valves for how the modules would answer (second order of DARTS); here it is first order.',
  },
  hyperparameters: {
    budget: { label: 'budget B', description: 'How many vectors of the hidden size may be trained in the end.' },
    search_share: {
      label: 'share of the steps',
      description: 'Part of the steps that goes to the search; the rest trains what was kept.',
    },
  },
  merge:
    'The search may keep adapters, which have a non-linearity ' +
    'in the middle and cannot be folded into the weights.',
  noScript: 'It does not search for what to train.',
  says: {
    overBudget: ({ budget, most }: { budget: string; most: string }) =>
      `budget of s3delta-m is ${budget}, but this model has ${most} candidates of one vector each to fill it ` +
      `with; choose it from 1 to ${most}.`,
    search: 'Search with all candidates behind gates',
    selected: ({ kept, all, budget, names }: { kept: string; all: string; budget: string; names: string }) =>
      `${kept} of ${all} candidates fill the budget of ${budget} numbers: ${names}.`,
    trainKept: 'Train what was kept',
    afresh: ({ result }: { result: string }) => `Trained afresh: ${result}.`,
  },
} satisfies MethodTexts;
