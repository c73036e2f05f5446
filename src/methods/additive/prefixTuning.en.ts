/** English for Prefix tuning. */
import { networkWidth, prefixTokens, reparameterise, shiftPositions, startDeviation } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Prefix tuning',
  subcategory: 'soft prompt-based',
  learn: {
    idea:
      'Give every layer a few made-up tokens to look at. Only their keys and values ' +
      'exist; training chooses them so that attention is steered the right way.',
    where: 'Beside keys and values in the attention of every layer.',
    inferenceCost: 'Attention looks at l more positions in every layer.',
    pitfalls:
      'A large random start makes it unstable; start small or use the MLP. Each layer ' +
      'attends to the prefix from the first step, so the output changes before any training.',
  },
  hyperparameters: {
    l: prefixTokens,
    init_std: startDeviation,
    reparameterise,
    mid: networkWidth,
    shift_positions: shiftPositions,
    attentions: {
      label: 'attentions',
      description:
        'Encoder–decoders only. paper: in the encoder, in the decoder, and where the decoder looks at the encoder. ' +
        "peft: in the decoder's own attention, with the text behind the prefix, as HF PEFT has it.",
    },
  },
  merge: 'The prefix adds keys and values, not weights; it can be kept as a cache, but not folded in.',
  says: {
    noShift: ({ method, gap }: { method: string; gap: string }) =>
      `${method} puts the text behind the prefix, which this model's positions do not allow. Set shift_positions ` +
      `to false, or choose lora. ${gap}`,
    noShiftInDecoder: ({ method, gap }: { method: string; gap: string }) =>
      `As HF PEFT has it, ${method} puts the decoder's text behind the prefix, which this model's positions do not ` +
      `allow. Set attentions to paper. ${gap}`,
    tooLong: ({ method, l, positions, most }: { method: string; l: string; positions: string; most: string }) =>
      `l of ${method} is ${l}, but the model has ${positions} positions and the text needs some of them; choose ` +
      `l from 1 to ${most}, or set shift_positions to false.`,
    outOfSight: ({ l, window, length }: { l: string; window: string; length: string }) =>
      `l of prefix-tuning is ${l}, but attention sees ${window} positions only, and with texts of ${length} ` +
      'tokens the prefix would fall out of its sight. Choose a shorter text or a smaller l, or set ' +
      'shift_positions to false.',
    noRoom: ({ l, length, room }: { l: string; length: string; room: string }) =>
      `l of prefix-tuning is ${l}, but with texts of ${length} tokens the model has only ${room} positions to ` +
      `spare; choose l from 1 to ${room}, a shorter text, or shift_positions = false.`,
  },
} satisfies MethodTexts;
