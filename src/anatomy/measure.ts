/** Sizes of the parts that were found in a graph. */
import { sizeOf } from '../onnx/tensor';
import type {
  Anatomy,
  Bottleneck,
  Dimensions,
  Embeddings,
  Extra,
  Family,
  Kind,
  Layer,
  Norm,
  NormPosition,
} from './anatomy';
import { baseTensorsOf, scalars } from './baseTensors';
import { appliesAgain, distinctLayers } from './shared';
import type { GraphView } from './view';

/** The parts, named. */
export interface Measured {
  readonly family: Family;
  readonly kind: Kind;
  readonly layers: readonly Layer[];
  readonly normPosition: NormPosition;
  readonly parallel: boolean;
  readonly embeddings: Embeddings;
  readonly finalNorm: Norm | undefined;
  readonly stacks: Anatomy['stacks'];
  readonly names: ReadonlyMap<string, string>;
  readonly weights: readonly string[];
  readonly extras: readonly Extra[];
  /** Rows at the start of the position table that no token uses. */
  readonly firstPosition: number;
  /** Of the hidden states, where some were found: that of the layers where these are not understood. */
  readonly width: number | undefined;
}

export function measure(
  view: GraphView,
  {
    family,
    kind,
    layers,
    normPosition,
    parallel,
    embeddings,
    finalNorm,
    stacks,
    names,
    weights,
    extras,
    firstPosition,
    width,
  }: Measured,
): Dimensions {
  const size = (name: string) => sizeOf(view.constant(name)!.dims);
  const first = layers[0];
  const word = view.constant(embeddings.word.weight)?.dims ?? [0, 0];
  const scores = first ? view.shape(first.attention.scores) : [];
  const heads = scores[1] ?? 0;
  const bottleneck = first && bottleneckOf(view, first);
  const hidden = bottleneck
    ? view.shape(first.input)[2]!
    : first?.norms[0]
      ? size(first.norms[0].gain)
      : (width ?? word[1]!);
  const headDim = first ? (first.attention.q.end - first.attention.q.start) / heads : 0;
  const { position } = embeddings;
  const distinct = distinctLayers(layers).length;
  const parts = { layers, embeddings, finalNorm, extras, ...(stacks && { stacks }) };
  const tensors = baseTensorsOf(parts, names, weights, (name) => view.constant(name)!.dims);
  return {
    family,
    kind,
    layers: distinct,
    ...(stacks && { encoderLayers: layers.filter(({ cross }) => !cross).length }),
    ...(distinct < layers.length && { depth: layers.length }),
    hidden,
    ...(bottleneck && { bottleneck }),
    embeddingSize: word[1]!,
    heads,
    headDim,
    kvHeads: first ? (first.attention.k.end - first.attention.k.start) / headDim : 0,
    intermediate: first?.feedForward.down.inFeatures ?? 0,
    vocabulary: word[0]!,
    maxPositions: position ? view.constant(position.weight)!.dims[0]! - firstPosition : Infinity,
    normPosition,
    ...(parallel && { parallel: true as const }),
    normKind: first?.norms[0]?.kind ?? 'layer',
    biases: layers.some((layer) => layer.attention.o.bias !== undefined || layer.feedForward.up.bias !== undefined),
    fusedQkv: first?.attention.fused !== undefined,
    ...(first?.attention.mixed && { mixedQkv: true as const }),
    ...(layers.some((layer) => appliesAgain(layer)) && { repeated: true as const }),
    gated: first?.feedForward.gate !== undefined,
    ...(first && first.feedForward.up.outFeatures > first.feedForward.down.inFeatures && { packedGate: true as const }),
    embeddingNorm: embeddings.norm !== undefined,
    finalNorm: finalNorm !== undefined,
    biasScalars: scalars(tensors.filter(({ role }) => role === 'bias')),
    parameters: weights.reduce((sum, name) => sum + size(name), 0),
    tensors,
  };
}

/** The widths of a layer that works at another one than its input's. */
function bottleneckOf(view: GraphView, { input, attention: { q, v, o } }: Layer): Bottleneck | undefined {
  if (view.shape(input)[2] === o.outFeatures) return undefined;
  return { width: o.outFeatures, query: q.linear.inFeatures, value: v.linear.inFeatures };
}
