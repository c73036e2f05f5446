/** German for HiRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './hira.en';

export const texts: Translated<typeof english> = {
  id: 'hira',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Eine Matrix von niedrigem Rang sagt, um welchen Anteil jeder Eintrag der vortrainierten Matrix wächst oder ' +
      'schrumpft. Eintrag für Eintrag mit der großen Matrix multipliziert, bekommt die Änderung deren vollen Rang, ' +
      'mit nicht mehr Zahlen als ein LoRA.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Einträge der vortrainierten Matrix sind klein, also auch die Änderung: die Lernrate ist größer als bei ' +
      'LoRA, und kein Faktor α / r hilft nach. Was null ist, bleibt null. Jeder Schritt baut eine ganze Matrix.',
  },
  hyperparameters: { r: rank, dropout, targets },
};
