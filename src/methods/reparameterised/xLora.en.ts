/** English for X-LoRA. */
import { alpha, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'X-LoRA',
  subcategory: 'LoRA derivatives: multi-task',
  learn: {
    idea:
      'First train one LoRA on each of several tasks and freeze them: the experts. Then train only a gate that says, ' +
      'for every word, how much of each expert to take. It looks at what the pretrained model makes of the text, ' +
      'which is read once more for that.',
    where:
      'All experts side by side at the query and value matrices; the gate reads the last hidden states of the ' +
      'pretrained model.',
    inferenceCost: 'Two passes for every text, the first by the pretrained model; in the second all experts run.',
    pitfalls:
      'All that is trained in the end is the gate, a few hundred numbers: it can’t learn what no expert knows. The ' +
      'steps are shared among all phases, so each expert gets few. The shares of a token add up to 1, so the experts ' +
      'are quieter together than each was alone. PEFT’s gate may have more layers, one output for each layer, or ' +
      'take the best few experts only; this one is its default.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    sources: {
      label: 'other data sets',
      description: 'How many other data sets get an expert; the target gets one too.',
    },
    source_share: {
      label: 'share of the steps',
      description: 'Part of the steps that goes to the experts; the rest trains the gate.',
    },
    temperature: { label: 'temperature τ', description: 'The lower, the more the gate decides for one expert.' },
  },
  merge:
    'The mixture of experts is another one for every token, so no weight can hold it; everything stays in ' +
    'the model.',
  noScript:
    'It has this one, XLoraConfig, which takes LoRAs that are there already; the script trains on one data set and ' +
    'would have one expert alone.',
  says: {
    trainOwn: "Train the target's own expert",
    trainOther: ({ index }: { index: string }) => `Train an expert on other data set ${index}`,
    trained: ({ index, count, result }: { index: string; count: string; result: string }) =>
      `Expert ${index} of ${count} is trained and frozen (${result}).`,
    gate: ({ count }: { count: string }) => `Learn to mix ${count} frozen experts`,
    mixed: ({ count, result }: { count: string; result: string }) => `Mixture of ${count} experts: ${result}.`,
  },
} satisfies MethodTexts;
