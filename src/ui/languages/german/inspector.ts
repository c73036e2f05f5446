/** German for looking inside: tensors, per-layer norms, one iteration in slow motion. */
import type { Catalogues } from '../catalogues';

export const inspector: Catalogues['inspector'] = {
  open: (part) => `Hineinsehen: ${part}`,
  tensor: (name, shape, count) => `${name}: ${shape} = ${count}`,
  more: (count) => `und ${count} weitere`,

  title: (part) => `Innen: ${part}`,
  text: 'Die trainierten Zahlen selbst, wie sie in diesem Lauf jetzt sind.',
  frozen: 'Hier wird nichts Eigenes trainiert: Das ist, was er berechnet.',
  trained: 'Seine trainierten Tensoren',
  notBuilt: 'Die Zahlen gibt es, sobald das Modell geladen und der Lauf gebaut ist. Trainiert wird dabei nichts.',
  build: 'Modell laden',
  building: 'Lädt…',
  none: 'Die jetzige Phase des Laufs trainiert hier keinen Tensor.',
  choose: 'Tensor',
  layer: (n) => `Schicht ${n}`,
  outside: 'Alle Schichten',
  head: 'Kopf',
  refresh: 'Neu lesen',
  reading: 'Liest…',
  at: (step) => `Stand von Schritt ${step}`,
  now: (step) => `der Lauf ist jetzt bei Schritt ${step}`,
  which: { values: 'Werte', change: 'Änderung', gradient: 'Gradient' },
  explain: {
    values: 'Was der Tensor jetzt enthält.',
    change: 'Jetzige Werte minus die vom Anfang des Laufs oder der jetzigen Phase der Methode.',
    gradient: 'Gradient des letzten Schritts, nach dem Kürzen.',
  },
  noGradient: 'Noch gibt es keinen Gradienten: er kommt mit dem ersten Schritt. Adafactor behält nur seine Länge.',
  facts: {
    shape: 'Form',
    count: 'Zahlen',
    mean: 'Mittel',
    deviation: 'Abweichung',
    range: 'Bereich',
    norm: 'Länge (L2)',
    zeros: 'Genau 0',
  },
  range: (min, max) => `${min} bis ${max}`,
  histogram: 'Histogramm',
  heat: 'Heatmap',
  histogramSummary: (count, min, max, mean, deviation) =>
    `${count} Zahlen von ${min} bis ${max}, Mittel ${mean}, Standardabweichung ${deviation}.`,
  heatSummary: (rows, columns, most) =>
    `${rows} mal ${columns} Zellen, von minus ${most} (blau) über 0 bis plus ${most} (orange).`,
  heatShares: (rows, columns, most) => `${rows} mal ${columns} Felder, von 0 bis ${most} (orange).`,
  shrunk: (shape, rows, columns) =>
    `${shape} verkleinert auf ${rows} × ${columns}: eine Zelle ist der größte Eintrag ihres Blocks.`,
  allZero: 'Alle Einträge sind 0.',
  table: 'Als Tabelle zeigen',
  from: 'Von',
  to: 'Bis',
  entries: 'Zahlen',

  norms: {
    gradient: 'Gradient',
    update: 'Schritt',
    legend: 'Länge in jeder Schicht, die größte füllt den Balken',
    of: (part, gradient, update) => `${part}: Norm des Gradienten ${gradient}, Norm des Schritts ${update}`,
  },

  walk: {
    open: 'Eine Iteration Schritt für Schritt',
    title: 'Eine Iteration, langsam',
    phases: { forward: 'Vorwärts', loss: 'Loss', gradient: 'Gradient', update: 'Schritt' },
    start: 'Einen Schritt tun',
    next: 'Nächste Phase',
    back: 'Phase davor',
    another: 'Noch einen Schritt tun',
    working: 'Rechnet…',
    close: 'Schließen',
    intro:
      'Ein wirklicher Schritt dieses Laufs wird gerechnet und dann in vier Phasen gezeigt, mit seinen eigenen Zahlen.',
    running: 'Der Lauf trainiert gerade: erst anhalten.',
    step: (step) => `Schritt ${step}`,
    forward: (rows, tokens) =>
      `Ein Batch von ${rows} Beispielen, ${tokens} Token, geht durch alle Schichten. Eingefrorene und ` +
      'trainierte Tensoren werden nur gelesen.',
    example: 'Erster Text des Batches',
    tokens: (count) => `als ${count} Token`,
    label: 'Seine Klasse',
    loss: (loss) => `Die Ausgaben werden mit dem Richtigen verglichen: der Loss ist ${loss}.`,
    noDropout: (loss) => `Ohne den Zufall der Methode hat derselbe Batch einen Loss von ${loss}.`,
    gradient: (norm) =>
      'Rückwärts vom Loss: für jede trainierte Zahl, welche Richtung ihn senkt. Der ganze Gradient hat die ' +
      `Länge ${norm}. Eingefrorene Tensoren bekommen keinen.`,
    clipped: (norm) => `Er ist länger als die erlaubte Norm ${norm} und wird auf sie gekürzt.`,
    update: (size, rate) =>
      `Der Optimierer bewegt die trainierten Zahlen um eine Länge von insgesamt ${size}, bei der Lernrate ${rate}.`,
    after: (before, after) => `Auf demselben Batch geht der Loss von ${before} auf ${after}.`,
    skipped: (steps) =>
      steps === '1'
        ? 'Auch der Schritt davor wurde getan und hat nichts bewegt: Das Aufwärmen beginnt mit der Lernrate 0.'
        : `Auch die ${steps} Schritte davor wurden getan und haben nichts bewegt: Das Aufwärmen beginnt mit der ` +
          'Lernrate 0.',
    still: 'Dieser Schritt hat nichts bewegt: noch einen tun.',
    worse: 'Er ist gestiegen: ein Schritt hilft im Mittel, nicht jedes Mal.',
    part: 'Teil',
    norm: 'Länge (L2)',
    shared: 'Von allen Schichten geteilt',
    head: 'Kopf',
    frozen: 'eingefroren',
    touches: {
      forward: 'Liest: alle Tensoren, den Batch',
      loss: 'Liest: Ausgaben und Klassen',
      gradient: 'Macht: einen Gradienten für jeden trainierten Tensor',
      update: 'Schreibt: trainierte Tensoren und den Zustand des Optimierers',
    },
  },

  graph: 'Den ONNX-Graphen ansehen',
};
