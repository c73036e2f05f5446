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
  },
  merge:
    'Das Präfix fügt Keys und Values hinzu und keine Gewichte; ' +
    'es lässt sich als Cache aufheben, aber nicht einrechnen.',
};
