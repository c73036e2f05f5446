/** German for L-LoRA. */
import { alpha, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './lLora.en';

export const texts: Translated<typeof english> = {
  id: 'l-lora',
  subcategory: 'LoRA-Abkömmlinge: mehrere Aufgaben',
  learn: {
    idea:
      'Zusammenzuzählen, was mehrere LoRAs gelernt haben, geht schief, weil sich ihre beiden ' +
      'Faktoren multiplizieren. L-LoRA trainiert jedes Update nur entlang gerader Linien. ' +
      'Dann lassen sich Updates verschiedener Aufgaben addieren, und ein Modell kann von jeder etwas.',
    where: 'Ein dünner Umweg neben den Matrizen für Query und Value in jeder Schicht.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Summe ist ein Kompromiss: auf einer einzelnen Aufgabe ist sie meist schlechter ' +
      'als deren eigenes Update: um wie viel, sagt am Ende die Tabelle aller Aufgaben. Wie im Code des Papers ' +
      'beginnt B bei null, sodass sich A nie bewegt. Alle Aufgaben müssen vom selben Punkt ausgehen.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    sources: {
      label: 'Andere Datensätze',
      description: 'Wie viele andere Datensätze gelernt und mit dem Ziel verschmolzen werden.',
    },
    source_share: {
      label: 'Anteil der Schritte',
      description: 'Teil der Schritte, der an die anderen Datensätze geht; der Rest trainiert das Ziel.',
    },
    batches: {
      label: 'Batches für λ',
      description: 'Die Stärke der Summe, eine von 21, wird nach dem Loss auf so vielen Batches jeder Aufgabe gewählt.',
    },
    start: {
      label: 'Anfang von B',
      description:
        'Null, wie im Code der Autoren, sodass nur B lernt; oder kleine Zahlen, sodass es beide Faktoren tun.',
    },
  },
  noScript: 'Es linearisiert Adapter nicht: heraus käme gewöhnliches LoRA.',
  says: {
    added: ({ tasks, factor, loss }) =>
      `Die Updates von ${tasks} Aufgaben werden mit λ = ${factor} addiert: Loss ${loss} auf wenigen Batches von jeder.`,
    trainOwn: 'Das eigene Update des Ziels trainieren',
    trainOther: ({ index }) => `Ein Update auf dem anderen Datensatz ${index} trainieren`,
    trained: ({ index, count, result }) =>
      `Update ${index} von ${count} ist in seinem Tangentialraum trainiert (${result}).`,
    scale: 'Wählen, wie stark die Updates addiert werden',
    use: 'Die Summe aller Aufgaben benutzen',
    together: ({ result }) => `Mit allen Aufgaben in einem Modell: ${result}.`,
  },
};
