/** German for Threshold-Mask. */
import type { Translated } from '../texts';
import type { texts as english } from './thresholdMask.en';

export const texts: Translated<typeof english> = {
  id: 'threshold-mask',
  subcategory: 'Maske über vortrainierten Gewichten',
  learn: {
    idea:
      'Kein einziges Gewicht ändert seinen Wert. Jedes bekommt einen Schalter, und ' +
      'das Training entscheidet, welche ausgeschaltet werden. Eine Aufgabe ist dann ' +
      'eine Liste aus Einsen und Nullen, ein Bit für jedes Gewicht des großen Modells.',
    where: 'Einzelne Einträge aller Matrizen in den Schichten werden dunkel.',
    inferenceCost: 'Keine: ausgeschaltete Gewichte sind Nullen.',
    pitfalls:
      'Eine Stufe hat keine Steigung, darum tut der Gradient so, als gäbe es den Schalter nicht ' +
      '(straight-through). Beim Training brauchen die Bewertungen so viel Speicher wie volles Feinabstimmen. ' +
      'Das Paper maskiert auch Pooler und Klassifikator; hier wird der Kopf wie üblich trainiert.',
  },
  hyperparameters: {
    sparsity: { label: 'Anfangs aus s₀', description: 'Anteil der Gewichte, die vor dem Training ausgeschaltet sind.' },
    skip: {
      label: 'Schichten ohne Maske',
      description: 'Wie viele der untersten Schichten ganz bleiben; das Paper lässt 2 von 12 aus.',
    },
  },
  noScript: 'Es hat nichts, was lernt, welche Gewichte abgeschaltet werden.',
  says: {
    tooManySkipped: ({ skip, layers, most }) =>
      `skip von threshold-mask ist ${skip}, aber das Modell hat ${layers} Schichten: 0 bis ${most} wählen.`,
    masked: ({ off, count, switched, bytes }) =>
      `${off} % der ${count} maskierten Gewichte sind ausgeschaltet, und ${switched} % haben die Seite ` +
      `gewechselt. Die Maske braucht ${bytes} Bytes.`,
  },
};
