/** German for FISH Mask. */
import { addedToWeights, keep, scope } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './fishMask.en';

export const texts: Translated<typeof english> = {
  id: 'fish-mask',
  subcategory: 'Maske über vortrainierten Gewichten',
  learn: {
    idea:
      'Vor dem Training werden einige Beispiele angesehen, um zu messen, wie stark jedes Gewicht ' +
      'die Antwort bewegt (seine Fisher-Information). Dann wird nur das halbe Prozent trainiert, ' +
      'das sie am stärksten bewegt; alle anderen Gewichte bleiben genau, wie sie waren.',
    where:
      'Einzelne Einträge, verstreut über die Matrizen aller Schichten: ' +
      'sieh nach, welche Schichten die meisten bekommen haben.',
    inferenceCost: addedToWeights,
    pitfalls:
      'Quadriert wird für jedes Beispiel einzeln, nicht für einen Batch. Ein Gewicht außerhalb der ' +
      'Maske darf sich gar nicht bewegen, also dürfen es weder Momentum noch Weight Decay berühren.',
  },
  hyperparameters: {
    keep,
    scope,
    samples: {
      label: 'Bewertete Beispiele',
      description: 'An wie vielen Trainingsbeispielen die Fisher-Information gemessen wird, eines nach dem anderen.',
    },
  },
  noScript: 'Es hat nichts, was einzelne Gewichte nach ihrer Fisher-Information auswählt.',
  says: {
    trainKept: 'Die behaltenen Einträge trainieren',
    score: 'Die Fisher-Information messen',
  },
};
