/** German for SHiRA. */
import { addedToWeights, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './shira.en';

export const texts: Translated<typeof english> = {
  id: 'shira',
  subcategory: 'dünn besetzte oder transformierte Änderung',
  learn: {
    idea:
      'Trainiert werden wenige einzelne Gewichte jeder Matrix, alle anderen bleiben. Welche, wird einmal ' +
      'ausgelost: kein Faktor, kein Umweg, und die Änderung kann vollen Rang haben. Es sind so viele, wie ein ' +
      'LoRA vom Rang r Zahlen hätte. Ein fertiger Adapter ist eine kurze Liste von Plätzen und Werten, der ' +
      'Wechsel zwischen Adaptern geht also schnell.',
    where: 'Einzelne Einträge der Matrizen für Query und Value in jeder Schicht.',
    inferenceCost: addedToWeights,
    pitfalls:
      'Neben den Werten stehen die Plätze, die Datei hat also drei Zahlen für jede trainierte. Die Maske ist ' +
      'zufällig wie die von HF PEFT; die Arbeit hat auch andere, nach Größe oder Gradient: nach dem Gradienten ' +
      'wählt hier FISH Mask.',
  },
  hyperparameters: {
    r: {
      label: 'Größe r',
      description: 'Wie viele Einträge trainiert werden: so viele, wie ein LoRA vom Rang r Zahlen hat.',
    },
    targets,
  },
};
