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
    `${method} stellt Vektoren vor die Wort-Embeddings, und diese wurden nicht gefunden. Eine Methode wählen, die in ` +
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
  anEncoder: 'ein Encoder',
  aDecoder: 'ein Decoder',
  otherFamily: ({ method, families, family }) =>
    `${method} arbeitet nur mit Modellen der Familien ${families}, und dieses ist von der Familie ${family}. Eine ` +
    'andere Methode wählen.',
  otherTask: ({ method, tasks, task }) =>
    `${method} ist nur für ${tasks}, nicht für ${task}. Eine andere Methode oder Aufgabe wählen.`,
  classification: 'Klassifikation',
  languageModelling: 'Sprachmodellierung',
};
