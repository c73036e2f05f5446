/** German for AdapterDrop. */
import { activation, adapterStays, bottleneck, zeroUpStart } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './adapterDrop.en';

export const texts: Translated<typeof english> = {
  id: 'adapterdrop',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Die untersten Schichten eines Sprachmodells tun für jede Aufgabe fast dasselbe, Adapter bringen ' +
      'dort also wenig. Lässt man sie weg, muss das Training nicht so weit hinunter, und das Modell ' +
      'antwortet schneller. Ein robuster Adapter hat geübt, mit beliebig vielen fehlenden auszukommen.',
    where: 'Ein kleiner Block hinter dem Feed-forward-Block, nur in den oberen Schichten.',
    inferenceCost: 'Zwei schmale Produkte in jeder Schicht, die ihren Adapter behält.',
    pitfalls:
      'Eine ausgelassene Schicht muss der unveränderte vortrainierte Block sein. Viele ' +
      'Schichten erst nach dem Training auszulassen geht nur mit robusten Adaptern.',
  },
  hyperparameters: {
    variant: {
      label: 'Variante',
      description:
        'Spezialisiert: die untersten n Schichten bekommen nie einen Adapter. Robust: jeder ' +
        'Schritt lässt eine andere Zahl aus, sodass n auch später gewählt werden kann.',
    },
    n: { label: 'Ausgelassene Schichten n', description: 'Wie viele der untersten Schichten ohne Adapter arbeiten.' },
    m: bottleneck,
    activation,
    init: zeroUpStart,
  },
  merge: adapterStays,
  noScript: 'Bottleneck-Adapter hat es nicht, und nichts, was die unteren nach Los weglässt.',
  says: {
    tooManyDropped: ({ n, layers, most }) =>
      `n von adapterdrop ist ${n}, aber das Modell hat ${layers} Schichten, und eine muss ihren Adapter ` +
      `behalten: 0 bis ${most} wählen.`,
  },
};
