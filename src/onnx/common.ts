/** Common subexpressions: what is computed twice alike is computed once. */
import type { Attribute, Graph, Node } from './graph';
import { bytesOf } from './codec';
import { sizeOf, type Tensor } from './tensor';

/** What makes a node's results. */
export interface Expression extends Pick<Node, 'op' | 'domain' | 'attributes'> {
  readonly inputs: readonly string[];
}

function attributeText(attribute: Attribute): string | undefined {
  if (attribute.kind === 'tensor' || attribute.kind === 'graph') return undefined;
  return `${attribute.kind}:${String(attribute.value)}`;
}

/**
 * Equal for nodes that compute the same, with as many outputs; undefined for those that are not compared, with a tensor
 * or graph among their attributes.
 */
export function expressionKey({ op, domain, inputs, attributes }: Expression, outputs: number): string | undefined {
  let key = `${domain}.${op}#${outputs}(${inputs.join(',')})`;
  for (const name of Object.keys(attributes).sort()) {
    const text = attributeText(attributes[name]!);
    if (text === undefined) return undefined;
    key += `;${name}=${text}`;
  }
  return key;
}

/**
 * Before training, weights (vectors and matrices) stay apart: two biases that are both zero are two tensors to train.
 */
export const unlessWeight = (tensor: Tensor): boolean =>
  tensor.dtype !== 'float32' || sizeOf(tensor.dims) === 1 || tensor.dims.length > 2;
/** Afterwards all may be one; large ones are not compared, since onnxruntime is to find them under their own names. */
export const ifSmall = (tensor: Tensor): boolean => sizeOf(tensor.dims) <= 64;

function sameBytes(a: Tensor, b: Tensor): boolean {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  return x.length === y.length && x.every((v, i) => v === y[i]);
}

/** Constants that equal an earlier one, and that one. Outputs of the graph keep their names. */
function equalConstants(graph: Graph, mayMerge: (tensor: Tensor) => boolean): Map<string, string> {
  const replaced = new Map<string, string>();
  const bySample = new Map<string, string[]>();
  for (const [name, tensor] of graph.initializers) {
    if (!mayMerge(tensor)) continue;
    const sample = Array.from(tensor.data.slice(0, 16) as ArrayLike<number | bigint>, String).join(',');
    const key = `${tensor.dtype}[${tensor.dims.join(',')}]${sample}`;
    const alike = bySample.get(key) ?? [];
    const equal = alike.find((other) => sameBytes(tensor, graph.initializers.get(other)!));
    if (equal === undefined) bySample.set(key, [...alike, name]);
    else if (!graph.outputs.includes(name)) replaced.set(name, equal);
  }
  return replaced;
}

/**
 * Merges equal constants, and nodes with the same operator, attributes and inputs: the first stays. In place, on a
 * sorted graph; outputs keep their names.
 * @returns whether anything changed
 */
export function mergeCommon(graph: Graph, mayMerge: (tensor: Tensor) => boolean): boolean {
  const replaced = equalConstants(graph, mayMerge);
  const outputs = new Set(graph.outputs);
  const seen = new Map<string, readonly string[]>();
  graph.nodes = graph.nodes.filter((node) => {
    if (node.inputs.some((input) => replaced.has(input)))
      node.inputs = node.inputs.map((input) => replaced.get(input) ?? input);
    const key = expressionKey(node, node.outputs.length);
    if (key === undefined) return true;
    const earlier = seen.get(key);
    if (!earlier) {
      seen.set(key, node.outputs);
      return true;
    }
    if (node.outputs.some((out, i) => out && (outputs.has(out) || !earlier[i]))) return true;
    node.outputs.forEach((out, i) => {
      if (out) replaced.set(out, earlier[i]!);
    });
    return false;
  });
  if (replaced.size > 0) graph.prune();
  return replaced.size > 0;
}
