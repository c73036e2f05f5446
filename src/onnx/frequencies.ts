/** Recognises the tables of rotary position embeddings. */
import type { Graph, Node } from './graph';
import { sizeOf } from './tensor';

/** Operators through which a table of rotary frequencies passes on its way to Sin and Cos. */
const frequencyPath = new Set([
  'Mul',
  'MatMul',
  'Div',
  'Transpose',
  'Concat',
  'Cast',
  'Expand',
  'Reshape',
  'Unsqueeze',
  'Squeeze',
  'Identity',
  'Einsum',
  'Where',
  'Slice',
  'Tile',
]);

/**
 * Whether all that is computed from a small vector ends in Sin and Cos: the inverse frequencies of rotary positions.
 */
export function isFrequencyTable(graph: Graph, name: string, consumers: ReadonlyMap<string, readonly Node[]>): boolean {
  const tensor = graph.initializers.get(name)!;
  if (sizeOf(tensor.dims) > 4096) return false;
  const stack = [name],
    seen = new Set<string>();
  let found = false;
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (seen.has(value)) continue;
    seen.add(value);
    for (const node of consumers.get(value) ?? []) {
      if (node.op === 'Sin' || node.op === 'Cos') found = true;
      else if (frequencyPath.has(node.op)) stack.push(...node.outputs);
      else return false;
    }
  }
  return found;
}
