/** German for Compacter. */
import { adapterHub, adapterStays } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './compacter.en';

export const texts: Translated<typeof english> = {
  id: 'compacter',
  subcategory: 'Kombination von Hand',
  learn: {
    idea:
      'Alle Adapter aller Schichten teilen sich eine Handvoll winziger Matrizen. ' +
      'Jeder Adapter bringt nur zwei dünne Vektoren mit, die sagen, wie diese ' +
      'auszubreiten sind, und kostet so ungefähr so viel wie ein Bias-Vektor.',
    where:
      'Zwei kleine Blöcke in jeder Schicht (einer bei Compacter++), jeweils kurz ' +
      'vor der Residual-Addition; ihre Matrizen kommen aus einem gemeinsamen Satz.',
    inferenceCost: 'Wie bei anderen Adaptern, sobald die Matrizen ausmultipliziert sind.',
    pitfalls:
      'Die gemeinsamen Matrizen beginnen nahe null (Standardabweichung 0,0001), darum kommt es langsam in Gang und ' +
      'braucht eine große Lernrate: 0,003 über Zehntausende Schritte im Paper, 0,015 über ein paar Hundert hier. ' +
      'm und die Breite des Modells müssen Vielfache von n sein.',
  },
  hyperparameters: {
    n: {
      label: 'Kronecker-Faktoren n',
      description: 'Wie viele Produkte summiert werden; die Matrizen sind in n mal n Blöcke geteilt.',
    },
    m: { label: 'Engstelle m', description: 'Breite der schmalen Mitte, ein Vielfaches von n.' },
    variant: { label: 'Variante', description: 'Compacter++ hat keinen Adapter hinter der Attention.' },
  },
  merge: adapterStays,
  noScript: adapterHub('compacter'),
  says: {
    noDivisor: ({ n, hidden }) => `n von compacter ist ${n}, kein Teiler der Breite ${hidden}: einen Teiler wählen.`,
    noMultiple: ({ m, n, hidden }) =>
      `m von compacter ist ${m}, kein Vielfaches von n = ${n}: ein Vielfaches von n bis ${hidden} wählen.`,
  },
};
