/** German for BitFit. */
import type { Translated } from '../texts';
import type { texts as english } from './bitfit.en';

export const texts: Translated<typeof english> = {
  id: 'bitfit',
  subcategory: 'nur die Biases',
  learn: {
    idea:
      'Eine lineare Schicht rechnet W x + b. BitFit friert alle großen Matrizen W ein und lässt ' +
      'nur den kleinen Versatz b sich bewegen. Das ist etwa eine Zahl von tausend, und oft genug.',
    where: 'Eine dünne Linie am Rand jeder linearen Schicht und jeder Norm.',
    inferenceCost: 'Keine: die neuen Biases ersetzen die alten.',
    pitfalls:
      'Es braucht eine größere Lernrate als volles Feinabstimmen. Der Bias des Keys ' +
      'bekommt nie einen Gradienten, weil Softmax eine Konstante nicht sieht, die zu allen ' +
      'Werten einer Query addiert wird. Modelle ohne Biases (Llama) kommen nicht in Frage.',
  },
  hyperparameters: {
    biases: {
      label: 'Welche Biases',
      description:
        'Alle Bias-Vektoren, oder nur die von Query und erster ' +
        'Feed-forward-Schicht, auf die es am meisten ankommt.',
    },
  },
};
