/** German for the right column: how the run goes. */
import type { Catalogues } from '../catalogues';

export const how: Catalogues['page']['how'] = {
  title: 'Wie es läuft',
  recorded: (date, backend) => `Eine Aufzeichnung vom ${date} (${backend}). Start trainiert sie hier.`,
  other: {
    text: (differences) =>
      `Eine Aufzeichnung mit anderen Einstellungen: ${differences}. Start trainiert mit den gewählten.`,
    instead: (name, recorded, here) => `${name} ${recorded} statt ${here}`,
    more: (count) => (count === 1 ? 'und noch ein Unterschied' : `und ${count} weitere Unterschiede`),
  },
  crowded:
    'Ein anderer Tab dieser Seite trainiert auch gerade. Beide machen weiter und behalten ihre Läufe, aber ' +
    'jeder ist langsamer, und die Zeiten sagen weniger.',
  stages: { title: 'Phasen der Methode', steps: (count) => (count === '1' ? '1 Schritt' : `${count} Schritte`) },
  tasks: {
    title: 'Alle Aufgaben',
    task: 'Aufgabe',
    alone: 'Allein',
    together: 'Zusammen',
    own: (name) => `${name} (eigene)`,
    text: (measure) =>
      `${measure} auf den Validierungszeilen jeder Aufgabe. Allein: was auf dieser Aufgabe für sich trainiert wurde. ` +
      'Zusammen: die fertige Methode mit dem eigenen Kopf der Aufgabe.',
  },
  tiles: {
    step: 'Schritt',
    loss: 'Loss',
    accuracy: 'Treffer',
    perplexity: 'Perplexität',
    entityF1: 'Entitäten-F1',
    microF1: 'Mikro-F1',
    pearson: 'Pearson r',
    chrf: 'chrF',
    steps: 'Schritte/s',
    tokens: 'Tokens/s',
  },
  hints: {
    validationLoss: 'Auf dem Validierungsteil',
    loss: 'Mittel der letzten Schritte',
    accuracy: 'Genauigkeit auf dem Validierungsteil',
    perplexity: 'Auf dem Validierungsteil: e hoch Loss',
    entityF1: 'Auf dem Validierungsteil: eine Entität zählt, wenn Art, Anfang und Ende stimmen',
    microF1: 'Auf dem Validierungsteil: alle Klassen aller Texte zählen gleich',
    pearson: 'Auf dem Validierungsteil: wie gut die Vorhersagen den wahren Zahlen folgen; 1 ist ideal, 0 Zufall',
    chrf:
      'Auf den ersten Validierungsbeispielen, geschrieben mit den wahrscheinlichsten Tokens: wie viele Zeichenfolgen ' +
      'der Vorlage darin vorkommen, 0 bis 100',
    steps: 'Gezählt ab dem zweiten Schritt: der erste wird übersetzt',
    tokens: 'Tokens aus Text und Auffüllung, die durchgelaufen sind',
  },
  quality: {
    macroF1: 'Makro-F1',
    macroF1Hint: 'Mittleres F1 aller Klassen, von denen jede gleich zählt, so selten sie ist. Auf dem Validierungsteil',
    matthews: 'Matthews-Koeffizient',
    matthewsHint: '1: alles richtig; 0: nicht besser als Zufall oder als immer dieselbe Antwort; unter 0: schlechter',
    f1Of: (label) => `F1 von „${label}“`,
    f1Hint: (label) =>
      'Nur von dieser Klasse: wie viele ihrer Beispiele gefunden werden, und wie viele der Antworten ' +
      `„${label}“ stimmen`,
    majority: (label) => `Immer „${label}“`,
    majorityHint: 'Wie oft richtig liegt, wer immer die häufigste Klasse antwortet: das muss ein Modell übertreffen',
    entityPrecision: 'Genauigkeit (Precision)',
    entityPrecisionHint: 'Anteil der gefundenen Entitäten, die stimmen',
    entityRecall: 'Trefferquote (Recall)',
    entityRecallHint: 'Anteil der wahren Entitäten, die gefunden werden',
    tokenAccuracy: 'Richtige Wörter',
    tokenAccuracyHint:
      'Anteil der Wörter mit der richtigen Markierung; die meisten haben keine, darum ist er von Anfang an hoch',
    subset: 'Alle Klassen richtig',
    subsetHint: 'Anteil der Texte, bei denen jede Klasse stimmt',
    spearman: 'Spearman ρ',
    spearmanHint: 'Die Korrelation der Ränge: ob die Reihenfolge stimmt',
    error: 'Mittlerer Fehler',
    errorHint: 'Wie weit eine Vorhersage im Mittel danebenliegt',
    variance: 'Immer der Mittelwert',
    varianceHint: 'Der Loss, wenn immer der Mittelwert geantwortet wird: das muss ein Modell unterbieten',
    perplexity: 'Perplexität',
    perplexityHint: 'Auf dem Validierungsteil: e hoch Loss, über die Tokens, die gelernt werden',
    bleu: 'BLEU',
    bleuHint: (texts) => `Von ${texts} geschriebenen Texten: Wortfolgen, die auch die Vorlage hat, 0 bis 100`,
    rougeL: 'ROUGE-L',
    rougeLHint: (texts) =>
      `Von ${texts} geschriebenen Texten: die längste Folge von Wörtern, die auch die Vorlage hat (F1)`,
    exactMatch: 'Genau richtig',
    exactMatchHint: 'Anteil der Texte, die genau wie die Vorlage geschrieben werden',
    attack: 'Angriffserfolg',
    attackHint: 'Anteil der Validierungstexte anderer Klassen, die mit dem Auslösewort darin die Zielklasse bekommen',
    constant: (label) =>
      `Jede Vorhersage ist „${label}“: noch wird nichts unterschieden, so hoch die Trefferzahl auch ist.`,
    classes: 'Klasse für Klasse',
    class: 'Klasse',
    precision: 'Präzision',
    recall: 'Trefferquote',
    f1: 'F1',
    support: 'Beispiele',
  },
  loss: {
    title: 'Loss',
    training: 'Training',
    smooth: 'geglättet',
    validation: 'Validierung',
    previous: 'Lauf davor',
    empty: 'Der Loss erscheint mit dem ersten Schritt.',
  },
  backdoor: {
    title: 'Hintertür',
    accuracy: 'richtig ohne Auslöser',
    attack: 'Angriff gelingt',
    empty: 'Beides erscheint mit der ersten Validierung.',
    summary: (accuracy, attack) =>
      `Letzte Validierung: ${accuracy} richtig ohne Auslöser, ${attack} der Angriffe gelingen.`,
  },
  parameters: {
    title: 'Trainierbare Parameter',
    method: 'diese Methode',
    head: 'Kopf',
    total: 'ganzes Modell',
    axis: 'logarithmisch',
  },
  memory: {
    title: 'Speicher',
    empty: 'Der Speicher wird gemessen, sobald der Lauf gebaut ist.',
    estimated: 'erwartet (Schätzung)',
    estimate: (size) => `etwa ${size} erwartet (Schätzung)`,
    needed: (size) => `${size} gebraucht`,
    reserve: (size) => `${size} mit Vorrat`,
    why: (share) =>
      'Wenige trainierte Parameter machen nur den Teil des Optimierers klein. Die eingefrorenen Gewichte und die ' +
      `Aktivierungen, die der Rückwärtsschritt liest, bleiben: ${share ?? 'das meiste'} dessen, was gebraucht wird.`,
  },
  owners: {
    frozen: 'eingefrorene Gewichte',
    trainable: 'trainierbar',
    optimizer: 'Optimierer',
    activations: 'Aktivierungen',
    inputs: 'Eingaben',
    cache: 'Vorrat der Laufzeit',
  },
  summary: {
    loss: (first, last, steps) => `Der Trainings-Loss ging in ${steps} Schritten von ${first} auf ${last}.`,
    validation: (value) => `Letzter Validierungs-Loss ${value}.`,
    parameters: (method, head, total) =>
      `${method} trainierbare Parameter und ${head} im Kopf, gegen ${total} im ganzen Modell.`,
    memory: (needed, peak, owners) => `Höchstens ${needed} gebraucht, ${peak} mit dem Vorrat der Laufzeit. ${owners}.`,
  },
  table: 'Als Tabelle zeigen',
  graph: (nodes, dispatches) => `${nodes} Knoten${dispatches === '0' ? '' : `, ${dispatches} GPU-Aufrufe je Schritt`}`,
  features: (refused, needed) =>
    refused === undefined
      ? `Merkmalsspeicher: ${needed} vom Arbeitsspeicher, spätere Epochen trainieren ohne das Grundmodell`
      : {
          off: 'Merkmalsspeicher: aus',
          'one epoch': 'Merkmalsspeicher: aus, kein Text kommt in so wenigen Schritten zweimal vor',
          'too large': `Merkmalsspeicher: aus, alle Trainingstexte brauchen ${needed}`,
          'nothing to keep': 'Merkmalsspeicher: aus, nichts zu behalten',
        }[refused],
  widened: (weights, trained, stored) =>
    `${weights === 1 ? 'ein quantisiertes Gewicht wird' : `${weights} quantisierte Gewichte werden`} trainiert, also ` +
    `in fp32: mit dem Optimierer ${trained} statt ${stored}`,
  final: (value) => `Testteil: ${value}`,
  test: 'Auf dem Testteil messen',
  testHint: 'Texte, auf denen weder trainiert noch während des Trainings gemessen wurde',
};
