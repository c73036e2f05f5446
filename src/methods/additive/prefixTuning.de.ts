/** German for Prefix tuning. */
import { networkWidth, prefixTokens, reparameterise, shiftPositions, startDeviation } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './prefixTuning.en';

export const texts: Translated<typeof english> = {
  id: 'prefix-tuning',
  name: 'Prefix-Tuning',
  subcategory: 'Soft-Prompt-basiert',
  learn: {
    idea:
      'Jede Schicht bekommt ein paar erfundene Tokens zum Hinsehen. Es gibt nur ihre Keys und ' +
      'Values; das Training wählt sie so, dass sie die Attention in die richtige Richtung lenken.',
    where: 'Neben Keys und Values in der Attention jeder Schicht.',
    inferenceCost: 'Die Attention sieht in jeder Schicht l Positionen mehr an.',
    pitfalls:
      'Ein großer zufälliger Start macht es instabil: klein beginnen oder das MLP nehmen. Jede Schicht ' +
      'beachtet das Präfix vom ersten Schritt an, die Ausgabe ändert sich also schon vor dem Training.',
  },
  hyperparameters: {
    l: prefixTokens,
    init_std: startDeviation,
    reparameterise,
    mid: networkWidth,
    shift_positions: shiftPositions,
    attentions: {
      label: 'Attentions',
      description:
        'Nur bei Encoder-Decodern. paper: im Encoder, im Decoder, und wo der Decoder auf den Encoder sieht. peft: in ' +
        'der eigenen Attention des Decoders, mit dem Text hinter dem Präfix, wie in HF PEFT.',
    },
  },
  merge:
    'Das Präfix fügt Keys und Values hinzu und keine Gewichte; ' +
    'es lässt sich als Cache aufheben, aber nicht einrechnen.',
  says: {
    noShift: ({ method, gap }) =>
      `${method} stellt den Text hinter das Präfix, was die Positionen dieses Modells nicht zulassen. ` +
      `shift_positions ausschalten, oder lora wählen. ${gap}`,
    noShiftInDecoder: ({ method, gap }) =>
      `Wie in HF PEFT stellt ${method} den Text des Decoders hinter das Präfix, was die Positionen dieses Modells ` +
      `nicht zulassen. attentions auf paper stellen. ${gap}`,
    tooLong: ({ method, l, positions, most }) =>
      `l von ${method} ist ${l}, aber das Modell hat ${positions} Positionen, und der Text braucht einige davon: ` +
      `l von 1 bis ${most} wählen, oder shift_positions ausschalten.`,
    outOfSight: ({ l, window, length }) =>
      `l von prefix-tuning ist ${l}, aber die Attention sieht nur ${window} Positionen, und bei Texten von ` +
      `${length} Tokens fiele das Präfix aus ihrem Blick. Einen kürzeren Text oder ein kleineres l wählen, oder ` +
      'shift_positions ausschalten.',
    noRoom: ({ l, length, room }) =>
      `l von prefix-tuning ist ${l}, aber bei Texten von ${length} Tokens hat das Modell nur ${room} Positionen ` +
      `übrig: l von 1 bis ${room} wählen, eine kürzere Länge, oder shift_positions ausschalten.`,
  },
};
