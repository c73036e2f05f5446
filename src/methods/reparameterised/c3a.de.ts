/** German for C³A. */
import { besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './c3a.en';

export const texts: Translated<typeof english> = {
  id: 'c3a',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Die Änderung einer Gewichtsmatrix wird in quadratische Blöcke geteilt, und jeden füllt ein Vektor, der von ' +
      'Zeile zu Zeile um eine Stelle weiterrückt: eine zirkulante Matrix, also eine Faltung im Kreis. Sie hat wenige ' +
      'Zahlen und trotzdem vollen Rang, was kein Produkt schmaler Matrizen hat.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Blockgröße muss Eingaben und Ausgaben jeder Zielmatrix teilen; eine kleinere heißt mehr Zahlen. Die ' +
      'Änderung wird durch die Zahl der Eingaben geteilt, darum ist die Lernrate größer als bei LoRA. Schon vor ' +
      'dem ersten Schritt ist sie da, wenn auch klein.',
  },
  hyperparameters: {
    block_size: {
      label: 'Blockgröße b',
      description: 'Seite eines Blocks: ein Vektor dieser Länge füllt b² Einträge.',
    },
    targets,
  },
};
