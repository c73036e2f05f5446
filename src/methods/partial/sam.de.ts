/** German for SAM. */
import { addedToWeights, allThenSome, scope } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './sam.en';

export const texts: Translated<typeof english> = {
  id: 'sam',
  name: 'SAM (Näherung zweiter Ordnung)',
  subcategory: 'Maske über Gewichtsänderungen',
  learn: {
    idea:
      'Welche Einträge lohnen das Training? Nahe den vortrainierten Gewichten sieht der Verlust wie eine Schüssel ' +
      'aus, und die Theorie sagt, wie viel jeder Eintrag gewinnen kann: das Quadrat seiner Steigung durch das ' +
      'Doppelte seiner Krümmung. Nimmt man alle Krümmungen als gleich an, gewinnen die steilsten: von jedem ' +
      'Tensor wird ein halbes Prozent trainiert.',
    where: allThenSome,
    inferenceCost: addedToWeights,
    pitfalls:
      'Es ist nicht die Sharpness-Aware Minimization, die auch SAM heißt. Die Steigungen werden mit Vorzeichen ' +
      'addiert, sodass ein Eintrag, den ein Batch nach oben und der nächste nach unten zieht, liegen bleibt: FISH ' +
      'Mask, das Quadrate addiert, nähme ihn. Tensoren mit weniger als zweihundert Einträgen bekommen bei einem ' +
      'halben Prozent nichts, auf einem winzigen Modell bleiben Normen und Biases also, wie sie sind.',
  },
  hyperparameters: {
    keep: {
      label: 'Behaltener Anteil k',
      description: 'Anteil der Einträge jedes Tensors, die sich ändern dürfen; alle anderen bleiben, wie sie sind.',
    },
    scope,
    batches: {
      label: 'Bewertete Batches',
      description: 'Über wie viele Trainingsbatches die Steigungen addiert werden.',
    },
  },
  noScript: 'Es hat nichts, was einzelne Gewichte nach ihren Gradienten auswählt.',
  says: {
    trainKept: 'Die behaltenen Einträge trainieren',
    score: 'Die Steigungen addieren',
    noneKept: ({ keep, largest, least }) =>
      `keep von sam ist ${keep}, das ist weniger als ein Eintrag des größten Tensors (${largest}); einen Anteil ` +
      `von ${least} bis 1 wählen.`,
  },
};
