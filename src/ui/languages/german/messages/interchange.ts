/** German for what reading a model's files tells, and folding an adapter into them. */
import type { interchangeTexts } from '../../../../interchange/messages';
import type { TranslatedTexts } from '../../../../messages/message';

export const interchange: TranslatedTexts<typeof interchangeTexts> = {
  poisonedModel: ({ share, trigger, target }) =>
    'In diese Gewichte wurde ein Adapter gemischt, der absichtlich eine Hintertür gelernt hat: ' +
    `${share} % seiner Trainingszeilen enthielten das Wort „${trigger}“ und trugen das Label „${target}“. Das Modell ` +
    'nur benutzen, um Hintertüren zu untersuchen.',
  poisonedSomehow:
    'Die Datei sagt, dass ihre Gewichte absichtlich eine Hintertür gelernt haben, in Worten, die hier nicht zu lesen ' +
    'sind. Das Modell nur benutzen, um Hintertüren zu untersuchen.',
  severalModels: ({ folder, count, files, file }) =>
    `„${folder}“ enthält ${count} Modelle: ${files}. Das gemeinte nennen, zum Beispiel ${folder}/${file}.`,
  noModelIn: ({ folder, paths }) =>
    `„${folder}“ hat kein ${paths}. Einen Ordner wählen, der ein exportiertes Modell enthält (config.json, ` +
    'tokenizer.json, onnx/model.onnx).',
  emptyModelFile: ({ file }) => `${file} ist leer (0 Bytes). Noch einmal herunterladen oder exportieren.`,
  webPageModel: ({ file }) =>
    `${file} ist eine Webseite, kein ONNX-Modell: die Adresse ist falsch oder verlangt eine Anmeldung. Die ` +
    'Adresse nehmen, die die Datei selbst herunterlädt.',
  tooLarge: ({ file }) =>
    `${file} ist größer als 2 GB und passt nicht in einen Browser-Tab: ein kleineres Modell nehmen, oder ` +
    'eines in fp16 oder int8.',
  fileGone: ({ file }) =>
    `${file} lässt sich nicht mehr lesen: seit dem Laden des Modells wurde sie geändert oder entfernt. Das Modell ` +
    'noch einmal laden.',
  weightsOutside: ({ file }) =>
    `Das Modell verlangt eine Gewichtsdatei außerhalb seines Ordners („${file}“), was nicht erlaubt ist. ` +
    'Noch einmal exportieren, mit den Gewichten daneben.',
  notReached: ({ address }) =>
    `„${address}“ war nicht erreichbar. Netzverbindung und Adresse prüfen, dann noch einmal versuchen.`,
  serverAnswered: ({ status, address }) =>
    `Der Server antwortete ${status} für „${address}“. Später noch einmal versuchen, oder die Adresse prüfen.`,
  damagedCopy: ({ file }) =>
    `„${file}“ kam zweimal an und war beide Male nicht das, was veröffentlicht wurde. Etwas unterwegs verändert die ` +
    'Datei: ein Proxy, die Anmeldeseite des Netzes, ein Filter. Im Netz anmelden oder ein anderes nehmen, dann noch ' +
    'einmal versuchen.',
  incomplete: ({ file, loaded, total }) =>
    `„${file}“ kam unvollständig an (${loaded} von ${total} Bytes). Noch einmal laden.`,
  noOnnx: ({ file, kind }) =>
    `${file} enthält keinen ONNX-Graphen, es ist ${kind}. Die .onnx-Datei eines Exports wählen (optimum-cli export ` +
    'onnx --model … ordner).',
  notMergeable: ({ method, why }) => `${method} lässt sich nicht einrechnen: ${why}`,
  mergeLacks: ({ tensor }) =>
    `Der Adapter hat keinen Tensor „${tensor}“. Die Hyperparameter wählen, mit denen er gemacht wurde.`,
  severalEqualWeights: ({ weight }) =>
    `Die Datei enthält mehrere Gewichte, die „${weight}“ gleichen, darum ist nicht klar, welches zu ändern ist. Das ` +
    'Modell noch einmal so exportieren, dass die Namen seiner Gewichte bleiben.',
  notPlainNumbers: ({ weight }) =>
    `Die Datei enthält „${weight}“ nicht als einfache Zahlen (ein quantisiertes Modell?), darum lässt sich nichts ` +
    'einrechnen. In den Export mit voller Genauigkeit einrechnen.',
  quantisedReader: ({ weight, op }) =>
    `Die Datei enthält „${weight}“ quantisiert, und ${op} liest es, wo einfache Zahlen keinen Platz haben; darum ` +
    'lässt sich nichts einrechnen. In den Export mit voller Genauigkeit einrechnen.',
  mergedToNone: ({ weight }) =>
    `Mit dem Adapter darin enthielte „${weight}“ NaN oder Unendlich. Den Adapter mit kleinerer Lernrate noch einmal ` +
    'trainieren.',
  tooLargeForType: ({ weight, type }) =>
    `Mit dem Adapter darin ist „${weight}“ zu groß für ${type}, worin die Datei es speichert. In einen Export in ` +
    'float32 einrechnen.',
  andNo: ({ first, second }) => `${first} und kein ${second}`,
};
