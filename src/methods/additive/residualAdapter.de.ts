/** German for Residual adapter. */
import { activation, adapterStays, bottleneck } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './residualAdapter.en';

export const texts: Translated<typeof english> = {
  id: 'residual-adapter',
  name: 'Residual-Adapter',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Auf jeden fertigen Block kommt ein kleines Netz: normieren, zusammenpressen, wieder dehnen, ' +
      'und das Ergebnis zu dem addieren, was der Block gab. Der Block selbst wird nicht angerührt.',
    where: 'Ein kleiner Block über jeder Schicht, nach ihrer letzten Addition.',
    inferenceCost: 'Zwei schmale Produkte und eine Norm je Schicht bleiben.',
    pitfalls:
      'Er sitzt nach dem ganzen Block, es gibt also einen je Schicht und nicht zwei; er ' +
      'braucht eine eigene Norm, weil der Strom an dieser Stelle in GPT-2 nicht normiert ist.',
  },
  hyperparameters: { m: bottleneck, activation },
  merge: adapterStays,
  noScript: 'Bottleneck-Adapter hat es nicht.',
};
