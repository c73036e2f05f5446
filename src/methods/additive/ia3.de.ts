/** German for (IA)³. */
import type { Translated } from '../texts';
import type { texts as english } from './ia3.en';

export const texts: Translated<typeof english> = {
  id: 'ia3',
  subcategory: 'skalierte Aktivierungen',
  learn: {
    idea:
      'Jedes Merkmal von Keys, Values und inneren Feed-forward-Aktivierungen bekommt einen ' +
      'Lautstärkeregler. Alle Regler beginnen bei 1; das Training dreht manche auf und manche zu.',
    where: 'Eine Multiplikation nach Key und Value und in der Mitte jedes Feed-forward-Blocks.',
    inferenceCost: 'Nach dem Einrechnen keine; vorher drei elementweise Produkte je Schicht.',
    pitfalls:
      'Weight Decay würde die Regler gegen 0 ziehen und Merkmale verstummen lassen, darum ist er aus. ' +
      'Die Lernrate muss groß sein. Mit so wenigen Zahlen kann es an schweren Aufgaben zu wenig lernen.',
  },
  hyperparameters: {
    placement: {
      label: 'Orte',
      description:
        'Das Paper skaliert Keys, Values und die innere Feed-forward-Aktivierung; die ' +
        'Voreinstellung von HF PEFT trifft auf BERT einen Ort mehr und auf GPT-2 auch die Query. auto ist wie im ' +
        'Paper, oder wie in PEFT, wo Keys und Values Kopf für Kopf in einer Matrix mit den Queries liegen ' +
        '(GPT-NeoX, BLOOM, Falcon).',
    },
  },
  says: {
    mixed:
      'placement von ia3 ist paper, aber Keys und Values stehen Kopf für Kopf mit den Queries in einer Matrix; ' +
      'peft wählen, das sie ganz skaliert.',
  },
};
