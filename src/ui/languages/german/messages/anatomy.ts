/** German for what is told of a model's parts. */
import type { anatomyTexts } from '../../../../anatomy/messages';
import type { TranslatedTexts } from '../../../../messages/message';

export const anatomy: TranslatedTexts<typeof anatomyTexts> = {
  noTransformer:
    'In diesem Graphen ist kein Transformer zu finden: er hat keine Attention (Softmax über einem Produkt von ' +
    'Queries und Keys) und kein Wort-Embedding. Ein Textmodell wie BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2 oder ' +
    'Llama wählen.',
  noWordEmbedding: 'Das Wort-Embedding (ein Gather mit input_ids) wurde nicht gefunden; Prompt-Tuning geht nicht.',
  unknownFamily:
    'Das Modell gehört zu keiner bekannten Familie (BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2, Llama), und die ' +
    'Datei nennt seine Teile nicht; sie bekommen allgemeine Namen, darum laden exportierte Adapter anderswo nicht.',
  sharedTensor: ({ tensor, first, second }) =>
    `„${tensor}“ dient als ${first} und als ${second} (gleiche Tensoren wurden beim Export nur einmal gespeichert); ` +
    'beide lassen sich nur zusammen trainieren.',
  sharedMatrix: ({ first, second, matrix }) =>
    `Die Schichten ${first} und ${second} teilen sich die Matrix „${matrix}“ und die anderen nicht; was sie in der ` +
    'einen ändert, ändert sie in beiden.',

  notAllLayers: ({ reason }) =>
    `${reason} Methoden, die in den Schichten arbeiten, gehen nicht; nur der Kopf, volles Fine-Tuning und weiche ` +
    'Prompts gehen, wo sonst nichts fehlt.',
  noSoftmax: 'Der Graph hat kein Softmax, darum wurde keine Attention und keine Schicht gefunden.',
  noLayer: ({ reason }) => `Keine Transformer-Schicht wurde verstanden: ${reason}`,
  someLayers: ({ understood, all, reason }) => `Nur ${understood} von ${all} Schichten wurden verstanden: ${reason}`,
  between: ({ first, second }) =>
    `Zwischen den Schichten ${first} und ${second} wird etwas gerechnet, das nicht verstanden wurde.`,
  fewerLayers: ({ told, found }) => `config.json sagt ${told} Schichten, und ${found} wurden gefunden.`,

  oneStack:
    'Das Modell nimmt, was sein Decoder geschrieben hat, aber Attention zwischen zwei Stapeln von Schichten wurde ' +
    'nicht gefunden.',
  otherStates: 'Die Schichten des Decoders sehen nicht alle dieselben Zustände des Encoders.',
  noStartToken:
    'Nirgends steht, mit welchem Token der Decoder beginnt: in config.json fehlt „decoder_start_token_id“. Es ' +
    'ergänzen (T5: 0; BART: 2; mBART: die ID der Zielsprache).',
  noProduct: ({ softmax }) => `Das Softmax „${softmax}“ folgt auf kein Produkt von Queries und Keys.`,
  noValues: ({ softmax }) => `Die Wahrscheinlichkeiten des Softmax „${softmax}“ werden nicht mit Values multipliziert.`,
  noOutputProjection: ({ softmax }) => `Nach der Attention von „${softmax}“ kommt nicht genau eine Ausgangsprojektion.`,
  noProjection: ({ site, softmax }) => `Die Projektion ${site} der Attention von „${softmax}“ wurde nicht gefunden.`,
  oddPart: ({ site, weight }) =>
    `Der Teil ${site} der gemeinsamen Projektion „${weight}“ wird auf eine Weise herausgeschnitten, die nicht ` +
    'verstanden ist.',
  noResidual: ({ weight }) => `Die Ausgangsprojektion „${weight}“ wird zu keinem Residualstrom addiert.`,
  noNormPattern: ({ weight }) =>
    `Um die Attention mit der Ausgangsprojektion „${weight}“ stehen die Normen weder davor noch danach, wie man sie ` +
    'kennt.',
  noNorm: ({ sum }) => `Keine Normalisierung liest die Residualsumme „${sum}“.`,
  noFeedForwardResidual: ({ weight }) =>
    `Der Feed-Forward-Ausgang „${weight}“ wird nicht zum Residualstrom seiner Schicht addiert.`,
  noFeedForward: ({ input }) => `Keine lineare Schicht liest „${input}“, wo der Feed-Forward-Block beginnen sollte.`,
  manyFeedForwards: ({ count, input }) =>
    `${count} lineare Schichten lesen „${input}“; ein Feed-Forward-Block hat eine, oder zwei mit einem Tor.`,
  noFeedForwardEnd: ({ input }) => `Der Feed-Forward-Block bei „${input}“ endet nicht in einer linearen Schicht.`,
  noGating: ({ input }) => `Der Feed-Forward-Block mit Tor bei „${input}“ multipliziert nicht gate und up miteinander.`,

  oddCut: ({ weight, input }) =>
    `Die lineare Schicht „${weight}“ des Feed-forward-Blocks bei „${input}“ wird auf eine Weise zerschnitten, die ` +
    'nicht verstanden wurde.',
  unnamedWeights: ({ count, scalars, all, names }) =>
    `${count} Gewichte (${scalars} von ${all} Zahlen) gehören zu keinem Teil, der verstanden wurde: ${names}. Volles ` +
    'Fine-Tuning trainiert sie, Methoden in den Schichten lassen sie, wie sie sind.',
  unnamedBiases: ({ count, names }) => `${count} Biases gehören zu keinem Teil, der verstanden wurde: ${names}.`,
  some: ({ names, more }) => (more === undefined ? names : `${names} und ${more} weitere`),
  noLanguageModelHead:
    'Die Datei gibt kein Produkt von Zuständen mit einer Matrix zurück, die eine Spalte für jeden Eintrag des ' +
    'Vokabulars hat.',
  noHiddenStates: ({ output, shape }) =>
    `Der Ausgang „${output}“ des Graphen mit der Form (${shape}) enthält keine Zustände, und dahinter wurden keine ` +
    'gefunden.',
  unevenLayers: ({ layer, part }) =>
    `Die Schichten 0 und ${layer} unterscheiden sich (${part}), und nur Modelle mit gleichen Schichten werden ` +
    'verstanden.',
  attention: 'in der Attention',
  fusedProjection: 'in einer gemeinsamen Projektion',
  outputProjection: 'in der Ausgangsprojektion',
  feedForward: 'im Feed-Forward-Block',
  norms: 'in den Normen',
  heads: 'in den Köpfen',
  oddScores: ({ shape }) =>
    `Die Scores der Attention haben die Form (${shape}), an der die Zahl der Köpfe nicht zu erkennen ist.`,
  oddColumns: ({ weight, columns }) =>
    `Die gemeinsame Projektion „${weight}“ hat ${columns} Spalten, die nicht die von Queries, Keys und Values ` +
    'hintereinander sind.',
  oddWidths: ({ widths }) => `Die Breiten von Queries, Keys, Values und Köpfen (${widths}) passen nicht zusammen.`,
  noGradient: ({ op, node }) =>
    `Der Operator ${op} am Knoten „${node}“ hat keine Ableitungsregel, darum kommt kein Gradient hindurch.`,
  oddRepeat: ({ weight }) =>
    `Die Matrix „${weight}“ wird noch an einer zweiten Stelle angewandt, auf eine Weise, die nicht verstanden wurde.`,
  storedTwice: ({ weight }) =>
    `Die Datei speichert eine Matrix doppelt, als Zahlen unter „${weight}“ und quantisiert, für zwei Verwendungen, ` +
    'die eine Änderung beide erreichen müsste. Zu nehmen ist die fp32- oder fp16-Datei dieses Modells.',

  oddRotation: ({ layer }) =>
    `Schicht ${layer} dreht Queries und Keys nach ihrer Position auf eine Weise, die nicht verstanden ist.`,
  fixedPositions:
    'Positionen werden als feste Zahlen zu den Wörtern addiert; hinter den Präfix lassen sie sich nicht rücken.',
  sharedHeads: ({ layer }) =>
    `Schicht ${layer} hat einen Kopf von Keys und Values für alle Queries, ohne ihn zu wiederholen.`,
  learnedBias: ({ layer }) => `Schicht ${layer} zählt zu ihren Scores eine gelernte Zahl für jeden Abstand.`,
  distanceBias: ({ layer }) => `Schicht ${layer} zählt zu ihren Scores eine Zahl für jeden Abstand.`,
  windowed: ({ layer }) => `Schicht ${layer} sieht nur ein Fenster des Textes.`,

  contradiction: ({ told, part, found }) =>
    `config.json sagt ${told} für ${part}, der Graph hat ${found}; der Graph gilt.`,
  layersPart: 'die Schichten',
  hiddenPart: 'die verborgene Breite',
  vocabularyPart: 'das Vokabular',
  embeddingPart: 'die Breite der Embeddings',
  positionsPart: 'die Positionen',
  tokenTypesPart: 'die Token-Typen',
  headsPart: 'die Köpfe',
  kvHeadsPart: 'die Köpfe von Keys und Values',
  headSizePart: 'die Breite eines Kopfs',
  feedForwardPart: 'die Breite des Feed-Forward-Blocks',
  otherFamily: ({ type, contradiction, family }) =>
    `config.json sagt model_type „${type}“, aber ${contradiction}. Die Datei gilt: sie wird als ${family} gelesen. ` +
    'Die config.json danebenlegen, die dazugehört.',
  noKnownFamily: 'ein Modell keiner bekannten Familie',
  normsAfter: 'im Graphen stehen die Normen nach Attention und Feed-Forward-Block',
  normsBefore: 'im Graphen stehen die Normen vor Attention und Feed-Forward-Block',
  normsAre: ({ norms }) => `die Normen des Graphen sind ${norms}`,
  rotated: 'im Graphen werden Positionen durch Drehung angegeben',
  hasTokenTypes: 'der Graph hat ein Embedding für Token-Typen',
  narrowEmbeddings: 'im Graphen sind die Embeddings schmaler als die Schichten',
  ownLayers: 'im Graphen hat jede Schicht eigene Gewichte',
  countedFromPadding: 'im Graphen werden Positionen erst hinter dem Padding gezählt',
  countedFromZero: 'im Graphen werden Positionen ab 0 gezählt',
  hasPart: ({ name }) => `die Datei hat einen Teil „${name}“`,
  kindUnknown:
    'Weder der Graph, der keine Attention hat, noch config.json sagt, ob dies ein Encoder oder ein Decoder ist; es ' +
    'gilt als Encoder.',
  notDecoder:
    'config.json beschreibt einen Decoder, aber nichts im Graphen verdeckt einer Position die Wörter nach ihr. Der ' +
    'Graph gilt: dies ist ein Encoder.',
  notEncoder:
    'config.json beschreibt einen Encoder, aber im Graphen sieht eine Position kein Wort nach ihr. Der Graph gilt: ' +
    'dies ist ein Decoder.',

  oneSize: ({ size }) =>
    `Die Datei wurde nur für eine Größe exportiert: ${size}. Für andere mit dynamischen Achsen exportieren.`,
  otherSize: ({ size, wanted }) =>
    `Das Modell wurde nur für eine Größe exportiert, ${size}, und verlangt sind ${wanted} (virtuelle Tokens ` +
    'mitgezählt). Diese Größe wählen, oder das Modell mit dynamischen Achsen exportieren.',
  batch: ({ batch }) => `ein Batch von ${batch}`,
  tokens: ({ tokens }) => `${tokens} Tokens in einer Zeile`,
  noMask:
    'Das Modell hat keinen Eingang attention_mask, darum läse es die Auffüllung kürzerer Texte als Wörter. Noch ' +
    'einmal exportieren, mit input_ids und attention_mask.',
  doubtfulPositions:
    'Das Modell verlangt position_ids, und ohne config.json sagt nichts, wo sie beginnen; sie zählen ab 0, was für ' +
    'RoBERTa und Verwandte falsch ist. Die config.json dazulegen, die zum Modell gehört.',
  unknownType: ({ type }) =>
    `Modelle vom Typ „${type}“ sind nicht bekannt; eine config.json von BERT, RoBERTa, DistilBERT, ELECTRA, ALBERT, ` +
    'GPT-2, Llama oder T5 nehmen.',
  configLacks: ({ key }) => `In config.json fehlt „${key}“.`,
};
