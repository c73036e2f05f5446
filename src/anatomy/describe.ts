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
import { attentionAt, type RawAttention } from './attention';
import { findEmbeddings, findInputs, type RawEmbeddings } from './embeddings';
import { layerAround, type RawLayer } from './layer';
import { linearAt, type RawLinear } from './linear';
import { familyNames, familyOfConfig, languageModelHead, positionOffset, type FamilyNames } from './names';
import { findNorms, type RawNorm } from './norms';
import { positionRule } from './positions';
import { GraphView } from './view';

/** A graph in which no part of a transformer was found. The message is a sentence for the user. */
export class AnatomyError extends Error {
  override name = 'AnatomyError';
}

/**
 * Describes a graph that `prepareModel` made (primitive ops, fixed shapes). Structure comes from the graph alone;
 * `config`, the model's config.json, only settles the family's name, checks the number of heads, and says which token is the mask.
 * What is not understood is listed in `missing`; the rest is described all the same.
 * @throws AnatomyError when neither an attention nor an embedding is there.
 */
export function describe(graph: Graph, config?: Readonly<Record<string, unknown>>): Anatomy {
  const view = new GraphView(graph);
  const missing: Finding[] = [];
  const norms = findNorms(view);
  const rawLayers: RawLayer[] = [];
  let attentions = 0;
  for (const node of graph.nodes) {
    if (node.op !== 'Softmax') continue;
    attentions++;
    const attention = attentionAt(view, node);
    const layer = typeof attention === 'string' ? attention : layerAround(view, norms, attention);
    if (typeof layer === 'string')
      missing.push({
        part: `layer ${rawLayers.length}`,
        message: `${layer} Methods that work inside layers leave this one untouched.`,
      });
    else rawLayers.push(layer);
  }
  const inputs = findInputs(view);
  const raw = findEmbeddings(view, inputs, norms, rawLayers[0]?.input);
  if (rawLayers.length === 0 && !raw.word) {
    throw new AnatomyError(
      'No transformer was found in this graph: it has no attention (Softmax over a product of queries and keys) and no word embedding. Choose a text model such as BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2 or Llama.',
    );
  }
  if (rawLayers.length === 0)
    missing.push({
      part: 'layers',
      message: attentions
        ? 'No transformer layer was understood, so only head-only training is possible.'
        : 'The graph has no Softmax, so no attention was found; only head-only training is possible.',
    });
  if (!raw.word)
    missing.push({
      part: 'embeddings.word',
      message: 'The word embedding (a Gather by input_ids) was not found; prompt tuning is not possible.',
    });

  const lastOutput = rawLayers[rawLayers.length - 1]?.output;
  const finalNorm = lastOutput ? norms.byInput.get(lastOutput) : undefined;
  const lastHidden = finalNorm?.output ?? lastOutput ?? graph.outputs[0]!;
  const head = findLanguageModelHead(view, lastHidden, raw.word?.weight);
  const family = familyOfConfig(config) ?? guessFamily(view, rawLayers, raw, missing);
  const kind: Kind =
    family === 'gpt2' ||
    family === 'llama' ||
    (family === 'unknown' && (head !== undefined || rawLayers.some((l) => isCausal(view, l.attention))))
      ? 'decoder'
      : 'encoder';

  const names = new Map<string, string>();
  const namer = new Namer(familyNames[family], names, missing);
  const embeddings = namer.embeddings(raw);
  const layers = rawLayers.map((layer, i) => namer.layer(layer, i));
  const namedFinal = finalNorm && namer.norm(finalNorm, familyNames[family].finalNorm);
  if (head && !head.tied) {
    namer.name(head.weight, `${languageModelHead}.weight`);
    if (head.bias) namer.name(head.bias, `${languageModelHead}.bias`);
  }

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
    Math.max(positionOffset(family), positionRule(config).start),
  );
  checkConfig(config, dimensions, missing);
  return {
    dimensions,
    embeddings,
    layers,
    ...(namedFinal && { finalNorm: namedFinal }),
    lastHidden,
    ...(head && { languageModelHead: head }),
    inputs,
    prefix: familyNames[family].prefix,
    names,
    missing,
    ...(typeof config?.mask_token_id === 'number' && { maskToken: config.mask_token_id }),
  };
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
        message: `"${initializer}" is used both as ${taken} and as ${name} (the exporter stored equal tensors once); they can only be trained together.`,
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

  layer(raw: RawLayer, index: number): Layer {
    const path = this.family.layer(index);
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

type Head = NonNullable<Anatomy['languageModelHead']>;

/** A product of the last hidden states with a (d, V) matrix or with the transposed word embedding. */
function findLanguageModelHead(view: GraphView, lastHidden: string, word: string | undefined): Head | undefined {
  const vocabulary = word ? view.constant(word)!.dims[0] : undefined;
  for (const node of view.consumers(lastHidden)) {
    if (node.op !== 'MatMul' || node.inputs[0] !== lastHidden) continue;
    const transposed = view.producer(node.inputs[1]);
    if (transposed?.op === 'Transpose' && transposed.inputs[0] === word && word) {
      const product = node.outputs[0]!;
      const add = view
        .consumers(product)
        .find((reader) => reader.op === 'Add' && view.isWeight(view.other(reader, product), 1));
      const bias = add && view.other(add, product);
      return { logits: add?.outputs[0] ?? product, weight: word, ...(bias && { bias }), tied: true };
    }
    const linear = linearAt(view, node);
    if (linear && linear.outFeatures === vocabulary) {
      return { logits: linear.output, weight: linear.weight, ...(linear.bias && { bias: linear.bias }), tied: false };
    }
  }
  return undefined;
}

/** The family by structure, where no config.json names it. */
function guessFamily(
  view: GraphView,
  layers: readonly RawLayer[],
  embeddings: RawEmbeddings,
  missing: Finding[],
): Family {
  const first = layers[0];
  const family = ((): Family => {
    if (!first) return 'unknown';
    if (first.normPosition === 'pre') {
      if (first.norms[0].kind === 'rms' && first.attention.rotary) return 'llama';
      return first.attention.fused && embeddings.position && isCausal(view, first.attention) ? 'gpt2' : 'unknown';
    }
    if (!embeddings.norm || isCausal(view, first.attention)) return 'unknown';
    const initializers = [...view.graph.initializers.keys()];
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
  })();
  if (family === 'unknown')
    missing.push({
      part: 'family',
      message:
        'The model is of no known family (BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2, Llama); its parts get generic names, so exported adapters will not load elsewhere.',
    });
  return family;
}

/** All values that `values` are computed from, themselves included. */
function ancestors(view: GraphView, values: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const stack = [...values];
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (!value || seen.has(value)) continue;
    seen.add(value);
    stack.push(...(view.producer(value)?.inputs ?? []));
  }
  return seen;
}

/** Whether a constant (…, T, T) in the masks treats the last position differently as seen from the first, but not the other way round. */
function isCausal(view: GraphView, attention: RawAttention): boolean {
  return [...ancestors(view, attention.masks)].some((value) => {
    const tensor = view.constant(value);
    const length = tensor?.dims[tensor.dims.length - 1];
    if (!tensor || length === undefined || length < 2 || tensor.dims[tensor.dims.length - 2] !== length) return false;
    const at = (row: number, column: number) => Number(tensor.data[row * length + column]);
    return at(0, length - 1) !== at(0, 0) && at(length - 1, 0) === at(0, 0);
  });
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
  return {
    family,
    kind,
    layers: layers.length,
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
    parameters: [...names.keys()].reduce((sum, name) => sum + size(name), 0),
    tensors: baseTensorsOf({ layers, embeddings, finalNorm }, names, (name) => view.constant(name)!.dims),
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

function checkConfig(config: Readonly<Record<string, unknown>> | undefined, d: Dimensions, missing: Finding[]): void {
  if (!config || d.layers === 0) return;
  const compare = (part: string, found: number, keys: readonly string[]) => {
    const told = keys.map((key) => config[key]).find((value) => typeof value === 'number');
    if (told !== undefined && told !== found)
      missing.push({
        part,
        message: `config.json says ${String(told)} for ${part}, the graph has ${found}; the graph is believed.`,
      });
  };
  compare('layers', d.layers, ['num_hidden_layers', 'n_layer', 'n_layers']);
  compare('heads', d.heads, ['num_attention_heads', 'n_head', 'n_heads']);
  compare('hidden size', d.hidden, ['hidden_size', 'n_embd', 'dim']);
}
