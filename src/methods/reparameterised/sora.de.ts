/** German for SoRA. */
import { alpha, dropout, onlyRanksLeft, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './sora.en';

export const texts: Translated<typeof english> = {
  id: 'sora',
  subcategory: 'LoRA-Abkömmlinge: angepasster Rang',
  learn: {
    idea:
      'Jeder Rang von LoRA bekommt einen Lautstärkeregler, und alle Regler werden bei jedem Schritt ' +
      'ein wenig zugedreht. Regler, die die Aufgabe braucht, werden wieder hochgeschoben; die anderen ' +
      'erreichen null und bleiben dort, sodass jede Matrix mit dem Rang endet, den sie braucht.',
    where: 'Ein dünner Umweg neben jeder linearen Schicht, mit r Reglern in der Mitte.',
    inferenceCost: onlyRanksLeft,
    pitfalls:
      'Die Regler gehen je Schritt bis zu einer Lernrate weit: ein λ weit darunter entfernt nichts, ' +
      'eines weit darüber alles. Wie viel insgesamt geschrumpft wird, wächst mit der Zahl der Schritte: ' +
      '0,0003 bei einer Lernrate von 0,0008 über Tausende Schritte bei den Autoren sind hier 0,001 bei 0,003 über ' +
      'ein paar Hundert.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    lambda: { label: 'Schwelle λ', description: 'Wie weit jeder Regler in jedem Schritt gegen null schrumpft.' },
    lambda_schedule: {
      label: 'Verlauf von λ',
      description:
        'Ob λ immer gleich ist, Schritt für Schritt von null an wächst, oder in Stufen, deren jede mit eigener ' +
        'Lernrate bei der vorigen weitermacht (so gehen die Autoren von dicht zu dünn).',
    },
    stages: { label: 'Stufen', description: 'In wie vielen Stufen λ wächst, wenn es in Stufen wächst.' },
    lambda1: {
      label: 'Strafe λ₁',
      description:
        'Gewicht der mittleren Größe aller Regler im Loss. ' +
        'Die Skripte der Autoren nehmen 10, was mit AdamW dasselbe tut.',
    },
  },
  noScript:
    'Sein LoRA hat kein Tor zwischen A und B, und seine ' + 'Optimierer keinen proximalen Schritt, der eins schließt.',
  says: {
    stage: ({ lambda }) => `Mit λ = ${lambda} trainieren`,
    gates: ({ zero, all, ranks }) => `${zero} von ${all} Reglern sind null; übrige Ränge: ${ranks}.`,
  },
};
