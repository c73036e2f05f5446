/** German for OLoRA. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './olora.en';

export const texts: Translated<typeof english> = {
  id: 'olora',
  subcategory: 'LoRA-Abkömmlinge: Verbesserungen',
  learn: {
    idea:
      'B beginnt mit Richtungen im rechten Winkel, die eine QR-Zerlegung der Gewichtsmatrix liefert, und A mit dem, ' +
      'was die Matrix entlang dieser Richtungen tut. Derselbe Teil wird der eingefrorenen Matrix entnommen: das ' +
      'Modell beginnt, wie es war, und keine Richtung wird doppelt trainiert.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Richtungen stammen aus den ersten r Spalten der Matrix und hängen damit von der Reihenfolge ' +
      'ihrer Eingaben ' +
      'ab; im rechten Winkel stehen sie nur am Anfang. Als PEFT-Adapter für das unveränderte Modell wird daraus ein ' +
      'LoRA vom Rang 2r. PEFT selbst kann in GPT-2 nicht so beginnen, dessen Matrizen gedreht gespeichert sind.',
  },
  hyperparameters: { r: rank, alpha, dropout, targets },
};
