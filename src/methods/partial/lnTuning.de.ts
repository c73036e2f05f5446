/** German for LN-tuning. */
import type { Translated } from '../texts';
import type { texts as english } from './lnTuning.en';

export const texts: Translated<typeof english> = {
  id: 'ln-tuning',
  name: 'LN-Tuning',
  subcategory: 'nur die Normen',
  learn: {
    idea:
      'Zwischen den großen Matrizen bringt ein Transformer seine Vektoren auf eine Länge und streckt und verschiebt ' +
      'danach jedes Merkmal. LN-Tuning trainiert nur diese Streckungen und Verschiebungen: zwei Zahlen je Merkmal ' +
      'und Norm.',
    where: 'Jede Norm leuchtet: die beiden jeder Schicht, die nach den Embeddings, die vor dem Kopf.',
    inferenceCost: 'Keine: neue Faktoren und Biases ersetzen die alten.',
    pitfalls:
      'Es braucht eine größere Lernrate als volles Feinabstimmen. Es kann Merkmale lauter oder leiser machen, aber ' +
      'nicht neu mischen; eine Aufgabe fern vom Vortraining will mehr. Die Normen von Llama haben nur einen Faktor, ' +
      'also halb so viele Zahlen.',
  },
  hyperparameters: {},
};
