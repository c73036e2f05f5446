/** German for Intrinsic SAID. */
import { noneAfterMerging } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './intrinsicSaid.en';

export const texts: Translated<typeof english> = {
  id: 'intrinsic-said',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Ein vortrainiertes Modell ist dem, was die Aufgabe braucht, schon so nahe, ' +
      'dass ein paar hundert Richtungen genügen, um hinzukommen. Sie werden einmal ' +
      'zufällig gezogen, und das Training sagt nur, wie weit man jede entlanggeht.',
    where: 'Überall und nirgends: ein kurzer Vektor bewegt alle Gewichtsmatrizen aller Schichten zugleich.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Wenige Zahlen, aber kein billiger Schritt: die Änderung jeder Matrix wird ' +
      'jedes Mal neu berechnet, mit allen Einträgen. Der Speicher ist der von ' +
      'vollem Feinabstimmen ohne den Optimierer, also ein kleines Modell wählen.',
  },
  hyperparameters: {
    D: {
      label: 'Dimension D',
      description: 'Wie viele Zahlen insgesamt trainiert werden, gleich wie groß das Modell ist.',
    },
  },
  noScript: 'Eine Projektion eines kleinen Vektors in alle Gewichte hat es nicht.',
  says: {
    tooSmall: ({ dimension, matrices, least }) =>
      `D von intrinsic-said ist ${dimension}, aber das Modell hat ${matrices} Gewichtsmatrizen mit je einer ` +
      `Skala: D von ${least} bis 100000 wählen.`,
  },
};
