/** German for UniPELT. */
import {
  activation,
  adapterHub,
  alpha,
  bottleneck,
  networkWidth,
  prefixTokens,
  rank,
  reparameterise,
  shiftPositions,
} from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './unipelt.en';

export const texts: Translated<typeof english> = {
  id: 'unipelt',
  subcategory: 'Kombination von Hand',
  learn: {
    idea:
      'Niemand weiß vorher, welche Methode zu einer Aufgabe passt. UniPELT baut drei davon ein und ' +
      'gibt jeder ein kleines Ventil, das den Text ansieht und entscheidet, wie weit es sich öffnet.',
    where:
      'In jeder Schicht: ein Umweg neben Query und Value, gelernte Zeilen ' +
      'vor Keys und Values, ein kleiner Block hinter dem Feed-forward-Block.',
    inferenceCost: 'Die seiner drei Teile zusammen; nichts lässt sich einrechnen.',
    pitfalls:
      'Viele Teile teilen sich eine Lernrate. In einem Sprachmodell darf das ' +
      'Gate eines Tokens nur zurücksehen, dort ist es also ein laufendes Mittel.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    l: prefixTokens,
    reparameterise,
    mid: networkWidth,
    shift_positions: shiftPositions,
    m: bottleneck,
    activation,
  },
  merge:
    'Die Gates sehen den Text an, kein Gewicht kann also ' + 'enthalten, was sie durchlassen; alles bleibt im Modell.',
  noScript: adapterHub('unipelt'),
};
