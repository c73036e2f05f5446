/** Keeps masks small: drops expansions and constants' repeated axes where broadcasting does the same. */
import type { Graph, Node } from '../graph';
import { broadcastShapes, inferTypes } from '../infer';
import type { Rule, Rules } from '../rewriter';
import { numbersOf, sameShape, sizeOf, stridesOf, tensorOf, type Tensor } from '../tensor';

const binary = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Pow',
  'Max',
  'Min',
  'And',
  'Or',
  'Equal',
  'Less',
  'LessOrEqual',
  'Greater',
  'GreaterOrEqual',
  'Where',
]);
const unary = new Set(['Cast', 'Not', 'Neg', 'Abs', 'Exp']);
/** Elements of a constant that is looked through. */
const largestMask = 2 ** 22;

/**
 * Whether the graph computes the same when `value` has a smaller shape that broadcasts to its own: its readers must be
 * elementwise, and each result either keeps its shape thanks to another operand or may itself shrink.
 */
function mayShrink(
  graph: Graph,
  readersOf: (value: string) => readonly Node[],
  value: string,
  shape: readonly number[],
): boolean {
  if (graph.outputs.includes(value)) return false;
  return readersOf(value).every((node) => {
    if (node.domain !== '') return false;
    const out = node.outputs[0]!;
    if (unary.has(node.op)) return mayShrink(graph, readersOf, out, shape);
    if (node.op === 'Expand') return node.inputs[0] === value;
    if (!binary.has(node.op)) return false;
    const smaller = broadcastShapes(...node.inputs.map((v) => (v === value ? shape : graph.shapeOf(v))));
    return sameShape(smaller, graph.shapeOf(out)) || mayShrink(graph, readersOf, out, smaller);
  });
}

/** The tensor without repetition along axes on which all its elements agree. */
function shrunk(tensor: Tensor): Tensor {
  const values = numbersOf(tensor);
  const strides = stridesOf(tensor.dims);
  const dims = tensor.dims.map((d, axis) => {
    const step = strides[axis]!;
    return d > 1 && values.every((v, at) => v === values[at - (Math.floor(at / step) % d) * step]) ? 1 : d;
  });
  if (sameShape(dims, tensor.dims)) return tensor;
  const small = stridesOf(dims);
  const out = new Float64Array(sizeOf(dims));
  values.forEach((v, at) => {
    out[dims.reduce((sum, d, axis) => sum + (d === 1 ? 0 : (Math.floor(at / strides[axis]!) % d) * small[axis]!), 0)] =
      v;
  });
  return tensorOf(tensor.dtype, dims, out);
}

/**
 * Constants of rank 2 and above that are used elementwise are masks, not weights: none repeats itself along an axis.
 */
export function shrinkConstants(graph: Graph): void {
  const readers = graph.consumers();
  const readersOf = (value: string): readonly Node[] => readers.get(value) ?? [];
  for (const [name, tensor] of [...graph.initializers]) {
    if (tensor.dims.length < 2 || sizeOf(tensor.dims) < 2 || sizeOf(tensor.dims) > largestMask) continue;
    const nodes = readersOf(name);
    if (nodes.length === 0 || !nodes.every((node) => binary.has(node.op))) continue;
    const small = shrunk(tensor);
    if (small === tensor || !mayShrink(graph, readersOf, name, small.dims)) continue;
    graph.initializers.set(name, small);
    inferTypes(graph);
  }
}

const dropExpand: Rule = (node, r) => {
  const [from, to] = [node.inputs[0]!, node.outputs[0]!];
  return mayShrink(r.graph, (value) => r.readers(value), to, r.shape(from)) ? from : undefined;
};

/** A factor of ones that only carries a shape (BERT's "every position sees every position"). */
const dropOnes: Rule = (node, r) => {
  const [x, ones] = node.inputs as [string, string];
  const [tensor, out] = [r.tensor(ones), node.outputs[0]!];
  if (!tensor || r.tensor(x) || sizeOf(tensor.dims) > largestMask || numbersOf(tensor).some((v) => v !== 1))
    return undefined;
  const smaller = !sameShape(r.shape(x), r.shape(out));
  return smaller && !mayShrink(r.graph, (value) => r.readers(value), out, r.shape(x)) ? undefined : x;
};

export const broadcastRules: Rules = { Expand: [dropExpand], Mul: [dropOnes] };
