/** German for AdapterFusion. */
import { activation, bottleneck } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './adapterFusion.en';

export const texts: Translated<typeof english> = {
  id: 'adapter-fusion',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Zuerst wird für jede von mehreren Aufgaben ein Adapter trainiert und eingefroren, ' +
      'damit keine vergessen wird. Dann lernt nur noch eine kleine Attention, die bei jedem ' +
      'Wort und in jeder Schicht fragt, welcher Adapter etwas Nützliches zu sagen hat.',
    where:
      'Hinter dem Feed-forward-Block jeder Schicht: alle ' +
      'Adapter nebeneinander, und die Fusion, die sie gewichtet.',
    inferenceCost:
      'Alle Adapter laufen, und drei Produkte mit d × d je Schicht ' +
      'kommen dazu: das teuerste Mitglied der Adapter-Familie.',
    pitfalls:
      'Die Fusion hat mehr Zahlen als alle Adapter zusammen: auf einem kleinen Modell ' +
      'mehr als nötig. Die Schritte verteilen sich auf alle Phasen, jeder Adapter ' +
      'bekommt also wenige. Datensätze, die nichts gemeinsam haben, helfen wenig.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    sources: {
      label: 'Andere Datensätze',
      description: 'Wie viele andere Datensätze einen Adapter bekommen; der Zieldatensatz bekommt auch einen.',
    },
    source_share: {
      label: 'Anteil der Schritte',
      description: 'Teil der Schritte, der an die Adapter geht; der Rest trainiert die Fusion.',
    },
    regularisation: {
      label: 'Zug zur Identität λ',
      description:
        'Wie stark die Value-Matrizen nahe der Identität gehalten ' +
        'werden, damit Adapter ausgewählt und nicht umgeschrieben werden.',
    },
  },
  merge:
    'Die Mischung der Adapter ist für jedes Token eine andere, ' +
    'kein Gewicht kann sie also enthalten; alles bleibt im Modell.',
  noScript:
    'Es hat weder Bottleneck-Adapter noch eine Schicht, die sie ' +
    'mischt. Die Bibliothek „adapters“ von AdapterHub hat beides.',
  says: {
    trainOwn: 'Den eigenen Adapter des Ziels trainieren',
    trainOther: ({ index }) => `Einen Adapter auf dem anderen Datensatz ${index} trainieren`,
    trained: ({ index, count, result }) => `Adapter ${index} von ${count} ist trainiert und eingefroren (${result}).`,
    fuse: ({ count }) => `Lernen, ${count} eingefrorene Adapter zu verschmelzen`,
    fused: ({ count, result, distance }) =>
      `Fusion über ${count} Adapter: ${result}; die Value-Matrizen sind ${distance} von der Identität entfernt.`,
  },
};
