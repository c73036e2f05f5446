/** German for PASTA. */
import type { Translated } from '../texts';
import type { texts as english } from './pasta.en';

export const texts: Translated<typeof english> = {
  id: 'pasta',
  subcategory: 'anderes',
  learn: {
    idea:
      'Attention-Köpfe sehen oft auf [CLS] und [SEP]. PASTA ändert nichts als ' +
      'diese beiden: am Eingang jeder Schicht addiert es zu jedem einen gelernten ' +
      'Vektor, und alle anderen Tokens erfahren davon durch die Attention.',
    where: 'Am Eingang jeder Schicht, nur auf dem ersten und dem letzten Token.',
    inferenceCost: 'Keine messbaren: in jeder Schicht werden zwei Vektoren addiert.',
    pitfalls:
      'Es braucht besondere Tokens, ist also für Encoder gemacht. Mit Pooling über den ' +
      'Mittelwert sind die geänderten Tokens nur zwei von vielen; Pooling vom [CLS] passt besser.',
  },
  hyperparameters: {},
  merge:
    'Die Vektoren werden zu manchen Tokens addiert und zu anderen ' +
    'nicht, was kein Gewicht leisten kann; sie bleiben im Modell.',
  noScript: 'Neue Vektoren kann es vor den Text setzen, aber nicht auf die Sondertoken jeder Schicht.',
};
