/** German for Poly. */
import { besideQueryAndValue, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './poly.en';

export const texts: Translated<typeof english> = {
  id: 'poly',
  subcategory: 'LoRA-Abkömmlinge: mehrere Aufgaben',
  learn: {
    idea:
      'Ein Vorrat kleiner LoRAs, Fertigkeiten genannt, wird von mehreren Aufgaben geteilt, und jede lernt, welche ' +
      'davon sie hat. Im Training wird die Wahl ausgelost, immer sicherer; danach gilt der Mittelwert. Aufgaben mit ' +
      'gemeinsamen Fertigkeiten lernen voneinander.',
    where: besideQueryAndValue,
    inferenceCost: 'Keine, wenn die Mischung einer Aufgabe eingerechnet ist.',
    pitfalls:
      'Die Schritte verteilen sich auf alle Datensätze, das Ziel bekommt also nur seinen Teil. Die Faktoren werden ' +
      'vor dem Multiplizieren gemischt, das Produkt enthält also jedes A mit jedem B. Wie in PEFT gibt es kein α; ' +
      'PEFT lost die Wahl für jeden Text aus, hier teilt sie ein Batch.',
  },
  hyperparameters: {
    r: rank,
    skills: { label: 'Fertigkeiten S', description: 'Wie viele kleine LoRAs sich die Aufgaben teilen.' },
    splits: {
      label: 'Teile',
      description: 'In so viele Teile werden Ein- und Ausgaben zerlegt, jeder mit eigener Wahl (Multi-Head-Routing).',
    },
    targets,
    sources: {
      label: 'andere Datensätze',
      description: 'Wie viele andere Datensätze gleichzeitig gelernt werden.',
    },
  },
  noScript:
    'Es hat Poly, das zu jedem Text die Nummer der Aufgabe will; das Skript trainiert auf einem Datensatz, wo es ' +
    'nichts zu teilen gibt.',
  says: {
    train: ({ count }) => `Auf ${count} Datensätzen im Wechsel trainieren`,
    trained: ({ count, result, site, shares }) =>
      `${count} Datensätze haben sich die Fertigkeiten geteilt: auf dem Ziel ${result}, dessen Mischung an ${site} ` +
      `ist ${shares}.`,
    use: 'Die Mischung des Ziels benutzen',
    indivisible: ({ splits, site, inputs, outputs }) =>
      `splits von poly ist ${splits} und teilt nicht die ${inputs} Eingaben und ${outputs} Ausgaben von ${site}. ` +
      'Eine Zahl wählen, die beide teilt.',
  },
};
