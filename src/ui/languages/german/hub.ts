/** German for models and data from the Hub and from addresses. */
import type { Catalogues } from '../catalogues';

export const hub: Catalogues['hub'] = {
  title: 'Ein anderes Modell',
  text:
    'Vom Hugging Face Hub, von einer Adresse oder aus eigenen Dateien. Trainiert wird in diesem Tab; nichts ' +
    'wird hochgeladen.',
  from: 'Woher',
  tabs: { hub: 'Hub', address: 'Adresse', files: 'Dateien' },
  name: 'Name oder Adresse auf dem Hub',
  namePlaceholder: 'besitzer/name',
  lookUp: 'Nachsehen',
  looking: 'Wird nachgesehen…',
  search: 'Suchen',
  found: (count) => `${count} Modelle mit ONNX-Dateien heißen so.`,
  noneFound: 'Kein Modell mit ONNX-Dateien heißt so.',
  curated: 'Kleine Modelle, eins oder zwei von jeder Art',
  about: (type, megabytes) => `${type}, etwa ${megabytes} MB`,
  address: 'Adresse eines Ordners, oder seiner .onnx-Datei',
  addressNote:
    'Der Ordner enthält config.json, tokenizer.json und das Modell. Der Server muss anderen Seiten das Lesen ' +
    'erlauben (CORS).',
  form: 'Gespeichert als',
  forms: {
    fp32: 'genau (fp32)',
    fp16: 'halbiert (fp16)',
    q8: '8 Bit',
    q4: '4 Bit',
    q4f16: '4 Bit und halbiert',
    other: 'wie in der Datei',
  },
  unreadable: 'Gewichte in dieser Form lassen sich hier nicht lesen.',
  facts: {
    licence: 'Lizenz',
    noLicence: 'keine genannt',
    download: 'Herunterzuladen',
    keptPart: (kept) => `${kept} davon liegen hier`,
    keptWhole: 'liegt hier',
    memory: 'Speicher beim Training',
    memoryText: (size, method) => `etwa ${size} mit ${method}`,
    memoryUnknown: 'bekannt, wenn es geladen ist',
    commit: 'Version',
  },
  use: (size) => `${size} herunterladen und benutzen`,
  useKept: 'Benutzen',
  stop: 'Laden anhalten',
  askTitle: 'Dieses Modell herunterladen?',
  askText: (name, size) => `Der Link trainiert ${name}. Das braucht einmal einen Download von ${size}: er bleibt hier.`,
  askYes: (size) => `${size} herunterladen`,
  askNo: 'Jetzt nicht',
  data: {
    title: 'Daten vom Hub',
    text: 'Zeilen kommen vom Datenserver des Hubs, gleichmäßig aus dem ganzen Satz, und bleiben in diesem Browser.',
    name: 'Name oder Adresse des Datensatzes',
    note:
      'Besitzer/Name, dahinter /Konfiguration, wo es mehrere gibt, und ?split=…&text=…&label=…, wo Spalten zu ' +
      'nennen sind.',
    use: 'Diese Daten nehmen',
  },
  hub: {
    title: 'Der Hub',
    address: 'Adresse des Hubs',
    note:
      'Für einen Spiegel oder einen anderen Rechner im Klassenzimmer. Leer gelassen ist es huggingface.co. Die ' +
      'Seite lädt neu.',
    save: 'Speichern',
    bad: 'Das ist keine Adresse mit https oder auf diesem Rechner.',
    kept: 'Vom Hub und von anderen Adressen aufgehoben',
    part: (bytes, all) => `${bytes} von ${all}`,
    remove: (name) => `${name} löschen`,
    removeShort: 'Löschen',
  },
  reasons: {
    'Xenova/paraphrase-MiniLM-L3-v2':
      'Drei Schichten: der schnellste echte Encoder, gut zum Ausprobieren jeder Methode.',
    'Xenova/all-MiniLM-L6-v2': 'Sechs Schichten, für Sätze destilliert: wenige Beispiele genügen für gute Klassen.',
    'Xenova/bge-small-en-v1.5':
      'Zwölf schmale Schichten: Tiefe statt Breite, so bleiben Adapter in jeder Schicht klein.',
    'Xenova/bert-base-uncased': 'Der Encoder, mit dem alle anderen verglichen werden.',
    'Xenova/multilingual-e5-small':
      'Hundert Sprachen; die meisten Gewichte stecken in der Einbettung, die PEFT in Ruhe lässt.',
    'Xenova/paraphrase-multilingual-MiniLM-L12-v2':
      'Sätze in fünfzig Sprachen: in einer trainieren, in einer anderen prüfen.',
    'Xenova/distilbert-base-uncased': 'BERT ohne jede zweite Schicht, ohne Segmente und Pooler.',
    'Xenova/all-distilroberta-v1': 'RoBERTas Wörter aus Bytes, halbiert und für Sätze trainiert.',
    'Xenova/distilroberta-base': 'Dieselbe Form gleich nach dem Vortraining: was das Satztraining bringt.',
    'Xenova/roberta-base': 'Das Modell aus LoRAs Tabelle zu GLUE.',
    'Xenova/xlm-roberta-base':
      'Ein Modell für hundert Sprachen; MAD-X lässt darauf Adapter von Sprache zu Sprache wandern.',
    'Xenova/paraphrase-albert-small-v2': 'Alle Schichten teilen ihre Gewichte, also wirkt ein Adapter in allen.',
    'Xenova/albert-base-v2': 'Zwölfmal durch eine Schicht: 12 M Gewichte, die wie 86 M arbeiten.',
    'Xenova/electra-small-discriminator':
      'Lernte, ersetzte Wörter zu erkennen; die Einbettung ist schmaler als die Schichten.',
    'Xenova/all-mpnet-base-v2': 'Positionen als Abstände in der Aufmerksamkeit statt in der Einbettung.',
    'onnx-community/ModernBERT-base-ONNX':
      'Heutige Teile in einem Encoder: gedrehte Positionen, Gatter, lokale Aufmerksamkeit.',
    'Xenova/distilgpt2': 'GPT-2 mit der Hälfte der Schichten, destilliert: schreibt am schnellsten.',
    'Xenova/gpt2': 'Der erste Decoder, den alle kennen; Query, Key und Value in einer Matrix.',
    'Xenova/gpt-neo-125M': 'GPT-2s Form mit lokaler Aufmerksamkeit in jeder zweiten Schicht.',
    'Xenova/llama2.c-stories15M': 'Ein Llama, das nur Kindergeschichten kennt: anderen Stil lernt es vor den Augen.',
    'Xenova/llama-68m': 'Ein allgemeines Llama aus zwei Schichten: gedrehte Positionen und ein Gatter, kaum Wartezeit.',
    'onnx-community/SmolLM2-135M-ONNX':
      'Dreißig dünne Schichten mit geteilten Keys: ein neueres Grundmodell, das in einen Tab passt.',
    'HuggingFaceTB/SmolLM2-135M-Instruct':
      'Dasselbe nach dem Anweisungstraining: mit wenigen Beispielen ein Format beibringen.',
    'Xenova/pythia-14m': 'Aufmerksamkeit und Feed-forward nebeneinander; das kleinste einer Familie für die Forschung.',
    'Xenova/pythia-70m': 'Die größere Schwester: was fünfmal so viele Gewichte ändern.',
    'Xenova/opt-125m': 'GPT-3s Rezept in klein, mit ReLU statt GELU.',
  },
};
