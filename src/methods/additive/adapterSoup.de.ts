/** German for AdapterSoup. */
import { activation, adapterStays, bottleneck, oneAdapter } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './adapterSoup.en';

export const texts: Translated<typeof english> = {
  id: 'adapter-soup',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Viele Adapter gibt es schon, jeder für eine andere Art von Text. Für eine neue ' +
      'Art nimmt man jene, deren Texte ihr am ähnlichsten sind, und mittelt ihre Zahlen ' +
      'zu einem Adapter. Auf den neuen Texten lernt nur noch der Kopf des Klassifikators.',
    where: 'Ein kleiner Block in jeder Schicht, hinter dem Feed-forward-Block, als Mittel von anderen.',
    inferenceCost: oneAdapter,
    pitfalls:
      'Alle Adapter müssen mit denselben Zufallszahlen beginnen, sonst bedeutet ihr Mittel nichts. ' +
      'Mitteln hilft, wo die Datensätze etwas gemeinsam haben. Ähnlichkeit ist die der mittleren Embeddings des ' +
      'Modells selbst: der Satz-Encoder des Papers wäre ein zweites Modell.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    sources: { label: 'Andere Datensätze', description: 'Wie viele andere Datensätze einen Adapter bekommen.' },
    select: {
      label: 'Adapter in der Suppe k',
      description: 'Wie viele gemittelt werden: jene, deren Texte denen des Ziels am ähnlichsten sind.',
    },
    source_share: {
      label: 'Anteil der Schritte',
      description: 'Teil der Schritte, der an die Adapter geht; der Rest trainiert den Kopf für das Ziel.',
    },
  },
  merge: adapterStays,
  noScript: 'Bottleneck-Adapter, die man mitteln könnte, hat es nicht.',
  says: {
    trainOther: ({ index }) => `Einen Adapter auf dem anderen Datensatz ${index} trainieren`,
    trained: ({ index, count, result }) => `Adapter ${index} von ${count} ist trainiert (${result}).`,
    look: 'Die Texte des Ziels ansehen',
    likeness: ({ index, cosine }) => `${index}: ${cosine}`,
    mixed: ({ likeness, chosen }) =>
      `Ähnlichkeit der Texte des Ziels mit Datensatz ${likeness}. Die Suppe ist das einfache Mittel von ` +
      `${chosen}.`,
    use: 'Die Suppe benutzen, wie sie ist',
    trainHead: 'Den Kopf über der Suppe trainieren',
    averaged: ({ result }) => `Mit dem gemittelten Adapter: ${result}.`,
  },
};
