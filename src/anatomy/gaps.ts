/** What methods and tasks may lack in a model, in one place. */
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
  /** Why the layers are not understood, as a sentence. */
  readonly reason: string | undefined;
}

/** Names that a sentence can bear. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

/** The gaps, as an entry for `Dimensions`, or nothing; what has not been told yet is added to `missing`. */
export function findGaps(view: GraphView, model: Described, missing: Finding[]): { readonly gaps?: Gaps } {
  const { dimensions, layers, names, weights, head, lastHidden, reason } = model;
  const tell = (part: string, message: string | undefined): string | undefined => {
    if (message) missing.push({ part, message });
    return message;
  };
  const size = (name: string) => sizeOf(view.constant(name)!.dims);
  const unnamed = weights.filter((name) => !names.has(name));
  const scalars = unnamed.reduce((sum, name) => sum + size(name), 0);
  if (unnamed.length > 0)
    missing.push({
      part: 'weights',
      message:
        `${unnamed.length} weights (${scalars} of ${dimensions.parameters} scalars) belong to no part that was ` +
        `understood: ${some(unnamed)}. Full fine-tuning trains them, methods that work inside layers leave them ` +
        'as they are.',
    });
  const uneven = reason === undefined ? tell('layers', unevenness(view, layers) ?? misfit(view, layers[0])) : undefined;
  const biases = unnamed.filter((name) => isBias(view, name));
  const gaps: Gaps = {
    ...((reason ?? uneven) && { layers: reason ?? uneven }),
    ...(!lastHidden && { hiddenStates: tell('hidden states', noHiddenStates(view)) }),
    ...(dimensions.kind === 'decoder' &&
      !head && {
        languageModelHead: tell(
          'languageModelHead',
          'The file returns no product of hidden states with a matrix of one column for each entry of the vocabulary.',
        ),
      }),
    ...(biases.length > 0 && {
      biases: `${biases.length} biases belong to no part that was understood: ${some(biases)}.`,
    }),
    ...prefixGapOf(reason === undefined ? prefixGap(view, layers) : undefined),
    ...blocked(view, weights, tell),
    ...(scalars > 0 && { unnamed: scalars }),
  };
  return Object.keys(gaps).length > 0 ? { gaps } : {};
}

const prefixGapOf = (prefix: string | undefined): { readonly prefix?: string } => (prefix ? { prefix } : {});

const noHiddenStates = (view: GraphView): string => {
  const output = view.graph.outputs[0]!;
  return (
    `The graph's output "${output}" of shape (${view.shape(output).join(', ')}) holds no hidden states, and none ` +
    'were found behind it.'
  );
};

/** Vectors that are added: to a product, or by a norm. */
const isBias = (view: GraphView, name: string): boolean =>
  view.constant(name)!.dims.length === 1 &&
  view
    .consumers(name)
    .some((node) => node.op === 'Add' || (node.op === 'LayerNormalization' && node.inputs[2] === name));

/** In what two layers differ, so that closed forms for one layer do not hold for all. */
function unevenness(view: GraphView, layers: readonly Layer[]): string | undefined {
  const shapeOf = ({ attention: { q, k, v, o, fused }, feedForward: { up, gate, down }, norms }: Layer) => ({
    'the attention': [q, k, v].map(({ start, end, linear }) => [end - start, linear.bias !== undefined]),
    'a fused projection': fused !== undefined,
    'the output projection': [o.inFeatures, o.outFeatures, o.bias !== undefined],
    'the feed-forward block': [up, gate, down].map(
      (part) => part && [part.inFeatures, part.outFeatures, part.bias !== undefined],
    ),
    'the norms': norms.map(({ kind, gain, bias }) => [kind, view.shape(gain), bias !== undefined]),
    'the heads': view.shape(layers[0]!.attention.scores)[1],
  });
  const [first, ...rest] = layers.map(shapeOf);
  for (const [i, other] of rest.entries())
    for (const part of Object.keys(other) as (keyof typeof other)[])
      if (JSON.stringify(first![part]) !== JSON.stringify(other[part]))
        return `Layers 0 and ${i + 1} differ in ${part}, and only models with equal layers are understood.`;
  return undefined;
}

/** What of the first layer's attention does not fit together, so that heads and columns can't be told apart. */
function misfit(view: GraphView, layer: Layer | undefined): string | undefined {
  if (!layer) return undefined;
  const { q, k, v, o, fused, scores } = layer.attention;
  const shape = view.shape(scores);
  if (shape.length !== 4)
    return (
      `The scores of the attention have shape (${shape.join(', ')}), from which the number of heads can't be ` + 'told.'
    );
  const [query, key, value] = [q, k, v].map(({ start, end }) => end - start) as [number, number, number];
  const headDim = query / shape[1]!;
  if (fused && query + key + value !== fused.outFeatures)
    return (
      `The fused projection "${fused.weight}" has ${fused.outFeatures} columns, which are not those of queries, ` +
      'keys and values one after the other.'
    );
  if (!Number.isInteger(headDim) || !Number.isInteger(key / headDim) || key !== value || o.inFeatures !== query)
    return (
      `The widths of queries, keys, values and heads (${query}, ${key}, ${value}, ${o.inFeatures}) do not fit ` +
      'together.'
    );
  return undefined;
}

/** The operator on the way from the weights to the output that has no gradient rule. */
function blocked(
  view: GraphView,
  weights: readonly string[],
  tell: (part: string, message: string) => string | undefined,
): { readonly gradient?: string } {
  const path = trainablePath(view.graph, view.graph.outputs[0]!, weights);
  const node = view.graph.nodes.findLast(
    (candidate) => !isDifferentiable(candidate.op) && candidate.outputs.some((output) => path.has(output)),
  );
  const message =
    node &&
    tell('gradient', `Operator ${node.op} at node "${node.name}" has no gradient rule, so no gradient passes it.`);
  return message ? { gradient: message } : {};
}
