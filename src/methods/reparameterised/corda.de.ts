/** German for CorDA. */
import {
  alpha,
  batches,
  besideQueryAndValue,
  dropout,
  noneAfterMerging,
  rank,
  startsFromData,
  targets,
} from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './corda.en';

export const texts: Translated<typeof english> = {
  id: 'corda',
  subcategory: 'Niedrigrang-Zerlegung',
  learn: {
    idea:
      'PiSSA trainiert die größten Teile einer Gewichtsmatrix, gleich womit sie gefüttert wird. CorDA sieht zuerst ' +
      'die Eingaben an, die die Aufgabe bringt, und nimmt die Teile, auf die es bei ihnen am meisten ankommt: ' +
      'Richtungen, die die Aufgabe nie benutzt, bleiben, wie sie sind.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Der Start hängt von den angesehenen Texten ab, und wenige sagen über breite Schichten wenig: PEFT empfiehlt ' +
      'etwa 256 lange. Die zweite Betriebsart von PEFT gibt es hier nicht: sie erhält das Wissen des Modells, indem ' +
      'sie die Teile nimmt, auf die es bei anderen Texten am wenigsten ankommt. Eingaben werden wie dort durch ihren ' +
      'größten Eintrag geteilt.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    batches: {
      ...batches,
      label: 'Texte vorher',
      description: 'Wie viele Texte vor dem Training angesehen werden.',
    },
  },
  noScript: startsFromData('preprocess_corda'),
};
