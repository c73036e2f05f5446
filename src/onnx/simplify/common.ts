/** Common subexpressions and equal constants, so that what every layer computes alike is there once. */
import type { Graph } from '../graph';
import { bytesOf } from '../codec';
import type { Tensor } from '../tensor';

/** Weights (vectors and matrices) are never merged here: two biases that are both zero are still two tensors to train. */
const isShared = (tensor: Tensor) => tensor.dtype !== 'float32' || tensor.data.length === 1 || tensor.dims.length > 2;

function sameBytes(a: Tensor, b: Tensor): boolean {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  return x.length === y.length && x.every((v, i) => v === y[i]);
}

/** Merges nodes with the same operator, attributes and inputs, in place. The graph must be sorted. */
export function mergeCommon(graph: Graph): void {
  const replaced = new Map<string, string>();
  const resolve = (value: string) => replaced.get(value) ?? value;
  const constants = new Map<string, string[]>();
  for (const [name, tensor] of graph.initializers) {
    if (!isShared(tensor)) continue;
    const sample = Array.from(tensor.data.slice(0, 16) as ArrayLike<number | bigint>, String).join(',');
    const key = `${tensor.dtype}[${tensor.dims.join(',')}]${sample}`;
    const equal = constants.get(key)?.find((other) => sameBytes(tensor, graph.initializers.get(other)!));
    if (equal !== undefined) replaced.set(name, equal);
    else constants.set(key, [...(constants.get(key) ?? []), name]);
  }
  const seen = new Map<string, readonly string[]>();
  graph.nodes = graph.nodes.filter((node) => {
    node.inputs = node.inputs.map(resolve);
    const attributes = Object.entries(node.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    if (attributes.some(([, a]) => a.kind === 'tensor' || a.kind === 'graph')) return true;
    const key = JSON.stringify([node.domain, node.op, node.inputs, attributes, node.outputs.length]);
    const earlier = seen.get(key);
    if (!earlier || node.outputs.some((out) => graph.outputs.includes(out))) {
      seen.set(key, node.outputs);
      return true;
    }
    node.outputs.forEach((out, i) => replaced.set(out, earlier[i]!));
    return false;
  });
  graph.outputs = graph.outputs.map(resolve);
  graph.prune();
}
