/** German for GaLore. */
import { allTargets, rank } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './galore.en';

export const texts: Translated<typeof english> = {
  id: 'galore',
  subcategory: 'Gradienten von niedrigem Rang',
  learn: {
    idea:
      'Alle Gewichte werden trainiert wie beim vollen Fine-Tuning, doch der Optimierer sieht vom Gradienten jeder ' +
      'Matrix nur die stärksten Richtungen. Seine beiden Momente sind dann so schmal wie die Faktoren von LoRA. Von ' +
      'Zeit zu Zeit werden die Richtungen neu gesucht, sodass sich die Gewichte am Ende überallhin bewegen können.',
    where: 'Alles leuchtet auf wie beim vollen Fine-Tuning; schmal ist nur, was der Optimierer sich merkt.',
    inferenceCost: 'Keine: Die Gewichte selbst sind geändert.',
    pitfalls:
      'Gespart wird nur beim Optimierer: Gewichte und Gradienten sind so groß wie immer, und das fertige Modell ist ' +
      'ein ganz neues. Einbettungen, Normen und Biases werden wie gewohnt trainiert. Wechseln die Richtungen, ' +
      'bleiben die Momente stehen, obwohl sie zu den alten gehören; so haben es die Autoren. Richtungen zu finden ' +
      'kostet einen zweiten Rückwärtsdurchlauf und eine Zerlegung jeder Matrix, bei breiten dauert das. Die Autoren ' +
      'suchen alle 200 bis 500 Schritte neu, hier sind es 50, weil die Läufe kurz sind.',
  },
  hyperparameters: {
    r: { ...rank, description: 'In wie vielen Richtungen des Gradienten jeder Matrix der Optimierer arbeitet.' },
    scale: {
      label: 'Faktor α',
      description: 'Faktor auf die Schritte der projizierten Matrizen: ihre eigene Lernrate.',
    },
    update_proj_gap: { label: 'Abstand T', description: 'Nach so vielen Schritten werden die Richtungen neu gesucht.' },
    targets: {
      ...allTargets,
      description: 'Bei welchen Gewichtsmatrizen der Gradient projiziert wird; alle anderen lernen wie gewohnt.',
    },
  },
  noScript:
    'Es ist kein Adapter, sondern ein Optimierer: Transformers trainiert ihn mit optim="galore_adamw" und ' +
    'optim_target_modules, über das Paket galore-torch.',
};
