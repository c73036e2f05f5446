/** German for LoHa. */
import { alpha, besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './loha.en';

export const texts: Translated<typeof english> = {
  id: 'loha',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Zwei Matrizen von niedrigem Rang wie bei LoRA werden Eintrag für Eintrag multipliziert. Das Ergebnis kann ' +
      'Rang r² statt r haben, für doppelt so viele Zahlen. Die Idee kommt aus dem föderierten Lernen (FedPara) und ' +
      'ist bei Bildern beliebt.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Ein LoHa vom Rang r hat so viele Zahlen wie ein LoRA vom Rang 2r: diese beiden vergleichen. Die Änderung wird ' +
      'in jedem Schritt als ganze Matrix gebaut, was mehr kostet als der dünne Umweg von LoRA. Zwei kleine Faktoren ' +
      'ergeben eine sehr kleine Änderung, darum ist die Lernrate größer.',
  },
  hyperparameters: {
    r: { label: 'Rang r', description: 'Rang jedes der beiden Faktoren; ihr Produkt kann r² erreichen.' },
    alpha,
    targets,
  },
};
