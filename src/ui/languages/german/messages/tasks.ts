/** German for why a task can't be put on a model. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { tasksTexts } from '../../../../tasks/messages';

export const tasks: TranslatedTexts<typeof tasksTexts> = {
  unknownTask: ({ task, tasks: known }) => `Die Aufgabe „${task}“ gibt es nicht; eine von diesen wählen: ${known}.`,
  noMask:
    'Das Modell hat keinen Eingang attention_mask, darum läse es die Auffüllung kürzerer Texte als Wörter. Noch ' +
    'einmal exportieren, mit input_ids und attention_mask.',
  noLanguageModelHead:
    'Das Modell hat keinen Sprachmodell-Kopf, darum lässt es sich nicht auf Text trainieren. Klassifikation wählen, ' +
    'oder das Modell mit seinem Kopf exportieren (Aufgabe text-generation).',
  noEncoderDecoder:
    'Das Modell ist kein Encoder-Decoder mit Sprachmodell-Kopf, dessen erstes Token in config.json steht ' +
    '(„decoder_start_token_id“), lernt also nicht, zu einem Text einen anderen zu schreiben.',
  noLibraryHead: ({ type, pooling }) =>
    'Für diese Art von Modell ist nicht bekannt, wie der Klassifikationskopf von Transformers aussieht ' +
    `(${type ?? 'seine config.json nennt keine'}). Ein anderes Pooling wählen: ${pooling}.`,
};
