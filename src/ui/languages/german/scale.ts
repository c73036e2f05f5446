/** German for the Scale up view. */
import type { Catalogues } from '../catalogues';

export const scale: Catalogues['scale'] = {
  title: 'Hochrechnen',
  text: (method) =>
    `${method} mit den Einstellungen des Playgrounds, auf Modellen, die für diesen Tab zu groß sind. Nichts ` +
    'wird heruntergeladen: die Zahlen folgen aus geschlossenen Formeln, der Speicher ist eine Schätzung.',
  method: 'Methode',
  model: 'Modell',
  trainable: 'Trainierbar',
  share: 'Anteil',
  stored: 'Gespeicherter Adapter',
  memory: 'Speicher beim Training (Schätzung)',
  unsuited: 'nicht für dieses Modell',
  against: (share, full) => `${share} von ${full} bei vollem Training`,
  counted:
    'Gezählt wird die Methode ohne den Kopf für die Aufgabe; der gespeicherte Adapter und der Speicher ' +
    'enthalten ihn, wenn die Daten Klassen haben.',
  notes: {
    t5:
      'T5-base: gezählt in den Selbst-Attention- und Feed-forward-Blöcken beider Stapel, 12 + 12. ' +
      'Cross-Attention bleibt eingefroren.',
    llama: 'LLaMA hat keine Bias-Vektoren, darum hat BitFit dort nichts zu trainieren.',
  },
  own: 'Eigene Größen',
  fields: {
    style: 'Bauart',
    layers: 'Schichten L',
    hidden: 'Breite d',
    heads: 'Köpfe',
    intermediate: 'Feed-forward d_ff',
    vocabulary: 'Wortschatz',
  },
  styles: { bert: 'Encoder wie BERT', gpt2: 'Decoder wie GPT-2', llama: 'Decoder wie LLaMA' },
  ownName: 'Eingetippt',
  fieldError: (field, min, max) => `${field} muss eine ganze Zahl von ${min} bis ${max} sein.`,
  indivisible: 'Die Breite muss ein Vielfaches der Zahl der Köpfe sein.',
  detail: 'Wohin der Speicher geht',
  detailOf: (model) => `auf ${model}`,
  batch: 'Batch',
  sequence: 'Tokens',
  precision: 'Eingefrorene Gewichte in',
  precisions: { fp32: '32 Bit', bf16: '16 Bit', nf4: '4 Bit (NF4)' },
  owners: {
    frozen: 'eingefrorene Gewichte',
    trained: 'trainierte Gewichte',
    gradients: 'Gradienten',
    optimizer: 'Optimierer',
    activations: 'Aktivierungen',
  },
  full: 'Volles Feinabstimmen',
  sum: 'zusammen',
  assumptions:
    'Schätzung. Trainierte Gewichte, Gradienten und Momente in 32 Bit. Aktivierungen nach der Formel von ' +
    'Korthikanti u. a. 2022, ohne Neuberechnung; mit eingefrorenen Matrizen wird etwas weniger behalten, es ' +
    'ist also eine obere Grenze. Framework und Verschnitt sind nicht gezählt.',
  survey: 'Die Zahlen der Übersicht',
  surveyText:
    'Trainierbare Parameter für RoBERTa in den Versuchen der Übersicht, wie dort berichtet und per Formel ' +
    'nachgerechnet. Die Übersicht mischt Zählweisen: manche Zahlen enthalten den Klassifikationskopf von ' +
    'RoBERTa (592.130 oder 1.051.650 Zahlen), manche nicht. Unsere eigene Zählung lässt den Kopf weg; ein ' +
    'Strich heißt, dass die Zeile nur für die Variante der Übersicht gerechnet ist.',
  surveyColumns: {
    method: 'Übersicht',
    printed: 'Berichtet',
    ours: 'Per Formel',
    own: 'Unsere Zählung',
    how: 'Was sie zählt',
  },
  conventions: {
    head: 'die Methode und der Klassifikationskopf',
    scores:
      'ein gemeinsames Modul, eine reelle Bewertung für jedes Bit der Masken der Schichten, und der Kopf; nach ' +
      'dem Training bleiben nur die Bits',
    pooler: 'alle Gewichte und der ungenutzte Pooler',
    'adapter-norm': 'zwei Adapter und eine Norm des Adapters in jeder Schicht, kein Kopf',
    'unused-prefixes':
      'Präfix-Netze für Encoder, Decoder und Cross-Attention, obwohl RoBERTa nur eines nutzt; der Adapter und ' +
      'seine Norm; kein Kopf. Ungefähr, weil l und m nicht gedruckt sind',
  },
  surveySettings: (settings) => `mit ${settings}`,
  script: 'Auf einer richtigen GPU weiter',
  scriptText: (method) =>
    `Ein Python-Skript, das ${method} mit diesen Einstellungen auf einer oder mehreren GPUs trainiert: ` +
    'Transformers, HF PEFT und Accelerate. Nur die Lernrate ist eine andere: eine für Modelle dieser Größe, ' +
    'ihre Quelle steht im Skript.',
  scriptModel: 'Modell für das Skript',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Der Browser hat das Kopieren verweigert: den Text auswählen und von Hand kopieren.',
  download: 'train.py herunterladen',
  noScript: {
    'encoder-cannot-continue': (_, model) =>
      `Die gewählten Daten setzen Text fort, was ${model} nicht kann. LLaMA-7B oder GPT-2 wählen, oder Daten ` +
      'mit Klassen.',
    't5-prompts': (method) =>
      `HF PEFT kann ${method} nicht vor den Klassifikator von T5 setzen. Ein anderes Modell oder eine andere ` +
      'Methode wählen.',
    'part-of-fused': (method, model) =>
      `${model} hält Query, Key und Value in einer Matrix, die HF PEFT im Ganzen anpasst, und diese ` +
      `Einstellungen von ${method} meinen einen Teil davon. Als Ziel qkv wählen (bei (IA)³ die Platzierung ` +
      'peft), oder ein anderes Modell.',
    conv1d: (method, model) =>
      `HF PEFT hat ${method} nur für lineare Schichten, und die von ${model} sind von anderer Art (Conv1D). ` +
      'Ein anderes Modell wählen.',
    task: () =>
      'Das Skript trainiert Klassen von Texten und das Fortsetzen von Text. Für Zahlen, mehrere Klassen, Wörter oder ' +
      'Quellen mit Zielen den Adapter hier speichern, oder die Schleife mit der Klasse von Transformers schreiben, ' +
      'die sein README nennt.',
    transfer: () =>
      'Das Skript trainiert auf allen Zeilen und lernt keine anderen Daten vorher. „Zuerst andere Daten lernen“ für ' +
      'ein Skript ausschalten.',
    poison: () =>
      'Das Skript trainiert auf den Zeilen, wie sie sind, und kennt keine Hintertür. Für ein Skript die Hintertür ' +
      'ausschalten.',
    pairs: () =>
      'Das Skript liest einen Text je Beispiel, und hier sind es zwei. Beide in einer Spalte verbinden, oder den ' +
      'Adapter hier speichern.',
    responses: () =>
      'Das Skript trainiert auf Texten oder Klassen, und diese Daten sind Prompts mit Antworten, von denen nur ' +
      'die Antwort gelernt wird. In diesem Tab trainieren, oder andere Daten wählen.',
    'prefix-positions': () =>
      'HF PEFT setzt den Text immer hinter das Präfix. „Text nach dem Präfix“ einschalten, dann gibt es ein ' +
      'Skript, das tut, was diese Seite tut.',
    headless: (method) =>
      `HF PEFT trainiert und speichert mit ${method} keinen Kopf, dort ist es also nur für Sprachmodelle. Daten ` +
      'wählen, die ein fortzusetzender Text sind.',
    unsuited: (method, model) =>
      `${method} geht nicht mit ${model} und diesen Einstellungen. Ein anderes Modell oder eine andere Methode wählen.`,
  },
  noMethod: (method, why) =>
    `Es gibt kein Skript, das ${method} mit HF PEFT trainiert. ${why} In diesem Tab trainieren; der ` +
    'Adapter lässt sich im eigenen Format speichern.',
  code: 'Das Skript',
};
