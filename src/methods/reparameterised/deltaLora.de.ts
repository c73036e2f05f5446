/** German for Delta-LoRA. */
import { alpha, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './deltaLora.en';

export const texts: Translated<typeof english> = {
  id: 'delta-lora',
  subcategory: 'LoRA-Abkömmlinge: von LoRA geführte Gewichte',
  learn: {
    idea:
      'LoRA rührt die große Matrix nie an. Delta-LoRA lässt sie mitgehen: nach jedem Schritt wird ' +
      'die Änderung des kleinen Produkts auch zur großen Matrix addiert. Schritt für Schritt ' +
      'summiert sich das zu einer Änderung von hohem Rang, ohne Gradienten für die große Matrix.',
    where:
      'Ein dünner Umweg neben den Matrizen für Query und Value ' +
      'in jeder Schicht; auch diese Matrizen bewegen sich.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Der Adapter enthält die bewegten Matrizen ganz, seine Datei ist also groß. Sobald W sich ' +
      'bewegt, wirkt dieselbe Lernrate 1 + λ mal so stark: eine kleinere als für LoRA wählen.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    lambda: {
      label: 'Anteil λ',
      description: 'Wie viel von der Änderung von B A das vortrainierte Gewicht übernimmt.',
    },
    start: {
      label: 'Beginn K',
      description: 'Anteil des Laufs, nach dem sich das vortrainierte Gewicht zu bewegen beginnt.',
    },
  },
  noScript: 'Es lässt die Grundgewichte, wie sie sind, wo Delta-LoRA sie mit B A bewegt.',
};
