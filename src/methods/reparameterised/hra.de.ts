/** German for HRA. */
import { noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './hra.en';

export const texts: Translated<typeof english> = {
  id: 'hra',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Eine Gewichtsmatrix bekommt nichts dazu, sie wird gedreht. Jeder von r trainierten Vektoren steht ' +
      'senkrecht auf ' +
      'einem Spiegel; was die Matrix liest, wird an einem nach dem anderen gespiegelt. Längen und Winkel bleiben, ' +
      'wie sie waren: Vortrainiertes wird gedreht statt überschrieben.',
    where: 'Vor den Matrizen für Query und Value in jeder Schicht: was sie lesen, wird gespiegelt.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Spiegel beginnen in gleichen Paaren, die sich aufheben, darum muss r gerade sein. Nur die Richtung eines ' +
      'Vektors zählt, nicht seine Länge; Weight Decay bewirkt nichts Sinnvolles. Vor dem Einrechnen kostet jeder ' +
      'Schritt ein zweites Produkt mit der ganzen Matrix.',
  },
  hyperparameters: {
    r: { label: 'Spiegel r', description: 'Wie viele Spiegelungen hintereinander stehen; eine gerade Zahl.' },
    targets,
  },
  says: {
    odd: ({ r }) =>
      `r von hra muss gerade sein, denn die Spiegelungen beginnen in Paaren, die sich aufheben; ${r} ist es nicht. ` +
      'Die nächste Zahl passt.',
  },
};
