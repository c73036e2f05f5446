/** German for Diff pruning. */
import { addedToWeights, allThenSome, keep, scope } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './diffPruning.en';

export const texts: Translated<typeof english> = {
  id: 'diff-pruning',
  name: 'Diff-Pruning',
  subcategory: 'Maske über Gewichtsänderungen',
  learn: {
    idea:
      'Jedes Gewicht darf sich ändern, aber jede Änderung, die nicht null ist, hat ihren Preis. ' +
      'Tore, die sich beim Training zufällig öffnen und schließen, lernen, welche Änderungen ' +
      'ihren Preis wert sind. Dann bleibt ein halbes Prozent davon und wird nachgeschliffen.',
    where: allThenSome,
    inferenceCost: addedToWeights,
    pitfalls:
      'Solange die Tore lernen, braucht es mindestens dreimal so viele trainierte Tensoren wie volles ' +
      'Feinabstimmen. Der Preis allein trifft kein Ziel genau, darum entscheidet am Ende die Größe der ' +
      'Änderungen.',
  },
  hyperparameters: {
    keep,
    scope,
    l0: {
      label: 'Preis einer Änderung λ',
      description: 'Was jedes offene Tor kostet: je mehr, desto weniger Änderungen bleiben.',
    },
    gate_rate: { label: 'Tempo der Tore', description: 'Wievielmal schneller die Tore lernen als die Änderungen.' },
    relaxed: {
      label: 'Anteil der weichen Schritte',
      description: 'Teil des Laufs, der nach den Änderungen sucht; der Rest trainiert jene, die bleiben.',
    },
  },
  noScript: 'Eine dünn besetzte Differenz, die unter einer Strafe auf ihre Größe gelernt wird, hat es nicht.',
  says: {
    open: ({ share }) => `Die Tore haben ${share} % der Einträge offen gelassen.`,
    learn: 'Änderungen und Tore lernen',
    trainKept: 'Die behaltenen Änderungen trainieren',
  },
};
