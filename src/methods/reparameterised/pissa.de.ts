/** German for PiSSA. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './pissa.en';

export const texts: Translated<typeof english> = {
  id: 'pissa',
  subcategory: 'LoRA-Abkömmlinge: Verbesserungen',
  learn: {
    idea:
      'LoRA beginnt bei nichts: B ist null, und die ersten Schritte sind klein. PiSSA legt die r stärksten ' +
      'Richtungen ' +
      'der Gewichtsmatrix selbst in A und B und friert nur den Rest ein. So beginnt das Training mit dem Wichtigsten ' +
      'und lernt schneller.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Zerlegung dauert vor dem Lauf einen Moment. Die Lernrate ist die des Fine-Tunings der Gewichte, kleiner ' +
      'als bei LoRA. Als PEFT-Adapter für das unveränderte Modell wird daraus ein LoRA vom Rang 2r: der trainierte ' +
      'Teil, abzüglich des Teils, bei dem er begann.',
  },
  hyperparameters: { r: rank, alpha, dropout, targets },
};
