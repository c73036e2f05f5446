/** English for aLoRA. */
import { alpha, dropout, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'aLoRA',
  subcategory: 'LoRA derivatives: activated by a token',
  learn: {
    idea:
      'A LoRA that sleeps until a certain token comes, the invocation. All that stands before it is read by the ' +
      'pretrained model, so a long text need be read only once, whatever adapters are called on it afterwards.',
    where: 'A thin detour beside the query and value matrices of every layer, open only from the invocation token on.',
    inferenceCost:
      'A small extra product for each token after the invocation; in return keys and values of what was read before ' +
      'are those of the pretrained model, and need not be worked out again.',
    pitfalls:
      'A text without the invocation token is answered by the pretrained model and teaches nothing, so look at the ' +
      'tokens of your texts first. Of several the last one counts. The default 199 is the line break of the bundled ' +
      'decoder: only the last line of each row is learnt from then; GPT-2’s own is 198. PEFT takes a sequence of ' +
      'tokens, here it is one. What was read before stays as it was, so it takes a larger rank than LoRA does.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    invocation_token: { label: 'invocation token', description: 'Number of the token that wakes the update.' },
  },
  merge:
    'The update acts on some tokens only, and a weight that was changed would act on all of them; so it stays beside ' +
    'the weight.',
  noScript:
    'It has this one, LoraConfig(alora_invocation_tokens=[…]), but the invocation is a number of the tokenizer at ' +
    'hand, which stands for another token in a larger model. Put it into the script of LoRA yourself.',
  says: {
    noSuchToken: ({ token, vocabulary, most }: { token: string; vocabulary: string; most: string }) =>
      `invocation_token of alora is ${token}, and the model’s vocabulary has ${vocabulary} tokens. Choose a number ` +
      `from 0 to ${most}.`,
  },
} satisfies MethodTexts;
