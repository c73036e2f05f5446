/** English for SPoT. */
import { promptStart, promptTokens, sources, tokensStay } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'SPoT',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      'A prompt is hard to find from nothing, but easier from a good place. Prompts are learned on other data ' +
      'sets first; then the target looks at its own data for a while, asks whose prompt its own resembles most, ' +
      'and starts again from that one.',
    where: 'Only at the bottom: extra coloured tokens before the text, which change hands when the data set does.',
    inferenceCost: 'That of a prompt: every text gets l tokens longer.',
    pitfalls:
      'Prompts can be compared only if they began alike, so all have the same start. On a small model the sources ' +
      'have few steps, and a prompt that has hardly moved resembles every other: then the choice is nearly by ' +
      'chance.',
  },
  hyperparameters: {
    l: promptTokens,
    init: promptStart,
    sources,
    select: { label: 'chosen k', description: 'How many of the sources, the most similar ones, the start is made of.' },
    source_share: {
      label: 'share of the steps',
      description:
        'Part of the steps that is split among the sources and the first look at the target; the rest is its own.',
    },
  },
  merge: tokensStay,
  noScript:
    'It can train a prompt, but has no procedure that learns prompts on other data and starts from the nearest.',
  says: {
    trainOther: ({ index }: { index: string }) => `Learn a prompt on other data set ${index}`,
    trained: ({ index, count, result }: { index: string; count: string; result: string }) =>
      `Prompt ${index} of ${count} is learned (${result}).`,
    look: 'Look at the target: a prompt to compare with',
    likeness: ({ index, cosine }: { index: string; cosine: string }) => `prompt ${index}: ${cosine}`,
    chosen: ({ likeness, chosen }: { likeness: string; chosen: string }) =>
      `Likeness to the target: ${likeness}. It starts from ${chosen}.`,
    trainOwn: "Train the target's prompt",
    done: ({ result }: { result: string }) => `With the transferred prompt: ${result}.`,
  },
} satisfies MethodTexts;
