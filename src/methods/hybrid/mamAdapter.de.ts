/** German for MAM adapter. */
import {
  activation,
  adapterScale,
  bottleneck,
  networkWidth,
  prefixTokens,
  reparameterise,
  shiftPositions,
  startDeviation,
} from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './mamAdapter.en';

export const texts: Translated<typeof english> = {
  id: 'mam-adapter',
  name: 'MAM-Adapter',
  subcategory: 'Kombination von Hand',
  learn: {
    idea:
      'Zwei Ideen, die zu zwei Orten passen: die Attention bekommt ein paar gelernte Keys ' +
      'und Values zum Hinsehen, und der Feed-forward-Block bekommt ein kleines Netz an die ' +
      'Seite. Zusammen erreichen sie volles Feinabstimmen mit wenigen Prozent der Zahlen.',
    where:
      'Gelernte Zeilen vor Keys und Values und ein kleiner ' + 'Zweig neben dem Feed-forward-Block, in jeder Schicht.',
    inferenceCost: 'Attention über l Positionen mehr und zwei schmale Produkte je Schicht.',
    pitfalls:
      'Beide Teile teilen sich eine Lernrate; das Präfix allein hätte gern ' +
      'eine größere. Das Paper gibt den größten Teil des Budgets dem Adapter.',
  },
  hyperparameters: {
    l: prefixTokens,
    init_std: startDeviation,
    reparameterise,
    mid: networkWidth,
    shift_positions: shiftPositions,
    m: bottleneck,
    activation,
    s: adapterScale,
  },
  merge:
    'Der Adapter hat in der Mitte eine Nichtlinearität und das Präfix ist kein ' +
    'Gewicht, keines von beiden lässt sich also einrechnen; beide bleiben im Modell.',
  noScript:
    'Präfixe hat es, aber keine Adapter dazu. Die Bibliothek ' +
    '„adapters“ von AdapterHub trainiert beide zusammen als mam.',
};
