/** German for KronA. */
import { besideQueryAndValue, noneAfterMerging } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './krona.en';

export const texts: Translated<typeof english> = {
  id: 'krona',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Ein kleines Muster B wird viele Male gemalt, jede Kopie mit eigener Stärke ' +
      'aus A: das ist ein Kronecker-Produkt. Ein paar hundert Zahlen füllen eine ' +
      'ganze Matrix, und anders als das Produkt von LoRA kann sie vollen Rang haben.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Formen von A und B folgen aus den Teilern der Matrixgröße, es gibt ' +
      'also keinen Rang zum Aufdrehen. Es braucht eine größere Lernrate als LoRA.',
  },
  hyperparameters: {
    s: { label: 'Skala s', description: 'Wie laut das Update ist.' },
    targets: {
      label: 'Zielmatrizen',
      description: 'Welche Gewichtsmatrizen ein Update bekommen; auto ist Query und Value.',
    },
  },
};
