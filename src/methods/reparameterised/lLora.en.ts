/** English for L-LoRA. */
import { alpha, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'L-LoRA',
  subcategory: 'LoRA derivatives: multi-task',
  learn: {
    idea:
      'Adding up what several LoRAs have learnt goes wrong, since their two ' +
      'factors multiply. L-LoRA trains each update along straight lines only. ' +
      'Then updates of different tasks can be added, and one model does a part of each.',
    where: 'A thin detour beside the query and value matrices of every layer.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The sum is a compromise: on any one task it is mostly worse than ' +
      "that task's own update: the table of all tasks at the end says by how much. As in the paper's code B starts " +
      'at zero, so that A never moves. All tasks must share the same starting point.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    sources: {
      label: 'other data sets',
      description: 'How many other data sets are learnt and fused with the target.',
    },
    source_share: {
      label: 'share of the steps',
      description: 'Part of the steps that goes to the other data sets; the rest trains the target.',
    },
    batches: {
      label: 'batches for λ',
      description:
        'The strength of the sum, of 21 that are tried, is chosen by the loss on so many batches of each task.',
    },
    start: {
      label: 'start of B',
      description: "Zero, as in the authors' code, so that only B learns; or small numbers, so that both factors do.",
    },
  },
  noScript: 'It does not linearise adapters: what came out would be plain LoRA.',
  says: {
    added: ({ tasks, factor, loss }: { tasks: string; factor: string; loss: string }) =>
      `The updates of ${tasks} tasks are added with λ = ${factor}: loss ${loss} on a few batches of each.`,
    trainOwn: "Train the target's own update",
    trainOther: ({ index }: { index: string }) => `Train an update on other data set ${index}`,
    trained: ({ index, count, result }: { index: string; count: string; result: string }) =>
      `Update ${index} of ${count} is trained in its tangent space (${result}).`,
    scale: 'Choose how strongly the updates are added',
    use: 'Use the sum of all tasks',
    together: ({ result }: { result: string }) => `With all tasks in one model: ${result}.`,
  },
} satisfies MethodTexts;
