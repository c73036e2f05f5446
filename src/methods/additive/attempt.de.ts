/** German for ATTEMPT. */
import { promptStart, promptTokens, sources, tokensStay } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './attempt.en';

export const texts: Translated<typeof english> = {
  id: 'attempt',
  subcategory: 'Soft-Prompt-basiert',
  learn: {
    idea:
      'Prompts anderer Aufgaben werden gelernt und eingefroren wie Bücher im Regal. Für jeden einzelnen Text ' +
      'entscheidet ein kleines Netz, wie viel von jedem genommen wird, und fügt das einem Prompt der eigenen ' +
      'Aufgabe hinzu. Zwei Texte desselben Datensatzes können so verschiedene Hilfe bekommen.',
    where: 'Nur ganz unten: die Tokens vor dem Text, und ein kleines Netz, das sie für jeden Text neu mischt.',
    inferenceCost: 'Jeder Text wird l Tokens länger, und je Text läuft einmal ein kleines Netz.',
    pitfalls:
      'Mit der Temperatur des Papers, e·d, sind die Anteile anfangs fast gleich: auf einem kleinen Modell mit ' +
      'wenigen Schritten rücken sie kaum davon ab. In einem Decoder hinge die Mischung von Wörtern ab, die erst ' +
      'noch kommen, darum ist es für Encoder.',
  },
  hyperparameters: {
    l: promptTokens,
    init: promptStart,
    m: {
      label: 'Breite des Mischers m',
      description: 'Innere Breite des Netzes, das entscheidet, wie Prompts gemischt werden.',
    },
    sources,
    source_share: {
      label: 'Anteil der Schritte',
      description: 'Teil der Schritte, der sich auf die Quellen verteilt; der Rest trainiert die Mischung.',
    },
  },
  merge: tokensStay,
  noScript: 'Es hat Prompts, aber keine, die für jeden Text neu gemischt werden.',
  says: {
    trainOther: ({ index }) => `Einen Prompt auf anderem Datensatz ${index} lernen`,
    trained: ({ index, count, result }) => `Prompt ${index} von ${count} ist gelernt (${result}).`,
    mix: ({ count }) => `${count} Prompts einfrieren und lernen, sie zu mischen`,
    done: ({ result }) => `Mit gemischten Prompts: ${result}.`,
  },
};
