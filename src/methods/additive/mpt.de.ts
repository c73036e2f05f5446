/** German for MPT. */
import { promptStart, promptTokens, sources, tokensStay } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './mpt.en';

export const texts: Translated<typeof english> = {
  id: 'mpt',
  subcategory: 'Soft-Prompt-basiert',
  learn: {
    idea:
      'Ein Prompt enthält, was mehrere Aufgaben gemeinsam haben; zwei dünne Vektoren je Aufgabe biegen ihn zu ' +
      'ihrem eigenen. Erst lernen alle Aufgaben zusammen, reihum; dann macht das Ziel allein weiter, vom ' +
      'gemeinsamen Prompt und dem Mittel dessen aus, was ihn biegt.',
    where: 'Nur ganz unten: zusätzliche farbige Tokens vor dem Text, anfangs allen Aufgaben gemeinsam.',
    inferenceCost: 'Die eines Prompts: jeder Text wird l Tokens länger.',
    pitfalls:
      'Das Paper destilliert den gemeinsamen Prompt aus Prompts, die Aufgabe für Aufgabe gelernt wurden. Das ' +
      'braucht zwei Modelle zugleich und fällt hier weg: alle Aufgaben sind einfach reihum dran, das Ziel auch. ' +
      'Der Start von PEFT macht den Prompt fast null, und ein kleines Modell braucht lange, davon wegzukommen.',
  },
  hyperparameters: {
    l: promptTokens,
    init: promptStart,
    ranks: { label: 'Rang ρ', description: 'Rang des Faktors jeder Aufgabe.' },
    start: {
      label: 'Start der Faktoren',
      description:
        'Einsen, sodass jede Aufgabe mit dem gemeinsamen Prompt beginnt, oder kleine Zufallszahlen, wie PEFT sie ' +
        'zieht.',
    },
    sources,
    source_share: {
      label: 'Anteil der Schritte',
      description: 'Teil der Schritte, in dem alle Aufgaben reihum lernen; den Rest bekommt das Ziel.',
    },
  },
  merge: tokensStay,
  noScript:
    'Es kann den Prompt und seine Faktoren trainieren, mittelt aber die Faktoren gemeinsam trainierter Aufgaben nicht.',
  says: {
    together: ({ count }) => `${count} Aufgaben lernen reihum einen Prompt`,
    shared: ({ count, result }) => `${count} Aufgaben teilen einen Prompt; das Ziel mit eigenem Faktor: ${result}.`,
    trainOwn: 'Das Ziel macht allein weiter',
    done: ({ result }) => `Vom Mittel aller Faktoren aus, allein trainiert: ${result}.`,
  },
};
