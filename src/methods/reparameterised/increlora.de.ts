/** German for IncreLoRA. */
import { alpha, beta1, beta2, dropout, orthogonality, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './increlora.en';

export const texts: Translated<typeof english> = {
  id: 'increlora',
  subcategory: 'LoRA-Abkömmlinge: angepasster Rang',
  learn: {
    idea:
      'Überall beginnt es mit Rang 1. Immer wieder wird nachgesehen, von welchen ' +
      'Matrizen der Loss am meisten abhängt, und diese bekommen einen Rang mehr. ' +
      'Der neue Rang hat sich schon in Reserve aufgewärmt, kann also sofort helfen.',
    where: 'Ein dünner Umweg neben jeder linearen Schicht, der wächst.',
    inferenceCost: 'Nach dem Einrechnen keine; vorher nur die benutzten Ränge.',
    pitfalls:
      'Gezählt wird der größte Rang, für den gleich Platz gemacht wird; benutzt ' +
      'sind weniger. Ränge, die spät kommen, haben wenig Zeit zum Lernen. Wer dran ist, sagt eine eigene ' +
      'Wichtigkeit: ' +
      'Das Paper nimmt den Gradienten der ganzen Matrix, hier sind es die ihrer beiden Faktoren.',
  },
  hyperparameters: {
    r: { label: 'Größter Rang r', description: 'Wie viele Ränge eine Matrix höchstens bekommen darf.' },
    target: {
      label: 'Mittlerer Rang am Ende',
      description: 'Ränge, die bis zum Ende vergeben werden, im Mittel je Matrix.',
    },
    alpha,
    dropout,
    targets,
    start: { label: 'Wachstum beginnt', description: 'Anteil des Laufs, bevor der erste Rang vergeben wird.' },
    end: { label: 'Wachstum endet', description: 'Anteil des Laufs, bis zu dem alle Ränge vergeben sind.' },
    interval: { label: 'Abstand', description: 'Schritte zwischen zwei Runden, in denen Ränge vergeben werden.' },
    beta1,
    beta2,
    gamma: orthogonality,
    scaling: {
      label: 'Maßstab',
      description: 'α durch die benutzten Ränge, wie im Code der Autoren, oder durch den größten Rang.',
    },
  },
  noScript: 'Ränge kann es während des Trainings wegnehmen (AdaLoRA), aber keine hinzufügen.',
  says: {
    targetTooLarge: ({ target, r }) =>
      `target von increlora ist ${target}, aber keine Matrix darf mehr als r = ${r} Ränge haben: target von 1 ` +
      `bis ${r} wählen.`,
    noSteps: 'end von increlora muss größer sein als start, damit es Schritte gibt, in denen Ränge vergeben werden.',
  },
};
