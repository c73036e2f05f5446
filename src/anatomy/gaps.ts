/** What methods and tasks may lack in a model, in one place. */
import { says, some } from './messages';
import type { Message } from '../messages/message';
import { isDifferentiable, trainablePath } from '../autodiff/reverse';
import { sizeOf } from '../onnx/tensor';
import type { Dimensions, Finding, Gaps, Layer } from './anatomy';
import type { Head } from './outputs';
import { prefixGap } from './prefixPositions';
import type { GraphView } from './view';

export interface Described {
  readonly dimensions: Dimensions;
  readonly layers: readonly Layer[];
  readonly names: ReadonlyMap<string, string>;
  readonly weights: readonly string[];
  readonly head: Head | undefined;
  readonly lastHidden: string | undefined;
  /** Whether it is known with which token a decoder on an encoder begins. */
  readonly hasStart: boolean;
  /** Why the layers are not understood. */
  readonly reason: Message | undefined;
}

/** The gaps, as an entry for `Dimensions`, or nothing; what has not been told yet is added to `missing`. */
export function findGaps(view: GraphView, model: Described, missing: Finding[]): { readonly gaps?: Gaps } {
  const { dimensions, layers, names, weights, head, lastHidden, reason, hasStart } = model;
  const tell = (part: string, message: Message | undefined): Message | undefined => {
    if (message) missing.push({ part, message });
    return message;
  };
  const size = (name: string) => sizeOf(view.constant(name)!.dims);
  const unnamed = weights.filter((name) => !names.has(name));
  const scalars = unnamed.reduce((sum, name) => sum + size(name), 0);
  if (unnamed.length > 0)
    missing.push({
      part: 'weights',
      message: says.unnamedWeights({
        count: unnamed.length,
        scalars,
        all: dimensions.parameters,
        names: some(unnamed),
      }),
    });
  const uneven = reason === undefined ? tell('layers', unevenness(view, layers) ?? misfit(view, layers[0])) : undefined;
  const biases = unnamed.filter((name) => isBias(view, name));
  const gaps: Gaps = {
    ...((reason ?? uneven) && { layers: reason ?? uneven }),
    ...(!lastHidden && { hiddenStates: tell('hidden states', noHiddenStates(view)) }),
    ...(dimensions.kind !== 'encoder' &&
      !head && {
        languageModelHead: tell('languageModelHead', says.noLanguageModelHead),
      }),
    ...(dimensions.kind === 'encoder-decoder' &&
      !hasStart && {
        startToken: tell('decoder_start_token_id', says.noStartToken),
      }),
    ...(biases.length > 0 && {
      biases: says.unnamedBiases({ count: biases.length, names: some(biases) }),
    }),
    ...prefixGapOf(reason === undefined ? prefixGap(view, layers, dimensions.maxPositions < Infinity) : undefined),
    ...blocked(view, weights, tell),
    ...(scalars > 0 && { unnamed: scalars }),
  };
  return Object.keys(gaps).length > 0 ? { gaps } : {};
}

const prefixGapOf = (prefix: Message | undefined): { readonly prefix?: Message } => (prefix ? { prefix } : {});

const noHiddenStates = (view: GraphView): Message => {
  const output = view.graph.outputs[0]!;
  return says.noHiddenStates({ output, shape: { list: view.shape(output) } });
};

/** Vectors that are added: to a product, head by head too (DeBERTa's queries), or by a norm. */
function isBias(view: GraphView, name: string): boolean {
  const { dims } = view.constant(name)!;
  const readers = view.consumers(name);
  // (1, heads, 1, headDim): neither rows of texts nor positions.
  const byHeads = dims.length === 4 && dims[0] === 1 && dims[2] === 1;
  return (
    (dims.length === 1 || byHeads) &&
    readers.some((node) => node.op === 'Add' || (node.op === 'LayerNormalization' && node.inputs[2] === name))
  );
}

/**
 * In what two layers differ, so that closed forms for one layer do not hold for all. The first layer may lack the norm
 * before its attention, where it reads that of the embeddings (ModernBERT).
 */
function unevenness(view: GraphView, layers: readonly Layer[]): Message | undefined {
  const everywhere = layers[0]?.norms.some(({ place }) => place === 'norm1') ?? true;
  const shapeOf = ({ attention: { q, k, v, o, fused }, feedForward: { up, gate, down }, norms }: Layer) => ({
    attention: [q, k, v].map(({ start, end, linear }) => [end - start, linear.bias !== undefined]),
    fusedProjection: fused !== undefined,
    outputProjection: [o.inFeatures, o.outFeatures, o.bias !== undefined],
    feedForward: [up, gate, down].map((part) => part && [part.inFeatures, part.outFeatures, part.bias !== undefined]),
    norms: norms
      .filter(({ place }) => (place !== 'norm1' || everywhere) && place !== 'normCross')
      .map(({ kind, gain, bias }) => [kind, view.shape(gain), bias !== undefined]),
    heads: view.shape(layers[0]!.attention.scores)[1],
  });
  const [first, ...rest] = layers.map(shapeOf);
  for (const [i, other] of rest.entries())
    for (const part of Object.keys(other) as (keyof typeof other)[])
      if (JSON.stringify(first![part]) !== JSON.stringify(other[part]))
        return says.unevenLayers({ layer: i + 1, part: says[part] });
  return undefined;
}

/** What of the first layer's attention does not fit together, so that heads and columns can't be told apart. */
function misfit(view: GraphView, layer: Layer | undefined): Message | undefined {
  if (!layer) return undefined;
  const { q, k, v, o, fused, scores } = layer.attention;
  const shape = view.shape(scores);
  if (shape.length !== 4) return says.oddScores({ shape: { list: shape } });
  const [query, key, value] = [q, k, v].map(({ start, end }) => end - start) as [number, number, number];
  const headDim = query / shape[1]!;
  if (fused && query + key + value !== fused.outFeatures)
    return says.oddColumns({ weight: fused.weight, columns: fused.outFeatures });
  if (!Number.isInteger(headDim) || !Number.isInteger(key / headDim) || key !== value || o.inFeatures !== query)
    return says.oddWidths({ widths: { list: [query, key, value, o.inFeatures] } });
  return undefined;
}

/** The operator on the way from the weights to the output that has no gradient rule. */
function blocked(
  view: GraphView,
  weights: readonly string[],
  tell: (part: string, message: Message) => Message | undefined,
): { readonly gradient?: Message } {
  const path = trainablePath(view.graph, view.graph.outputs[0]!, weights);
  const node = view.graph.nodes.findLast(
    (candidate) => !isDifferentiable(candidate.op) && candidate.outputs.some((output) => path.has(output)),
  );
  const message = node && tell('gradient', says.noGradient({ op: node.op, node: node.name }));
  return message ? { gradient: message } : {};
}
