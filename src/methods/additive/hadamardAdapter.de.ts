/** German for Hadamard adapter. */
import type { Translated } from '../texts';
import type { texts as english } from './hadamardAdapter.en';

export const texts: Translated<typeof english> = {
  id: 'hadamard-adapter',
  name: 'Hadamard-Adapter',
  subcategory: 'anderes, additiv',
  learn: {
    idea:
      'Jedes Merkmal, das aus der Attention kommt, bekommt einen Lautstärkeregler und einen Versatz: ' +
      'zwei Zahlen, und gar keine Matrix. Zuerst wird ein Klassifikator an das unveränderte Modell ' +
      'angepasst, dann werden die Regler unter dem fertigen Klassifikator gedreht.',
    where:
      'Zwei Vektoren in jeder Schicht, auf dem, was die Attention ' +
      'in den Residual-Pfad gibt, und die Norm dahinter.',
    inferenceCost: 'Keine: beide lassen sich in die Ausgangsprojektion einrechnen.',
    pitfalls:
      'Es braucht einen Kopf, der schon gut ist; bei einem zufälligen haben die Regler ' +
      'nichts, wonach sie sich richten könnten. So wenige Zahlen brauchen eine große Lernrate.',
  },
  hyperparameters: {
    train_norm: {
      label: 'Norm dahinter trainieren',
      description: 'Auch Verstärkung und Bias der folgenden Norm trainieren, wie das Paper es tut.',
    },
    head: {
      label: 'Anteil der Kopf-Schritte',
      description: 'Teil des Laufs, der nur den Kopf trainiert, bevor er eingefroren wird.',
    },
  },
  noScript: 'Skalierung und Verschiebung der Aufmerksamkeitsausgabe hat es nicht.',
  says: {
    trainAdapter: 'Den Adapter trainieren',
    trainUnderHead: 'Den Adapter unter dem eingefrorenen Kopf trainieren',
    trainHead: 'Den Kopf trainieren',
    headIsFrozen: 'Der Kopf behält, was er gelernt hat, und ist von jetzt an eingefroren.',
  },
};
