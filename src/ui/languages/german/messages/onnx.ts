/** German for what is told of a model's file. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { onnxTexts } from '../../../../onnx/messages';

export const onnx: TranslatedTexts<typeof onnxTexts> = {
  emptyFile: 'Die Modelldatei ist leer (0 Bytes). Eine .onnx-Datei wählen, die aus einem Modell exportiert wurde.',
  notOnnx:
    'Die Datei ist kein vollständiges ONNX-Modell. Vielleicht ist sie abgeschnitten oder von anderem Format: noch ' +
    'einmal herunterladen oder exportieren.',
  noGraph:
    'Die Datei enthält keinen ONNX-Graphen. Eine .onnx-Datei wählen, die aus einem Modell exportiert wurde (keine ' +
    '.bin-, .pt- oder .safetensors-Datei).',
  localFunctions: ({ count, first }) =>
    `Das Modell benutzt ${count} lokale Funktion(en) (die erste: ${first}). Mit eingesetzten Funktionen ` +
    'exportieren (onnx.inliner.inline_local_functions).',
  inputNotTensor: ({ input }) =>
    `Der Modelleingang „${input}“ ist kein Tensor. Nur Modelle, deren Eingänge Tensoren sind, gehen hier.`,
  inputType: ({ input, type }) => `Der Modelleingang „${input}“ hat einen Zahlentyp, der hier nicht geht (${type}).`,
  attributeKind: ({ attribute, kind }) =>
    `Das Attribut „${attribute}“ ist von einer Art, die hier nicht geht (${kind}).`,
  tensorType: ({ tensor, type }) =>
    `Tensor „${tensor}“ hat den Zahlentyp ${type}, der hier nicht geht. Das Modell in fp32, fp16 oder int8 ` +
    'exportieren.',
  weightsMissing: ({ file }) =>
    `Die Gewichte stehen in einer zweiten Datei, „${file}“, und die fehlt. Sie zur .onnx-Datei dazunehmen (beide ` +
    'zusammen wählen oder ablegen).',
  weightsShort: ({ file, tensor }) =>
    `Die Gewichtsdatei „${file}“ ist zu kurz für Tensor „${tensor}“: vielleicht ist sie abgeschnitten. Noch einmal ` +
    'herunterladen.',
  tensorTooLarge: ({ tensor, shape, size }) =>
    `Tensor „${tensor}“ des Modells, [${shape}], belegt beim Rechnen ${size} GB, und ein Tensor darf hier 2 GB ` +
    'belegen. Mehr wurde nicht geladen. Eine Form des Modells nehmen, die ihn in 4 oder 8 Bit speichert, oder ein ' +
    'kleineres Modell.',
  tensorShape: ({ tensor, shape }) =>
    `Tensor „${tensor}“ des Modells hat die Form ${shape}, die kein Tensor hat: die Datei ist beschädigt. Noch ` +
    'einmal herunterladen oder exportieren.',
  weightsPlace: ({ file, tensor }) =>
    `Nach der Modelldatei liegt Tensor „${tensor}“ in „${file}“, aber nicht, bei welchem Byte: sie ist beschädigt. ` +
    'Noch einmal herunterladen oder exportieren.',
  attributeEmpty: ({ attribute, kind }) =>
    `Attribut „${attribute}“ soll ein ${kind} enthalten, enthält aber keines: die Datei ist beschädigt. Noch einmal ` +
    'herunterladen oder exportieren.',
  tensorSize: ({ tensor, expected, found }) =>
    `Tensor „${tensor}“ sollte ${expected} Zahlen enthalten, hat aber ${found}: vielleicht ist die Datei ` +
    'abgeschnitten.',
  notFinite: ({ tensor, odd }) =>
    `Der Tensor „${tensor}“ des Modells enthält ${odd}, darum lässt sich damit nicht rechnen: die Datei ist ` +
    'beschädigt, oder sie stammt aus einem divergierten Lauf. Noch einmal herunterladen oder exportieren.',
  infinity: 'Unendlich',
  encoderDecoder: ({ inputs }) =>
    `Die Datei ist der Decoder eines Encoder-Decoder-Modells: er verlangt ${inputs}, was sein Encoder hergibt. ` +
    'encoder_model.onnx aus demselben Export dazunehmen (alle Dateien zusammen wählen oder ablegen).',
  notJoined: ({ inputs, outputs }) =>
    `Encoder und Decoder passen nicht zusammen: der Encoder gibt ${outputs} zurück, und der Decoder verlangt ` +
    `${inputs}, ohne encoder_hidden_states. Beide zusammen exportieren (optimum-cli export onnx --task ` +
    'text2text-generation).',
  otherOpset: ({ encoder, decoder }) =>
    `Der Encoder wurde für Opset ${encoder} exportiert und der Decoder für Opset ${decoder}. Beide zusammen ` +
    'exportieren.',
  unknownInputs: ({ inputs, names }) =>
    `Das Modell verlangt ${inputs}, und ein einfacher Text sagt nicht, was dort stehen soll: er gibt Token-IDs, ` +
    `eine Maske und Token-Typen. Das Modell ohne ${names} exportieren.`,
  noIds: ({ inputs = 'keine' }) =>
    `Das Modell nimmt keine Token-IDs: seine Eingänge sind ${inputs}. Das ganze Modell exportieren, mit input_ids ` +
    'als Eingang.',
  noOutput: ({ outputs }) =>
    `Keiner der Ausgänge des Modells (${outputs}) ist eine Folge von Zuständen oder Logits. Das Modell mit ` +
    'last_hidden_state oder logits als Ausgang exportieren.',
  notProduced: ({ value }) =>
    `Das Modell liest „${value}“, was in der Datei nirgends entsteht. Noch einmal exportieren.`,
  notProducedFor: ({ node, op, value }) => `Der Knoten „${node}“ (${op}) liest „${value}“, was nirgends entsteht.`,
  cycle: ({ node, op }) => `Der Graph hat einen Kreis durch den Knoten „${node}“ (${op}).`,
  branchOnData: ({ node }) =>
    `Der Knoten „${node}“ (If) hängt von den Daten ab. Nur Modelle ohne Verzweigungen, die von den Daten abhängen, ` +
    'sind trainierbar.',
  noBranch: ({ node }) => `Dem Knoten „${node}“ (If) fehlt ein Zweig. Vielleicht ist die Datei beschädigt.`,
  emptyConstant: ({ node }) =>
    `Der Knoten „${node}“ (Constant) enthält weder einen Tensor noch Zahlen, was hier nicht geht.`,

  doesNotFit: ({ inputs }) =>
    `was er bekommt (${inputs || 'nichts'}) oder eines seiner Attribute passt nicht zum Operator. Die Datei ist ` +
    'beschädigt oder wurde falsch exportiert: noch einmal herunterladen oder exportieren.',
  impossibleShape: ({ shape }) =>
    `sein Ergebnis hätte die Form ${shape}, die kein Tensor hat. Die Datei ist beschädigt oder wurde falsch ` +
    'exportiert: noch einmal herunterladen oder exportieren.',
  foldsTooMuch: ({ most }) =>
    `die Konstanten, die die Datei allein aus Formen berechnet, haben zusammen mehr als ${most} Zahlen, und so viele ` +
    'braucht kein Modell. Für kürzere Texte exportieren oder ein anderes Modell wählen.',
  graphUnreadable:
    'Der Graph des Modells ist so gebaut, dass er sich nicht lesen lässt: die Datei ist beschädigt oder wurde falsch ' +
    'exportiert. Noch einmal herunterladen oder exportieren; hilft das nicht, ein anderes Modell wählen.',
  atNode: ({ node, op, reason }) => `Der Knoten „${node}“ (${op}): ${reason}`,
  noInput: ({ node, op, input }) => `Dem Knoten „${node}“ (${op}) fehlt der Eingang ${input}.`,
  unknownType: ({ node, op, value }) => `Der Knoten „${node}“ (${op}) liest „${value}“, dessen Typ nicht bekannt ist.`,
  computedInput: ({ node, op, input, value }) =>
    `Der Knoten „${node}“ (${op}): der Eingang ${input} („${value}“) muss feststehen, sobald die Größen feststehen, ` +
    'wird aber berechnet.',
  noShapeRule: ({ node, op }) => `Für den Operator ${op} (Knoten „${node}“) gibt es keine Regel für seine Größe.`,
  openDimension: ({ dimension, input }) => `Die Größe „${dimension}“ des Eingangs „${input}“ steht nicht fest.`,
  constantKind: 'Ein Constant ohne Tensor und ohne Zahl geht hier nicht.',
  elementType: ({ type }) => `Der Zahlentyp ${type} geht hier nicht.`,
  noBroadcast: ({ shapes }) => `Die Formen ${shapes} passen nicht zueinander.`,
  shape: ({ sizes }) => `[${sizes}]`,
  gemmSizes: ({ a, b, left, right }) =>
    `Gemm von ${a} mit ${b}: die inneren Größen ${left} und ${right} sind ungleich.`,
  matmulSizes: ({ a, b }) => `MatMul von ${a} mit ${b}: die inneren Größen sind ungleich.`,
  noReshape: ({ from, to }) => `Aus ${from} lässt sich nicht ${to} machen.`,

  unreadableOperator: ({ op }) =>
    `Für den Operator ${op} gibt es keine Regel, darum sind Modelle damit noch nicht lesbar.`,
  noKernel: ({ op }) => `Der Operator ${op} hat keinen Kernel für WebGPU: das Modell läuft nur mit WASM.`,
  int64OnGpu: ({ value }) => `„${value}“ ist int64, das WebGPU nicht hat: das Modell läuft nur mit WASM.`,

  gguf: 'eine GGUF-Datei (llama.cpp)',
  hdf5: 'eine HDF5-Datei (Gewichte von Keras)',
  tensorFlowLite: 'ein Modell für TensorFlow Lite',
  ort: 'ein Modell im eigenen Format von onnxruntime (.ort)',
  zip: 'eine Zip-Datei (oder Gewichte von PyTorch, die eine sind)',
  pickle: 'ein Pickle (Gewichte von PyTorch)',
  gzip: 'eine gzip-Datei',
  picture: 'ein Bild',
  pdf: 'ein PDF-Dokument',
  safetensors: 'eine safetensors-Datei (Gewichte ohne Graph)',
  json: 'eine JSON-Datei',
  text: 'eine Textdatei',

  rotaryComputed: 'berechnete Rotary-Tabellen gehen hier nicht.',
  rotaryInterleaved: 'verschränkte Rotary-Embeddings mit berechneten Positionen gehen hier nicht.',
  rotaryRows: 'Positionen, die sich zwischen den Zeilen des Batchs unterscheiden, gehen hier nicht.',
  batchTransposed: 'transBatchA und transBatchB gehen hier nicht.',
  activation: ({ activation }) => `die Aktivierung ${activation} geht hier nicht.`,
  oneHotAxis: 'OneHot entlang einer anderen als der letzten Achse geht hier nicht.',
  maskShape: ({ shape }) => `eine Maske der Form ${shape} geht hier nicht.`,
  cachedKeys: 'aufgehobene Keys und Values gehen hier nicht. Das Modell ohne sie exportieren.',
  weightsComputed: 'berechnete Gewichte gehen hier nicht.',
  packedProjections: 'gepackte oder schon geteilte Queries, Keys und Values gehen hier nicht.',
  localWindow: 'lokale Fenster der Attention gehen hier nicht.',
  softcap: 'weich begrenzte Scores gehen hier nicht.',
  einsum: ({ equation, reason }) => `Einsum „${equation}“ ${reason}. Das Modell ohne es exportieren.`,
  einsumResult: 'nennt kein Ergebnis oder hat Auslassungspunkte',
  einsumOperands: 'hat nicht zwei Operanden',
  einsumRepeats: 'wiederholt einen Index',
  einsumSums: 'summiert über einen Index nur eines Operanden',
  quantisedComputed: 'berechnete quantisierte Gewichte gehen hier nicht.',
  integerActivations: 'ganzzahlige Aktivierungen, die nicht im Graphen quantisiert wurden, gehen hier nicht.',
  integersComputed:
    'berechnete ganze Zahlen lassen sich nur zurückrechnen, wenn sie Zeilen einer Tabelle mit einer einzigen Skala ' +
    'sind.',
  reorderedWeights: 'berechnete Gewichte und solche in unbekannter Anordnung gehen hier nicht.',
  gatheredBlocks: 'Tabellen werden zeilenweise gelesen, mit Blöcken längs der Spalten; diese ist anders angelegt.',
};
