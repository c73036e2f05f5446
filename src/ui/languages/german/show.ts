/** German for the lanes. */
import type { Catalogues } from '../catalogues';

export const show: Catalogues['show'] = {
  title: 'Wer reicht an volles Feinabstimmen heran?',
  source: 'Zeigen',
  race: 'Dieses Rennen',
  kept: 'Angehakte Läufe',
  recorded: (board) => `Aufgezeichnet: ${board}`,
  conditions: (model, data, steps) => `${model} · ${data} · ${steps} Schritte`,
  board:
    'Alle Methoden, die auf dieser Rangliste aufgezeichnet wurden; nichts davon wurde in Ihrem Browser trainiert. ' +
    'Läufe, die hier enden, bleiben auf diesem Gerät: zwei davon oder ein Rennen nehmen diesen Platz ein.',
  list: (measure) => `Methoden nach: ${measure}`,
  untuned: 'Unverändertes Modell',

  money: {
    same: (name, bytes, full) => `${name}: dasselbe Ergebnis mit ${bytes} statt ${full}`,
    better: (name, bytes, full) => `${name}: mehr als volles Feinabstimmen, mit ${bytes} statt ${full}`,
    share: (name, gain, bytes, full) => `${name}: ${gain} des Gewinns mit ${bytes} statt ${full}`,
    none: (name, gain) =>
      'Keine Methode, die weniger speichert, erreicht 95 % dessen, was volles Feinabstimmen gewinnt. Am nächsten ' +
      `kommt ${name}: ${gain}.`,
    alone: 'Keine Methode, die weniger speichert, hat 95 % dessen erreicht, was volles Feinabstimmen gewinnt.',
    gainless:
      'Volles Feinabstimmen ist hier nicht besser als der Ausgangspunkt, oder nur im Rauschen: es gibt keine Marke ' +
      'zu erreichen.',
    waiting: 'Die Marke steht, sobald volles Feinabstimmen und der Kopf allein trainiert sind.',
    missing:
      'Trainieren Sie auch volles Feinabstimmen und den Kopf allein: dann steht hier, wer 95 % dessen erreicht, was ' +
      'volles Feinabstimmen gewinnt.',
    written:
      'Was volles Feinabstimmen gewinnt, zählt vom Kopf allein an, den es bei einer Schreibaufgabe nicht gibt. Die ' +
      'Ranglisten kennen das unveränderte Modell.',
  },
  noise: {
    within: (gain, seeds) =>
      `Das sind ${gain} dessen, was volles Feinabstimmen gewinnt. Bei ${seeds} Startwerten liegt der Unterschied im ` +
      'Rauschen.',
    beyond: (gain, seeds) =>
      `Das sind ${gain} dessen, was volles Feinabstimmen gewinnt. Bei ${seeds} Startwerten ist der Unterschied mehr ` +
      'als Rauschen.',
    unknown: (gain) =>
      `Das sind ${gain} dessen, was volles Feinabstimmen gewinnt. Ein Startwert sagt nichts über das Rauschen: es ` +
      'kann Glück sein.',
  },
  after: (step) => `Erreicht war das bei Schritt ${step}.`,
  others: (count, methods) =>
    count === 1
      ? `Eine von ${methods} Methoden kommt mit weniger Speicher auf 95 %.`
      : `${count} von ${methods} Methoden kommen mit weniger Speicher auf 95 %.`,

  state: { waiting: 'wartet', now: 'trainiert', failed: 'war nicht trainierbar', done: '' },
  measured: 'Noch nicht gemessen',
  step: (step, steps) => `Schritt ${step} von ${steps}`,
  marks: { from: 'Start', finish: '95 %', full: 'voll' },
  marksHint:
    'Start: der Kopf allein oder das unveränderte Modell. 95 %: dessen, was volles Feinabstimmen gewinnt. Voll: ' +
    'volles Feinabstimmen.',
  stored: 'Datei',
  seeds: (count) => `${count} Startwerte`,
  oneSeed: 'ein Startwert',
  lane: (name, score, gain, bytes) =>
    [`${name}: ${score}`, gain && `${gain} des Gewinns`, bytes && `${bytes} gespeichert`].filter(Boolean).join(', '),
  choose:
    'Wählen Sie eine Methode: alle, die sich von ihr nur im Rauschen unterscheiden, leuchten auf. Der Balken ist ± ' +
    'eine Abweichung.',

  replay: 'Noch einmal laufen lassen',
  pause: 'Anhalten',
  along: 'Anteil der Schritte',
  bySize: 'Größter gezeigter Adapter',
  alongText: 'Zwischen zwei Validierungen läuft eine Marke gleichmäßig.',
  upTo: (bytes) => `bis ${bytes}`,

  share: {
    open: 'Karte…',
    title: 'Eine Karte davon',
    text: 'Gezeichnet aus den Zahlen, die Sie sehen. Zum Speichern, Kopieren oder als Animation.',
    preview: 'Die Karte',
    png: 'Als PNG speichern',
    copy: 'Bild kopieren',
    film: 'Als Animation speichern',
    filming: (percent) => `Nimmt auf, ${percent}`,
    copied: 'Kopiert.',
    saved: (file) => `Gespeichert: ${file}`,
    copyFailed: 'Dieser Browser erlaubt hier nicht, Bilder zu kopieren. Speichern Sie stattdessen das PNG.',
    filmFailed: 'Dieser Browser kann keine Animation aufnehmen. Das PNG zeigt ihr Ende.',
    failed: 'Das Bild kam nicht zustande: dieser Browser hat es nicht gezeichnet.',
    footer: 'PEFT playground · in einem Browser-Tab trainiert',
    footerRecorded: 'PEFT playground · aufgezeichnete Ergebnisse',
    more: (count) => `und ${count} weitere`,
  },
};
