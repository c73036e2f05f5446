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
    'The model takes position_ids, and without config.json nothing says where they begin; they are counted ' +
      'from 0, which is wrong for RoBERTa and its relatives.',
    'Das Modell verlangt position_ids, und ohne config.json sagt nichts, wo sie beginnen; sie zählen ab 0, was ' +
      'für RoBERTa und Verwandte falsch ist.',
  ],
  ['Add the config.json that belongs to the model.', 'Die config.json dazulegen, die zum Modell gehört.'],
  [
    'The model has no attention_mask input, so it would read the padding of shorter texts as words.',
    'Das Modell hat keinen Eingang attention_mask, darum läse es die Auffüllung kürzerer Texte als Wörter.',
  ],
  ['Export it again with input_ids and attention_mask.', 'Noch einmal exportieren, mit input_ids und attention_mask.'],
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
  ['The file was exported for one size only: {0}.', 'Die Datei wurde nur für eine Größe exportiert: {0}.'],
  ['Export it with dynamic axes to use others.', 'Für andere mit dynamischen Achsen exportieren.'],
  [
    'The model was exported for one size only, {0}, and {1} are asked for (virtual tokens included).',
    'Das Modell wurde nur für eine Größe exportiert, {0}, und verlangt sind {1} (virtuelle Tokens mitgezählt).',
  ],
  [
    'Choose that size, or export the model with dynamic axes.',
    'Diese Größe wählen, oder das Modell mit dynamischen Achsen exportieren.',
  ],
  ['a batch of {0} and {1} tokens in a row', 'ein Batch von {0} und {1} Tokens in einer Zeile'],
  ['a batch of {0}', 'ein Batch von {0}'],
  ['{0} tokens in a row', '{0} Tokens in einer Zeile'],

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

  [
    'No transformer was found in this graph: it has no attention (Softmax over a product of queries and keys) ' +
      'and no word embedding.',
    'In diesem Graphen ist kein Transformer zu finden: er hat keine Attention (Softmax über einem Produkt von ' +
      'Queries und Keys) und kein Wort-Embedding.',
  ],
  [
    'Choose a text model such as BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2 or Llama.',
    'Ein Textmodell wie BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2 oder Llama wählen.',
  ],
  [
    'Methods that work inside layers are not possible; head-only, full fine-tuning and soft prompts are, where ' +
      'nothing else is missing.',
    'Methoden, die in den Schichten arbeiten, gehen nicht; nur der Kopf, volles Fine-Tuning und weiche Prompts ' +
      'gehen, wo sonst nichts fehlt.',
  ],
  [
    'The graph has no Softmax, so no attention and no layer was found.',
    'Der Graph hat kein Softmax, darum wurde keine Attention und keine Schicht gefunden.',
  ],
  ['No transformer layer was understood: {0}.', 'Keine Transformer-Schicht wurde verstanden: {0}.'],
  ['Only {0} of {1} layers were understood: {2}.', 'Nur {0} von {1} Schichten wurden verstanden: {2}.'],
  [
    'Between layers {0} and {1} something is computed that was not understood.',
    'Zwischen den Schichten {0} und {1} wird etwas gerechnet, das nicht verstanden wurde.',
  ],
  ['config.json says {0} layers, and {1} were found.', 'config.json sagt {0} Schichten, und {1} wurden gefunden.'],
  [
    '{0} weights ({1} of {2} scalars) belong to no part that was understood: {3}.',
    '{0} Gewichte ({1} von {2} Zahlen) gehören zu keinem Teil, der verstanden wurde: {3}.',
  ],
  [
    'Full fine-tuning trains them, methods that work inside layers leave them as they are.',
    'Volles Fine-Tuning trainiert sie, Methoden in den Schichten lassen sie, wie sie sind.',
  ],
  [
    '{0} biases belong to no part that was understood: {1}.',
    '{0} Biases gehören zu keinem Teil, der verstanden wurde: {1}.',
  ],
  [
    'The file returns no product of hidden states with a matrix of one column for each entry of the vocabulary.',
    'Die Datei gibt kein Produkt von Zuständen mit einer Matrix zurück, die eine Spalte für jeden Eintrag des ' +
      'Vokabulars hat.',
  ],
  [
    'The graph\'s output "{0}" of shape ({1}) holds no hidden states, and none were found behind it.',
    'Der Ausgang „{0}“ des Graphen mit der Form ({1}) enthält keine Zustände, und dahinter wurden keine gefunden.',
  ],
  [
    'Layers {0} and {1} differ in {2}, and only models with equal layers are understood.',
    'Die Schichten {0} und {1} unterscheiden sich ({2}), und nur Modelle mit gleichen Schichten werden verstanden.',
  ],
  [
    "The scores of the attention have shape ({0}), from which the number of heads can't be told.",
    'Die Scores der Attention haben die Form ({0}), an der die Zahl der Köpfe nicht zu erkennen ist.',
  ],
  [
    'The fused projection "{0}" has {1} columns, which are not those of queries, keys and values one after the other.',
    'Die gemeinsame Projektion „{0}“ hat {1} Spalten, die nicht die von Queries, Keys und Values hintereinander sind.',
  ],
  [
    'The widths of queries, keys, values and heads ({0}) do not fit together.',
    'Die Breiten von Queries, Keys, Values und Köpfen ({0}) passen nicht zusammen.',
  ],
  ['the attention', 'in der Attention'],
  ['a fused projection', 'in einer gemeinsamen Projektion'],
  ['the output projection', 'in der Ausgangsprojektion'],
  ['the feed-forward block', 'im Feed-Forward-Block'],
  ['the norms', 'in den Normen'],
  ['the heads', 'in den Köpfen'],
  [
    'Operator {0} at node "{1}" has no gradient rule, so no gradient passes it.',
    'Der Operator {0} am Knoten „{1}“ hat keine Ableitungsregel, darum kommt kein Gradient hindurch.',
  ],
  [
    'Neither the graph, which has no attention, nor config.json says whether this is an encoder or a decoder; ' +
      'it is taken for an encoder.',
    'Weder der Graph, der keine Attention hat, noch config.json sagt, ob dies ein Encoder oder ein Decoder ' +
      'ist; es gilt als Encoder.',
  ],
  [
    'The word embedding (a Gather by input_ids) was not found; prompt tuning is not possible.',
    'Das Wort-Embedding (ein Gather mit input_ids) wurde nicht gefunden; Prompt-Tuning geht nicht.',
  ],
  [
    '"{0}" is used both as {1} and as {2} (the exporter stored equal tensors once); they can only be trained together.',
    '„{0}“ dient als {1} und als {2} (gleiche Tensoren wurden beim Export nur einmal gespeichert); beide ' +
      'lassen sich nur zusammen trainieren.',
  ],
  [
    'The model is of no known family (BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2, Llama) and the file does not ' +
      'name its parts; they get generic names, so exported adapters will not load elsewhere.',
    'Das Modell gehört zu keiner bekannten Familie (BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2, Llama), und die ' +
      'Datei nennt seine Teile nicht; sie bekommen allgemeine Namen, darum laden exportierte Adapter anderswo ' +
      'nicht.',
  ],
  [
    'Layers {0} and {1} share the matrix "{2}" and not the others; what changes it in one changes it in both.',
    'Die Schichten {0} und {1} teilen sich die Matrix „{2}“ und die anderen nicht; was sie in der einen ' +
      'ändert, ändert sie in beiden.',
  ],
  [
    'config.json says {0} for {1}, the graph has {2}; the graph is believed.',
    'config.json sagt {0} für {1}, der Graph hat {2}; der Graph gilt.',
  ],
  ['layers', 'die Schichten'],
  ['heads', 'die Köpfe'],
  ['positions', 'die Positionen'],
  ['hidden size', 'die verborgene Breite'],
  ['vocabulary', 'das Vokabular'],
  ['embedding size', 'die Breite der Embeddings'],
  ['token types', 'die Token-Typen'],
  ['heads of keys and values', 'die Köpfe von Keys und Values'],
  ['head size', 'die Breite eines Kopfs'],
  ['feed-forward width', 'die Breite des Feed-Forward-Blocks'],
  ['config.json says model_type "{0}", but {1}.', 'config.json sagt model_type „{0}“, aber {1}.'],
  ['The file is believed: it is read as {0}.', 'Die Datei gilt: sie wird als {0} gelesen.'],
  ['a model of no known family', 'ein Modell keiner bekannten Familie'],
  ['Put the config.json beside it that belongs to it.', 'Die config.json danebenlegen, die dazugehört.'],
  [
    'in the graph the norms stand after attention and feed-forward block',
    'im Graphen stehen die Normen nach Attention und Feed-Forward-Block',
  ],
  [
    'in the graph the norms stand before attention and feed-forward block',
    'im Graphen stehen die Normen vor Attention und Feed-Forward-Block',
  ],
  ["the graph's norms are {0}", 'die Normen des Graphen sind {0}'],
  ['in the graph positions are told by rotation', 'im Graphen werden Positionen durch Drehung angegeben'],
  ['the graph has an embedding of token types', 'der Graph hat ein Embedding für Token-Typen'],
  [
    'in the graph the embeddings are narrower than the layers',
    'im Graphen sind die Embeddings schmaler als die Schichten',
  ],
  ['in the graph each layer has weights of its own', 'im Graphen hat jede Schicht eigene Gewichte'],
  ['in the graph positions are counted from {0}', 'im Graphen werden Positionen ab {0} gezählt'],
  ['behind the padding', 'hinter dem Padding'],
  ['the file has a part "{0}"', 'die Datei hat einen Teil „{0}“'],
  [
    'config.json describes a decoder, but nothing in the graph hides the words after a position from it.',
    'config.json beschreibt einen Decoder, aber nichts im Graphen verdeckt einer Position die Wörter nach ihr.',
  ],
  ['The graph is believed: this is an encoder.', 'Der Graph gilt: dies ist ein Encoder.'],
  [
    'config.json describes an encoder, but in the graph a position sees no word after it.',
    'config.json beschreibt einen Encoder, aber im Graphen sieht eine Position kein Wort nach ihr.',
  ],
  ['The graph is believed: this is a decoder.', 'Der Graph gilt: dies ist ein Decoder.'],
];
