/** English for P-tuning. */
import { promptTokens, tokensStay } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'P-tuning',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      'Prompt tuning moves each virtual word by itself. P-tuning makes them ' +
      'all with one small network, whose weights move them together, which is steadier. ' +
      'After training the network is thrown away and only its output is kept.',
    where: 'At the bottom: extra coloured tokens before the text, made by a small network.',
    inferenceCost: 'Every text gets l tokens longer; the network itself is not needed any more.',
    pitfalls:
      "The network has far more numbers than the prompt that is kept. The paper's own " +
      'encoder is the LSTM, the only one in which a token depends on the others; its steps come one after the ' +
      'other, so it is slow on a GPU. The paper puts tokens around the text, here they stand before it, as in HF PEFT.',
  },
  hyperparameters: {
    l: promptTokens,
    encoder: {
      label: 'encoder',
      description:
        'The network that makes them: an MLP sees each one by itself, ' +
        'an LSTM reads them as a sentence, forwards and backwards.',
    },
    e: {
      label: 'encoder width e',
      description: 'Inner width of that network; for the LSTM the width of each direction.',
    },
  },
  merge: tokensStay,
} satisfies MethodTexts;
