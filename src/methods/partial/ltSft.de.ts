/** German for LT-SFT. */
import { addedToWeights, allThenSome, keep, scope } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './ltSft.en';

export const texts: Translated<typeof english> = {
  id: 'lt-sft',
  subcategory: 'Maske über Gewichtsänderungen',
  learn: {
    idea:
      'Zuerst wird das ganze Modell feinabgestimmt und notiert, welche Gewichte sich am meisten ' +
      'bewegt haben: das sind die Gewinnlose (winning tickets). Dann wird alles zurückgesetzt ' +
      'und ein zweites Mal trainiert, wobei nur die Lose frei sind. Gespeichert wird eine kurze ' +
      'Liste von Änderungen, und Listen für eine Aufgabe und eine Sprache lassen sich addieren.',
    where: allThenSome,
    inferenceCost: addedToWeights,
    pitfalls:
      'Die erste Hälfte braucht so viel Speicher wie volles Feinabstimmen. Ohne ' +
      'Rückkehr zum Anfang und ohne neuen Optimierer wäre es Pruning und kein Lottolos.',
  },
  hyperparameters: {
    keep,
    scope,
    dense: {
      label: 'Anteil der vollen Schritte',
      description: 'Teil des Laufs, der alles trainiert, um herauszufinden, auf welche Einträge es ankommt.',
    },
  },
  noScript:
    'Es hat nichts, was trainiert, zum Anfang zurückgeht und ' +
    'noch einmal trainiert, was sich am meisten bewegt hat.',
  says: {
    trainKept: 'Zurück zum Anfang, die behaltenen Einträge trainieren',
    trainAll: 'Alles trainieren',
    back: 'Alle Gewichte gehen zurück zum Anfang.',
  },
};
