/** German for Sequential adapter (Houlsby). */
import { activation, adapterHub, adapterStays, bottleneck } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './sequentialAdapter.en';

export const texts: Translated<typeof english> = {
  id: 'sequential-adapter',
  name: 'Sequenzieller Adapter (Houlsby)',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Nach der Attention und nach dem Feed-forward-Block wird der Vektor durch ' +
      'eine enge Stelle gepresst und das Ergebnis dazu addiert. Das große ' +
      'Modell bleibt eingefroren; nur die Engstellen (und die Normen) lernen.',
    where: 'Zwei kleine Blöcke in jeder Schicht, jeweils kurz vor der Residual-Addition.',
    inferenceCost: 'Zwei schmale Produkte je Teilschicht bleiben: einige Prozent mehr Zeit.',
    pitfalls:
      'Der Ort zählt: vor Residual-Addition und Norm, nicht dahinter. ' +
      'Ohne die Normen geht ein Teil der Güte des Papers verloren.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    train_norms: {
      label: 'LayerNorms trainieren',
      description: 'Auch Verstärkung und Bias der beiden Normen jeder Schicht trainieren, wie das Paper es tut.',
    },
    init: {
      label: 'Start',
      description:
        'Die winzigen Zufallszahlen des Papers, oder eine Projektion nach ' +
        'oben aus Nullen, die genau beim vortrainierten Modell beginnt.',
    },
  },
  merge: adapterStays,
  noScript: adapterHub('double_seq_bn'),
};
