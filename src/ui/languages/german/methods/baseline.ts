/** German for the methods that the others are compared with. */
import type { MethodsTexts } from '../../contents';

export const baseline: MethodsTexts = {
  full: {
    name: 'Volles Feinabstimmen',
    subcategory: 'alle Gewichte',
    learn: {
      idea:
        'Jede Zahl im Modell darf sich ändern. Nichts kommt hinzu, das angepasste Modell ist also so schnell wie ' +
        'das ursprüngliche, aber es ist ein ganzes neues Modell: für jede Aufgabe wird alles noch einmal ' +
        'gespeichert.',
      where: 'Alles leuchtet: Embeddings, Attention, Feed-forward-Blöcke und Normen.',
      inferenceCost: 'Keine.',
      pitfalls:
        'Es braucht eine kleine Lernrate und den meisten Speicher: Gradient und zwei Momente des Optimierers ' +
        'für jedes Gewicht. Mit wenigen Beispielen kann es vergessen, was das Vortraining gelehrt hat.',
    },
    hyperparameters: {},
  },
  'head-only': {
    name: 'Nur der Kopf (Linear Probe)',
    subcategory: 'Kopf für die Aufgabe',
    learn: {
      idea:
        'Das vortrainierte Modell wird gar nicht angerührt. Es macht aus jedem Text einen Vektor, und nur der ' +
        'kleine Klassifikator darüber lernt.',
      where: 'Nur der Kopf ganz oben leuchtet; kein Gradient fließt in die Schichten.',
      inferenceCost: 'Keine.',
      pitfalls:
        'Es kann nur nutzen, was die eingefrorenen Merkmale schon trennen. Bleibt es weit hinter den anderen ' +
        'Methoden zurück, müssen sich für die Aufgabe die Merkmale selbst ändern.',
    },
    hyperparameters: {},
  },
};
