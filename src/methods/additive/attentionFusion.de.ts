/** German for AttentionFusion. */
import type { Translated } from '../texts';
import type { texts as english } from './attentionFusion.en';

export const texts: Translated<typeof english> = {
  id: 'attention-fusion',
  subcategory: 'anderes',
  learn: {
    idea:
      'Frühe Schichten wissen etwas über Wörter, späte über Bedeutung. Statt nur die ' +
      'letzte Schicht zu nehmen, entscheidet eine gelernte Frage für jedes Token, ' +
      'wie viel von jeder Schicht genommen wird. Das Modell selbst wird nur gelesen.',
    where: 'Neben dem Stapel: die Ausgabe jeder Schicht wird gelesen, innen wird nichts geändert.',
    inferenceCost: 'Eine kleine gewichtete Summe über die Schichten.',
    pitfalls:
      'Dies ist unsere eigene Formulierung der Idee des Papers. Es kann nur neu mischen, ' +
      'was die Schichten schon wissen, lernt also weniger als Methoden, die sie ändern.',
  },
  hyperparameters: {},
  merge: 'Die Mischung hängt vom Text ab, kein Gewicht kann sie also enthalten; sie bleibt im Modell.',
  noScript: 'Es ändert Schichten und hat nichts, was nur mischt, was sie liefern.',
};
