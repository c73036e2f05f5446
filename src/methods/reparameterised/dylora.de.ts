/** German for DyLoRA. */
import { alpha, besideQueryAndValue, dropout, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './dylora.en';

export const texts: Translated<typeof english> = {
  id: 'dylora',
  subcategory: 'LoRA-Abkömmlinge: angepasster Rang',
  learn: {
    idea:
      'Wie groß soll der Rang sein? DyLoRA legt sich nicht fest: bei jedem Schritt lost es einen Rang aus, ' +
      'schneidet das Update darauf zu und trainiert die letzte Zeile, die übrig ist. Die nützlichsten ' +
      'Richtungen sammeln sich vorn, und danach lässt sich das Update ohne neues Training auf jeden Rang ' +
      'kürzen.',
    where: besideQueryAndValue,
    inferenceCost: 'Nach dem Einrechnen keine; der Rang wird vorher gewählt.',
    pitfalls:
      'Jeder Schritt trainiert eine Zeile von r, es braucht also mehr Schritte als LoRA. ' +
      'Der Loss springt von Schritt zu Schritt, weil auch kleine Ränge an die Reihe kommen.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    deploy: {
      label: 'Benutzter Rang b',
      description: 'Rang, auf den der fertige Adapter bei der Anwendung gekürzt wird; 0 heißt das ganze r.',
    },
  },
  noScript: 'Sein LoRA trainiert in jedem Schritt alle Ränge, wo DyLoRA einen auslost: heraus käme gewöhnliches LoRA.',
  says: {
    deployTooLarge: ({ deploy, r }) =>
      `deploy von dylora ist ${deploy}, aber trainiert werden nur Ränge bis r = ${r}: deploy von 0 bis ${r} ` +
      'wählen.',
  },
};
