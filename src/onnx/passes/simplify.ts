/** Local algebra: no-op and cancelling nodes go, scalar factors merge, equal subexpressions are computed once. */
import { intsAttribute, type Attribute, type Graph, type Node } from '../graph';
import { sameShape } from '../tensor';
import { Rewriter } from './rewrite';

/** One sweep of local rules. @returns whether anything changed. */
export function simplify(graph: Graph): boolean {
  const r = new Rewriter(graph);
  for (const node of [...graph.nodes]) {
    if (r.isDead(node) || node.domain !== '') continue;
    rules[node.op]?.(r, node);
  }
  r.finish();
  return r.changed;
}

/** Drops a node whose result is `value`; not where its output is a graph output, which must keep its name. */
function bypass(r: Rewriter, node: Node, value: string): void {
  if (r.isOutput(node.outputs[0]!)) return;
  r.replace(node.outputs[0]!, value);
  r.remove(node);
}

/**
 * The Reshape to two dimensions that alone reads `node`, an operation in more dimensions on the result `x` of a Reshape. Moved behind
 * it, the two become one. Never to more dimensions: `flattenTokenwise` would move it back.
 */
function betweenReshapes(r: Rewriter, node: Node, x: string): Node | undefined {
  const [reader, ...others] = r.readers(node.outputs[0]!);
  if (!reader || others.length > 0 || r.isOutput(node.outputs[0]!) || reader.op !== 'Reshape' || reader.domain !== '')
    return undefined;
  const fewer = r.shape(x).length > 2 && r.shape(reader.outputs[0]!).length === 2;
  return fewer && r.soleProducer(x, 'Reshape') ? reader : undefined;
}

const rules: Record<string, (r: Rewriter, node: Node) => void> = {
  Identity: (r, node) => bypass(r, node, node.inputs[0]!),

  Reshape: (r, node) => {
    const [x] = node.inputs as [string, string];
    const out = node.outputs[0]!;
    if (sameShape(r.shape(x), r.shape(out))) return bypass(r, node, x);
    const before = r.producer(x);
    if (before?.op === 'Reshape' && before.domain === '')
      r.update(node, { inputs: [before.inputs[0]!, r.builder.shape(r.shape(out))], attributes: {} });
  },

  Transpose: (r, node) => {
    const perm = intsAttribute(node, 'perm');
    if (!perm) return;
    const before = r.producer(node.inputs[0]!);
    const first = before?.op === 'Transpose' ? intsAttribute(before, 'perm') : undefined;
    if (before && first) {
      const joint = perm.map((p) => first[p]!);
      if (joint.every((p, i) => p === i)) return bypass(r, node, before.inputs[0]!);
      return r.update(node, { inputs: [before.inputs[0]!], attributes: { perm: { kind: 'ints', value: joint } } });
    }
    // Moving axes of size 1 moves no data: a Reshape costs nothing, a Transpose costs a pass.
    const shape = r.shape(node.inputs[0]!);
    const real = perm.filter((p) => shape[p] !== 1);
    if (real.every((p, i) => i === 0 || p > real[i - 1]!)) {
      r.update(node, {
        op: 'Reshape',
        inputs: [node.inputs[0]!, r.builder.shape(r.shape(node.outputs[0]!))],
        attributes: {},
      });
    }
  },

  Mul: (r, node) => {
    const out = node.outputs[0]!;
    for (const side of [0, 1]) {
      const factor = r.scalarConstant(node.inputs[side]!);
      const x = node.inputs[1 - side]!;
      if (factor === undefined || !sameShape(r.shape(x), r.shape(out))) continue;
      if (factor === 1) return bypass(r, node, x);
      const reader = betweenReshapes(r, node, x);
      if (reader) {
        const shape = reader.inputs[1]!;
        r.update(reader, {
          op: 'Mul',
          inputs: [r.emit(node, (g) => g.emit('Reshape', [x, shape])), node.inputs[side]!],
          attributes: {},
        });
        return r.remove(node);
      }
      const before = r.soleProducer(x, 'Mul');
      if (!before) continue;
      for (const inner of [0, 1]) {
        const other = r.scalarConstant(before.inputs[inner]!);
        if (other === undefined || !sameShape(r.shape(before.inputs[1 - inner]!), r.shape(out))) continue;
        return r.update(node, { inputs: [before.inputs[1 - inner]!, r.builder.scalar(factor * other)] });
      }
    }
  },

  // Division by a constant becomes multiplication, so that the rules for factors see it.
  Div: (r, node) => {
    const divisor = r.scalarConstant(node.inputs[1]!);
    if (divisor !== undefined && divisor !== 0)
      r.update(node, { op: 'Mul', inputs: [node.inputs[0]!, r.builder.scalar(1 / divisor)] });
  },

  Add: (r, node) => {
    for (const side of [0, 1]) {
      const x = node.inputs[1 - side]!;
      if (r.scalarConstant(node.inputs[side]!) === 0 && sameShape(r.shape(x), r.shape(node.outputs[0]!)))
        return bypass(r, node, x);
      const negated = r.soleProducer(node.inputs[side]!, 'Neg');
      if (negated) return r.update(node, { op: 'Sub', inputs: [x, negated.inputs[0]!] });
    }
  },

  Cast: (r, node) => {
    if (r.graph.typeOf(node.inputs[0]!).dtype === r.graph.typeOf(node.outputs[0]!).dtype)
      bypass(r, node, node.inputs[0]!);
  },
  Expand: (r, node) => {
    if (sameShape(r.shape(node.inputs[0]!), r.shape(node.outputs[0]!))) bypass(r, node, node.inputs[0]!);
  },
};

function attributeKey(attributes: Readonly<Record<string, Attribute>>): string | undefined {
  const parts: string[] = [];
  for (const key of Object.keys(attributes).sort()) {
    const attribute = attributes[key]!;
    if (attribute.kind === 'tensor' || attribute.kind === 'graph') return undefined;
    parts.push(`${key}=${attribute.kind}:${String(attribute.value)}`);
  }
  return parts.join(';');
}

/** Small constants that are equal become one, so that nodes which read them can be recognised as equal. */
export function shareConstants(graph: Graph): boolean {
  const r = new Rewriter(graph);
  const seen = new Map<string, string>();
  for (const [name, tensor] of graph.initializers) {
    if (tensor.data.length > 64) continue;
    const key = `${tensor.dtype}[${tensor.dims.join(',')}]${Array.from(tensor.data as Float32Array, String).join(',')}`;
    const first = seen.get(key);
    if (!first) seen.set(key, name);
    else if (!r.isOutput(name)) r.replace(name, first);
  }
  r.finish();
  return r.changed;
}

/** Common subexpression elimination: of two nodes that compute the same, the first stays. */
export function shareCommon(graph: Graph): boolean {
  const r = new Rewriter(graph);
  const seen = new Map<string, Node>();
  for (const node of graph.nodes) {
    const key = attributeKey(node.attributes);
    if (key === undefined) continue;
    const full = `${node.domain}.${node.op}(${node.inputs.join(',')})${key}#${node.outputs.length}`;
    const first = seen.get(full);
    if (
      !first ||
      node.outputs.some((out) => out && r.isOutput(out)) ||
      node.outputs.some((out, i) => out && !first.outputs[i])
    ) {
      if (!first) seen.set(full, node);
      continue;
    }
    node.outputs.forEach((out, i) => {
      if (out) r.replace(out, first.outputs[i]!);
    });
    r.remove(node);
  }
  r.finish();
  return r.changed;
}
