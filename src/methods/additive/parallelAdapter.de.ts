/** German for Parallel adapter. */
import { activation, adapterHub, adapterScale, adapterStays, bottleneck } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './parallelAdapter.en';

export const texts: Translated<typeof english> = {
  id: 'parallel-adapter',
  name: 'Paralleler Adapter',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Ein kleines Netz hört dieselbe Eingabe wie der große Feed-forward-Block ' +
      'und addiert seine Meinung zu dessen Antwort. Nebeneinander geht es ' +
      'besser als nacheinander, und eine Skala sagt, wie viel das kleine zählt.',
    where: 'Ein kleiner Zweig neben dem Feed-forward-Block jeder Schicht.',
    inferenceCost: 'Zwei schmale Produkte je Schicht bleiben; sie können gleichzeitig mit dem Block laufen.',
    pitfalls: 'Die Skala multipliziert auch den Gradienten, ein größeres s wirkt also wie eine größere Lernrate.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    s: adapterScale,
    learn_scale: { label: 'Skala lernen', description: 'Eine Skala je Schicht trainieren, die bei s beginnt.' },
  },
  merge: adapterStays,
  noScript: adapterHub('par_bn'),
};
