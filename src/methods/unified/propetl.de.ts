/** German for ProPETL. */
import { activation, adapterStays } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './propetl.en';

export const texts: Translated<typeof english> = {
  id: 'propetl',
  subcategory: 'geteilte Adapter',
  learn: {
    idea:
      'Alle Schichten teilen sich einen Adapter, aber jede sieht ihn durch ihre eigene ' +
      'Maske und damit eine andere Hälfte davon. Eine Maske kostet ein Bit je Zahl, ein ' +
      'Modell für eine neue Aufgabe ist also ein kleiner Adapter und ein Stapel Masken.',
    where:
      'Ein kleiner Block hinter dem Feed-forward-Block jeder ' +
      'Schicht: überall derselbe Block, mit anderen Löchern.',
    inferenceCost: 'Zwei schmale Produkte je Schicht, wie bei jedem Adapter.',
    pitfalls:
      'Beim Training sind die Bewertungen aller Schichten reelle Zahlen: trainiert werden ' +
      'mehr Zahlen als bei einem einfachen Adapter, nur gespeichert werden weniger. Was ' +
      'vom Adapter bleibt, wird nicht vergrößert, um die Löcher auszugleichen.',
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
        'Eine Projektion nach oben aus Nullen, die genau beim vortrainierten ' +
        'Modell beginnt, oder kleine Zufallszahlen für beide Matrizen.',
    },
  },
  merge: adapterStays,
  noScript: 'Ein Modul, das alle Schichten unter eigenen Masken teilen, hat es nicht.',
  says: {
    stored: ({ layers, bytes }) => `Ein Adapter und ${layers} Masken sind in ${bytes} Bytes gespeichert.`,
    overlap: ({ shared, byLot }) =>
      `Zwei Schichten teilen sich ${shared} % dessen, was eine benutzt; ausgelost wären es ${byLot} %.`,
  },
};
