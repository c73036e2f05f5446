/** German for Full fine-tuning. */
import type { Translated } from '../texts';
import type { texts as english } from './full.en';

export const texts: Translated<typeof english> = {
  id: 'full',
  name: 'Volles Feinabstimmen',
  subcategory: 'alle Gewichte',
  learn: {
    idea:
      'Jede Zahl im Modell darf sich ändern. Nichts kommt hinzu, das angepasste ' +
      'Modell ist also so schnell wie das ursprüngliche, aber es ist ein ganzes ' +
      'neues Modell: für jede Aufgabe wird alles noch einmal gespeichert.',
    where: 'Alles leuchtet: Embeddings, Attention, Feed-forward-Blöcke und Normen.',
    inferenceCost: 'Keine.',
    pitfalls:
      'Es braucht eine kleine Lernrate und den meisten Speicher: Gradient und zwei Momente des Optimierers ' +
      'für jedes Gewicht. Mit wenigen Beispielen kann es vergessen, was das Vortraining gelehrt hat.',
  },
  hyperparameters: {},
};
