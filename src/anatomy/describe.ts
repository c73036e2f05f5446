/** Finds a transformer's parts in a canonical graph: `describe(graph, config)` → `Anatomy`. */
import { says } from './messages';
import { MessageError, type Message } from '../messages/message';
import type { Graph } from '../onnx/graph';
import type { Anatomy, Family, Finding } from './anatomy';
import { findContradictions } from './contradictions';
import { findEmbeddings, findInputs, type RawEmbeddings } from './embeddings';
import { findExtras } from './extras';
import { findFamily } from './family';
import { findGaps } from './gaps';
import { kindOf } from './kind';
import type { RawLayer } from './rawLayer';
import { findLayers, statesOf } from './layers';
import { measure } from './measure';
import { Namer } from './namer';
import { gainOffset, languageModelHead, namesOfType, positionOffset, type FamilyNames } from './names';
import { findPooler } from './pooler';
import { findNorms, type Norms, type RawNorm } from './norms';
import { namesInFile } from './paths';
import { positionRule } from './positions';
import { windowOf } from './prefixPositions';
import { withRepeats } from './repeats';
import { innerLayers, weightUses } from './shared';
import { stackNames } from './stackNames';
import { findOutputs, type Head } from './outputs';
import { GraphView } from './view';
import { findWeights } from './weights';

/** A graph in which no part of a transformer was found. */
export class AnatomyError extends MessageError {
  override name = 'AnatomyError';
}

type Config = Readonly<Record<string, unknown>> | undefined;

/**
 * Describes a graph that `prepareModel` made (primitive ops, fixed shapes). Structure comes from the graph alone;
 * `config`, the model's config.json, only settles the family's name where the graph bears it out, and says which token
 * is the mask. What is not understood, and what config.json says that the graph contradicts, is listed in `missing`.
 * @throws AnatomyError when neither an attention nor an embedding is there.
 */
export function describe(graph: Graph, config?: Config): Anatomy {
  const view = new GraphView(graph);
  const missing: Finding[] = [];
  const found = findParts(view, config, missing);
  const { layers: rawLayers, embeddings: raw, finalNorm, lastHidden, reason } = found;
  const two = found.decoder !== undefined;
  const { family, called, decoder, modelType } = calledIn(view, found, config, missing);
  const kind = two ? 'encoder-decoder' : kindOf(view, family, found.attentions, config, missing);
  const head = kind === 'encoder' ? undefined : found.head;
  if (family === 'unknown' && (two || !called.inFile)) missing.push({ part: 'family', message: says.unknownFamily });
  const names = new Map<string, string>();
  const namer = new Namer(called, names, missing);
  const decoderNamer = decoder ? new Namer(decoder, names, missing) : namer;
  const embeddings = namer.embeddings(raw);
  const uses = weightUses(rawLayers, missing);
  const inner = innerLayers(uses, config);
  const layers = rawLayers.map((layer, i) => (layer.cross ? decoderNamer : namer).layer(layer, uses[i]!, inner));
  const namedFinal = finalNorm && decoderNamer.norm(finalNorm, (decoder ?? called).finalNorm);
  const stacks = found.decoder && stacksOf(found.decoder, namer, decoderNamer, called, config);
  if (head && !head.tied) {
    namer.name(head.weight, `${languageModelHead}.weight`);
    if (head.bias) namer.name(head.bias, `${languageModelHead}.bias`);
  }
  const weights = findWeights(
    view,
    head ? [head.logits] : [lastHidden ?? graph.outputs[0]!],
    [embeddings.word.output || (rawLayers[0]?.input ?? ''), ...(stacks ? [stacks.decoderEmbeddings.word.output] : [])],
    new Set(names.keys()),
  );
  const extras =
    called.inFile && reason === undefined ? findExtras(view, weights, layers, names, called.prefixInFile ?? '') : [];
  for (const { initializer, name } of extras) names.set(initializer, name);
  const pooler = kind === 'encoder' && lastHidden ? findPooler(view, lastHidden) : undefined;
  const parts = { family, kind, layers, embeddings, names, weights, extras, finalNorm: namedFinal, stacks };
  const dimensions = measure(view, {
    ...parts,
    normPosition: rawLayers[0]?.normPosition ?? 'post',
    parallel: rawLayers[0]?.parallel ?? false,
    firstPosition: Math.max(positionOffset(family), modelType === undefined ? 0 : positionRule(config).start),
    width: lastHidden === undefined ? undefined : view.shape(lastHidden)[2],
  });
  const gaps = findGaps(
    view,
    { dimensions, layers, names, weights, head, lastHidden, reason, hasStart: stacks?.startToken !== undefined },
    missing,
  );
  missing.push(...findContradictions(view, config, { dimensions, embeddings }, inner, reason !== undefined));
  const window = windowOf(config);
  return {
    dimensions: { ...dimensions, ...gaps, ...(window !== undefined && { window }) },
    embeddings,
    layers,
    ...(stacks && { stacks }),
    ...(namedFinal && { finalNorm: namedFinal }),
    lastHidden: lastHidden ?? '',
    ...(head && { languageModelHead: head }),
    inputs: found.inputs,
    prefix: called.prefix,
    names,
    weights,
    ...(extras.length > 0 && { extras }),
    ...(gainOffset(modelType) !== 0 && { gainOffset: gainOffset(modelType) }),
    missing,
    ...(modelType !== undefined && { modelType }),
    ...toldBy(config),
    ...(pooler && { pooler }),
  };
}

interface FoundParts {
  readonly layers: readonly RawLayer[];
  /** Places where attention could be. */
  readonly attentions: number;
  /** Why the layers are not understood. */
  readonly reason: Message | undefined;
  readonly inputs: Anatomy['inputs'];
  readonly embeddings: RawEmbeddings;
  readonly decoder: RawDecoder | undefined;
  readonly finalNorm: RawNorm | undefined;
  readonly lastHidden: string | undefined;
  readonly head: Head | undefined;
}

/** The parts as they lie in the graph, without names. @throws AnatomyError */
function findParts(view: GraphView, config: Config, missing: Finding[]): FoundParts {
  const norms = findNorms(view);
  const { layers: once, attentions, reason: broken } = findLayers(view, norms, config, missing);
  const repeated = withRepeats(view, once);
  const layers = 'code' in repeated ? once : repeated;
  const odd = 'code' in repeated ? repeated : undefined;
  if (odd) missing.push({ part: 'layers', message: odd });
  const reason = broken ?? odd;
  const inputs = findInputs(view);
  const embeddings = findEmbeddings(view, inputs, norms, layers[0]?.input, config?.model_type);
  if (layers.length === 0 && !embeddings.word) {
    throw new AnatomyError(says.noTransformer);
  }
  if (!embeddings.word) missing.push({ part: 'embeddings.word', message: says.noWordEmbedding });
  const decoder = decoderIn(view, norms, inputs, layers);
  const lastOutput = reason === undefined ? layers[layers.length - 1]?.output : undefined;
  const finalNorm = lastOutput ? norms.byInput.get(lastOutput) : undefined;
  const hidden = layers[0] ? view.shape(layers[0].input).at(-1) : hiddenOf(config);
  const outputs = findOutputs(view, finalNorm?.output ?? lastOutput, embeddings.word?.weight, hidden);
  return { layers, attentions, reason, inputs, embeddings, decoder, finalNorm, ...outputs };
}

/** What an encoder–decoder has between its stacks. */
interface RawDecoder {
  readonly embeddings: RawEmbeddings;
  readonly encoderNorm: RawNorm | undefined;
  readonly encoderHidden: string;
}

function decoderIn(
  view: GraphView,
  norms: Norms,
  inputs: Anatomy['inputs'],
  layers: readonly RawLayer[],
): RawDecoder | undefined {
  if (inputs.decoderIds === undefined) return undefined;
  const encoderHidden = statesOf(layers) ?? '';
  const first = layers.find(({ cross }) => cross);
  const last = layers.findLast(({ cross }) => !cross);
  const norm = norms.byOutput.get(encoderHidden);
  return {
    embeddings: findEmbeddings(view, inputs, norms, first?.input, undefined, inputs.decoderIds),
    encoderNorm: norm?.input === last?.output ? norm : undefined,
    encoderHidden,
  };
}

function stacksOf(
  { embeddings, encoderNorm, encoderHidden }: RawDecoder,
  encoder: Namer,
  decoder: Namer,
  { finalNorm }: FamilyNames,
  config: Config,
): NonNullable<Anatomy['stacks']> {
  const start = config?.decoder_start_token_id;
  return {
    encoderHidden,
    ...(encoderNorm && { encoderNorm: encoder.norm(encoderNorm, finalNorm) }),
    decoderEmbeddings: decoder.embeddings(embeddings),
    ...(typeof start === 'number' && { startToken: start }),
  };
}

interface Called {
  readonly family: Family;
  readonly modelType?: string;
  /** The encoder's, where there are two stacks. */
  readonly called: FamilyNames;
  readonly decoder?: FamilyNames;
}

/**
 * What the parts are called: as the file says, where it does. ALBERT's layers are numbered by group, which no single
 * number in a path tells; encoder–decoders are known by heart (`stackNames.ts`).
 */
function calledIn(
  view: GraphView,
  { layers, embeddings, finalNorm, decoder }: FoundParts,
  config: Config,
  missing: Finding[],
): Called {
  if (decoder) {
    const modelType = typeof config?.model_type === 'string' ? config.model_type : undefined;
    const first = layers.findIndex(({ cross }) => cross);
    const { family, names } = stackNames(view, layers, first, modelType);
    const ownTable = embeddings.word?.weight !== decoder.embeddings.word?.weight;
    return {
      family,
      ...(modelType !== undefined && { modelType }),
      called: ownTable ? { ...names.encoder, word: 'encoder.embed_tokens' } : names.encoder,
      decoder: names.decoder,
    };
  }
  const { family, modelType } = findFamily(view, layers, embeddings, config, missing);
  const fallback = namesOfType(family, modelType);
  return {
    family,
    ...(modelType !== undefined && { modelType }),
    called: family === 'albert' ? fallback : namesInFile(view, { layers, embeddings, finalNorm, fallback }),
  };
}

/** Hidden size by config.json. */
function hiddenOf(config: Config): number | undefined {
  return ['hidden_size', 'n_embd', 'dim', 'd_model', 'emb_dim']
    .map((key) => config?.[key])
    .find((v) => typeof v === 'number');
}

/** What only config.json knows. */
function toldBy(config: Config): Pick<Anatomy, 'hiddenAct' | 'classifier' | 'pooling' | 'maskToken'> {
  const pooling = config?.classifier_pooling;
  return {
    ...((pooling === 'mean' || pooling === 'cls') && {
      classifier: {
        pooling,
        activation: typeof config?.classifier_activation === 'string' ? config.classifier_activation : 'gelu',
        bias: config?.classifier_bias === true,
        normBias: config?.norm_bias === true,
        epsilon: typeof config?.norm_eps === 'number' ? config.norm_eps : 1e-5,
      },
    }),
    ...(typeof config?.hidden_act === 'string' && { hiddenAct: config.hidden_act }),
    ...((config?.sentence_pooling === 'mean' || config?.sentence_pooling === 'cls') && {
      pooling: config.sentence_pooling,
    }),
    ...(typeof config?.mask_token_id === 'number' && { maskToken: config.mask_token_id }),
  };
}
