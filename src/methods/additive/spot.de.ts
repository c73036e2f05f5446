/** German for SPoT. */
import { promptStart, promptTokens, sources, tokensStay } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './spot.en';

export const texts: Translated<typeof english> = {
  id: 'spot',
  subcategory: 'Soft-Prompt-basiert',
  learn: {
    idea:
      'Aus dem Nichts ist ein Prompt schwer zu finden, von einer guten Stelle aus leichter. Erst werden Prompts ' +
      'auf anderen Datensätzen gelernt; dann sieht sich das Ziel eine Weile seine eigenen Daten an, fragt, wessen ' +
      'Prompt dem seinen am meisten ähnelt, und beginnt von diesem aus neu.',
    where: 'Nur ganz unten: zusätzliche farbige Tokens vor dem Text, die mit dem Datensatz den Besitzer wechseln.',
    inferenceCost: 'Die eines Prompts: jeder Text wird l Tokens länger.',
    pitfalls:
      'Vergleichen lassen sich Prompts nur, wenn sie gleich begonnen haben, darum haben alle denselben Start. Auf ' +
      'einem kleinen Modell haben die Quellen wenige Schritte, und ein Prompt, der sich kaum bewegt hat, ähnelt ' +
      'jedem anderen: dann ist die Wahl fast Zufall.',
  },
  hyperparameters: {
    l: promptTokens,
    init: promptStart,
    sources,
    select: {
      label: 'Ausgewählte k',
      description: 'Aus wie vielen der Quellen, den ähnlichsten, der Start gemacht wird.',
    },
    source_share: {
      label: 'Anteil der Schritte',
      description:
        'Teil der Schritte, der sich auf die Quellen und den ersten Blick auf das Ziel verteilt; der Rest gehört ihm.',
    },
  },
  merge: tokensStay,
  noScript:
    'Es kann einen Prompt trainieren, hat aber kein Verfahren, das Prompts auf anderen Daten lernt und vom ' +
    'nächsten aus beginnt.',
  says: {
    trainOther: ({ index }) => `Einen Prompt auf anderem Datensatz ${index} lernen`,
    trained: ({ index, count, result }) => `Prompt ${index} von ${count} ist gelernt (${result}).`,
    look: 'Das Ziel ansehen: ein Prompt zum Vergleichen',
    likeness: ({ index, cosine }) => `Prompt ${index}: ${cosine}`,
    chosen: ({ likeness, chosen }) => `Ähnlichkeit mit dem Ziel: ${likeness}. Es beginnt mit ${chosen}.`,
    trainOwn: 'Den Prompt des Ziels trainieren',
    done: ({ result }) => `Mit dem übertragenen Prompt: ${result}.`,
  },
};
