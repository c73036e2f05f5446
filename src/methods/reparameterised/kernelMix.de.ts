/** German for Kernel-mix. */
import { noneAfterMerging } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './kernelMix.en';

export const texts: Translated<typeof english> = {
  id: 'kernel-mix',
  subcategory: 'Verbesserungen von LoRA',
  learn: {
    idea:
      'LoRA gibt allen Attention-Köpfen zusammen eine Korrektur, obwohl jeder Kopf seine eigene Arbeit ' +
      'hat. Kernel-mix gibt jedem Kopf eine kleine Korrektur für sich, und noch eine für alle gemeinsam.',
    where:
      'Umwege neben den Matrizen für Query, Value und Ausgang in ' +
      'jeder Schicht, einer für jeden Kopf und einer für alle.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Korrektur am Ausgang wächst mit der Zahl der Köpfe mal der ' +
      'Breite, sie kostet also das Mehrfache von LoRA auf Query und Value. ' +
      'Die Ränge sind die der Autoren für RoBERTa; für GPT-2 nehmen sie 3 und 8 je Kopf, 12 und 8 für alle.',
  },
  hyperparameters: {
    head_rank_q: { label: 'Query: Rang je Kopf', description: 'Rang der eigenen Korrektur der Query in jedem Kopf.' },
    head_rank_v: { label: 'Value: Rang je Kopf', description: 'Rang der eigenen Korrektur des Values in jedem Kopf.' },
    head_rank_o: {
      label: 'Ausgang: Rang je Kopf',
      description: 'Rang der eigenen Korrektur des Ausgangs in jedem Kopf.',
    },
    shared_rank_q: {
      label: 'Query: gemeinsamer Rang',
      description: 'Rang der Korrektur der Query, die sich alle Köpfe teilen.',
    },
    shared_rank_v: {
      label: 'Value: gemeinsamer Rang',
      description: 'Rang der Korrektur des Values, die sich alle Köpfe teilen.',
    },
    shared_rank_o: {
      label: 'Ausgang: gemeinsamer Rang',
      description: 'Rang der Korrektur des Ausgangs, die sich alle Köpfe teilen.',
    },
    biases: {
      label: 'Biases der Köpfe',
      description:
        'Ein Bias für die Korrektur jedes Kopfes, wie in der Referenz, wo die Projektionen des Modells Biases haben.',
    },
    dropout: {
      label: 'Dropout p',
      description: 'Anteil der Eingaben der Korrekturen, die beim Training zufällig auf null gesetzt werden.',
    },
    init: {
      label: 'Start',
      description:
        'Zweite Faktoren aus Nullen, die genau beim vortrainierten ' +
        'Modell beginnen, oder kleine Zufallszahlen wie im Referenzcode.',
    },
  },
  noScript: 'Niedrigrang-Änderungen einzelner Aufmerksamkeitsköpfe hat es nicht.',
  says: {
    headRank: ({ part, rank, width }) =>
      `head_rank_${part} von kernel-mix ist ${rank}, aber ein Kopf ist nur ${width} breit: 1 bis ${width} wählen.`,
    sharedRank: ({ part, rank, most }) =>
      `shared_rank_${part} von kernel-mix ist ${rank}, aber die Matrix hat Rang ${most}: 1 bis ${most} wählen.`,
  },
};
