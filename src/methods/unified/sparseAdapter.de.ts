/** German for SparseAdapter. */
import { activation, adapterStays } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './sparseAdapter.en';

export const texts: Translated<typeof english> = {
  id: 'sparse-adapter',
  subcategory: 'ausgedünnte Adapter',
  learn: {
    idea:
      'Adapter haben viele Zahlen, auf die es kaum ankommt. Vor dem ersten Schritt wird jede Zahl danach ' +
      'bewertet, was der Loss spüren würde, wenn sie fehlte; die meisten werden weggeworfen, der Rest wird ' +
      'trainiert. Ein breiter Adapter, dem wenige Zahlen geblieben sind, ist besser als ein schmaler mit ' +
      'ebenso vielen.',
    where: 'Zwei Blöcke in jeder Schicht wie bei Houlsby, mit Löchern darin.',
    inferenceCost:
      'Zwei Produkte je Teilschicht; die Nullen sparen nur ' +
      'dort Zeit, wo dünn besetzte Produkte unterstützt werden.',
    pitfalls:
      'Beginnt die Projektion nach oben bei null, ist auch der Gradient der Projektion nach unten ' +
      'null, und SNIP würde sie wegwerfen. Der behaltene Anteil gilt für die beiden Matrizen: Biases und LayerNorm ' +
      'bleiben, bei sehr kleinen Anteilen sind sie das meiste, was trainiert wird.',
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
    norm: {
      label: 'Eigene LayerNorm',
      description: 'Eine trainierte LayerNorm vor dem Adapter, wie im Code der Autoren.',
    },
    biases: {
      label: 'Biases bleiben',
      description:
        'Biases werden ganz trainiert, wie in der Referenz; aus: Sie können wegfallen wie Einträge einer Matrix.',
    },
    score: {
      label: 'Was bleibt',
      description: 'Nach der Wirkung auf den Loss (SNIP), nach der Größe, oder ausgelost.',
    },
    batches: { label: 'Bewertete Batches', description: 'Über wie viele Batches der Gradient für SNIP genommen wird.' },
    activation,
  },
  merge: adapterStays,
  noScript: 'Bottleneck-Adapter hat es nicht, und vor dem Training schneidet es nichts weg.',
  says: {
    train: 'Trainieren, was übrig ist',
    score: 'Die Adapter vor dem Training bewerten',
  },
};
