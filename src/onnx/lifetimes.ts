/** How long values live, and how many bytes are alive at once. */
import type { Graph, Node } from './graph';
import { bytesFor, sizeOf } from './tensor';

/** Same bytes under another shape. */
const views = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);

/** The value whose bytes a value shares: itself, or what it is a view of. */
export function originOf(producers: ReadonlyMap<string, Node>, value: string): string {
  for (;;) {
    const node = producers.get(value);
    if (!node || !views.has(node.op)) return value;
    value = node.inputs[0]!;
  }
}

/** Bytes of a value; 0 where its type is not known. */
export function bytesOfValue(graph: Graph, value: string): number {
  const type = graph.types.get(value);
  return type ? bytesFor(type.dtype, sizeOf(type.shape)) : 0;
}

/**
 * Largest sum of bytes of intermediate values alive at once, in the order of the nodes. Inputs, constants and outputs
 * don't count.
 */
export function peakWorkspace(graph: Graph): number {
  const producers = graph.producers();
  const outputs = new Set(graph.outputs.map((out) => originOf(producers, out)));
  const counted = (value: string) => producers.has(value) && !outputs.has(value);
  const lastUse = new Map<string, number>();
  graph.nodes.forEach((node, i) => {
    for (const input of node.inputs) lastUse.set(originOf(producers, input), i);
  });
  let live = 0;
  let peak = 0;
  graph.nodes.forEach((node, i) => {
    if (!views.has(node.op)) for (const out of node.outputs) if (out && counted(out)) live += bytesOfValue(graph, out);
    peak = Math.max(peak, live);
    const done = new Set([
      ...node.inputs.map((input) => originOf(producers, input)),
      ...(views.has(node.op) ? [] : node.outputs),
    ]);
    for (const value of done) if (counted(value) && (lastUse.get(value) ?? i) === i) live -= bytesOfValue(graph, value);
  });
  return peak;
}
