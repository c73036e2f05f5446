/** German for Child-Tuning. */
import { scope } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './childTuning.en';

export const texts: Translated<typeof english> = {
  id: 'child-tuning',
  name: 'Child-Tuning',
  subcategory: 'Maske über Gewichtsänderungen',
  learn: {
    idea:
      'Ein großes Modell lernt wenige Daten auswendig. Child-Tuning lässt nur einen Teil des ' +
      'Netzes, das Kind, den Gradienten hören. In Variante D wird das Kind einmal ausgesucht, dort ' +
      'wo die Aufgabe am meisten zu sagen hat; in Variante F wird es bei jedem Schritt ausgelost.',
    where:
      'D: einzelne Einträge in allen Schichten; Embeddings sind frei. F: alles, bei jedem Schritt ein anderer Teil.',
    inferenceCost: 'Keine.',
    pitfalls:
      'F berührt am Ende jedes Gewicht, spart also weder Speicher noch Platz: es ist eine ' +
      'Regularisierung. D misst Batches und keine einzelnen Beispiele, bewertet also anders als FISH Mask.',
  },
  hyperparameters: {
    variant: {
      label: 'Kind',
      description:
        'D: einmal ausgesucht, nach der Fisher-Information der Aufgabe. ' +
        'F: bei jedem Schritt neu gezogen, ohne auf die Aufgabe zu sehen.',
    },
    p: { label: 'Größe des Kindes p', description: 'Anteil der Gewichte, deren Gradienten zählen.' },
    batches: {
      label: 'Bewertete Batches',
      description: 'An wie vielen Batches die Fisher-Information gemessen wird (nur D).',
    },
    scope,
    mask_norms: {
      label: 'Auch Normen',
      description:
        'Das Kind von D wird auch unter den Normen der Schichten gesucht, wie in der Referenz; aus: sie sind frei.',
    },
  },
  noScript: 'Einen Optimierer, der Gradienten maskiert, hat es nicht.',
  says: {
    trainChild: 'Das Kind trainieren',
    score: 'Die Fisher-Information von Batches messen',
  },
};
