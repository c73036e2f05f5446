/** English for MPT. */
import { promptStart, promptTokens, sources, tokensStay } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'MPT',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      "One prompt holds what several tasks have in common; two thin vectors for each task bend it into the task's " +
      'own. First all tasks learn together, in turn; then the target goes on alone, from the shared prompt and ' +
      'the mean of what bends it.',
    where: 'Only at the bottom: extra coloured tokens before the text, shared by all tasks at first.',
    inferenceCost: 'That of a prompt: every text gets l tokens longer.',
    pitfalls:
      'The paper distils the shared prompt from prompts that were learned task by task. That needs two models at ' +
      'once and is left out here: all tasks simply take turns, the target among them. The start that PEFT has ' +
      'makes the prompt almost zero, which a small model takes long to leave.',
  },
  hyperparameters: {
    l: promptTokens,
    init: promptStart,
    ranks: { label: 'rank ρ', description: "Rank of each task's factor." },
    start: {
      label: 'start of the factors',
      description:
        'Ones, so that every task begins with the shared prompt, or small random numbers as PEFT draws them.',
    },
    sources,
    source_share: {
      label: 'share of the steps',
      description: 'Part of the steps in which all tasks take turns; the rest goes to the target.',
    },
  },
  merge: tokensStay,
  noScript:
    'It can train the prompt and its factors, but does not average the factors of tasks that it trained together.',
  says: {
    together: ({ count }: { count: string }) => `${count} tasks learn one prompt in turn`,
    shared: ({ count, result }: { count: string; result: string }) =>
      `${count} tasks share a prompt; the target with its own factor: ${result}.`,
    trainOwn: 'The target goes on alone',
    done: ({ result }: { result: string }) => `From the mean of all factors, trained alone: ${result}.`,
  },
} satisfies MethodTexts;
