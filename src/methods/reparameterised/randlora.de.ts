/** German for RandLoRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './randlora.en';

export const texts: Translated<typeof english> = {
  id: 'randlora',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Ein LoRA von niedrigem Rang kann nicht jede Änderung ausdrücken. Hier werden viele zufällige Matrizen ' +
      'niedrigen Rangs addiert, genug für vollen Rang; sie werden einmal für alle Schichten gezogen und nie ' +
      'trainiert. Trainiert wird, wie stark jede ihrer Zeilen und Spalten ist: wenige Zahlen, und doch ist jede ' +
      'Richtung erreichbar.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Ein kleineres r heißt mehr Summanden und mehr trainierte Zahlen, nicht weniger. Jeder Schritt kostet ' +
      'zwei Produkte mit vollen Matrizen, weit mehr als LoRA. Der Faktor α / r ist groß; mit großer Lernrate ' +
      'wird das Training instabil. Die Zufallsmatrizen stehen in der Datei, wo PEFT sie neu ziehen könnte.',
  },
  hyperparameters: {
    r: { label: 'Rang der Summanden r', description: 'Rang jeder Zufallsmatrix; d / r davon werden addiert.' },
    randlora_alpha: {
      label: 'Faktor α',
      description: 'Die Summe wird mit α / r multipliziert; üblich ist das Zwanzigfache von r.',
    },
    dropout,
    targets,
  },
};
