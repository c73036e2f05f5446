/** German for LoRA. */
import { alpha, besideQueryAndValue, dropout, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './lora.en';

export const texts: Translated<typeof english> = {
  id: 'lora',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Die große Matrix bleibt, wie sie ist; gelernt wird eine kleine Korrektur dazu. Die ' +
      'Korrektur ist das Produkt einer hohen und einer breiten Matrix mit nur r Spalten und r ' +
      'Zeilen, hat also wenige Zahlen; am Ende lässt sie sich in die große Matrix einrechnen.',
    where: besideQueryAndValue,
    inferenceCost: 'Nach dem Einrechnen keine; vorher ein kleines zusätzliches Produkt.',
    pitfalls:
      'Mit r ändert sich auch der Faktor α / r, also α mitziehen. Ein größerer Rang ist nicht ' +
      'immer besser. In Modellen mit gemeinsamer Projektion (GPT-2) teilen sich Query, Key ' +
      'und Value ein A. DoRA rechnet in jedem Schritt zusätzlich die Norm der ganzen Matrix.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    rslora: {
      label: 'Faktor α / √r',
      description: 'Durch die Wurzel des Rangs teilen (rsLoRA), was zu großen Rängen passt.',
    },
    dora: {
      label: 'DoRA',
      description:
        'Die Länge jedes Ausgangs für sich trainieren; das Update ' +
        'von niedrigem Rang dreht dann nur noch die Richtung.',
    },
  },
  says: {
    oneMagnitude:
      'targets von lora: mit DoRA hat eine Spalte nur einen Betrag, also entweder qkv oder einige von q, k, v ' +
      'wählen, nicht beides.',
  },
};
