/** German for MiSS. */
import { besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './miss.en';

export const texts: Translated<typeof english> = {
  id: 'miss',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Die Zeilen der großen Matrix werden in Stücke von r Zeilen geteilt, und alle Stücke teilen sich ' +
      'eine Korrektur. ' +
      'Was die Matrix liest, wird einfach addiert, immer die Einträge im Abstand r, und ein trainierter ' +
      'Block macht aus ' +
      'diesen r Summen Ausgaben: ein halbes LoRA ohne dessen erste Matrix.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Ein MiSS vom Rang r hat so viele Zahlen wie ein LoRA vom Rang r / 2, darum ist ein größerer Rang üblich (64). ' +
      'Welche Eingaben addiert werden, wird nicht gelernt, es folgt aus ihrer Reihenfolge. Früher hieß es Bone.',
  },
  hyperparameters: {
    r: {
      label: 'Rang r',
      description: 'Zeilen des gemeinsamen Blocks; Eingaben im Abstand r werden addiert.',
    },
    dropout,
    targets,
  },
};
