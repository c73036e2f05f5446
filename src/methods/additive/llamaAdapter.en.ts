/** English for LLaMA-Adapter. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'LLaMA-Adapter',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      'Each layer gets a prompt of its own that attention may look at beside the text. What it sees there is added ' +
      'through a gate that starts at zero: the model begins as it was, and lets the prompt in as far as it helps. A ' +
      'prefix, by contrast, competes with the text from the first step.',
    where: 'Beside the attention of the top layers: learned rows and one gate each.',
    inferenceCost: 'A second, small attention to l rows in each of those layers; texts stay as long as they are.',
    pitfalls:
      'While the gate is closed the prompt gets no gradient, so learning begins slowly. Only decoders like Llama and ' +
      'GPT-2 have it, as in PEFT, whose form for GPT-2 adds the prompt behind the output projection. The paper gives ' +
      'a prompt to 30 of 32 layers; here it is all of them unless fewer are chosen.',
  },
  hyperparameters: {
    l: { label: 'prompt length l', description: 'How many learned rows attention may look at in each layer.' },
    layers: { label: 'top layers', description: 'How many layers, counted from the top, have a prompt; 0 is all.' },
  },
  merge: 'What the prompt adds depends on the text through a softmax of its own, so no weight can hold it; it stays.',
  says: {
    tooMany: ({ layers, most }: { layers: string; most: string }) =>
      `layers of llama-adapter is ${layers}, but the model has ${most}; choose layers from 1 to ${most}, or 0 for all.`,
    otherWidth:
      'llama-adapter adds to what attention returns, and here the heads together are not as wide as the model. ' +
      'Choose prefix-tuning.',
  },
} satisfies MethodTexts;
