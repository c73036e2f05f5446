/** German for WaveFT. */
import { besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './waveft.en';

export const texts: Translated<typeof english> = {
  id: 'waveft',
  subcategory: 'dünn besetzte oder transformierte Änderung',
  learn: {
    idea:
      'Wie FourierFT trainiert es wenige Zahlen in einem transformierten Bild der Änderung, aber mit Wavelets ' +
      'statt Wellen: jede Zahl bewegt einen Block von vier benachbarten Gewichten, um gleich viel oder ' +
      'gegeneinander. So wirkt jede Zahl an einer Stelle, und ihre Anzahl lässt sich frei wählen.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Der Faktor λ stammt von Bildmodellen und wirkt, als wäre die Lernrate so viel größer. Andere Wavelets ' +
      'als das von Haar gibt es hier nicht: Adapter von HF PEFT, die sie benutzen, werden abgelehnt. Ohne die ' +
      'Transformation werden einzelne Einträge trainiert wie bei SHiRA.',
  },
  hyperparameters: {
    n_frequency: {
      label: 'Wavelets n',
      description: 'Wie viele Wavelets eine Matrix hat, also wie viele Zahlen sie trainiert.',
    },
    scaling: { label: 'Faktor λ', description: 'Wie laut die Änderung ist.' },
    use_idwt: {
      label: 'Transformation',
      description: 'Einträge sind Stärken von Wavelets; sonst sind sie selbst Gewichte.',
    },
    random_loc_seed: {
      label: 'Startwert der Plätze',
      description: 'Welche Wavelets ausgewählt werden; für dieselbe Zahl dieselben wie in HF PEFT.',
    },
    targets,
  },
};
