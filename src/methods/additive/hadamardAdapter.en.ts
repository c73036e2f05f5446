/** English for Hadamard adapter. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Hadamard adapter',
  subcategory: 'other additive',
  learn: {
    idea:
      'Give every feature that comes out of attention a volume knob and an offset: ' +
      'two numbers each, no matrix at all. First a classifier is fitted to the ' +
      'untouched model, then the knobs are turned under the finished classifier.',
    where: 'Two vectors in each layer, on what attention gives to the residual path, and the norm behind it.',
    inferenceCost: 'None: both fold into the output projection.',
    pitfalls:
      'It needs a head that is good already; with a random one the knobs ' +
      'have nothing to listen to. So few numbers need a large learning rate.',
  },
  hyperparameters: {
    train_norm: {
      label: 'train the norm behind it',
      description: 'Also train gain and bias of the norm that follows, as the paper does.',
    },
    head: {
      label: 'share of head steps',
      description: 'Part of the run that trains the head alone, before it is frozen.',
    },
  },
  noScript: "It has no scale and shift of the attention's output.",
  says: {
    trainAdapter: 'Train the adapter',
    trainUnderHead: 'Train the adapter under the frozen head',
    trainHead: 'Train the head',
    headIsFrozen: 'The head keeps what it has learnt and is frozen from now on.',
  },
} satisfies MethodTexts;
