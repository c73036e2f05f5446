/** German for S₄. */
import { prefixTokens } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './s4.en';

export const texts: Translated<typeof english> = {
  id: 's4',
  subcategory: 'Kombination von Hand',
  learn: {
    idea:
      'Welche Methode passt zu welcher Schicht? Die Autoren haben Hunderte zufälliger Entwürfe gezogen, die Regel ' +
      'behalten, die im Mittel half, und von dort aus weitergemacht, viermal. Heraus kam: wenige Schichten an ' +
      'jedem Ende und viele in der Mitte, in jeder gleich viele trainierte Zahlen, und für jede der vier Gruppen ' +
      'eine andere Mischung aus Adapter, LoRA, Präfix und Biases.',
    where: 'Andere Marken in den ersten, den mittleren und den letzten Schichten: sieh sie eine nach der anderen an.',
    inferenceCost:
      'Zwei schmale Produkte in den meisten Schichten und Attention über l Positionen mehr in allen außer den ersten.',
    pitfalls:
      'Gefunden wurden die Regeln an T5 und RoBERTa mit zwölf und mehr Schichten. Ein Modell mit zwei Schichten ' +
      'hat nur die beiden mittleren Gruppen, eines mit drei oder vier höchstens eine Schicht je Gruppe. Wie sich ' +
      'die Verfahren einer Schicht deren Zahlen teilen, ist eine eigene Formulierung.',
  },
  hyperparameters: {
    budget: {
      label: 'Zahlen je Schicht b',
      description: 'Wie viel jede Schicht trainieren darf, in Vektoren von der Breite des Modells.',
    },
    l: prefixTokens,
  },
  merge:
    'Adapter haben in der Mitte eine Nichtlinearität, und das Präfix ist kein Gewicht; beides lässt sich nicht ' +
    'einrechnen.',
  noScript: 'Es hat LoRA und Präfixe, aber keine Adapter dazu, und nicht in jeder Schicht eine andere Mischung.',
  says: {
    tooSmall: ({ budget, l, least }) =>
      `budget von s4 ist ${budget} Vektoren je Schicht; das reicht neben ${l} Präfix-Tokens und den Biases nicht ` +
      `für Adapter und Update. ${least} oder mehr wählen, oder ein kleineres l.`,
    tooLarge: ({ budget, width }) =>
      `budget von s4 ist ${budget} Vektoren je Schicht: ein Adapter würde breiter als das Modell mit ${width}. ` +
      'Ein kleineres budget wählen.',
  },
};
