/** English for PASTA. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'PASTA',
  subcategory: 'other',
  learn: {
    idea:
      'Attention heads often look at [CLS] and [SEP]. PASTA changes nothing but these two: at the entry of ' +
      'every layer it adds a learned vector to each of them, and all other tokens hear of it by attention.',
    where: 'At the entry of every layer, on the first and the last token only.',
    inferenceCost: 'None worth measuring: two vectors are added in each layer.',
    pitfalls:
      'It needs special tokens, so it is made for encoders. With mean pooling the ' +
      'changed tokens are only two of many; pooling from [CLS] suits it better.',
  },
  hyperparameters: {},
  merge: 'The vectors are added to some tokens and not to others, which no weight can do; they stay in the model.',
  noScript: 'It can put new vectors before the text, but not onto the special tokens of every layer.',
} satisfies MethodTexts;
