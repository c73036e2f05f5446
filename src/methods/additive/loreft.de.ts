/** German for LoReFT. */
import { rank } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './loreft.en';

export const texts: Translated<typeof english> = {
  id: 'loreft',
  subcategory: 'Eingriffe in Zustände',
  learn: {
    idea:
      'Alle Gewichte bleiben, geändert wird, was das Modell denkt: hinter jeder Schicht werden nur an der ersten und ' +
      'der letzten Position des Textes einige Richtungen des Zustands gelesen und durch das ersetzt, was eine kleine ' +
      'lineare Abbildung aus dem Zustand macht. Das Training findet die Richtungen, die senkrecht aufeinander ' +
      'bleiben, und die Abbildung.',
    where: 'Auf jeder Schicht, an wenigen Positionen; alle anderen gehen unverändert hindurch.',
    inferenceCost: 'Zwei schmale Produkte je Schicht, nur an den gewählten Positionen.',
    pitfalls:
      'Vorausgesetzt ist ein Text mit Anfang und Ende, darum gibt es die Methode nicht, wo ein Text fortgesetzt ' +
      'wird. In einem Decoder sehen die ersten Positionen nichts vom Text, die letzten schon. Im Artikel werden auch ' +
      'die Schichten gewählt; hier sind es alle. Bei einem Encoder–Decoder werden die Zustände des Encoders geändert.',
  },
  hyperparameters: {
    r: { ...rank, description: 'Wie viele Richtungen eines Zustands gelesen und überschrieben werden.' },
    first: { label: 'erste Positionen', description: 'An wie vielen Positionen am Textanfang eingegriffen wird.' },
    last: { label: 'letzte Positionen', description: 'An wie vielen Positionen am Textende eingegriffen wird.' },
    share_weights: {
      label: 'ein Eingriff für beide',
      description:
        'Erste und letzte Positionen teilen sich einen Eingriff je Schicht; sonst hat jede Art ihren eigenen.',
    },
    dropout: {
      label: 'Dropout p',
      description: 'Anteil eines geänderten Zustands, der im Training zufällig auf null gesetzt wird.',
    },
  },
  merge:
    'Geändert werden Zustände an wenigen Positionen, Gewichte aber wirken auf alle gleich; der Eingriff bleibt im ' +
    'Modell.',
  noScript:
    'Es ändert Gewichte und Eingaben, keine einzelnen Zustände. Die Bibliothek pyreft der Autoren trainiert diese ' +
    'Methode.',
  says: {
    tooWide: ({ r, hidden, most }) =>
      `r von loreft ist ${r}, aber Zustände haben ${hidden} Zahlen, von denen einige bleiben sollen; r von 1 bis ` +
      `${most} wählen.`,
    nowhere: 'loreft greift an keiner Position ein, denn first und last sind beide 0. Eines auf 1 oder mehr setzen.',
  },
};
