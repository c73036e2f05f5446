/** German for the cloud of validation texts. */
import type { Catalogues } from '../catalogues';

export const cloud: Catalogues['cloud'] = {
  title: 'Die Wolke',
  about: (points, width) =>
    `${points} Validierungstexte, jeder dort, wo das Modell ihn hinstellt: was der Kopf von ihm liest (${width} ` +
    'Zahlen), auf die Ebene gebracht, in der sie sich am meisten unterscheiden.',
  aboutWords: (points, width) =>
    `${points} Wörter aus Validierungstexten, jedes dort, wo das Modell es hinstellt: was der Kopf von ihm liest ` +
    `(${width} Zahlen), auf die Ebene gebracht, in der sie sich am meisten unterscheiden.`,
  aboutWritten: (points, width) =>
    `${points} Validierungstexte, jeder beim Mittel der letzten Zustände dessen, was zu schreiben ist (${width} ` +
    'Zahlen), auf die Ebene gebracht, in der sie sich am meisten unterscheiden. Die Farbe ist der Loss je Token.',
  parts: 'Während es trainiert, werden immer einige von ihnen neu gelesen; wenn es steht, alle.',
  waiting: 'Start drücken oder das Modell fragen, wie es vor dem Training ist: dann erscheinen hier die Texte.',
  ask: 'Vor dem Training zeigen',
  loading: 'Die Texte werden gelesen…',
  alike: 'Das Modell stellt alle diese Texte an denselben Ort: es gibt keine Ebene, in der sie sich unterscheiden.',
  oneClass: (label) =>
    `Alle diese Texte sind von einer Klasse, „${label}“: sie können sich verteilen, doch zu unterscheiden gibt es ` +
    'nichts.',
  notFinite: 'Die Zahlen des Modells sind nicht mehr endlich: die Punkte bleiben, wo sie zuletzt waren.',
  step: (step) => `Schritt ${step}`,
  start: 'Vor dem Training',
  fit: 'Achsen',
  fits: {
    start: 'von vor dem Training',
    both: 'neu angepasst',
  },
  fitHint: {
    start: 'Die Ebene der Texte vor dem Training. Sie bleibt, solange der Lauf weitergeht.',
    both:
      'Die Ebene der Texte vor dem Training und jetzt, beide zusammen: so zeigt sich am besten, was sich bewegt ' +
      'hat.',
  },
  spread: (first, second) =>
    `Von links nach rechts ${first} und von unten nach oben ${second} der Streuung, an die die Achsen angepasst ` +
    'wurden.',
  trails: 'Wege vom Anfang her',
  by: 'Farbe nach',
  has: (label) => label,
  hasNot: (label) => `nicht ${label}`,
  others: 'andere',
  right: 'Gefüllt: richtig. Hohl: falsch.',
  score: { regression: 'wahre Zahl', loss: 'Loss je Token' },
  plot: (points) =>
    `Karte von ${points} Texten. Pfeiltasten gehen von links nach rechts, Eingabe heftet den Text oben an; in der ` +
    'Liste darunter steht dasselbe.',
  list: 'Alle Punkte als Liste',
  truth: (truth) => `wahr: ${truth}`,
  answer: (answer) => `Antwort: ${answer}`,
  lossOf: (loss) => `Loss je Token: ${loss}`,
  wrong: 'falsch',
  pin: 'Klick: heftet ihn oben an',
  none: 'nichts',
  only: (label) => `Nur ${label} zeigen`,
  compare: {
    title: 'Zwei Wolken',
    text: 'Zwei Läufe mit denselben Texten auf denselben Achsen: wohin jede Methode sie stellt.',
    none:
      'Hier erscheinen Läufe, die trainiert werden, während diese Ansicht oder die Wolke der Startseite offen ist: ' +
      'zwei mit demselben Modell und denselben Daten stehen nebeneinander. Einen zweiten trainieren oder ein Rennen ' +
      'starten.',
    other: 'Diese beiden haben andere Texte oder ein anderes Modell: zwei gleiche Läufe wählen.',
    left: 'Links',
    right: 'Rechts',
    now: (name, step) => `${name}, Schritt ${step}`,
  },
};
