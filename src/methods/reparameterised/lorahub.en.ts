/** English for LoRAHub. */
import { alpha, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LoRAHub',
  subcategory: 'LoRA derivatives: multi-task',
  learn: {
    idea:
      'LoRAs that were trained for other tasks are mixed like paints: one number says how much of each. ' +
      'The numbers are found by trying a few dozen mixtures on a few examples; no gradient is needed.',
    where: 'Thin detours beside the query and value matrices of every layer, all weighed by the same few numbers.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The mixture can only be as good as what is in it: where no source has anything in common with the ' +
      'target, the best weights stay near zero. Doubling all weights makes the update four times as large. ' +
      "The paper's models answer in words; a classifier needs a head, trained here before the search, with weights " +
      'drawn afresh at every step so that it favours none.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    sources: {
      label: 'other data sets',
      description: 'How many other data sets get a LoRA; each is one number to search.',
    },
    source_share: {
      label: 'share of the steps',
      description: "Part of the steps that goes to the LoRAs; the rest trains the target's head.",
    },
    trials: { label: 'tries', description: 'How many sets of weights are tried.' },
    batches: { label: 'batches a try', description: 'Every try is judged by the loss on these few batches.' },
  },
  noScript: 'It can add up adapters with weights that are given, but does not search for them.',
  says: {
    searched: ({ tries, first, best, weights }: { tries: string; first: string; best: string; weights: string }) =>
      `${tries} tries: the objective went from ${first} to ${best} with weights ${weights}.`,
    trainOther: ({ index }: { index: string }) => `Train a LoRA on other data set ${index}`,
    trained: ({ index, count, result }: { index: string; count: string; result: string }) =>
      `LoRA ${index} of ${count} is trained (${result}).`,
    trainHead: "Train the target's head with mixtures drawn at random",
    without: ({ result }: { result: string }) => `With all modules alike: ${result}.`,
    search: ({ count }: { count: string }) => `Search ${count} weights without a gradient`,
    use: 'Use the mixture',
    mixed: ({ result }: { result: string }) => `With the mixture: ${result}.`,
  },
} satisfies MethodTexts;
