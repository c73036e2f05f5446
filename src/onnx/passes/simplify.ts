/** Local algebra on the way to fewer, cheaper nodes: besides `identities`, what pays where every node is a dispatch. */
import { intsAttribute, type Graph, type Node } from '../graph';
import { factorOf, identities, mergeReshapes } from '../identities';
import { combined, rewrite, type Rewriter, type Rule, type Rules } from '../rewriter';

/** Moving axes of size 1 moves no data: a Reshape costs nothing, a Transpose costs a pass. */
const transposeAsReshape: Rule = (node, r) => {
  const shape = r.shape(node.inputs[0]!);
  const real = intsAttribute(node, 'perm')!.filter((p) => shape[p] !== 1);
  if (!real.every((p, i) => i === 0 || p > real[i - 1]!)) return;
  const target = r.g.shape(r.shape(node.outputs[0]!));
  r.update(node, { op: 'Reshape', inputs: [node.inputs[0]!, target], attributes: {} });
};

/**
 * The Reshape to two dimensions that alone reads `node`, an operation in more dimensions on the result `x` of a
 * Reshape. Moved behind it, the two become one. Never to more dimensions: `flattenTokenwise` would move it back.
 */
function betweenReshapes(r: Rewriter, node: Node, x: string): Node | undefined {
  const out = node.outputs[0]!;
  const reader = r.readOnce(out) ? r.readers(out)[0]! : undefined;
  if (reader?.op !== 'Reshape' || !r.soleProducer(x, 'Reshape')) return undefined;
  return r.shape(x).length > 2 && r.shape(reader.outputs[0]!).length === 2 ? reader : undefined;
}

const factorBehindReshape: Rule = (node, r) => {
  const factor = factorOf(node, r);
  const reader = factor && betweenReshapes(r, node, factor.rest);
  if (!factor || !reader) return;
  const flat = r.g.reshape(factor.rest, r.shape(reader.outputs[0]!));
  r.update(reader, { op: 'Mul', inputs: [flat, r.g.scalar(factor.scalar)], attributes: {} });
};

/** Division by a constant becomes multiplication, so that the rules for factors see it. */
const divisionAsFactor: Rule = (node, r) => {
  const divisor = r.scalar(node.inputs[1]);
  if (!divisor || r.graph.typeOf(node.inputs[0]!).dtype !== 'float32') return;
  r.update(node, { op: 'Mul', inputs: [node.inputs[0]!, r.g.scalar(1 / divisor)] });
};

/** The product of two constants, as chain rules leave it behind. */
const constantProduct: Rule = (node, r) => {
  const [a, b] = [r.scalar(node.inputs[0]), r.scalar(node.inputs[1])];
  if (a === undefined || b === undefined || r.shape(node.outputs[0]!).length > 0) return undefined;
  return r.graph.typeOf(node.outputs[0]!).dtype === 'float32' ? r.g.scalar(a * b) : undefined;
};

/** x + (−y) = x − y. */
const addNegated: Rule = (node, r) => {
  for (const side of [0, 1]) {
    const negated = r.soleProducer(node.inputs[side], 'Neg');
    if (negated) return r.update(node, { op: 'Sub', inputs: [node.inputs[1 - side]!, negated.inputs[0]!] });
  }
};

export const algebra: Rules = combined(identities, {
  Reshape: [mergeReshapes],
  Transpose: [transposeAsReshape],
  Mul: [constantProduct, factorBehindReshape],
  Div: [divisionAsFactor],
  Add: [addNegated],
});

/** @returns whether anything changed */
export const simplify = (graph: Graph): boolean => rewrite(graph, algebra);
