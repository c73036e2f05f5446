/** German for Head only (linear probe). */
import type { Translated } from '../texts';
import type { texts as english } from './headOnly.en';

export const texts: Translated<typeof english> = {
  id: 'head-only',
  name: 'Nur der Kopf (Linear Probe)',
  subcategory: 'Kopf für die Aufgabe',
  learn: {
    idea:
      'Das vortrainierte Modell wird gar nicht angerührt. Es macht aus jedem ' +
      'Text einen Vektor, und nur der kleine Klassifikator darüber lernt.',
    where: 'Nur der Kopf ganz oben leuchtet; kein Gradient fließt in die Schichten.',
    inferenceCost: 'Keine.',
    pitfalls:
      'Es kann nur nutzen, was die eingefrorenen Merkmale schon trennen. Bleibt es weit hinter ' +
      'den anderen Methoden zurück, müssen sich für die Aufgabe die Merkmale selbst ändern.',
  },
  hyperparameters: {},
};
