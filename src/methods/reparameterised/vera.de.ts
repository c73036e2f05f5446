/** German for VeRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './vera.en';

export const texts: Translated<typeof english> = {
  id: 'vera',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Die beiden schmalen Matrizen von LoRA werden ausgelost, einmal für das ganze Modell, und nie trainiert. Jede ' +
      'Gewichtsmatrix lernt nur, wie laut jede der r zufälligen Richtungen ist und wie laut jede ihrer Ausgaben: ' +
      'zwei kurze Vektoren, zehnmal weniger Zahlen als ein kleines LoRA.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Der Rang muss groß sein (hier 256, im Paper 1024), denn zufällige Richtungen sind selten die richtigen, und ' +
      'ebenso die Lernrate. Trainiert werden wenige Zahlen, doch die beiden Zufallsmatrizen gehören zur Datei: HF ' +
      'PEFT kann sie aus einem Schlüssel neu ziehen, aber nur mit derselben Version von PyTorch.',
  },
  hyperparameters: {
    r: { label: 'Rang r', description: 'Wie viele zufällige Richtungen sich alle Matrizen teilen.' },
    d_initial: { label: 'Start von λ_d', description: 'Wie laut jede zufällige Richtung am Anfang ist.' },
    dropout,
    targets,
  },
};
