/** German for U-BitFit. */
import { keep, rounds, scoredBatches, searchShare } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './uBitfit.en';

export const texts: Translated<typeof english> = {
  id: 'u-bitfit',
  subcategory: 'Maske über vortrainierten Gewichten',
  learn: {
    idea:
      'BitFit trainiert jeden Bias, doch nicht jeder wird gebraucht. Eine Suche trainiert eine Weile alle, fragt, ' +
      'wie sehr der Verlust stiege, wenn ein einzelner Eintrag dorthin zurückginge, wo er war, und streicht die ' +
      'Einträge, die am wenigsten fehlen würden. Mit den wenigen, die bleiben, beginnt das Training dann von vorn.',
    where: 'Erst eine dünne Linie am Rand jeder linearen Schicht und jeder Norm, dann nur noch einige ihrer Einträge.',
    inferenceCost: 'Keine: die neuen Biases ersetzen die alten.',
    pitfalls:
      'Ein Eintrag lässt sich erst beurteilen, wenn er sich bewegt hat: eine zu kurze Suche bewertet das Rauschen ' +
      'der ersten Schritte. Nach welcher Schätzung gestutzt wird, sagt das Paper; Zahl und Länge der Runden sind ' +
      'eine eigene Formulierung.',
  },
  hyperparameters: { keep, rounds, search_share: searchShare, batches: scoredBatches },
  noScript: 'Es kann Biases trainieren, aber nichts darin sucht nach denen, auf die es ankommt.',
};
