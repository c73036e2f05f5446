/** German for LoKr. */
import { alpha, besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './lokr.en';

export const texts: Translated<typeof english> = {
  id: 'lokr',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Ein Muster wird viele Male gemalt, jede Kopie mit eigener Stärke: ein Kronecker-Produkt wie bei KronA. Hier ' +
      'ist das Muster selbst von niedrigem Rang; r ist also wieder ein Regler, und noch weniger Zahlen reichen.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Wo r mindestens die Hälfte der längeren Seite eines Faktors ist, bleibt dieser Faktor ganz, und ein ' +
      'größeres r ' +
      'ändert nur noch die Skala α / r. In kleinen Modellen ist das bald so: auf die Anzahl achten. Der erste Faktor ' +
      'wird nur auf Wunsch zerlegt.',
  },
  hyperparameters: {
    r: { label: 'Rang r', description: 'Rang des Musters, bis zur Hälfte seiner längeren Seite.' },
    alpha,
    targets,
    decompose_factor: {
      label: 'Größe des ersten Faktors',
      description: 'Zeilen und Spalten des ersten Faktors, wo das die Matrix teilt; −1: so quadratisch wie möglich.',
    },
    decompose_both: {
      label: 'Beide Faktoren zerlegen',
      description: 'Auch der erste Faktor ist ein Produkt von niedrigem Rang.',
    },
  },
};
