/** German for AdaMix. */
import { oneAdapter } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './adamix.en';

export const texts: Translated<typeof english> = {
  id: 'adamix',
  subcategory: 'Mischung von Anpassungen',
  learn: {
    idea:
      'Trainiert wird ein kleines Team von Adaptern statt eines einzigen. Bei jedem ' +
      'Schritt entscheidet der Würfel, wer arbeitet, und die Antworten zweier zufällig ' +
      'Gewählter werden zueinander gezogen, damit sich die Mitglieder einig sind. Am Ende ' +
      'wird das Team zu einem Adapter gemittelt, der nicht mehr kostet als ein einzelner.',
    where: 'Ein kleiner Block in jeder Schicht, am Ausgang des Feed-forward-Blocks.',
    inferenceCost: oneAdapter,
    pitfalls:
      'Das Training braucht für die Einigkeit einen zweiten Durchgang, ein Schritt dauert also fast doppelt ' +
      'so lang. Am Ende einen zufälligen Experten statt des Mittels zu nehmen gibt schlechtere Antworten.',
  },
  hyperparameters: {
    m: { label: 'Engstelle m', description: 'Breite der schmalen Mitte jedes Experten.' },
    experts: { label: 'Experten M', description: 'Wie viele Adapter sich beim Training abwechseln.' },
    share_up: {
      label: 'Gemeinsamer Weg hinauf',
      description:
        'Alle Experten benutzen denselben Weg zurück nach oben, wie ' +
        'in den Versuchen des Papers; sonst hat jeder seinen eigenen.',
    },
    consistency: {
      label: 'Einigkeit',
      description:
        'Wie stark zwei zufällige Auswahlen von Experten zur gleichen ' +
        'Antwort gezogen werden; 0 spart den zweiten Durchgang.',
    },
  },
  merge:
    'Die Experten werden zu einem Adapter gemittelt, aber der hat in der Mitte ' +
    'eine Nichtlinearität und lässt sich nicht in die Gewichte ringsum einrechnen.',
  noScript: 'Experten, die in jedem Schritt ausgelost werden, hat es nicht.',
};
