/** German for FourierFT. */
import { besideQueryAndValue, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './fourierft.en';

export const texts: Translated<typeof english> = {
  id: 'fourierft',
  subcategory: 'dünn besetzte oder transformierte Änderung',
  learn: {
    idea:
      'Die Änderung einer Gewichtsmatrix wird wie ein Bild gelesen, als Summe ebener Wellen. Ein paar Wellen ' +
      'werden zufällig ausgewählt, für alle Matrizen dieselben, und trainiert wird nur, wie stark jede ist. ' +
      'Jede Welle berührt die ganze Matrix, so reichen wenige Zahlen überall hin: tausend statt der zehntausend ' +
      'eines LoRA.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Wellen aufzubauen kostet in jedem Schritt mehr als die schmalen Produkte von LoRA. Der Faktor α ' +
      'passt zu Matrizen ab 768; je kleiner die Matrix, desto lauter ist eine Welle. HF PEFT beginnt von sich ' +
      'aus mit zufälligen Wellen, in denen ein kleines Modell untergeht; hier beginnen sie bei null.',
  },
  hyperparameters: {
    n_frequency: {
      label: 'Wellen n',
      description: 'Wie viele Wellen eine Matrix hat, also wie viele Zahlen sie trainiert.',
    },
    scaling: { label: 'Faktor α', description: 'Wie laut die Wellen sind.' },
    random_loc_seed: {
      label: 'Startwert der Plätze',
      description: 'Welche Wellen ausgewählt werden; für dieselbe Zahl dieselben wie in HF PEFT.',
    },
    targets,
  },
};
