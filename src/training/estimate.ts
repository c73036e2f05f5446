/** Memory of a run before it starts, from the graph alone. */
import type { Graph, Node } from '../onnx/graph';
import { bytesPerElement, sizeOf } from '../onnx/tensor';
import type { TrainingGraphs } from './assemble';
import type { MemoryEstimate } from './events';

const backward = new Set(['gradient', 'optimizer']);
/** Same bytes under another shape. */
const views = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);

/** The value whose bytes a value shares: itself, or what it is a view of. */
function originOf(producers: ReadonlyMap<string, Node>, value: string): string {
  for (;;) {
    const node = producers.get(value);
    if (!node || !views.has(node.op)) return value;
    value = node.inputs[0]!;
  }
}

/** Bytes of forward results that the backward pass reads, each once: they must survive until then. */
export function keptActivations(graph: Graph): number {
  const producers = graph.producers();
  const kept = new Set<string>();
  for (const node of graph.nodes) {
    if (!backward.has(node.role)) continue;
    for (const input of node.inputs) {
      const source = originOf(producers, input);
      const producer = producers.get(source);
      if (producer && !backward.has(producer.role)) kept.add(source);
    }
  }
  return [...kept].reduce((sum, value) => sum + bytesOfValue(graph, value), 0);
}

/** Largest sum of bytes of intermediate values alive at once, in the order of the nodes. Inputs, constants and outputs don't count. */
export function peakWorkspace(graph: Graph): number {
  const producers = graph.producers();
  const outputs = new Set(graph.outputs.map((out) => originOf(producers, out)));
  const counted = (value: string) => producers.has(value) && !outputs.has(value);
  const lastUse = new Map<string, number>();
  graph.nodes.forEach((node, i) => { for (const input of node.inputs) lastUse.set(originOf(producers, input), i); });
  let live = 0;
  let peak = 0;
  graph.nodes.forEach((node, i) => {
    if (!views.has(node.op)) for (const out of node.outputs) if (out && counted(out)) live += bytesOfValue(graph, out);
    peak = Math.max(peak, live);
    const done = new Set([...node.inputs.map((input) => originOf(producers, input)), ...(views.has(node.op) ? [] : node.outputs)]);
    for (const value of done) if (counted(value) && (lastUse.get(value) ?? i) === i) live -= bytesOfValue(graph, value);
  });
  return peak;
}

function bytesOfValue(graph: Graph, value: string): number {
  const type = graph.types.get(value);
  return type ? sizeOf(type.shape) * bytesPerElement[type.dtype] : 0;
}

/** Bytes of the frozen weights in a graph. */
export function frozenBytes(graph: Graph): number {
  const distinct = new Set([...graph.initializers.values()].map((tensor) => tensor.data));
  return [...distinct].reduce((sum, data) => sum + data.byteLength, 0);
}

/** The floor and what to expect, for advice before a run starts and when memory runs out. */
export function estimateMemory(graphs: TrainingGraphs): MemoryEstimate {
  const main = graphs.accumulate ?? graphs.update;
  const bytes = (owner: 'trainable' | 'optimizer') => graphs.states.filter((s) => s.owner === owner).reduce((sum, s) => sum + 4 * sizeOf(s.type.shape), 0);
  const sums = graphs.accumulators.reduce((sum, s) => sum + 4 * sizeOf(s.type.shape), 0);
  const frozen = frozenBytes(main);
  const trainable = 2 * bytes('trainable');
  const optimizer = 2 * (bytes('optimizer') + sums);
  const activations = keptActivations(main);
  return {
    frozen, trainable, optimizer, activations,
    floor: frozen + trainable + optimizer + activations,
    expected: frozen + trainable + optimizer + Math.max(activations, peakWorkspace(main)),
  };
}
