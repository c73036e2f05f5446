/** German for LST. */
import type { Translated } from '../texts';
import type { texts as english } from './lst.en';

export const texts: Translated<typeof english> = {
  id: 'lst',
  subcategory: 'anderes',
  learn: {
    idea:
      'Das große Modell bleibt in Ruhe, und daneben entsteht ein kleines, das sehen ' +
      'darf, was jede Schicht gefunden hat. Das Training geht nur durch das kleine ' +
      'zurück, darum spart es den größten Teil des Speichers, den Training braucht.',
    where:
      'Neben dem Stapel: ein schmaler Block für jede Schicht, der ' +
      'ihre Ausgabe liest. Der Gradient kommt nie ins große Modell.',
    inferenceCost:
      'Das Seitennetz läuft nach dem Modell: mehr Arbeit um etwa eins durch das Quadrat der Verkleinerung.',
    pitfalls:
      'Das Seitennetz beginnt zufällig und muss erst lesen lernen, braucht ' +
      'also mehr Schritte als Methoden, die das Modell selbst anstupsen. Im Paper beginnt es mit ' +
      'beschnittenen Gewichten des Modells und lässt einige Schichten aus; hier beginnt es zufällig, mit allen. ' +
      'Wie im Code der Autoren liest die Aufgabe nur die Leiter; erst mit dem letzten Tor auch das Modell.',
  },
  hyperparameters: {
    reduction: { label: 'Verkleinerung', description: 'Um wie viel schmaler das Seitennetz ist als das Modell.' },
    merge_last: {
      label: 'letztes Tor',
      description:
        'Mischt die Antwort der Leiter mit der des Modells selbst, durch ein Tor, das in der Mitte beginnt. ' +
        'Im Code der Autoren heißt es merge_last und ist aus.',
    },
    cache: {
      label: 'Merkmalsspeicher (MB)',
      description:
        'Das eingefrorene Modell antwortet auf einen Text in jeder Epoche gleich. Bis zu so ' +
        'viele Megabyte seiner Antworten bleiben im Arbeitsspeicher dieses Rechners, sodass ' +
        'spätere Epochen nur noch das Seitennetz trainieren: schneller, mit demselben Ergebnis. ' +
        'Brauchen alle Trainingstexte zusammen mehr, wird nichts behalten; 0 schaltet es aus.',
    },
  },
  merge:
    'Das Seitennetz läuft neben dem Modell und hat eigene ' +
    'Nichtlinearitäten, lässt sich also nicht einrechnen; es bleibt daneben.',
  noScript: 'Eine Leiter von Seitenblöcken, deren Gradient nicht ins Modell geht, hat es nicht.',
  says: {
    noDivisor: ({ reduction, hidden, most }) =>
      `reduction von lst ist ${reduction}, kein Teiler der Breite ${hidden}: einen Teiler von 1 bis ${most} ` +
      'wählen.',
  },
};
