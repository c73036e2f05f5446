/** German for what an update is. */
import type { Catalogues } from '../catalogues';

export const update: Catalogues['update'] = {
  open: 'Was die Änderung ist',
  text:
    'Alles, was das Training verändert hat, in einem Bild: W ist ein Gewicht, wie es war, ΔW das, was die Methode ' +
    'dazutut.',
  here: 'Was sich hier ändert',
  hereText: 'Die trainierten Tensoren und die Gewichte, die sie verändern.',

  idle: 'Noch ist nichts trainiert. Starte den Lauf; sobald er steht, siehst du hier, was die Methode ändert.',
  running:
    'Der Lauf trainiert gerade. Halte ihn an oder warte sein Ende ab, um zu sehen, was er bisher ' + 'geändert hat.',
  recorded:
    'Was du siehst, ist eine Aufzeichnung: sie enthält Kurven, aber keine Gewichte. Starte den Lauf, um hier zu ' +
    'trainieren.',
  load: 'Lauf laden',
  reading: 'Liest die Gewichte…',
  failed: 'Die Änderung ließ sich nicht lesen. Warum, steht oben auf der Seite.',
  at: (step) => `Stand von Schritt ${step}`,
  early: (method) =>
    `${method} arbeitet in Phasen, und die Änderung gibt es erst ab der letzten. Lass den Lauf zu Ende gehen und ` +
    'komm dann wieder.',

  none: (method) => `${method} ändert kein Gewicht des Modells: ein ΔW gibt es nicht.`,
  nothing: 'Der Körper des Modells ist, wie er war: nur der neue Kopf wurde trainiert.',
  sites: (count) => (count === '1' ? 'Ein Gewicht ändert sich.' : `${count} Gewichte ändern sich.`),
  map: 'Wo sie wirkt',
  mapText:
    'Länge von ΔW im Verhältnis zu der von W, in jeder Schicht und jedem Modul. Wähle ein Feld, um das Gewicht ' +
    'anzusehen.',
  outside: 'Außerhalb',
  bias: (part) => `${part}: Bias`,
  gain: (part) => `${part}: Faktor`,
  cell: (where, share) => `${where}: ${share} der Länge des Gewichts`,
  choose: 'Gewicht',

  before: 'W, vorher',
  change: 'ΔW, die Änderung',
  mask: 'Die Maske',
  maskText: (entries, all, share) =>
    `${entries} von ${all} Einträgen sind anders als vorher (${share}). Jedes Feld zeigt, welcher Anteil seines ` +
    'Blocks es ist.',
  facts: {
    relative: 'Länge von ΔW zu W',
    angle: 'Gedreht um',
    rank: 'Rang',
    effective: 'Effektiver Rang',
    entries: 'Geänderte Einträge',
  },
  degrees: (angle) => `${angle}°`,
  ofMost: (rank, all) => `${rank} von ${all}`,
  atLeast: (rank) => `mindestens ${rank}`,
  turn: (angle) =>
    `Als ein langer Vektor gesehen steht W + ΔW im Winkel von ${angle} zu W. Bei zufälligen Eingaben drehen sich ` +
    'auch die Ausgaben der Schicht im Mittel so weit: ⟨W, W + ΔW⟩ ist das, was ⟨W x, (W + ΔW) x⟩ im Mittel ergibt.',

  spectrum: 'Singulärwerte von ΔW',
  spectrumText: {
    none: 'ΔW ist null: hier hat sich noch nichts bewegt.',
    low: (rank, all) =>
      rank === '1'
        ? `Ein Balken: die ganze Änderung geht in eine einzige Richtung, von ${all}, die es gibt.`
        : `${rank} Balken und dann nichts mehr: die Änderung hat den Rang ${rank}, möglich wären ${all}. Das ` +
          'meint man mit „niedrigem Rang“.',
    tail: (rank, all, effective) =>
      `Ein langer Schwanz: ${rank} von ${all} Richtungen ändern sich. Nach ihrer Länge gewogen sind sie so viel ` +
      `wert wie etwa ${effective} gleich große (der effektive Rang).`,
    large: (shown, all) => `Die Matrix ist groß: berechnet sind die ${shown} größten von ${all} Singulärwerten.`,
  },
  spectrumSummary: (shown, largest, rank) =>
    `${shown} Singulärwerte, der größte ${largest}; ${rank} liegen über dem, was vom Runden bleibt.`,
  smaller: (count) => `und ${count} kleinere`,

  vector: 'Der Vektor, vorher und nachher',
  vectorText: 'Grau ist sein Anfang, orange sein jetziger Stand.',
  vectorSummary: (name, count, now) =>
    `${name}: ${count} Balken, der längste ${now}; grau der Anfang, orange der jetzige Stand.`,
  each: (count) => `Ein Balken steht für ${count} Einträge und zeigt den, der sich am meisten bewegt hat.`,

  added: 'Was sie unterwegs dazutut',
  addedText: (texts) =>
    `Gemessen an den ersten ${texts} Texten des Validierungsteils: wie lang das ist, was die Methode dazutut, im ` +
    'Verhältnis zu dem Zustand, zu dem es kommt.',
  gates: 'Wer wann gebraucht wird',
  gatesText: (texts) =>
    `Mittel über die ersten ${texts} Texte des Validierungsteils: 1 heißt ganz, 0 gar nicht. Mehrere Balken ` +
    'teilen sich die 1.',
  gate: (n) => `${n}`,
  choices: 'Was ihre Phasen gewählt haben',
  experts:
    'Beim Training wird in jedem Schritt ein Experte ausgelost, alle gleich oft. Jetzt sind sie zu einem ' +
    'gemittelt, und niemand wählt mehr.',

  virtual: 'Virtuelle Tokens',
  virtualText: (usual) =>
    `Die Vektoren, die vor jedem Text stehen, mit ihrer Länge (ein Wort hat im Mittel ${usual}) und den Wörtern, ` +
    'die am ehesten in dieselbe Richtung zeigen. Die Nachbarn bedeuten selten etwas: die Vektoren liegen, wo kein ' +
    'Wort liegt.',
  length: 'Länge',
  nearest: 'Nächste Wörter (Kosinus)',

  own: 'Die eigenen Tensoren der Methode',
  ownText: 'Was trainiert wurde, jeweils neben seinem Anfang. Zeilen von Matrizen stehen mit ihrer Länge da.',
  rows: (name) => `${name}, Zeilen`,
  moved: (moved, norm) => `bewegt um ${moved}, Länge ${norm}`,
  more: (count) => `und ${count} weitere`,
};
