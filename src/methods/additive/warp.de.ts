/** German for WARP. */
import { tokensStay } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './warp.en';

export const texts: Translated<typeof english> = {
  id: 'warp',
  subcategory: 'Soft-Prompt-basiert',
  learn: {
    idea:
      'Die Aufgabe wird zum Lückentext: vor den Text kommt „… [MASK]“, und das Training ' +
      'findet die Wörter für die Punkte. Welche Klasse es ist, wird an der Lücke ' +
      'abgelesen: jede Klasse hat einen gelernten Vektor, und der nächste gewinnt.',
    where: 'Unten: gelernte Tokens und eine Maske vor dem Text. Der Klassifikator liest nur die Stelle der Maske.',
    inferenceCost: 'Jeder Text wird l + 1 Tokens länger.',
    pitfalls:
      'Gemacht für Modelle, die Lücken füllen können. Die Modelle hier sind Satz-Encoder ohne Kopf für ' +
      'maskierte Sprache: die Lücke sagt ihnen anfangs wenig, und die Prompts haben viel zu lernen.',
  },
  hyperparameters: {
    l: {
      label: 'Virtuelle Tokens l',
      description: 'Wie viele gelernte Vektoren vor jeden Text gestellt werden, vor die Maske.',
    },
  },
  merge: tokensStay,
  noScript:
    'Seine Prompts gehen in einen Klassifikator; WARP liest die ' +
    'Antwort an einer Maske, durch den Kopf des Sprachmodells.',
  says: {
    tooLong: ({ l, positions, most }) =>
      `l von warp ist ${l}, aber das Modell hat ${positions} Positionen, und Maske und Text brauchen einige ` +
      `davon: l von 1 bis ${most} wählen.`,
  },
};
