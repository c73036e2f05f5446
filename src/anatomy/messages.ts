/** What is told of a model's parts: what was not found, what was not understood, what config.json says otherwise. */
import { messages, type Value } from '../messages/message';

export const anatomyTexts = {
  noTransformer:
    'No transformer was found in this graph: it has no attention (Softmax over a product of queries and keys) and ' +
    'no word embedding. Choose a text model such as BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2 or Llama.',
  noWordEmbedding: 'The word embedding (a Gather by input_ids) was not found; prompt tuning is not possible.',
  unknownFamily:
    'The model is of no known family (BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2, Llama) and the file does not name ' +
    'its parts; they get generic names, so exported adapters will not load elsewhere.',
  sharedTensor: ({ tensor, first, second }: { tensor: string; first: string; second: string }) =>
    `"${tensor}" is used both as ${first} and as ${second} (the exporter stored equal tensors once); they can only ` +
    'be trained together.',
  sharedMatrix: ({ first, second, matrix }: { first: string; second: string; matrix: string }) =>
    `Layers ${first} and ${second} share the matrix "${matrix}" and not the others; what changes it in one changes ` +
    'it in both.',

  notAllLayers: ({ reason }: { reason: string }) =>
    `${reason} Methods that work inside layers are not possible; head-only, full fine-tuning and soft prompts are, ` +
    'where nothing else is missing.',
  noSoftmax: 'The graph has no Softmax, so no attention and no layer was found.',
  noLayer: ({ reason }: { reason: string }) => `No transformer layer was understood: ${reason}`,
  someLayers: ({ understood, all, reason }: { understood: string; all: string; reason: string }) =>
    `Only ${understood} of ${all} layers were understood: ${reason}`,
  between: ({ first, second }: { first: string; second: string }) =>
    `Between layers ${first} and ${second} something is computed that was not understood.`,
  fewerLayers: ({ told, found }: { told: string; found: string }) =>
    `config.json says ${told} layers, and ${found} were found.`,

  oneStack: 'The model takes what its decoder has written, and attention between two stacks of layers was not found.',
  otherStates: 'The layers of the decoder do not all look at the same states of the encoder.',
  noStartToken:
    'Nothing says with which token the decoder begins: config.json lacks "decoder_start_token_id". Add it (T5: 0; ' +
    'BART: 2; mBART: the id of the target language).',
  noProduct: ({ softmax }: { softmax: string }) =>
    `Softmax "${softmax}" does not follow a product of queries and keys.`,
  noValues: ({ softmax }: { softmax: string }) =>
    `The probabilities of Softmax "${softmax}" are not multiplied by values.`,
  noOutputProjection: ({ softmax }: { softmax: string }) =>
    `After the attention of "${softmax}" there is no single output projection.`,
  noProjection: ({ site, softmax }: { site: string; softmax: string }) =>
    `The ${site} projection of the attention of "${softmax}" was not found.`,
  oddPart: ({ site, weight }: { site: string; weight: string }) =>
    `The ${site} part of the fused projection "${weight}" is cut out in a way that is not understood.`,
  noResidual: ({ weight }: { weight: string }) =>
    `The output projection "${weight}" is not added to a residual stream.`,
  noNormPattern: ({ weight }: { weight: string }) =>
    `Around the attention with output projection "${weight}" neither the pre-norm nor the post-norm pattern was found.`,
  noNorm: ({ sum }: { sum: string }) => `No normalisation layer reads the residual sum "${sum}".`,
  noFeedForwardResidual: ({ weight }: { weight: string }) =>
    `The feed-forward output "${weight}" is not added to the residual stream of its layer.`,
  noFeedForward: ({ input }: { input: string }) =>
    `No linear layer reads "${input}", where the feed-forward block should start.`,
  manyFeedForwards: ({ count, input }: { count: string; input: string }) =>
    `${count} linear layers read "${input}"; a feed-forward block has one, or two with a gate.`,
  noFeedForwardEnd: ({ input }: { input: string }) =>
    `The feed-forward block at "${input}" does not end in one linear layer.`,
  noGating: ({ input }: { input: string }) =>
    `The gated feed-forward block at "${input}" does not multiply gate and up projection.`,
  oddCut: ({ weight, input }: { weight: string; input: string }) =>
    `The linear "${weight}" of the feed-forward block at "${input}" is cut in a way that is not understood.`,
  oddRepeat: ({ weight }: { weight: string }) =>
    `The matrix "${weight}" is applied in a second place too, in a way that is not understood.`,
  storedTwice: ({ weight }: { weight: string }) =>
    `The file stores a matrix twice, as numbers under "${weight}" and quantised, for two uses that one change would ` +
    'have to reach. Take the fp32 or fp16 file of this model.',

  unnamedWeights: ({ count, scalars, all, names }: { count: string; scalars: string; all: string; names: string }) =>
    `${count} weights (${scalars} of ${all} scalars) belong to no part that was understood: ${names}. Full ` +
    'fine-tuning trains them, methods that work inside layers leave them as they are.',
  unnamedBiases: ({ count, names }: { count: string; names: string }) =>
    `${count} biases belong to no part that was understood: ${names}.`,
  some: ({ names, more }: { names: string; more?: string }) =>
    more === undefined ? names : `${names} and ${more} more`,
  noLanguageModelHead:
    'The file returns no product of hidden states with a matrix of one column for each entry of the vocabulary.',
  noHiddenStates: ({ output, shape }: { output: string; shape: string }) =>
    `The graph's output "${output}" of shape (${shape}) holds no hidden states, and none were found behind it.`,
  unevenLayers: ({ layer, part }: { layer: string; part: string }) =>
    `Layers 0 and ${layer} differ in ${part}, and only models with equal layers are understood.`,
  attention: 'the attention',
  fusedProjection: 'a fused projection',
  outputProjection: 'the output projection',
  feedForward: 'the feed-forward block',
  norms: 'the norms',
  heads: 'the heads',
  oddScores: ({ shape }: { shape: string }) =>
    `The scores of the attention have shape (${shape}), from which the number of heads can't be told.`,
  oddColumns: ({ weight, columns }: { weight: string; columns: string }) =>
    `The fused projection "${weight}" has ${columns} columns, which are not those of queries, keys and values one ` +
    'after the other.',
  oddWidths: ({ widths }: { widths: string }) =>
    `The widths of queries, keys, values and heads (${widths}) do not fit together.`,
  noGradient: ({ op, node }: { op: string; node: string }) =>
    `Operator ${op} at node "${node}" has no gradient rule, so no gradient passes it.`,

  oddRotation: ({ layer }: { layer: string }) =>
    `Layer ${layer} turns queries and keys by their positions in a way that is not understood.`,
  fixedPositions: 'Positions are added to the words as fixed numbers, which cannot be moved behind the prefix.',
  sharedHeads: ({ layer }: { layer: string }) =>
    `Layer ${layer} has one head of keys and values for all queries, without repeating it.`,
  learnedBias: ({ layer }: { layer: string }) => `Layer ${layer} adds a learned bias for each distance to its scores.`,
  distanceBias: ({ layer }: { layer: string }) => `Layer ${layer} adds a bias for each distance to its scores.`,
  windowed: ({ layer }: { layer: string }) => `Layer ${layer} sees a window of the text only.`,

  contradiction: ({ told, part, found }: { told: string; part: string; found: string }) =>
    `config.json says ${told} for ${part}, the graph has ${found}; the graph is believed.`,
  layersPart: 'layers',
  hiddenPart: 'hidden size',
  vocabularyPart: 'vocabulary',
  embeddingPart: 'embedding size',
  positionsPart: 'positions',
  tokenTypesPart: 'token types',
  headsPart: 'heads',
  kvHeadsPart: 'heads of keys and values',
  headSizePart: 'head size',
  feedForwardPart: 'feed-forward width',
  otherFamily: ({ type, contradiction, family }: { type: string; contradiction: string; family: string }) =>
    `config.json says model_type "${type}", but ${contradiction}. The file is believed: it is read as ${family}. ` +
    'Put the config.json beside it that belongs to it.',
  noKnownFamily: 'a model of no known family',
  normsAfter: 'in the graph the norms stand after attention and feed-forward block',
  normsBefore: 'in the graph the norms stand before attention and feed-forward block',
  normsAre: ({ norms }: { norms: string }) => `the graph's norms are ${norms}`,
  rotated: 'in the graph positions are told by rotation',
  hasTokenTypes: 'the graph has an embedding of token types',
  narrowEmbeddings: 'in the graph the embeddings are narrower than the layers',
  ownLayers: 'in the graph each layer has weights of its own',
  countedFromPadding: 'in the graph positions are counted from behind the padding',
  countedFromZero: 'in the graph positions are counted from 0',
  hasPart: ({ name }: { name: string }) => `the file has a part "${name}"`,
  kindUnknown:
    'Neither the graph, which has no attention, nor config.json says whether this is an encoder or a decoder; it is ' +
    'taken for an encoder.',
  notDecoder:
    'config.json describes a decoder, but nothing in the graph hides the words after a position from it. The graph ' +
    'is believed: this is an encoder.',
  notEncoder:
    'config.json describes an encoder, but in the graph a position sees no word after it. The graph is believed: ' +
    'this is a decoder.',

  oneSize: ({ size }: { size: string }) =>
    `The file was exported for one size only: ${size}. Export it with dynamic axes to use others.`,
  otherSize: ({ size, wanted }: { size: string; wanted: string }) =>
    `The model was exported for one size only, ${size}, and ${wanted} are asked for (virtual tokens included). ` +
    'Choose that size, or export the model with dynamic axes.',
  batch: ({ batch }: { batch: string }) => `a batch of ${batch}`,
  tokens: ({ tokens }: { tokens: string }) => `${tokens} tokens in a row`,
  noMask:
    'The model has no attention_mask input, so it would read the padding of shorter texts as words. Export it again ' +
    'with input_ids and attention_mask.',
  doubtfulPositions:
    'The model takes position_ids, and without config.json nothing says where they begin; they are counted from 0, ' +
    'which is wrong for RoBERTa and its relatives. Add the config.json that belongs to the model.',
  unknownType: ({ type }: { type: string }) =>
    `Models of type "${type}" are not known; use a config.json of BERT, RoBERTa, DistilBERT, ELECTRA, ALBERT, GPT-2, ` +
    'Llama or T5.',
  configLacks: ({ key }: { key: string }) => `config.json lacks "${key}".`,
};

export const says = messages('anatomy', anatomyTexts);

/** Names that a sentence can bear. */
export function some(names: readonly string[]): Value {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return says.some({
    names: { list: shown },
    more: names.length > shown.length ? names.length - shown.length : undefined,
  });
}
