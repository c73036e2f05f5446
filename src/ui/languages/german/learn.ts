/** German for the frame of the Learn view. */
import type { Catalogues } from '../catalogues';

export const learn: Catalogues['learn'] = {
  contents: 'Inhalt',
  search: 'Suchen',
  searchHint: 'Methode, Begriff, Lektion…',
  nothingFound: (text) => `Nichts heißt „${text}“. Vielleicht „Rang“, „Adapter“ oder „Bias“?`,
  formulaWords: {
    'all trained': 'ganz trainiert',
    'at every step': 'bei jedem Schritt',
    'at first': 'am Anfang',
    'at the start': 'am Anfang',
    'block of': 'Block von',
    block: 'Block',
    adapter: 'Adapter',
    'by Fisher information (D)': 'nach Fisher-Information (D)',
    'data sets with the largest': 'Datensätze mit dem größten',
    for: 'für',
    'frozen,': 'eingefroren,',
    frozen: 'eingefroren',
    'full:': 'voll:',
    'head only:': 'nur Kopf:',
    head: 'Kopf',
    'if token': 'wenn Token',
    'is the': 'das',
    '-th special token': '-te besondere ist',
    'is among the': 'unter den',
    largest: 'größten ist',
    'is trained': 'wird trainiert',
    'new and trained': 'neu und trainiert',
    only: 'nur',
    'only where': 'nur wo',
    parallel: 'parallel',
    prefix: 'Präfix',
    serial: 'seriell',
    'random and frozen': 'zufällig und eingefroren',
    'robust:': 'robust:',
    shared: 'gemeinsam',
    'starts at': 'beginnt bei',
    the: 'die',
    validation: 'Validierung',
  },
  pages: { overview: 'Überblick', lessons: 'Lektionen', glossary: 'Glossar' },
  overview: {
    title: 'Feinabstimmen mit wenigen Parametern',
    text:
      'Ein vortrainiertes Sprachmodell weiß viel, aber nicht deine Aufgabe. Volles Feinabstimmen bewegt alle ' +
      'Gewichte: ein ganzes neues Modell für jede Aufgabe. Parametersparende Methoden bewegen einen kleinen ' +
      'Teil, oder fügen einen kleinen Teil hinzu, und lassen den Rest eingefroren. Die Übersicht von Xu u. a. ' +
      'ordnet sie in fünf Kategorien.',
    survey: 'Die Übersicht: arXiv 2312.12148',
    start: 'Mit einer Lektion beginnen',
    methods: (n) => (n === 1 ? '1 Methode hier' : `${n} Methoden hier`),
    none: 'Noch keine Methode hier',
  },
  method: {
    formula: 'Als Formel',
    formulaLabel: 'Formel',
    where: 'Wo sie sitzt',
    diagramOf: (model) => `Gezeichnet für ${model}.`,
    otherModel: (method, model) => `${method} passt nicht zum gewählten Modell, darum ist ${model} gezeigt.`,
    trained: 'Was trainiert wird',
    part: 'Teil',
    how: 'Wie',
    numbers: 'Zahlen',
    perLayer: 'in jeder Schicht',
    once: 'einmal',
    treatments: {
      full: 'alles davon',
      entries: 'ausgewählte Einträge',
      delta: 'ein Produkt neben der Matrix',
      bias: 'der Bias-Vektor',
      scale: 'ein Faktor am Ausgang',
      rows: 'gelernte Zeilen davor',
      module: 'ein kleines Netz',
    },
    nothingInside: 'Nichts im Modell. Der Kopf für die Aufgabe lernt, wie bei jeder Methode.',
    headToo: (count) => `Der Kopf für die Aufgabe wird auch trainiert: ${count} Zahlen mit den jetzt gewählten Daten.`,
    count: 'Wie viele',
    countNow: (count, share, model) => `${count} Zahlen auf ${model}, ${share} des ganzen Modells.`,
    closedForm: 'Geschlossene Formel, für einen Encoder mit den Standardwerten',
    symbols:
      'L Schichten, d Breite, d_ff innere Breite des Feed-forward-Blocks; andere Buchstaben sind die ' +
      'Einstellungen unten. Ein Encoder–Decoder hat die Schichten beider Stapel, und sein Decoder achtet auch auf ' +
      'den Encoder: die Tabelle zählt das mit.',
    model: 'Modell',
    count_: 'Trainierbar',
    share: 'Anteil',
    unsuited: 'nicht für dieses Modell',
    withDefaults: 'Mit den jetzigen Einstellungen des Playgrounds.',
    memory: 'Speicher beim Training',
    memoryRows: {
      stored: 'Gespeicherter Adapter',
      gradients: 'Gradienten',
      moments: 'Zwei Momente von AdamW',
      frozen: 'Eingefrorene Gewichte',
    },
    activations: {
      all:
        'Aktivierungen brauchen fast so viel wie beim vollen Feinabstimmen: der Gradient muss trotzdem durch die ' +
        'eingefrorenen Schichten über dem untersten trainierten Teil.',
      none:
        'Kein Gradient kommt in die Schichten, darum müssen ihre Aktivierungen nicht behalten werden. Das spart ' +
        'mehr Speicher als wenige trainierte Zahlen.',
    },
    phases:
      'Sie arbeitet in mehreren Phasen; eine Phase, die mehr Gewichte bewertet oder trainiert, als behalten ' +
      'werden, braucht mehr Speicher als das, bis zu dem von vollem Feinabstimmen.',
    sources: (n) =>
      `Vor deinen Daten lernt sie aus ${n === 1 ? 'einem anderen Datensatz' : `${n} anderen Datensätzen`} ` +
      'derselben Aufgabe.',
    merge: 'Einrechnen',
    mergeYes:
      'Ja. Was trainiert wurde, lässt sich in die Grundgewichte einrechnen; das angepasste Modell hat dann ' +
      'Form und Tempo des ursprünglichen.',
    mergeNo: (reason) => `Nein. ${reason}`,
    nothingToMerge: 'Am Grundmodell hat sich nichts geändert, also ist nichts einzurechnen.',
    inference: 'Kosten bei der Anwendung',
    start: 'Bei Schritt 0',
    identity: 'Gibt genau das, was das vortrainierte Modell gibt, bis auf den neuen Kopf: dort beginnt das Training.',
    noIdentity: 'Ihr zufälliger Anfang ändert die Ausgabe ein wenig, bevor etwas gelernt ist.',
    pitfalls: 'Beachten',
    settings: 'Einstellungen',
    setting: 'Einstellung',
    default: 'Standard',
    range: 'Erlaubt',
    allowed: {
      integer: (min, max) => `eine ganze Zahl von ${min} bis ${max}`,
      real: (min, max) => `eine Zahl von ${min} bis ${max}`,
      choice: (options) => `eines davon: ${options}`,
      choices: (options) => `einige davon: ${options}`,
    },
    flag: { true: 'ja', false: 'nein' },
    flags: 'ja oder nein',
    rate: (rate, optimiser) => `Hier für kleine Modelle empfohlene Lernrate: ${rate} mit ${optimiser}.`,
    paper: 'Veröffentlichung',
    try: 'Ausprobieren',
    tryDefault: 'Mit den Standardwerten',
    trySetting: (label, value) => `${label} = ${value}`,
    tryFlag: (label) => `mit „${label}“`,
    numbersOf: (count) => `${count} Zahlen`,
    lessons: 'Lektionen damit',
  },
  category: {
    method: 'Methode',
    strengths: 'Gut darin',
    limits: 'Grenzen',
    methods: 'Methoden hier',
    lessons: 'Lektionen',
    counts: (model) => `Trainierbare Zahlen mit Standardwerten auf ${model}`,
  },
  glossary: { title: 'Glossar', text: 'Wörter des Fachs, in ein oder zwei Sätzen.', see: 'Siehe', more: 'Im Glossar' },
};
