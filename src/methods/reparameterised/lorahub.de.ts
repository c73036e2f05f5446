/** German for LoRAHub. */
import { alpha, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './lorahub.en';

export const texts: Translated<typeof english> = {
  id: 'lorahub',
  subcategory: 'LoRA-Abkömmlinge: mehrere Aufgaben',
  learn: {
    idea:
      'LoRAs, die für andere Aufgaben trainiert wurden, werden wie Farben gemischt: eine ' +
      'Zahl sagt, wie viel von jedem. Die Zahlen findet man, indem man ein paar Dutzend ' +
      'Mischungen an wenigen Beispielen ausprobiert; ein Gradient ist nicht nötig.',
    where:
      'Dünne Umwege neben den Matrizen für Query und Value in ' +
      'jeder Schicht, alle mit denselben wenigen Zahlen gewichtet.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Mischung kann nur so gut sein wie das, was darin ist: hat keine Quelle etwas mit dem Ziel ' +
      'gemeinsam, bleiben die besten Gewichte nahe null. Alle Gewichte zu verdoppeln macht das Update viermal ' +
      'so groß. Die Modelle des Papers antworten in Wörtern; ein Klassifikator braucht einen Kopf, der hier vor der ' +
      'Suche trainiert wird, mit bei jedem Schritt neu gezogenen Gewichten, damit er keine bevorzugt.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    sources: {
      label: 'Andere Datensätze',
      description: 'Wie viele andere Datensätze ein LoRA bekommen; jedes ist eine Zahl, die gesucht wird.',
    },
    source_share: {
      label: 'Anteil der Schritte',
      description: 'Teil der Schritte, der an die LoRAs geht; der Rest trainiert den Kopf für das Ziel.',
    },
    trials: { label: 'Versuche', description: 'Wie viele Sätze von Gewichten ausprobiert werden.' },
    batches: {
      label: 'Batches je Versuch',
      description: 'Jeder Versuch wird nach dem Loss auf diesen wenigen Batches beurteilt.',
    },
  },
  noScript: 'Adapter kann es mit gegebenen Gewichten addieren, aber es sucht die Gewichte nicht.',
  says: {
    searched: ({ tries, first, best, weights }) =>
      `${tries} Versuche: das Ziel ging von ${first} auf ${best}, mit den Gewichten ${weights}.`,
    trainOther: ({ index }) => `Ein LoRA auf dem anderen Datensatz ${index} trainieren`,
    trained: ({ index, count, result }) => `LoRA ${index} von ${count} ist trainiert (${result}).`,
    trainHead: 'Den Kopf für das Ziel mit ausgelosten Mischungen trainieren',
    without: ({ result }) => `Mit allen Modulen zu gleichen Teilen: ${result}.`,
    search: ({ count }) => `${count} Gewichte ohne Gradienten suchen`,
    use: 'Die Mischung benutzen',
    mixed: ({ result }) => `Mit der Mischung: ${result}.`,
  },
};
