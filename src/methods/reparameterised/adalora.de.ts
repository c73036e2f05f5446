/** German for AdaLoRA. */
import { alpha, beta1, beta2, dropout, onlyRanksLeft, orthogonality, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './adalora.en';

export const texts: Translated<typeof english> = {
  id: 'adalora',
  subcategory: 'LoRA-Abkömmlinge: angepasster Rang',
  learn: {
    idea:
      'LoRA gibt jeder Matrix denselben Rang. AdaLoRA beginnt mit mehr Rängen, als es behalten ' +
      'darf, beobachtet, wie viel jeder für den Loss bedeutet, und nimmt die am wenigsten ' +
      'nützlichen weg, bis eine Gesamtzahl erreicht ist; wichtige Matrizen behalten so mehr.',
    where: 'Ein dünner Umweg neben jeder linearen Schicht; in seiner Mitte erlöschen Ränge.',
    inferenceCost: onlyRanksLeft,
    pitfalls:
      'Der Plan braucht die Zahl der Schritte im Voraus: ein vorzeitig ' +
      'angehaltener Lauf hat sein Budget nicht eingehalten. Es zählt mehr Zahlen ' +
      'als LoRA mit dem Endrang, weil alle anfänglichen Ränge trainiert werden. Die Strafe redet mit, was wichtig ' +
      'ist: γ ist hier 0,02 statt 0,1 bis 0,5, sonst übertönte sie in schmalen Modellen die Aufgabe, und zwei Seeds ' +
      'behielten verschiedene Ränge.',
  },
  hyperparameters: {
    init_r: { label: 'Anfangsrang r₀', description: 'Rang, mit dem jede Matrix beginnt.' },
    target_r: { label: 'Mittlerer Rang am Ende', description: 'Ränge, die am Ende bleiben, im Mittel je Matrix.' },
    alpha,
    dropout,
    targets,
    tinit: { label: 'Unberührter Anteil t_i', description: 'Anteil des Laufs, bevor die ersten Ränge gehen.' },
    tfinal: { label: 'Endanteil t_f', description: 'Anteil des Laufs, in dem die Auswahl endgültig ist.' },
    delta_t: { label: 'Abstand ΔT', description: 'Schritte zwischen zwei Auswahlen.' },
    beta1,
    beta2,
    gamma: orthogonality,
  },
  says: {
    onlyDown: ({ last, first }) =>
      `target_r von adalora ist ${last}, aber die Ränge beginnen bei init_r = ${first} und gehen nur hinunter: ` +
      `target_r von 1 bis ${first} wählen.`,
    noSteps:
      'tinit und tfinal von adalora lassen keine Schritte, in denen Ränge gehen können: so wählen, dass ihre ' +
      'Summe höchstens 0,95 ist.',
  },
};
