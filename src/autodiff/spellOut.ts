/**
 * Fused operators spelled out in primitive ones, so that forward and backward pass share their parts. For WASM only.
 *
 * Measured on the WASM provider, one thread. Exact GELU, (512, 1536): forward and backward together take 0.68 times
 * what the fused kernel and a backward pass of its own take. LayerNormalization, (512, 384): the fused kernel takes
 * 0.98 ms, its parts 0.50 ms with x̂, which the backward pass would spend another 1.1 ms on. On a GPU every node is a
 * dispatch, and fused ones win.
 */
import { floatAttribute, intAttribute, stringAttribute, type Node } from '../onnx/graph';
import { normaliseAxis } from '../onnx/infer';
import type { Emitter } from './emit';

/** t = x/√2, a factor that the product which makes x can take in. */
export const geluArgument = (e: Emitter, x: string): string => e.scale(x, Math.SQRT1_2);

/** 2 Φ(x) = 1 + erf t. */
export const twiceNormalCdf = (e: Emitter, x: string): string =>
  e.add(e.node('Erf', [geluArgument(e, x)]), e.scalar(1));

/** x̂ = (x − mean) / σ and 1/σ over the last axes, from the first of them on. */
export function normalised(
  e: Emitter,
  x: string,
  axes: readonly number[],
  epsilon: number,
): [normal: string, inverse: string] {
  const centred = e.sub(x, e.reduce('ReduceMean', x, axes, true));
  const variance = e.reduce('ReduceMean', e.square(centred), axes, true);
  const inverse = e.node('Pow', [e.add(variance, e.scalar(epsilon)), e.scalar(-0.5)]);
  return [e.mul(centred, inverse), inverse];
}

/** Axes that a LayerNormalization node normalises over, and its ε. */
export function normalisation(e: Emitter, node: Node): { readonly axes: number[]; readonly epsilon: number } {
  const rank = e.builder.rankOf(node.inputs[0]!);
  const first = normaliseAxis(intAttribute(node, 'axis', -1), rank);
  return {
    axes: Array.from({ length: rank - first }, (_, i) => first + i),
    epsilon: floatAttribute(node, 'epsilon', 1e-5),
  };
}

/**
 * Replaces nodes, after their gradients have been emitted, by the parts that the gradients use:
 * x Φ(x) = t (1 + erf t) / √2, with the factors at both ends, where a Gemm before and one behind take them in;
 * and γ x̂ + β.
 */
export function spellOut(e: Emitter, nodes: readonly Node[]): void {
  const { graph } = e.builder;
  const consumers = graph.consumers();
  const unread = (value: string | undefined) => !value || !consumers.has(value);
  const spelled = new Map(
    nodes.flatMap((node): [Node, Spelling][] => {
      if (node.domain !== '') return [];
      if (node.op === 'Gelu' && stringAttribute(node, 'approximate', 'none') === 'none') return [[node, gelu]];
      return node.op === 'LayerNormalization' && unread(node.outputs[1]) && unread(node.outputs[2])
        ? [[node, layerNormalization]]
        : [];
    }),
  );
  graph.nodes = graph.nodes.filter((node) => !spelled.has(node));
  for (const [node, parts] of spelled) put(e, node, parts);
}

/** What makes the output: the last node's operator and operands. */
interface Spelled {
  readonly op: 'Add' | 'Mul';
  readonly operands: readonly [string, string];
}

type Spelling = (e: Emitter, node: Node) => Spelled;

function gelu(e: Emitter, node: Node): Spelled {
  const x = node.inputs[0]!;
  return { op: 'Mul', operands: [e.mul(geluArgument(e, x), twiceNormalCdf(e, x)), e.scalar(Math.SQRT1_2)] };
}

function layerNormalization(e: Emitter, node: Node): Spelled {
  const [x, gain, bias] = node.inputs as [string, string, string?];
  const { axes, epsilon } = normalisation(e, node);
  const [normal] = normalised(e, x, axes, epsilon);
  return bias ? { op: 'Add', operands: [e.mul(normal, gain), bias] } : { op: 'Mul', operands: [normal, gain] };
}

/** Puts the parts in the place of `node`, in its role. */
function put(e: Emitter, node: Node, parts: Spelling): void {
  e.builder.scope(
    node.name,
    () => {
      const { op, operands } = parts(e, node);
      e.builder.emit(op, operands, {}, { outputs: [node.outputs[0]!] });
    },
    node.role,
  );
}
