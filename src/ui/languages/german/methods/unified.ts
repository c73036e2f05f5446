/** German for the unified methods. */
import type { MethodsTexts } from '../../contents';
import { activation, adapterStays } from './knobs';

export const unified: MethodsTexts = {
  adamix: {
    subcategory: 'Mischung von Anpassungen',
    merge:
      'Die Experten werden zu einem Adapter gemittelt, aber der hat in der Mitte eine Nichtlinearität und ' +
      'lässt sich nicht in die Gewichte ringsum einrechnen.',
    learn: {
      idea:
        'Trainiert wird ein kleines Team von Adaptern statt eines einzigen. Bei jedem Schritt entscheidet der ' +
        'Würfel, wer arbeitet, und die Antworten zweier zufällig Gewählter werden zueinander gezogen, damit sich ' +
        'die Mitglieder einig sind. Am Ende wird das Team zu einem Adapter gemittelt, der nicht mehr kostet als ' +
        'ein einzelner.',
      where: 'Ein kleiner Block in jeder Schicht, am Ausgang des Feed-forward-Blocks.',
      inferenceCost: 'Wie bei einem Adapter: zwei schmale Produkte je Schicht.',
      pitfalls:
        'Das Training braucht für die Einigkeit einen zweiten Durchgang, ein Schritt dauert also fast doppelt ' +
        'so lang. Am Ende einen zufälligen Experten statt des Mittels zu nehmen gibt schlechtere Antworten.',
    },
    hyperparameters: {
      m: { label: 'Engstelle m', description: 'Breite der schmalen Mitte jedes Experten.' },
      experts: { label: 'Experten M', description: 'Wie viele Adapter sich beim Training abwechseln.' },
      share_up: {
        label: 'Gemeinsamer Weg hinauf',
        description:
          'Alle Experten benutzen denselben Weg zurück nach oben, wie in den Versuchen des Papers; sonst hat ' +
          'jeder seinen eigenen.',
      },
      consistency: {
        label: 'Einigkeit',
        description:
          'Wie stark zwei zufällige Auswahlen von Experten zur gleichen Antwort gezogen werden; 0 spart den ' +
          'zweiten Durchgang.',
      },
    },
  },
  'sparse-adapter': {
    subcategory: 'ausgedünnte Adapter',
    merge: adapterStays,
    learn: {
      idea:
        'Adapter haben viele Zahlen, auf die es kaum ankommt. Vor dem ersten Schritt wird jede Zahl danach ' +
        'bewertet, was der Loss spüren würde, wenn sie fehlte; die meisten werden weggeworfen, der Rest wird ' +
        'trainiert. Ein breiter Adapter, dem wenige Zahlen geblieben sind, ist besser als ein schmaler mit ' +
        'ebenso vielen.',
      where: 'Zwei Blöcke in jeder Schicht wie bei Houlsby, mit Löchern darin.',
      inferenceCost:
        'Zwei Produkte je Teilschicht; die Nullen sparen nur dort Zeit, wo dünn besetzte Produkte unterstützt werden.',
      pitfalls:
        'Beginnt die Projektion nach oben bei null, ist auch der Gradient der Projektion nach unten null, und ' +
        'SNIP würde sie wegwerfen. Biases beginnen bei null, darum behält SNIP sie nie.',
    },
    hyperparameters: {
      m: {
        label: 'Engstelle m',
        description: 'Breite jedes Adapters vor dem Ausdünnen: breit und dünn besetzt schlägt schmal und voll.',
      },
      keep: {
        label: 'Behaltener Anteil k',
        description: 'Anteil der Einträge der Adapter, der bleibt; alle anderen sind für immer null.',
      },
      score: {
        label: 'Was bleibt',
        description: 'Nach der Wirkung auf den Loss (SNIP), nach der Größe, oder ausgelost.',
      },
      batches: {
        label: 'Bewertete Batches',
        description: 'Über wie viele Batches der Gradient für SNIP genommen wird.',
      },
      activation,
    },
  },
  propetl: {
    subcategory: 'geteilte Adapter',
    merge: adapterStays,
    learn: {
      idea:
        'Alle Schichten teilen sich einen Adapter, aber jede sieht ihn durch ihre eigene Maske und damit eine ' +
        'andere Hälfte davon. Eine Maske kostet ein Bit je Zahl, ein Modell für eine neue Aufgabe ist also ein ' +
        'kleiner Adapter und ein Stapel Masken.',
      where:
        'Ein kleiner Block hinter dem Feed-forward-Block jeder Schicht: überall derselbe Block, mit anderen Löchern.',
      inferenceCost: 'Zwei schmale Produkte je Schicht, wie bei jedem Adapter.',
      pitfalls:
        'Beim Training sind die Bewertungen aller Schichten reelle Zahlen: trainiert werden mehr Zahlen als ' +
        'bei einem einfachen Adapter, nur gespeichert werden weniger. Was vom Adapter bleibt, wird nicht ' +
        'vergrößert, um die Löcher auszugleichen.',
    },
    hyperparameters: {
      m: { label: 'Engstelle m', description: 'Breite des gemeinsamen Adapters.' },
      keep: { label: 'Behaltener Anteil k', description: 'Anteil des gemeinsamen Adapters, den jede Schicht benutzt.' },
      mask_rate: {
        label: 'Tempo der Masken',
        description: 'Wievielmal schneller die Bewertungen lernen als der gemeinsame Adapter.',
      },
      activation,
      init: {
        label: 'Start',
        description:
          'Eine Projektion nach oben aus Nullen, die genau beim vortrainierten Modell beginnt, oder kleine ' +
          'Zufallszahlen für beide Matrizen.',
      },
    },
  },
};
