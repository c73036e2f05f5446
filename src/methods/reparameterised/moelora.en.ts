/** English for MOELoRA. */
import { alpha, dropout, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'MOELoRA',
  subcategory: 'LoRA derivatives: multi-task',
  learn: {
    idea:
      'Several tasks are learnt at once by a pool of small LoRAs. Each task has a ' +
      'short description, learnt too, from which a gate works out how much of each ' +
      'expert it takes. What tasks have in common, they share; the rest stays apart.',
    where: 'Thin detours beside every linear layer, each in E parts.',
    inferenceCost: 'None after merging the mixture of one task.',
    pitfalls:
      'The steps are shared among all data sets, so the target gets only its part. The gate ' +
      'sees the task and never the text: within a task every text gets the same mixture. ' +
      'The paper trains all at 0.0002 for 8,000 steps; here experts learn at 0.006, and only the gates as slowly.',
  },
  hyperparameters: {
    experts: { label: 'experts E', description: 'How many small LoRAs the tasks share.' },
    expert_rank: {
      label: 'rank of an expert',
      description: 'Rank of each expert; all together have rank r = E times this.',
    },
    alpha,
    dropout,
    targets,
    task_width: { label: 'task vector', description: 'How many numbers describe a task to the gate.' },
    gate_rate: {
      label: "gates' rate",
      description: "Factor on the learning rate for gates and task vectors: at the experts' rate one expert takes all.",
    },
    sources: { label: 'other data sets', description: 'How many other data sets are learnt at the same time.' },
  },
  noScript:
    'The nearest that it has is Poly, whose gates for a task ' + "are drawn, not a softmax over the task's embedding.",
  says: {
    train: ({ count }: { count: string }) => `Train on ${count} data sets in turn`,
    trained: ({ count, result, site, shares }: { count: string; result: string; site: string; shares: string }) =>
      `${count} data sets have shared the experts: ${result} on the target, whose mixture at ${site} is ` +
      `${shares}.`,
    use: "Use the target's mixture",
  },
} satisfies MethodTexts;
