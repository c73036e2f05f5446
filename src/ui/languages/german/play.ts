/** German for playing with a result. */
import type { Catalogues } from '../catalogues';

export const play: Catalogues['play'] = {
  play: 'Mit dem Ergebnis spielen',
  breaking: 'Kaputt machen',
  idle:
    'Noch ist nichts trainiert: starte zuerst den Lauf. Danach kannst du hier die Änderung stärker oder schwächer ' +
    'machen.',
  running: 'Der Lauf trainiert gerade. Halte ihn an oder warte sein Ende ab, um mit dem Ergebnis zu spielen.',
  recorded:
    'Was du siehst, ist eine Aufzeichnung, die keine Gewichte enthält. Starte den Lauf, um hier zu trainieren, ' +
    'und spiel dann mit dem Ergebnis.',

  strength: 'Stärke der Änderung λ',
  strengthText:
    '0 ist das vortrainierte Modell, 1 das trainierte, 2 die doppelte Änderung. Die Antworten oben folgen sofort.',
  ticks: { none: 'vortrainiert', trained: 'trainiert', twice: 'doppelt' },
  reset: 'Zurück zum Trainierten',
  working: 'Fragt…',
  moves: {
    nothing: 'Das ist das Modell, wie es trainiert wurde.',
    weights: (count) =>
      `W + λ ΔW in ${count} Gewichten, so wie die Methode selbst zusammenführt. Der trainierte Kopf bleibt: bei 0 ` +
      'liest er die vortrainierten Zustände.',
    tensors: (method, count) =>
      `${method} hat kein ΔW: ihre ${count} Tensoren wandern von ihrem Anfang (0) zu ihrem jetzigen Stand (1) und ` +
      'darüber hinaus. Der trainierte Kopf bleibt.',
    kept: (name) => `Das ist ${name}, genau so, wie es aufgehoben wurde, mit eigenem Kopf.`,
    two: 'W + λ Σ w ΔW von beiden. Der Kopf ist das Mittel aus ihren.',
  },
  safe: 'Nur die Antworten sind andere: was du speicherst, teilst oder weiter trainierst, ist der Lauf selbst.',
  score: 'Am Validierungsteil messen',
  scoring: 'Misst…',
  scored: (what, trained, strength) =>
    `Validierung bei dieser Einstellung: ${what}. Die letzte im Training: ${trained}. (λ ${strength})`,
  scoredAlone: (what, strength) => `Validierung bei dieser Einstellung: ${what} (λ ${strength})`,
  metrics: {
    accuracy: (value) => `${value} richtig`,
    loss: (value) => `Verlust ${value}`,
    exact: (value) => `${value} ganz richtig`,
  },

  kept: 'Aufgehobene Adapter',
  keep: 'Diesen Adapter aufheben',
  keeping: 'Hebt auf…',
  keptText: (key) =>
    `Aufgehobene Adapter bleiben hier, solange die Seite offen ist. Mit der Taste ${key} wechselst du zum nächsten.`,
  full: (most) => `${most} Adapter sind schon aufgehoben: lass zuerst einen los.`,
  already: 'Dieser ist schon aufgehoben, mit genau diesem Schritt.',
  keptNow: (name) => `Aufgehoben: ${name}`,
  name: (method, step) => `${method}, Schritt ${step}`,
  own: 'Dieser Lauf',
  letGo: (name) => `${name} loslassen`,
  shown: 'Gezeigt',
  mix: 'Zwei mischen',
  first: 'Erster',
  second: 'Zweiter',
  weight: (first, second) => `${first} vom ersten, ${second} vom zweiten`,
  weightLabel: 'Gewicht des zweiten',
  updates: 'Änderungen addieren (PEFT: cat)',
  factors: 'Faktoren mitteln (PEFT: linear)',
  joining: 'Wie',
  needTwo:
    'Heb zuerst zwei Adapter auf: trainieren, aufheben, die Methode oder die Einstellungen ändern, trainieren, ' +
    'aufheben.',

  broken: {
    text:
      'Jeder Knopf startet einen neuen Lauf mit denselben Einstellungen und einer Änderung und vergleicht am Ende ' +
      'beide.',
    rate: 'Rate × 100',
    rank: 'Rang 1',
    layer: 'Bis Schicht 2 einfrieren',
    data: 'Halb so viele Daten',
    noRank: 'Diese Methode hat keinen Rang über 1.',
    noLayer: 'Diese Methode kann die Schichten 1 und 2 dieses Modells nicht auslassen.',
    noData: 'Wie viele Trainingszeilen es gibt, ist hier nicht bekannt.',
    fastest: 'Die Rate ist schon so hoch wie möglich.',
    changes: {
      rate: (from, to) => `die Lernrate ist ${to} statt ${from}`,
      rank: (from) => `der Rang ist 1 statt ${from}`,
      layer: 'die Schichten 1 und 2 sind ausgelassen',
      data: (from, to) => `es sind ${to} Trainingszeilen statt ${from}`,
    },
    before: 'vorher',
    after: 'kaputt gemacht',
    started: (change) => `Ein neuer Lauf: ${change}. Alles andere ist gleich, auch der Startwert des Zufalls.`,
    waiting: 'Der Vergleich ist vollständig, wenn der Lauf zu Ende ist.',
    stopped: (message) => `Es ist kaputt: ${message}`,
    worse: (change, before, after, times) =>
      `Nun gilt: ${change}. Der Verlust endet bei ${after} statt ${before}, das ${times}-Fache.`,
    alike: (change, before, after) =>
      `Nun gilt: ${change}. Der Verlust endet bei ${after} statt ${before}. Das ist kaum ein Unterschied: die ` +
      'Methode hält das aus.',
    better: (change, before, after) =>
      `Nun gilt: ${change}. Der Verlust endet bei ${after} statt ${before}. Es ging nicht kaputt, sondern besser.`,
    answers: (count, all) =>
      count === '0' ? 'Alle Antworten sind dieselben.' : `${count} von ${all} Antworten sind andere.`,
    curves: 'Verlust beider Läufe',
    curvesSummary: (before, after) => `Zwei Kurven: vorher endet bei ${before}, kaputt gemacht bei ${after}.`,
    answersOf: 'Was beide sagen',
    mend: 'Zurück zu den Einstellungen davor',
    none: 'noch keine Antwort',
  },
};
