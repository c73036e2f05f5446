/** German for S-BitFit. */
import { rounds, scoredBatches, searchShare } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './sBitfit.en';

export const texts: Translated<typeof english> = {
  id: 's-bitfit',
  subcategory: 'Maske über vortrainierten Gewichten',
  learn: {
    idea:
      'Wie U-BitFit findet es heraus, welche Biases das Training lohnen, behält oder streicht aber ganze ' +
      'Vektoren: die einer linearen Schicht oder einer Norm. Was bleibt, lässt sich mit wenigen Worten sagen und ' +
      'leicht speichern. Im Paper behalten die mittleren Schichten am meisten, vor allem in der ersten Hälfte des ' +
      'Feed-forward-Blocks.',
    where: 'Erst eine dünne Linie am Rand jeder linearen Schicht und jeder Norm, dann nur noch an einigen.',
    inferenceCost: 'Keine: die neuen Biases ersetzen die alten.',
    pitfalls:
      'Die Vektoren sind verschieden lang. Gewählt wird nach dem, was jede ihrer Zahlen wert ist, sonst gewönne ' +
      'immer der längste (eigene Formulierung). Auf einem kleinen Modell fasst das Budget nur wenige Vektoren.',
  },
  hyperparameters: {
    keep: {
      label: 'Behaltener Anteil k',
      description: 'Anteil aller Bias-Einträge, den die behaltenen Vektoren zusammen haben dürfen.',
    },
    rounds,
    search_share: searchShare,
    batches: scoredBatches,
  },
  noScript: 'Es kann Biases trainieren, aber nichts darin sucht nach den Vektoren, auf die es ankommt.',
  says: {
    noVectorFits: ({ keep, shortest, all, least }) =>
      `keep von s-bitfit ist ${keep}, aber der kürzeste Bias-Vektor hat ${shortest} der ${all} Einträge; einen ` +
      `Anteil von ${least} bis 1 wählen.`,
  },
};
