/** Finds a transformer's parts in a canonical graph: `describe(graph, config)` → `Anatomy`. */
import type { Graph } from '../onnx/graph';
import { sizeOf } from '../onnx/tensor';
import type {
  Anatomy,
  Attention,
  Dimensions,
  Embeddings,
  Family,
  Finding,
  Kind,
  Layer,
  Linear,
  Norm,
  Projection,
} from './anatomy';
import { baseTensorsOf } from './baseTensors';
import { findEmbeddings, findInputs, type RawEmbeddings } from './embeddings';
import { findGaps } from './gaps';
import { isCausal, kindOf } from './kind';
import type { RawLayer } from './layer';
import { findLayers } from './layers';
import type { RawLinear } from './linear';
import { familyOfConfig, languageModelHead, namesOfType, positionOffset, type FamilyNames } from './names';
import { findPooler } from './pooler';
import { findNorms, type RawNorm } from './norms';
import { namesInFile } from './paths';
import { positionRule } from './positions';
import { windowOf } from './prefixPositions';
import { depthOf, distinctLayers, innerLayers, weightUses } from './shared';
import { findOutputs, type Head } from './outputs';
import { GraphView } from './view';
import { ancestors, findWeights } from './weights';

/** A graph in which no part of a transformer was found. The message is a sentence for the user. */
export class AnatomyError extends Error {
  override name = 'AnatomyError';
}

/**
 * Describes a graph that `prepareModel` made (primitive ops, fixed shapes). Structure comes from the graph alone;
 * `config`, the model's config.json, only settles the family's name, checks the number of heads, and says which token
 * is the mask. What is not understood is listed in `missing`; the rest is described all the same.
 * @throws AnatomyError when neither an attention nor an embedding is there.
 */
export function describe(graph: Graph, config?: Config): Anatomy {
  const view = new GraphView(graph);
  const missing: Finding[] = [];
  const norms = findNorms(view);
  const found = findLayers(view, norms, config, missing);
  const rawLayers = found.layers;
  const inputs = findInputs(view);
  const raw = findEmbeddings(view, inputs, norms, rawLayers[0]?.input);
  if (rawLayers.length === 0 && !raw.word) {
    throw new AnatomyError(
      'No transformer was found in this graph: it has no attention (Softmax over a product of queries and ' +
        'keys) and no word embedding. Choose a text model such as BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2 or ' +
        'Llama.',
    );
  }
  if (!raw.word)
    missing.push({
      part: 'embeddings.word',
      message: 'The word embedding (a Gather by input_ids) was not found; prompt tuning is not possible.',
    });

  const lastOutput = found.reason === undefined ? rawLayers[rawLayers.length - 1]?.output : undefined;
  const finalNorm = lastOutput ? norms.byInput.get(lastOutput) : undefined;
  const hidden = rawLayers[0] ? view.constant(rawLayers[0].norms[0].gain)!.dims[0] : hiddenOf(config);
  const { lastHidden, head: foundHead } = findOutputs(view, finalNorm?.output ?? lastOutput, raw.word?.weight, hidden);
  const family = familyOfConfig(config) ?? guessFamily(view, rawLayers, raw);
  const kind = kindOf(view, family, found.attentions, config, missing);
  const head = kind === 'decoder' ? foundHead : undefined;

  const names = new Map<string, string>();
  const modelType = typeof config?.model_type === 'string' ? config.model_type : undefined;
  const fallback = namesOfType(family, modelType);
  // ALBERT's layers are numbered by group, which no single number in a path tells.
  const called =
    family === 'albert' ? fallback : namesInFile(view, { layers: rawLayers, embeddings: raw, finalNorm, fallback });
  if (family === 'unknown' && !called.inFile)
    missing.push({
      part: 'family',
      message:
        'The model is of no known family (BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2, Llama) and the file does ' +
        'not name its parts; they get generic names, so exported adapters will not load elsewhere.',
    });
  const namer = new Namer(called, names, missing);
  const embeddings = namer.embeddings(raw);
  const uses = weightUses(rawLayers, missing);
  const inner = innerLayers(uses, config);
  const layers = rawLayers.map((layer, i) => namer.layer(layer, uses[i]!, inner));
  const namedFinal = finalNorm && namer.norm(finalNorm, called.finalNorm);
  if (head && !head.tied) {
    namer.name(head.weight, `${languageModelHead}.weight`);
    if (head.bias) namer.name(head.bias, `${languageModelHead}.bias`);
  }
  const weights = findWeights(
    view,
    head ? [head.logits] : [lastHidden ?? graph.outputs[0]!],
    [embeddings.word.output || (rawLayers[0]?.input ?? '')],
    new Set(names.keys()),
  );
  const pooler = kind === 'encoder' && lastHidden ? findPooler(view, lastHidden) : undefined;
  const dimensions = measure(
    view,
    family,
    kind,
    layers,
    rawLayers[0]?.normPosition ?? 'post',
    embeddings,
    namedFinal,
    head,
    names,
    weights,
    Math.max(positionOffset(family), positionRule(config).start),
  );
  const gaps = findGaps(view, { dimensions, layers, names, weights, head, lastHidden, reason: found.reason }, missing);
  checkConfig(config, dimensions, inner, missing);
  const window = windowOf(config);
  return {
    dimensions: {
      ...dimensions,
      ...(hidden === undefined && lastHidden && { hidden: view.shape(lastHidden)[2]! }),
      ...gaps,
      ...(window !== undefined && { window }),
    },
    embeddings,
    layers,
    ...(namedFinal && { finalNorm: namedFinal }),
    lastHidden: lastHidden ?? '',
    ...(head && { languageModelHead: head }),
    inputs,
    prefix: called.prefix,
    names,
    weights,
    missing,
    ...(modelType !== undefined && { modelType }),
    ...(typeof config?.hidden_act === 'string' && { hiddenAct: config.hidden_act }),
    ...((config?.sentence_pooling === 'mean' || config?.sentence_pooling === 'cls') && {
      pooling: config.sentence_pooling,
    }),
    ...(pooler && { pooler }),
    ...(typeof config?.mask_token_id === 'number' && { maskToken: config.mask_token_id }),
  };
}

type Config = Readonly<Record<string, unknown>> | undefined;

/** Hidden size by config.json. */
function hiddenOf(config: Config): number | undefined {
  return ['hidden_size', 'n_embd', 'dim', 'd_model', 'emb_dim']
    .map((key) => config?.[key])
    .find((v) => typeof v === 'number');
}

/** Gives HF names to raw parts and enters their initialisers in `names`. */
class Namer {
  constructor(
    private readonly family: FamilyNames,
    private readonly names: Map<string, string>,
    private readonly missing: Finding[],
  ) {}

  name(initializer: string, name: string): void {
    const taken = this.names.get(initializer);
    if (taken === undefined) this.names.set(initializer, name);
    else if (taken !== name) {
      this.missing.push({
        part: name,
        message:
          `"${initializer}" is used both as ${taken} and as ${name} (the exporter stored equal tensors once); ` +
          'they can only be trained together.',
      });
    }
  }

  linear(raw: RawLinear, path: string): Linear {
    this.name(raw.weight, `${path}.weight`);
    if (raw.bias) this.name(raw.bias, `${path}.bias`);
    return { ...raw, path, conv1d: this.family.conv1d };
  }

  norm(raw: RawNorm, path: string): Norm {
    this.name(raw.gain, `${path}.weight`);
    if (raw.bias) this.name(raw.bias, `${path}.bias`);
    return { ...raw, path };
  }

  embeddings(raw: RawEmbeddings): Embeddings {
    const table = <T extends { weight: string }>(part: T, path: string) => {
      this.name(part.weight, `${path}.weight`);
      return { ...part, path };
    };
    return {
      word: raw.word ? table(raw.word, this.family.word) : { path: this.family.word, weight: '', output: '' },
      ...(raw.position && { position: table(raw.position, this.family.position) }),
      ...(raw.tokenType && { tokenType: table(raw.tokenType, this.family.tokenType) }),
      ...(raw.norm && { norm: this.norm(raw.norm, this.family.embeddingNorm) }),
      ...(raw.projection && { projection: { ...this.linear(raw.projection, this.family.projection), conv1d: false } }),
      output: raw.output,
    };
  }

  layer(raw: RawLayer, index: number, inner: number): Layer {
    const path = this.family.layer(index, inner);
    const at = (name: string) => `${path}.${name}`;
    const { attention, feedForward } = raw;
    const fused = attention.fused && this.linear(attention.fused, at(this.family.qkv));
    const project = (site: 'q' | 'k' | 'v'): Projection => ({
      ...attention[site],
      linear: fused ?? this.linear(attention[site].linear, at(this.family[site])),
    });
    const named: Attention = {
      ...attention,
      q: project('q'),
      k: project('k'),
      v: project('v'),
      o: this.linear(attention.o, at(this.family.o)),
      fused,
    };
    const { gate } = feedForward;
    return {
      index,
      path,
      input: raw.input,
      output: raw.output,
      attention: named,
      feedForward: {
        middle: feedForward.middle,
        up: this.linear(feedForward.up, at(this.family.up)),
        down: this.linear(feedForward.down, at(this.family.down)),
        ...(gate && { gate: this.linear(gate, at(this.family.gate)) }),
      },
      norms: [this.norm(raw.norms[0], at(this.family.norms[0])), this.norm(raw.norms[1], at(this.family.norms[1]))],
      residuals: raw.residuals,
    };
  }
}

/** The family by structure, where no config.json names it. */
function guessFamily(view: GraphView, layers: readonly RawLayer[], embeddings: RawEmbeddings): Family {
  const first = layers[0];
  if (!first) return 'unknown';
  if (first.normPosition === 'pre') {
    if (!isCausal(view)) return 'unknown';
    if (first.norms[0].kind === 'rms' && first.attention.rotary) return 'llama';
    return first.attention.fused && embeddings.position ? 'gpt2' : 'unknown';
  }
  if (!embeddings.norm || isCausal(view)) return 'unknown';
  const initializers = [...view.graph.initializers.keys()];
  if (initializers.some((name) => name.includes('albert_layer'))) return 'albert';
  if (initializers.some((name) => name.includes('embeddings_project'))) return 'electra';
  if (initializers.some((name) => name.includes('sa_layer_norm'))) return 'distilbert';
  if (initializers.some((name) => name.includes('roberta'))) return 'roberta';
  // RoBERTa counts the tokens that are not padding, starting at padding_idx + 1 = 2.
  const { position } = embeddings;
  const ids = view.constant(position?.ids);
  const counted =
    position && [...ancestors(view, [position.ids])].some((value) => view.producer(value)?.op === 'CumSum');
  if (counted || (ids && Number(ids.data[0]) === 2)) return 'roberta';
  return embeddings.tokenType ? 'bert' : 'distilbert';
}

function measure(
  view: GraphView,
  family: Family,
  kind: Kind,
  layers: readonly Layer[],
  normPosition: 'pre' | 'post',
  embeddings: Embeddings,
  finalNorm: Norm | undefined,
  head: Head | undefined,
  names: ReadonlyMap<string, string>,
  weights: readonly string[],
  firstPosition: number,
): Dimensions {
  const size = (name: string) => sizeOf(view.constant(name)!.dims);
  const first = layers[0];
  const word = view.constant(embeddings.word.weight)?.dims ?? [0, 0];
  const scores = first ? view.shape(first.attention.scores) : [];
  const heads = scores[1] ?? 0;
  const hidden = first?.norms[0] ? size(first.norms[0].gain) : word[1]!;
  const headDim = first ? (first.attention.q.end - first.attention.q.start) / heads : 0;
  const { position } = embeddings;
  const distinct = distinctLayers(layers).length;
  return {
    family,
    kind,
    layers: distinct,
    ...(distinct < layers.length && { depth: layers.length }),
    hidden,
    embeddingSize: word[1]!,
    heads,
    headDim,
    kvHeads: first ? (first.attention.k.end - first.attention.k.start) / headDim : 0,
    intermediate: first?.feedForward.up.outFeatures ?? 0,
    vocabulary: word[0]!,
    maxPositions: position ? view.constant(position.weight)!.dims[0]! - firstPosition : Infinity,
    normPosition,
    normKind: first?.norms[0].kind ?? 'layer',
    biases: layers.some((layer) => layer.attention.o.bias !== undefined || layer.feedForward.up.bias !== undefined),
    fusedQkv: first?.attention.fused !== undefined,
    gated: first?.feedForward.gate !== undefined,
    embeddingNorm: embeddings.norm !== undefined,
    finalNorm: finalNorm !== undefined,
    biasScalars: biasesOf({ layers, embeddings, finalNorm, languageModelHead: head }).reduce(
      (sum, name) => sum + size(name),
      0,
    ),
    parameters: weights.reduce((sum, name) => sum + size(name), 0),
    tensors: baseTensorsOf({ layers, embeddings, finalNorm }, names, weights, (name) => view.constant(name)!.dims),
  };
}

/** The initialisers of all bias vectors, norms' included, in the order of execution and each once. */
export function biasesOf(
  anatomy: Pick<Anatomy, 'layers' | 'embeddings' | 'finalNorm' | 'languageModelHead'>,
): string[] {
  const { embeddings } = anatomy;
  const parts: readonly ({ readonly bias?: string } | undefined)[] = [
    embeddings.norm,
    embeddings.projection,
    ...anatomy.layers.flatMap(({ attention: { q, k, v, o }, feedForward: { up, gate, down }, norms }) => [
      q.linear,
      k.linear,
      v.linear,
      o,
      up,
      gate,
      down,
      ...norms,
    ]),
    anatomy.finalNorm,
    anatomy.languageModelHead,
  ];
  return [...new Set(parts.flatMap((part) => part?.bias ?? []))];
}

function checkConfig(config: Config, d: Dimensions, inner: number, missing: Finding[]): void {
  if (!config || d.layers === 0) return;
  const compare = (part: string, found: number, keys: readonly string[]) => {
    const told = keys.map((key) => config[key]).find((value) => typeof value === 'number');
    if (told !== undefined && told !== found)
      missing.push({
        part,
        message: `config.json says ${String(told)} for ${part}, the graph has ${found}; the graph is believed.`,
      });
  };
  compare('layers', depthOf(d) / inner, ['num_hidden_layers', 'n_layer', 'n_layers']);
  compare('heads', d.heads, ['num_attention_heads', 'n_head', 'n_heads']);
  compare('hidden size', d.hidden, ['hidden_size', 'n_embd', 'dim']);
}
