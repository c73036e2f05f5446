/**
 * Moves a scalar factor from a product onto its smaller operand: s·(q kᵀ) becomes (s·q) kᵀ.
 * For attention scores that is a pass over (B, T, d) instead of (B, h, T, T), forward and backward.
 * Products with a weight matrix are left alone: there the factor becomes part of the Gemm.
 * Run before differentiation, so that the backward pass profits too.
 */
import type { Builder } from '../builder';
import type { Graph, Node } from '../graph';
import { rewrite, type Rewriter, type Rule } from '../rewriter';
import { sameShape, sizeOf } from '../tensor';

export function hoistScales(graph: Graph): Graph {
  const result = graph.clone();
  rewrite(result, { Mul: [hoist], Div: [hoist] });
  return result;
}

const hoist: Rule = (node, r) => {
  const product = scaledProduct(r, node);
  if (!product || r.isOutput(node.outputs[0]!)) return undefined;
  const { matmul, factor } = product;
  const [a, b] = matmul.inputs as [string, string];
  if (r.shape(a).length < 3 || r.shape(b).length < 3) return undefined;
  const side = sizeOf(r.shape(a)) <= sizeOf(r.shape(b)) ? 0 : 1;
  const operand = matmul.inputs[side]!;
  if (sizeOf(r.shape(operand)) > sizeOf(r.shape(matmul.outputs[0]!))) return undefined;
  const scaled = r.emit(matmul, (g) => scaleAtSource(r, g, operand, factor));
  const inputs = [...matmul.inputs];
  inputs[side] = scaled;
  r.update(matmul, { inputs });
  return matmul.outputs[0];
};

function scaledProduct(r: Rewriter, node: Node): { matmul: Node; factor: number } | undefined {
  for (const side of node.op === 'Div' ? [1] : [0, 1]) {
    const constant = r.scalar(node.inputs[side]);
    const matmul = r.soleProducer(node.inputs[1 - side], 'MatMul');
    if (constant === undefined || !matmul || !sameShape(r.shape(node.outputs[0]!), r.shape(matmul.outputs[0]!)))
      continue;
    return { matmul, factor: node.op === 'Div' ? 1 / constant : constant };
  }
  return undefined;
}

/** Scales below the Transposes and Reshapes that only rearrange, so that the factor lands next to the projection. */
function scaleAtSource(r: Rewriter, g: Builder, value: string, factor: number): string {
  const before = r.soleProducer(value, 'Transpose', 'Reshape');
  if (!before) return g.scale(value, factor);
  const inner = scaleAtSource(r, g, before.inputs[0]!, factor);
  return g.repeat(before, [inner, ...before.inputs.slice(1)]);
}
