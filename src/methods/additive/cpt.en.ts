/** English for CPT. */
import { tokensStay } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'CPT',
  subcategory: 'soft prompt-based: examples as a prompt',
  learn: {
    idea:
      'A few training examples stand before every text, as when one shows a large model how it is done. Then their ' +
      'embeddings are trained, but each may move only a little from the word that it is, and answers not at all.',
    where: 'Only at the bottom: coloured tokens before the text, which begin as real words.',
    inferenceCost: 'Every text gets l tokens longer, those of the examples.',
    start: 'Gives what the pretrained model gives where the examples stand before the text: in-context learning.',
    pitfalls:
      'What it gains rests on the model’s learning from examples in its input, which small models hardly can. PEFT’s ' +
      'radius of 0.1 leaves them next to nothing to learn, so here it is 3. Plain text has no answers in the paper’s ' +
      'sense: here the second half of each example counts as one. As format counts what all prompts begin and end ' +
      'with. The oldest example may lose its beginning, so that there are exactly l tokens. PEFT predicts the first ' +
      'token of the text too; here it is given.',
  },
  hyperparameters: {
    l: { label: 'tokens of the context l', description: 'How long all examples together are.' },
    examples: { label: 'examples', description: 'How many training examples at least stand before every text.' },
    opt_projection_epsilon: {
      label: 'radius ε',
      description: 'How far the embedding of a word of an example may move, for a model of width 2048.',
    },
    opt_projection_format_epsilon: {
      label: 'radius ε of the format',
      description: 'The same for what all prompts begin and end with.',
    },
    opt_weighted_loss_type: {
      label: 'weights of answers',
      description: 'Answers of the context count less the older they are, or as much as those of the text.',
    },
    opt_loss_decay_factor: {
      label: 'decay γ',
      description: 'Factor on an answer’s share of the loss for each example that lies between it and the text.',
    },
  },
  merge: tokensStay,
  noScript:
    'It has this one, CPTConfig(cpt_token_ids=…, cpt_tokens_type_mask=…), but the context is made of numbers of the ' +
    'tokenizer at hand, which stand for other tokens in a larger model. Give it examples of your own.',
  says: {
    reads: 'Choose the examples',
    read: ({ examples, tokens, answers }: { examples: string; tokens: string; answers: string }) =>
      `Before every text stand ${examples} training examples of ${tokens} tokens in all; ${answers} of them are ` +
      'answers, which stay as they are.',
    tooShort: ({ l, examples, least }: { l: string; examples: string; least: string }) =>
      `l of cpt is ${l}, too short for ${examples} examples with a prompt and an answer each. Choose l from ` +
      `${least}, or fewer examples.`,
  },
} satisfies MethodTexts;
