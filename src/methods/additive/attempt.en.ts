/** English for ATTEMPT. */
import { promptStart, promptTokens, sources, tokensStay } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'ATTEMPT',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      'Prompts of other tasks are learned and frozen, like books on a shelf. For every single text a small ' +
      'network decides how much to take from each of them, and adds that to a prompt of its own task. So two ' +
      'texts of one data set may get different help.',
    where: 'Only at the bottom: the tokens before the text, and a small network that mixes them anew for each text.',
    inferenceCost: 'Every text gets l tokens longer, and a small network runs once a text.',
    pitfalls:
      'With the temperature of the paper, e·d, the shares are nearly equal at first: on a small model with few ' +
      'steps they hardly move away from that. In a decoder the mix would depend on words that are still to come, ' +
      'so it is for encoders.',
  },
  hyperparameters: {
    l: promptTokens,
    init: promptStart,
    m: { label: 'width of the mixer m', description: 'Inner width of the network that decides how prompts are mixed.' },
    sources,
    source_share: {
      label: 'share of the steps',
      description: 'Part of the steps that is split among the sources; the rest trains the mix.',
    },
  },
  merge: tokensStay,
  noScript: 'It has prompts, but none that are mixed anew for each text.',
  says: {
    trainOther: ({ index }: { index: string }) => `Learn a prompt on other data set ${index}`,
    trained: ({ index, count, result }: { index: string; count: string; result: string }) =>
      `Prompt ${index} of ${count} is learned (${result}).`,
    mix: ({ count }: { count: string }) => `Freeze ${count} prompts and learn to mix them`,
    done: ({ result }: { result: string }) => `With mixed prompts: ${result}.`,
  },
} satisfies MethodTexts;
