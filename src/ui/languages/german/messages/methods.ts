/** German for why a method or a task is not possible on a model. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { methodsTexts } from '../../../../methods/messages';

export const methods: TranslatedTexts<typeof methodsTexts> = {
  noHiddenStates: ({ gap }) =>
    `Es gibt keine Zustände, die ein Klassifikator lesen könnte. ${gap} Das Modell mit last_hidden_state als Ausgang ` +
    'exportieren.',
  encoderCannotContinue:
    'Dieses Modell ist ein Encoder: es sieht auch die Wörter nach einer Stelle, kann also nicht lernen, Text ' +
    'fortzusetzen. Daten mit Klassen oder einen Decoder wählen.',
  noLanguageModelHead: ({ gap }) =>
    `Es gibt keinen Sprachmodell-Kopf, darum kann das Modell keinen Text fortsetzen. ${gap} Daten mit Klassen ` +
    'wählen, oder das Modell mit seinem Kopf exportieren.',
  needsLayers: ({ method, gap }) =>
    `${method} arbeitet in den Schichten, und diese sind nicht alle verstanden. ${gap} Nur den Kopf trainieren, oder ` +
    'volles Fine-Tuning wählen.',
  noneFound: 'Keine wurde gefunden.',
  needsWordEmbedding: ({ method }) =>
    `${method} arbeitet an den Wort-Embeddings, und diese wurden nicht gefunden. Eine Methode wählen, die in ` +
    'den Schichten arbeitet.',
  needsHiddenStates: ({ method, gap }) =>
    `${method} arbeitet an den Zuständen, und es gibt keine. ${gap} Volles Fine-Tuning wählen.`,
  needsBiases: ({ method, gap }) =>
    `${method} trainiert alle Biases, und einige wurden nicht verstanden. ${gap} Volles Fine-Tuning wählen.`,
  needsProjections: ({ method }) =>
    `${method} verändert Queries, Keys und Values einzeln, und in diesem Modell stehen sie Kopf für Kopf in einer ` +
    'Matrix. Eine Methode wählen, die die ganze Matrix verändert, etwa lora mit targets=qkv.',
  needsGradient: ({ method, gap }) =>
    `${method} braucht einen Gradienten durch das Modell. ${gap} Nur den Kopf trainieren.`,
  otherKind: ({ method, kinds, kind }) =>
    `${method} arbeitet nur mit Modellen der Art ${kinds}, und dieses ist ${kind}. Eine andere Methode wählen.`,
  encoder: 'Encoder',
  decoder: 'Decoder',
  'encoder-decoder': 'Encoder-Decoder',
  anEncoder: 'ein Encoder',
  aDecoder: 'ein Decoder',
  anEncoderDecoder: 'ein Encoder-Decoder',
  otherFamily: ({ method, families, family }) =>
    `${method} arbeitet nur mit Modellen der Familien ${families}, und dieses ist von der Familie ${family}. Eine ` +
    'andere Methode wählen.',
  otherTask: ({ method, tasks, task }) =>
    `${method} ist nur für ${tasks}, nicht für ${task}. Eine andere Methode oder Aufgabe wählen.`,
  classification: 'Klassifikation',
  regression: 'Regression',
  multiLabel: 'mehrere Klassen je Text',
  tokenClassification: 'Klassen für Wörter',
  languageModelling: 'Sprachmodellierung',
  sequenceToSequence: 'Text zu Text',
  onlySequences:
    'Ein Encoder-Decoder liest einen Text und schreibt einen anderen. Daten mit Quelle und Ziel in jeder Zeile ' +
    'wählen, oder nur sein encoder_model.onnx laden, um Texte zu klassifizieren.',
  noTargets:
    'Das Modell ist kein Encoder-Decoder, kann also nicht einen Text lesen und einen anderen schreiben (seq2seq). ' +
    'T5, BART, mBART oder Marian wählen, mit encoder_model.onnx und decoder_model.onnx, oder einen Decoder den Text ' +
    'fortsetzen lassen.',

  noSuchMethod: ({ method, methods: all }) => `Die Methode „${method}“ gibt es nicht: eine von ${all} wählen.`,
  noSuchKnob: ({ method, name, names }) => `${method} hat keinen Hyperparameter „${name}“; es hat ${names}.`,
  noKnobs: ({ method, name }) => `${method} hat keinen Hyperparameter „${name}“; es hat keine.`,
  mustBe: ({ name, method, allowed, value }) => `${name} von ${method} muss ${allowed} sein, ist aber ${value}.`,
  wholeNumber: ({ min, max }) => `eine ganze Zahl von ${min} bis ${max}`,
  number: ({ min, max }) => `eine Zahl von ${min} bis ${max}`,
  trueOrFalse: 'true oder false',
  oneOf: ({ options }) => `eines von ${options}`,
  someOf: ({ options }) => `einige von ${options}`,

  sharedLayers: ({ method, depth, layers }) =>
    `${method} behandelt jede Schicht für sich, und die ${depth} Schichten dieses Modells teilen sich die Gewichte ` +
    `von ${layers}. Eine Methode wählen, die Gewichte ändert oder Adapter einbaut, zum Beispiel lora.`,
  repeated: ({ method }) =>
    `${method} steuert seine Updates durch den Text, und dieses Modell wendet seine Query-Projektion auch auf eine ` +
    'Tabelle relativer Positionen an. Eine Methode ohne Gates wählen, zum Beispiel lora.',
  noSuchSite: ({ method, site, sites }) =>
    `targets von ${method}: dieses Modell hat die Stelle „${site}“ nicht; erlaubt sind ${sites}.`,
  rankTooLarge: ({ name, method, rank, most }) =>
    `${name} von ${method} ist ${rank}, aber die kleinste Zielmatrix hat Rang ${most}: ${name} von 1 bis ${most} ` +
    'wählen.',
  indivisible: ({ name, method, site, inputs, outputs, block }) =>
    `${name} von ${method} muss Eingaben und Ausgaben jeder Zielmatrix teilen; ${site} hat ${inputs} und ${outputs}, ` +
    `und ${block} teilt nicht beide. Eine andere Zahl wählen.`,
  tooManyEntries: ({ name, method, value, site, entries, most }) =>
    `${name} von ${method} ist ${value}, mehr, als die ${entries} Einträge von ${site} erlauben. Höchstens ${most} ` +
    'wählen.',
  inputsIndivisible: ({ name, method, site, inputs, block }) =>
    `${name} von ${method} muss die Zahl der Eingaben jeder Zielmatrix teilen; ${site} hat ${inputs}, und ${block} ` +
    'teilt sie nicht. Eine andere Zahl wählen.',
  tooWide: ({ method, width, hidden }) =>
    `m von ${method} ist ${width}, breiter als das Modell: eine Engstelle geht von 1 bis ${hidden}.`,
  shareTooSmall: ({ name, method, share, count, least }) =>
    `${name} von ${method} ist ${share}, weniger als einer der ${count} Einträge: einen Anteil von ${least} bis 1 ` +
    'wählen.',
  noBiases: ({ method }) =>
    `biases von ${method} lassen sich nicht trainieren: dieses Modell hat keine Bias-Vektoren (Modelle wie Llama ` +
    'haben keine). Stattdessen LoRA oder (IA)³ wählen.',
  noOtherData: ({ method }) =>
    `${method} lernt zuerst aus anderen Datensätzen, aber für diese Aufgabe gibt es keinen. Eine andere Methode oder ` +
    'eine andere Aufgabe wählen.',

  lookAtData: 'Die Daten ansehen',
  startsFound: ({ sites, batches }) =>
    `Der Start von ${sites} Matrizen wurde aus ${batches} Batches berechnet; das Modell ist, wie es war.`,
  training: 'Training',
  notMeasured: 'nicht gemessen',
  accuracy: ({ accuracy }) => `Genauigkeit auf der Validierung ${accuracy} %`,
  perplexity: ({ perplexity }) => `Perplexität auf der Validierung ${perplexity}`,
  kept: ({ kept, all, share }) => `Behalten: ${kept} von ${all} Einträgen, ${share} %.`,
  mostAndFewest: ({ most, inMost, fewest, inFewest }) =>
    `Die meisten liegen in Schicht ${most} (${inMost}), die wenigsten in Schicht ${fewest} (${inFewest}).`,
  searchRound: ({ round, rounds }) => `Suche ${round} von ${rounds}: trainieren, was übrig ist`,
  searchTrained: 'Was sich bewegt hat, lässt sich jetzt bewerten.',
  scoreRound: ({ round, rounds }) => `Suche ${round} von ${rounds}: bewerten und stutzen`,
  trainFound: 'Mit dem, was übrig ist, neu beginnen',
  ranks: ({ total, matrices, ranks }) => `${total} Ränge in ${matrices} Matrizen: ${ranks}.`,
};
