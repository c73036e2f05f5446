/** German for Pfeiffer adapter. */
import { activation, adapterHub, adapterStays, bottleneck, zeroUpStart } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './pfeifferAdapter.en';

export const texts: Translated<typeof english> = {
  id: 'pfeiffer-adapter',
  name: 'Pfeiffer-Adapter',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Eine kleine Engstelle je Schicht reicht: nur hinter dem Feed-forward-Block, nicht auch hinter ' +
      'der Attention. Das kostet die Hälfte der zwei Adapter von Houlsby und lernt ungefähr so gut.',
    where: 'Ein kleiner Block in jeder Schicht, hinter dem Feed-forward-Block.',
    inferenceCost: 'Zwei schmale Produkte je Schicht bleiben.',
    pitfalls:
      'In Modellen mit Post-Norm (BERT) wird die LayerNorm des Blocks zweimal ' +
      'angewandt; lässt man die erste weg, ist es eine andere Methode.',
  },
  hyperparameters: { m: bottleneck, activation, init: zeroUpStart },
  merge: adapterStays,
  noScript: adapterHub('seq_bn'),
};
