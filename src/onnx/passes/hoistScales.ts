/**
 * Moves a scalar factor from a product onto its smaller operand: s·(q kᵀ) becomes (s·q) kᵀ.
 * For attention scores that is a pass over (B, T, d) instead of (B, h, T, T), forward and backward.
 * Products with a weight matrix are left alone: there the factor becomes part of the Gemm.
 * Run before differentiation, so that the backward pass profits too.
 */
import type { Graph, Node } from '../graph';
import { sameShape, sizeOf } from '../tensor';
import { Rewriter } from './rewrite';

export function hoistScales(graph: Graph): Graph {
  const result = graph.clone();
  const r = new Rewriter(result);
  for (const node of [...result.nodes]) {
    if (r.isDead(node) || node.domain !== '' || (node.op !== 'Mul' && node.op !== 'Div')) continue;
    if (r.isOutput(node.outputs[0]!)) continue;
    const product = scaledProduct(r, node);
    if (!product) continue;
    const { matmul, factor } = product;
    const [a, b] = matmul.inputs as [string, string];
    if (r.shape(a).length < 3 || r.shape(b).length < 3) continue;
    const side = sizeOf(r.shape(a)) <= sizeOf(r.shape(b)) ? 0 : 1;
    const operand = matmul.inputs[side]!;
    if (sizeOf(r.shape(operand)) > sizeOf(r.shape(matmul.outputs[0]!))) continue;
    const scaled = r.emit(matmul, () => scaleAtSource(r, operand, factor));
    const inputs = [...matmul.inputs];
    inputs[side] = scaled;
    r.update(matmul, { inputs });
    r.replace(node.outputs[0]!, matmul.outputs[0]!);
    r.remove(node);
  }
  r.finish();
  return result;
}

function scaledProduct(r: Rewriter, node: Node): { matmul: Node; factor: number } | undefined {
  for (const side of node.op === 'Div' ? [1] : [0, 1]) {
    const constant = r.scalarConstant(node.inputs[side]!);
    const matmul = r.soleProducer(node.inputs[1 - side]!, 'MatMul');
    if (constant === undefined || !matmul || !sameShape(r.shape(node.outputs[0]!), r.shape(matmul.outputs[0]!)))
      continue;
    return { matmul, factor: node.op === 'Div' ? 1 / constant : constant };
  }
  return undefined;
}

/** Scales below the Transposes and Reshapes that only rearrange, so that the factor lands next to the projection. */
function scaleAtSource(r: Rewriter, value: string, factor: number): string {
  const g = r.builder;
  const before = r.producer(value);
  if (
    before &&
    before.domain === '' &&
    (before.op === 'Transpose' || before.op === 'Reshape') &&
    r.readers(value).length === 1
  ) {
    const inner = scaleAtSource(r, before.inputs[0]!, factor);
    return g.repeat(before, [inner, ...before.inputs.slice(1)]);
  }
  return g.scale(value, factor);
}
