/** German for the Compare view. */
import type { Catalogues } from '../catalogues';

export const compare: Catalogues['compare'] = {
  title: 'Vergleichen',

  qualities: {
    entityF1: 'Entitäten-F1, Validierung',
    testEntityF1: 'Entitäten-F1, Test',
    microF1: 'Mikro-F1, Validierung',
    testMicroF1: 'Mikro-F1, Test',
    pearson: 'Pearson r, Validierung',
    testPearson: 'Pearson r, Test',
    accuracy: 'Genauigkeit (Validierung)',
    testAccuracy: 'Genauigkeit (Test)',
    macroF1: 'Makro-F1 (Validierung)',
    testMacroF1: 'Makro-F1 (Test)',
    matthews: 'Matthews-Koeffizient (Validierung)',
    chrf: 'chrF (Validierung)',
    testChrf: 'chrF (Test)',
    bleu: 'BLEU (Validierung)',
    testBleu: 'BLEU (Test)',
    rougeL: 'ROUGE-L (Validierung)',
    testRougeL: 'ROUGE-L (Test)',
    exactMatch: 'Genau richtig (Validierung)',
    testExactMatch: 'Genau richtig (Test)',
    perplexity: 'Perplexität (Validierung)',
    testPerplexity: 'Perplexität (Test)',
    attackSuccess: 'Angriffserfolg (Validierung)',
    testAttackSuccess: 'Angriffserfolg (Test)',
    loss: 'Loss (Validierung)',
  },
  costs: {
    parameters: 'Trainierbare Parameter',
    bytes: 'Gespeicherte Bytes',
    memory: 'Nötiger Speicher',
    time: 'Trainingszeit',
  },

  pareto: {
    title: 'Güte gegen Aufwand',
    figure: (quality, cost) => `${quality} · ${cost}`,
    y: 'Hoch',
    x: 'Quer',
    size: 'Blase',
    sameSize: 'alle gleich',
    frontier: 'am besten für den Aufwand',
    live: 'trainiert gerade',
    empty: 'Jeder Lauf, der endet, wird hier ein Punkt, wenn er in der Tabelle angehakt ist.',
    noQuality: 'Keiner der angehakten Läufe hat diese Zahl. Oben eine andere wählen.',
    axis: (label, lower) => `${label}${lower ? ' (niedriger ist besser, oben)' : ''}`,
    log: (label) => `${label} (logarithmisch)`,
    summary: (runs, quality, cost, best) =>
      `${runs} Läufe nach ${quality} und ${cost}. Am besten für den Aufwand: ${best}.`,
    run: 'Lauf',
    onFrontier: 'Am besten für den Aufwand',
    yes: 'ja',
    memoryHint: 'Der meiste Speicher zugleich, ohne das, was die Laufzeit zur Wiederverwendung behält.',
  },

  curves: {
    title: 'Kurven',
    show: 'Zeigen',
    kinds: {
      loss: 'Trainings-Loss',
      validationLoss: 'Validierungs-Loss',
      validationAccuracy: 'Validierungs-Genauigkeit',
    },
    empty: 'Jeder Lauf, der endet, wird hier eine Kurve, wenn er in der Tabelle angehakt ist.',
    nothing: 'Keiner der angehakten Läufe hat diese Kurve. Oben eine andere wählen.',
    step: 'Schritt',
    summary: (runs, kind, ends) => `${kind} von ${runs} Läufen. Am Ende: ${ends}.`,
    smoothed: 'geglättet',
  },

  mixed:
    'Die angehakten Läufe haben verschiedene Modelle oder Daten: ihre Zahlen sind nicht eins zu eins vergleichbar.',
  only: (model, dataset) => `Nur ${model} auf ${dataset} anhaken`,

  table: {
    title: 'Behaltene Läufe',
    caption: 'Behaltene Läufe. Ein Spaltenkopf sortiert.',
    facts: (category, dataset, model) => `${category} · ${dataset} · ${model}`,
    all: 'Alle anhaken',
    one: (name) => `${name} zeigen`,
    name: 'Name',
    rename: (name) => `Name von ${name}`,
    quality: 'Validierung',
    macroF1: 'Makro-F1',
    macroF1Hint: 'Auf dem Validierungsteil: mittleres F1 aller Klassen, von denen jede gleich zählt, so selten sie ist',
    attack: 'Angriff',
    attackHint: 'Anteil der Validierungstexte anderer Klassen, die mit dem Auslöser darin die Zielklasse bekommen',
    after: (source) => `nach ${source}`,
    rows: (rows) => `${rows} Zeilen`,
    poisoned: 'Hintertür',
    test: 'Test',
    trainable: 'Trainiert',
    trainableHint: 'Parameter der Methode, ohne den Kopf',
    stored: 'Gespeichert',
    storedHint:
      'Methode und Kopf, wie eine Adapterdatei sie enthält: vier Bytes je Zahl, ein Bit je maskiertem Gewicht',
    memory: 'Speicher',
    memoryHint: 'Der meiste Speicher zugleich, ohne das, was die Laufzeit zur Wiederverwendung behält',
    time: 'Ein Schritt',
    timeHint: 'Mittlere Zeit eines Schritts, ohne Übersetzen',
    steps: 'Schritte',
    date: 'Wann',
    actions: 'Aktionen',
    memoryOf: (needed, parts, peak) => `${needed}: ${parts}. Mit dem Vorrat der Laufzeit ${peak}.`,
    estimated: 'geschätzt',
    stopped: (steps, of) => `${steps} von ${of}`,
    stoppedHint: 'Vor dem letzten Schritt angehalten',
    adjusted: 'Die Lernrate wurde während des Laufs von Hand geändert.',
    load: 'Laden',
    loadHint: (name) => `Die Einstellungen von ${name} unter Ausprobieren laden`,
    link: 'Link kopieren',
    linked: 'Kopiert',
    linkHint: (name) => `Den Link zu den Einstellungen von ${name} kopieren`,
    broken: (name, date) => [name, date].filter(Boolean).join(', ') || 'Ein behaltener Lauf ohne Namen',
    brokenText: 'Nicht lesbar: Er ist beschädigt.',
    brokenNewer: 'Eine neuere Fassung dieser Seite hat ihn gespeichert: die Seite neu laden, um ihn zu sehen.',
    removeBroken: (name) => `${name} endgültig löschen`,
    pin: (name) => `${name} unter Ausprobieren ins Loss-Diagramm zeichnen`,
    remove: (name) => `${name} löschen`,
    removeTicked: 'Angehakte löschen',
    deleted: (count, name) => (count === 1 ? `${name} ist gelöscht.` : `${count} Läufe sind gelöscht.`),
    undo: 'Rückgängig',
    copyFailed: 'Der Browser erlaubt hier kein Kopieren. Der Link:',
  },

  missing: {
    method: 'Diese Fassung hat die Methode nicht mehr.',
    model:
      'Dieser Lauf hatte ein eigenes Modell, das nicht mehr da ist. Seine Dateien unter Ausprobieren noch ' +
      'einmal ablegen, dann die Einstellungen laden.',
    data:
      'Dieser Lauf hatte eigene Daten, die nicht mehr da sind. Sie unter Ausprobieren noch einmal einfügen oder ' +
      'ablegen, dann die Einstellungen laden.',
  },

  storage: {
    unavailable:
      'Dieser Browser lässt die Seite nichts speichern (ein privates Fenster, oder Speichern ist gesperrt). ' +
      'Läufe bleiben, bis die Seite geschlossen wird: vorher exportieren.',
    full:
      'Im Speicher dieses Browsers ist kein Platz mehr. Neue Läufe bleiben, bis die Seite geschlossen wird: ' +
      'Läufe exportieren, dann einige löschen.',
    broken:
      'Die behaltenen Läufe sind nicht erreichbar. Neue Läufe bleiben, bis die Seite geschlossen wird: ' +
      'exportieren, dann neu laden.',
  },
  dismiss: 'Schließen',

  race: {
    title: 'Rennen',
    text:
      'Trainiert die angehakten Methoden nacheinander: gleiches Modell, gleiche Daten in gleicher Reihenfolge, ' +
      'gleicher Startwert, jede mit ihrer empfohlenen Lernrate.',
    conditions: (model, dataset, steps, seed) => `${model} · ${dataset} · ${steps} Schritte · Startwert ${seed}`,
    change: 'Unter Ausprobieren ändern',
    all: 'Alle Methoden',
    none: 'Keine',
    methods: 'Methoden',
    seeds: 'Startwerte',
    seedsHint:
      'Wie oft jede Methode trainiert wird, jedes Mal mit anderem Anfang und anderer Reihenfolge der Daten. Ab zwei ' +
      'gibt es Fehlerbalken, und es ist bekannt, was Rauschen ist.',
    test: 'Auch auf dem Testteil messen',
    testHint: 'Dauert länger: jeder Lauf wird auf Texten gemessen, nach denen nichts ausgewählt wurde.',
    survey: (count) => `Die ganze Übersicht: alle ${count} Methoden`,
    surveyText: (model) =>
      `Jede Methode, die zu ${model} passt, eine nach der anderen. Lässt sich anhalten und geht nach dem ` +
      'Neuladen weiter.',
    surveyCounts: 'Die Parameterzahlen der Übersicht neben unseren',
    start: (count) => (count === 1 ? '1 Methode trainieren' : `Rennen mit ${count} Methoden`),
    stop: 'Anhalten',
    stopping: 'Hält an…',
    resume: 'Weiter',
    discard: 'Neues Rennen',
    progress: (done, all) => `${done} von ${all} fertig`,
    state: { waiting: 'wartet', done: 'fertig', failed: 'war nicht trainierbar', now: 'trainiert' },
    step: (step, steps) => `Schritt ${step} von ${steps}`,
    seeded: (method, seed) => `${method}, Startwert ${seed}`,
    stopped: 'Das Rennen steht: es wurde angehalten, oder die Einstellungen wurden geändert.',
    over: 'Das Rennen ist vorbei.',
    elsewhere:
      'Ein anderer Tab dieser Seite führt dieses Rennen durch. Hält es dort an oder wird jener Tab ' +
      'geschlossen, kann es hier weitergehen.',
    missing: {
      method: 'Eine Methode dieses Rennens gibt es in dieser Fassung nicht: ein neues Rennen starten.',
      model:
        'Dieses Rennen läuft auf einem eigenen Modell, das nicht mehr da ist. Seine Dateien unter Ausprobieren ' +
        'noch einmal ablegen, dann weiter.',
      data:
        'Dieses Rennen läuft auf eigenen Daten, die nicht mehr da sind. Sie unter Ausprobieren noch einmal ' +
        'einfügen oder ablegen, dann weiter.',
    },
  },

  matrix: {
    tabs: { label: 'Was trainiert wird', methods: 'Methoden', transfer: 'Transfer' },
    title: 'Transfer',
    text:
      'Welche Daten helfen welchen? Jedes Ziel (eine Spalte) wird auf wenigen Zeilen trainiert, einmal von vorn und ' +
      'einmal nach jeder Quelle (eine Zeile), immer mit derselben Methode.',
    family: 'Familie',
    families: { numbers: 'Zahlen in Worten', emoji: 'Emoji-Namen', sentiment: 'Stimmung' },
    sources: 'Quellen',
    targets: 'Ziele',
    method: 'Methode',
    seeds: 'Startwerte',
    seedsText: 'Wie oft jede Zelle trainiert wird, jedes Mal mit anderen Zeilen und anderem Anfang.',
    none: 'Ohne Quelle',
    start: (cells) => (cells === 1 ? '1 Zelle trainieren' : `${cells} Zellen trainieren`),
    amount: (steps) => `${steps} Schritte insgesamt; es lässt sich anhalten und geht nach dem Neuladen weiter.`,
    nothing: 'Mindestens eine Quelle und ein Ziel wählen, die verschieden sind.',
    unable: 'Die gewählte Methode geht hier nicht:',
    caption: (measure) => `${measure} auf den Testzeilen, nach Quelle (Zeilen) und Ziel (Spalten)`,
    measure: 'Maß',
    measures: { chrf: 'chrF', exactMatch: 'Genau richtig, %', accuracy: 'Genauigkeit, %' },
    corner: 'Zuerst ↓ dann →',
    state: { waiting: 'wartet', now: 'trainiert', failed: 'ließ sich nicht trainieren', itself: 'das Ziel selbst' },
    cell: (source, target, score, error) => `${target} nach ${source}: ${score} ± ${error}`,
    beyond:
      'Markierte Werte unterscheiden sich von „Ohne Quelle“ um mehr als den doppelten Standardfehler der Differenz.',
    oneSeed: 'Mit einem Startwert ist der Fehler allein der der Testzeilen.',
    verdicts: {
      helps: (target, best, score, alone) =>
        `${target} profitiert am meisten von ${best}: ${score} gegen ${alone} ohne Quelle.`,
      noise: (target, best, score, alone) =>
        `${target}: keine Quelle hilft mehr, als das Rauschen ist. Am besten: ${best}, ${score} gegen ${alone} ohne.`,
      harms: (target, best, score, alone) =>
        `${target}: jede Quelle schadet. Am wenigsten schadet ${best}: ${score} gegen ${alone} ohne.`,
    },
    alike: (names) => `Davon nicht zu unterscheiden: ${names}.`,
    waiting: 'Was die Zellen sagen, steht hier, wenn ein Ziel mit und ohne Quelle trainiert ist.',
    over: 'Alle Zellen sind trainiert.',
    stopped: 'Es steht still: angehalten, pausiert, oder die Einstellungen wurden geändert.',
    conditions: (method, model, first, steps, rows) =>
      `${method} · ${model} · ${first} Schritte auf einer Quelle, dann ${steps} auf ${rows}`,
    allRows: 'allen Zeilen',
    fewRows: (rows) => `${rows} Zeilen`,
    discard: 'Neue Matrix',
  },

  exports: {
    label: (what) => `Export: ${what}`,
    csv: 'CSV',
    json: 'JSON',
    png: 'PNG',
    svg: 'SVG',
    failed: 'Das Bild ließ sich nicht machen: dieser Browser wollte es nicht zeichnen. SVG geht vielleicht.',
  },
};
