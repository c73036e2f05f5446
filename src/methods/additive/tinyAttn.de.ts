/** German for Tiny-Attn adapter. */
import type { Translated } from '../texts';
import type { texts as english } from './tinyAttn.en';

export const texts: Translated<typeof english> = {
  id: 'tiny-attn',
  name: 'Tiny-Attn-Adapter',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Andere Adapter ändern jedes Wort für sich. Dieser lässt die Wörter noch einmal aufeinander schauen: er ' +
      'presst jedes in eine einzige Query, einen Key und einen Value, mischt die Values und verteilt die Mischung ' +
      'wieder auf den Zustand. Sich umzusehen zählt anscheinend mehr als viele Parameter.',
    where: 'Zwischen Attention und Feed-forward-Block jeder Schicht.',
    inferenceCost:
      'Eine Attention der Breite e in jeder Schicht: wenige Produkte, aber so viele Paare von Tokens wie in der ' +
      'großen.',
    pitfalls:
      'Bei e = 1 hört jedes Token eine Zahl. Das Paper trainiert mehrere solche Köpfe als Experten und mittelt ' +
      'sie am Ende; dies ist der einzelne Kopf seines Skripts.',
  },
  hyperparameters: {
    e: { label: 'Breite e', description: 'Länge der Queries, Keys und Values der kleinen Attention.' },
    dropout: {
      label: 'Dropout p',
      description: 'Anteil der Wahrscheinlichkeiten der kleinen Attention, die beim Training zufällig null werden.',
    },
  },
  merge: 'Er mischt Tokens miteinander, was kein Gewicht tut; er bleibt im Modell.',
  noScript: 'Es hat keine Adapter mit Attention. Die Autoren veröffentlichen ihren Code als cindermond/tiny-attn.',
  says: {
    nothingBetween:
      'tiny-attn sitzt zwischen Attention und Feed-forward-Block, und in diesem Modell lesen beide dasselbe und ' +
      'werden auf einmal addiert. Einen Adapter daneben wählen, etwa parallel-adapter.',
  },
};
