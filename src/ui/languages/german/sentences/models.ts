/** German for what can be wrong with the files of a model, and for what was not found in one. */
import type { Sentences } from '../../sentences';

export const models: Sentences = [
  ['{0} is not valid JSON: it may be cut off.', '{0} ist kein gültiges JSON: vielleicht ist die Datei abgeschnitten.'],
  ['Export it again.', 'Noch einmal exportieren.'],
  ['Download it again.', 'Noch einmal herunterladen.'],
  ['Download or export it again.', 'Noch einmal herunterladen oder exportieren.'],
  ['The file "{0}" is missing in {1}.', 'Die Datei „{0}“ fehlt in {1}.'],
  ['The file "{0}" is missing.', 'Die Datei „{0}“ fehlt.'],
  ['"{0}" has no {1} and no {2}.', '„{0}“ hat kein {1} und kein {2}.'],
  ['"{0}" has no {1}.', '„{0}“ hat kein {1}.'],
  [
    'Choose a folder that holds an exported model (config.json, tokenizer.json, onnx/model.onnx).',
    'Einen Ordner wählen, der ein exportiertes Modell enthält (config.json, tokenizer.json, onnx/model.onnx).',
  ],
  ['{0} is empty (0 bytes).', '{0} ist leer (0 Bytes).'],
  [
    '{0} is a web page, not an ONNX model: the address is wrong or asks for a login.',
    '{0} ist eine Webseite, kein ONNX-Modell: die Adresse ist falsch oder verlangt eine Anmeldung.',
  ],
  ['Use the address that downloads the file itself.', 'Die Adresse nehmen, die die Datei selbst herunterlädt.'],
  ['{0} is a Git LFS pointer, not the file itself.', '{0} ist ein Verweis von Git LFS, nicht die Datei selbst.'],
  ['"{0}" holds {1} models: {2}.', '„{0}“ enthält {1} Modelle: {2}.'],
  ['Name the one that is meant, for example {0}/{1}.', 'Das gemeinte nennen, zum Beispiel {0}/{1}.'],
  [
    'Fetch it with "git lfs pull" or download the file from the model\'s page.',
    'Mit „git lfs pull“ holen, oder die Datei von der Seite des Modells herunterladen.',
  ],
  [
    "{0} is larger than 2 GB and can't be held in a browser tab: use a smaller model, or one stored as fp16 or int8.",
    '{0} ist größer als 2 GB und passt nicht in einen Browser-Tab: ein kleineres Modell nehmen, oder eines in ' +
      'fp16 oder int8.',
  ],
  [
    'The model asks for a weight file outside its folder ("{0}"), which is not allowed.',
    'Das Modell verlangt eine Gewichtsdatei außerhalb seines Ordners („{0}“), was nicht erlaubt ist.',
  ],
  ['Export it again with the weights beside it.', 'Noch einmal exportieren, mit den Gewichten daneben.'],
  ['{0} holds no ONNX graph: it is {1}.', '{0} enthält keinen ONNX-Graphen, es ist {1}.'],
  [
    'Choose the .onnx file of an export (optimum-cli export onnx --model … folder).',
    'Die .onnx-Datei eines Exports wählen (optimum-cli export onnx --model … ordner).',
  ],
  ['a GGUF file (llama.cpp)', 'eine GGUF-Datei (llama.cpp)'],
  ["an HDF5 file (Keras' weights)", 'eine HDF5-Datei (Gewichte von Keras)'],
  ['a TensorFlow Lite model', 'ein Modell für TensorFlow Lite'],
  ["a model in onnxruntime's own format (.ort)", 'ein Modell im eigenen Format von onnxruntime (.ort)'],
  ['a zip file (or weights of PyTorch, which are one)', 'eine Zip-Datei (oder Gewichte von PyTorch, die eine sind)'],
  ['a pickle (weights of PyTorch)', 'ein Pickle (Gewichte von PyTorch)'],
  ['a gzip file', 'eine gzip-Datei'],
  ['a picture', 'ein Bild'],
  ['a PDF document', 'ein PDF-Dokument'],
  ['a safetensors file (weights without a graph)', 'eine safetensors-Datei (Gewichte ohne Graph)'],
  ['a JSON file', 'eine JSON-Datei'],
  ['a text file', 'eine Textdatei'],
  [
    "{0} tokens of the tokenizer have no row in the model's embedding, which has {1}: {2}.",
    '{0} Tokens des Tokenizers haben keine Zeile im Embedding des Modells, das {1} hat: {2}.',
  ],
  [
    'Texts with them are refused: use the tokenizer and the model that belong together.',
    'Texte mit ihnen werden abgelehnt: Tokenizer und Modell nehmen, die zusammengehören.',
  ],
  [
    "A text holds {0}, for which the model's embedding has no row: it has {1}.",
    'Ein Text enthält {0}, wofür das Embedding des Modells keine Zeile hat: es hat {1}.',
  ],
  [
    'Use the tokenizer and the model that belong together, or export the model again after its tokens were ' +
      'added (resize_token_embeddings).',
    'Tokenizer und Modell nehmen, die zusammengehören, oder das Modell noch einmal exportieren, nachdem ihm ' +
      'die Tokens hinzugefügt wurden (resize_token_embeddings).',
  ],

  [
    "{0} has no tokenizer.json, so text can't be turned into tokens.",
    '{0} hat keine tokenizer.json, darum lässt sich Text nicht in Tokens zerlegen.',
  ],
  [
    'Add the tokenizer.json that belongs to the model (a "fast" tokenizer saved by Transformers) beside config.json.',
    'Die tokenizer.json des Modells (ein „fast“ Tokenizer, von Transformers gespeichert) neben config.json legen.',
  ],
  ["tokenizer.json of {0} can't be used ({1}).", 'tokenizer.json von {0} ist nicht verwendbar ({1}).'],
  [
    'Save it again with a recent Transformers version.',
    'Mit einer neueren Fassung von Transformers noch einmal speichern.',
  ],
  ['The model "{0}"', 'Das Modell „{0}“'],
  ['The model', 'Das Modell'],
];
