/** German for the Boards view. */
import type { Catalogues } from '../catalogues';

export const boards: Catalogues['boards'] = {
  title: 'Ranglisten',
  text:
    'Die Übersichtsarbeit in einem Tab: Aufgaben, bei denen sich Methoden unterscheiden, jede passende Methode, ' +
    'bis zu drei Startwerte, gemessen am Testteil.',
  groups: { understanding: 'Verstehen', translation: 'Übersetzen', generation: 'Erzeugen' },
  names: {
    tags: 'Wortarten',
    pairs: 'Gleiches Thema?',
    numbers: 'Zahlen auf Deutsch',
    sonnets: 'Sonette',
  },
  texts: {
    tags: 'Jedes Wort bekommt seine Wortart. Der Kopf allein sieht jedes Wort so, wie das Vortraining es zeigt.',
    pairs: 'Gehören zwei Fragen zum selben Thema? Der Kopf allein sieht beide so, wie das Vortraining sie zeigt.',
    numbers:
      'Englische Zahlen werden auf Deutsch ausgeschrieben, einer Sprache, die das Modell nicht gelernt hat. Es ' +
      'zählt, was auf den Buchstaben stimmt.',
    sonnets: 'Shakespeares Sonette werden fortgesetzt. Perplexität: je niedriger, desto besser.',
  },
  measures: { accuracy: 'Richtig', exactMatch: 'Auf den Buchstaben richtig', perplexity: 'Perplexität' },
  conditions: (model, dataset, steps) => `${model} · ${dataset} · ${steps} Schritte`,

  source: 'Ergebnisse',
  recorded: 'Aufgezeichnet',
  here: (runs) => `Dieser Browser (${runs})`,
  recordedText: 'Aufgezeichnet mit ebendieser Maschine in Node, auf dem Prozessor.',
  hereText:
    'In diesem Browser gemessen: jeder behaltene Lauf dieser Rangliste. Das unveränderte Modell ist das ' +
    'aufgezeichnete: an ihm wird nichts trainiert.',
  nothing: 'Von dieser Rangliste lief in diesem Browser noch nichts.',
  notRecorded: 'Von dieser Rangliste ist noch nichts aufgezeichnet. Sie kann in diesem Browser laufen.',

  gap: {
    head: (distance) => `Zwischen vollem Fine-Tuning und dem Kopf allein liegen ${distance}.`,
    untuned: (distance) => `Zwischen vollem Fine-Tuning und dem unveränderten Modell liegen ${distance}.`,
  },
  spread: (range, times, error) =>
    `Beste und schlechteste Methode liegen ${range} auseinander, das ${times}-Fache des mittleren Standardfehlers ` +
    `(${error}).`,
  points: (points) => `${points} Punkte`,
  untuned: 'Unverändertes Modell',

  columns: {
    rank: '#',
    method: 'Methode',
    score: (measure) => `${measure}, Mittel ± Abweichung`,
    gain: 'Gewinn',
    trained: 'Trainiert',
    memory: 'Speicher',
    time: 'Zeit',
    survey: 'Zahl der Übersicht',
    noise: 'Im Rauschen von',
  },
  hints: {
    gain: {
      head: 'Anteil an dem, was volles Fine-Tuning gegenüber dem Kopf allein gewinnt',
      untuned: 'Anteil an dem, was volles Fine-Tuning gegenüber dem unveränderten Modell gewinnt',
    },
    trained: 'Parameter der Methode ohne Kopf, und ihr Anteil am Modell',
    recordedMemory: 'Auf dem Gerät zu erwarten, während trainiert wird',
    memory: 'Der meiste Speicher, der auf einmal belegt war, ohne die Reserve der Laufzeit',
    time: 'Eines Schritts, verglichen mit vollem Fine-Tuning',
    survey: 'Trainierbare Parameter, die die Übersichtsarbeit für RoBERTa-base nennt, mit ihren Einstellungen',
    noise: 'Ränge der Methoden, deren Mittel näher liegt als der doppelte Standardfehler der Differenz',
  },
  caption: (board) =>
    `${board}: Methoden, die beste zuerst. Eine wählen zeigt, welche sich nur im Rauschen von ihr unterscheiden.`,
  none: 'keiner',
  oneSeed: 'ein Startwert',
  seeds: (count) => `${count} Startwerte`,
  interval: (from, to) => `von ${from} bis ${to}`,
  choose: 'Eine Methode wählen: welche sich nur im Rauschen von ihr unterscheiden, wird markiert.',
  nearOf: (method, score, others) => `${method}, ${score}, liegt im Rauschen von ${others}.`,
  nearNone: (method, score) => `${method}, ${score}, unterscheidet sich von jeder anderen um mehr als Rauschen.`,
  nearUnknown: (method) => `${method} lief mit einem Startwert: über das Rauschen ist nichts bekannt.`,
  learn: (method) => `Mehr über ${method}`,
  notes:
    '± ist die Standardabweichung über die Startwerte. Im Rauschen: zwei Mittel liegen näher als der doppelte ' +
    'Standardfehler ihrer Differenz, bei so wenigen Startwerten ein grober Anhalt. Jede Methode läuft mit ihrer ' +
    'eigenen Lernrate und Größe.',

  run: {
    title: 'In diesem Browser laufen lassen',
    which: 'Methoden',
    some: (count) => `${count} davon, eine je Familie`,
    all: (count) => `Alle ${count}`,
    start: (count, runs) => (count === 1 ? '1 Lauf starten' : `${runs} Läufe starten`),
    complete: 'Davon ist in diesem Browser alles fertig.',
    text: (time) =>
      `Etwa ${time} auf einem Rechner wie dem der Aufzeichnung. Lässt sich anhalten; was fertig ist, bleibt, und ` +
      'nach dem Neuladen geht es weiter.',
    hours: (hours) => `${hours}\u00a0h`,
    progress: (done, all) => `${done} von ${all} Läufen fertig`,
    now: (method, seed, step, steps) => `${method}, Startwert ${seed}: Schritt ${step} von ${steps}`,
    stop: 'Anhalten',
    stopping: 'Hält an…',
    resume: 'Weiter',
    discard: 'Weglegen',
    stopped: 'Steht. Was fertig ist, bleibt.',
    over: 'Diese Rangliste ist fertig.',
    failed: (method, seed) => `${method}, Startwert ${seed}, war nicht trainierbar.`,
    other: 'Ein anderes Rennen oder eine andere Rangliste läuft. Erst unter Vergleichen anhalten.',
    elsewhere: 'Ein anderer Tab dieser Seite führt ein Rennen oder eine Rangliste durch.',
    missing: 'Eine Methode dieser Rangliste gibt es in dieser Fassung nicht: weglegen und neu starten.',
  },
  counts: 'Die Parameterzahlen der Übersicht neben unseren',
};
