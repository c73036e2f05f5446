/** German for DeLoRA. */
import { besideQueryAndValue, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './delora.en';

export const texts: Translated<typeof english> = {
  id: 'delora',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Ein LoRA sagt zweierlei auf einmal: in welche Richtungen sich eine Gewichtsmatrix ändert und wie weit. ' +
      'Hier ist das getrennt. Jede Richtung wird auf Länge eins gebracht, und eine trainierte Zahl λ sagt, wie ' +
      'weit die Matrix in allen zusammen geht. Weiter als λ erlaubt kann sie nie, das Training kann also nicht ' +
      'davonlaufen.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Am Anfang ist B null und hat keine Richtung; der erste Schritt legt eine fest, und von da an hat die ' +
      'Änderung sofort die volle Länge. Ein zu großes λ macht diesen Sprung zu groß: erst λ senken, dann die ' +
      'Lernrate.',
  },
  hyperparameters: {
    r: rank,
    delora_lambda: {
      label: 'Länge λ',
      description: 'Wie lang die Änderung am Anfang sein darf, gemessen an den Gewichten; auch λ wird trainiert.',
    },
    targets,
  },
};
