/** Keeps masks small: drops expansions and constants' repeated axes where broadcasting does the same. */
import type { Graph, Node } from '../graph';
import { broadcastShapes, inferTypes } from '../infer';
import { sameShape, sizeOf, stridesOf, tensorOf, type Tensor } from '../tensor';
import { numbersOf } from '../tensor';

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

/**
 * Whether the graph computes the same when `value` has a smaller shape that broadcasts to its own: its readers must be
 * elementwise, and each result either keeps its shape thanks to another operand or may itself shrink.
 */
function mayShrink(
  graph: Graph,
  readers: ReadonlyMap<string, readonly Node[]>,
  value: string,
  shape: readonly number[],
): boolean {
  if (graph.outputs.includes(value)) return false;
  return (readers.get(value) ?? []).every((node) => {
    if (node.domain !== '') return false;
    const out = node.outputs[0]!;
    if (unary.has(node.op)) return mayShrink(graph, readers, out, shape);
    if (node.op === 'Expand') return node.inputs[0] === value;
    if (!binary.has(node.op)) return false;
    const smaller = broadcastShapes(...node.inputs.map((v) => (v === value ? shape : graph.shapeOf(v))));
    return sameShape(smaller, graph.shapeOf(out)) || mayShrink(graph, readers, out, smaller);
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

/** Applies all of it, in place. Constants of rank 2 and above that are used elementwise are masks, not weights. */
export function minimiseBroadcasts(graph: Graph): void {
  const readers = graph.consumers();
  for (const [name, tensor] of [...graph.initializers]) {
    if (tensor.dims.length < 2 || tensor.data.length < 2 || tensor.data.length > 2 ** 22) continue;
    const nodes = readers.get(name) ?? [];
    if (nodes.length === 0 || !nodes.every((node) => binary.has(node.op))) continue;
    const small = shrunk(tensor);
    if (small === tensor || !mayShrink(graph, readers, name, small.dims)) continue;
    graph.initializers.set(name, small);
    inferTypes(graph);
  }
  for (const node of graph.nodes) {
    const [from, to] = [node.inputs[0]!, node.outputs[0]!];
    if (node.op !== 'Expand' || !mayShrink(graph, readers, to, graph.shapeOf(from))) continue;
    for (const reader of readers.get(to) ?? []) {
      reader.inputs = reader.inputs.map((v) => (v === to ? from : v));
      readers.set(from, [...(readers.get(from) ?? []), reader]);
    }
    readers.delete(to);
    inferTypes(graph);
  }
  for (const node of graph.nodes) {
    // A factor of ones that only carries a shape (BERT's "every position sees every position").
    if (node.op !== 'Mul') continue;
    const [x, ones] = node.inputs as [string, string];
    const tensor = graph.initializers.get(ones);
    if (!tensor || graph.initializers.has(x) || tensor.data.length > 2 ** 22 || numbersOf(tensor).some((v) => v !== 1))
      continue;
    const out = node.outputs[0]!;
    if (!sameShape(graph.shapeOf(x), graph.shapeOf(out)) && !mayShrink(graph, readers, out, graph.shapeOf(x))) continue;
    for (const reader of readers.get(out) ?? []) {
      reader.inputs = reader.inputs.map((v) => (v === out ? x : v));
      readers.set(x, [...(readers.get(x) ?? []), reader]);
    }
    readers.delete(out);
    graph.outputs = graph.outputs.map((v) => (v === out ? x : v));
    inferTypes(graph);
  }
  graph.prune();
  inferTypes(graph);
}
