/** German for S-MAM. */
import {
  activation,
  adapterScale,
  adapterStays,
  alpha,
  bottleneck,
  rank,
  rounds,
  scoredBatches,
  searchShare,
} from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './sMam.en';

export const texts: Translated<typeof english> = {
  id: 's-mam',
  subcategory: 'automatische Kombination',
  learn: {
    idea:
      'Wie U-MAM beginnt es mit Updates von niedrigem Rang an Query und Value und einem Adapter neben jedem ' +
      'Feed-forward-Block und streicht, was dem Verlust am wenigsten fehlen würde. Es streicht aber ganze ' +
      'Einheiten: einen Rang eines Updates oder ein Neuron in der Mitte eines Adapters. Übrig bleiben kleine ' +
      'Module, jedes mit eigenem Rang oder eigener Breite.',
    where: 'Erst derselbe Umweg in jeder Schicht, dann breite, wo sie sich lohnen, und keiner, wo nicht.',
    inferenceCost: 'Die der Einheiten, die bleiben: zwei schmale Produkte für jedes Modul, das noch eine hat.',
    pitfalls:
      'Einheiten sind verschieden lang und werden danach gewählt, was jede ihrer Zahlen wert ist (eigene ' +
      'Formulierung). Auch mit welchem Netz die Suche beginnt, ist eine eigene Formulierung.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    m: bottleneck,
    activation,
    s: adapterScale,
    keep: {
      label: 'Behaltener Anteil k',
      description: 'Anteil aller Zahlen der Module, den die behaltenen Einheiten zusammen haben dürfen.',
    },
    rounds,
    search_share: searchShare,
    batches: scoredBatches,
  },
  merge: adapterStays,
  noScript:
    'Es hat Ränge, die von Schicht zu Schicht verschieden sind, aber keine Adapter daneben und keine Suche nach ' +
    'beidem.',
};
