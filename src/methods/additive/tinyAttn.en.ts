/** English for Tiny-Attn adapter. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Tiny-Attn adapter',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'Other adapters change each word by itself. This one lets the words look at each other once more: it ' +
      'presses each of them into a single query, key and value, mixes the values, and spreads the mix over the ' +
      'hidden state again. Looking around seems to matter more than many parameters.',
    where: 'Between attention and the feed-forward block of every layer.',
    inferenceCost:
      'An attention of width e in every layer: few products, but as many pairs of tokens as the large one.',
    pitfalls:
      'With e = 1 each token hears one number. The paper trains several such heads as experts and averages them ' +
      'at the end; this is the single head of its script.',
  },
  hyperparameters: {
    e: { label: 'width e', description: 'Length of the queries, keys and values of the small attention.' },
    dropout: {
      label: 'dropout p',
      description: "Share of the small attention's probabilities that are zeroed at random while training.",
    },
  },
  merge: 'It mixes tokens with each other, which no weight does; it stays in the model.',
  noScript: 'It has no adapters with attention. The authors publish their code as cindermond/tiny-attn.',
  says: {
    nothingBetween:
      'tiny-attn sits between attention and feed-forward block, and in this model both read the same and are ' +
      'added at once. Choose an adapter beside them, such as parallel-adapter.',
  },
} satisfies MethodTexts;
