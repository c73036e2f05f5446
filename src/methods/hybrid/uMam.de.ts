/** German for U-MAM. */
import {
  activation,
  adapterScale,
  adapterStays,
  alpha,
  bottleneck,
  keep,
  rank,
  rounds,
  scoredBatches,
  searchShare,
} from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './uMam.en';

export const texts: Translated<typeof english> = {
  id: 'u-mam',
  subcategory: 'automatische Kombination',
  learn: {
    idea:
      'Mit mehr beginnen, als man sich leisten kann: Updates von niedrigem Rang an Query und Value und ein ' +
      'Adapter neben jedem Feed-forward-Block. Eine Weile trainieren, bei jeder einzelnen Zahl fragen, wie sehr ' +
      'der Verlust ohne sie stiege, und streichen, was am wenigsten fehlen würde. Nach ein paar Runden ist ein ' +
      'Viertel übrig, und damit beginnt das Training von vorn.',
    where:
      'Erst schmale Umwege an Query und Value und neben jedem Feed-forward-Block, dann nur noch einige ihrer Einträge.',
    inferenceCost: 'Die der vollen Module: auch Nullen werden multipliziert.',
    pitfalls:
      'Verstreute Nullen sparen Bytes in der Datei, aber keine Zeit. Mit welchem Netz die Suche beginnt, ist eine ' +
      'eigene Formulierung; das Paper geht von einer eigenen Mischung aus und zieht beide Faktoren eines Updates ' +
      'zufällig.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    m: bottleneck,
    activation,
    s: adapterScale,
    keep,
    rounds,
    search_share: searchShare,
    batches: scoredBatches,
  },
  merge: adapterStays,
  noScript: 'Es hat Updates von niedrigem Rang, aber weder Adapter daneben noch eine Suche unter ihren Einträgen.',
};
