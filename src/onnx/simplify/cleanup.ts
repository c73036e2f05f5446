/** Rules that remove what does nothing and bring layout operators into one form. */
import { intAttribute, intsAttribute, type Node } from '../graph';
import { identities, mergeReshapes, sameShapeAs } from '../identities';
import { combined, type Rewriter, type Rule, type Rules } from '../rewriter';
import { sameShape, sizeOf } from '../tensor';
import { foldMasks } from './fold';
import { raiseHeads } from './heads';

/**
 * [l…, m, n] → [Πl, m, n] → transposed → [l…, n, m] is a transpose of the last two axes (keys in
 * scaled_dot_product_attention).
 */
const transposeInDisguise: Rule = (node, r) => {
  const middle = r.by(node.inputs[0], 'Transpose');
  const first = r.by(middle?.inputs[0], 'Reshape');
  if (!middle || !first || intsAttribute(middle, 'perm')!.join() !== '0,2,1') return undefined;
  const [, m, n] = r.shape(first.outputs[0]!),
    to = r.shape(node.outputs[0]!),
    lead = to.slice(0, -2);
  if (to.length < 4 || to[to.length - 2] !== n || to[to.length - 1] !== m) return undefined;
  return r.g.transpose(r.g.reshape(first.inputs[0]!, [...lead, m!, n!]));
};

const unary = ['Gelu', 'Relu', 'Tanh', 'Sigmoid', 'Erf', 'Softplus', 'Sqrt', 'Exp', 'Neg'] as const;

/**
 * A linear layer that flattens (B, T, d) to (B·T, d) and restores it afterwards works on three axes directly: the
 * restoring Reshape moves up through the bias and the product until it meets the flattening one.
 */
const raiseReshape: Rule = (node, r) => {
  const flat = node.inputs[0]!,
    to = r.shape(node.outputs[0]!),
    from = r.shape(flat);
  if (from.length !== 2 || to.length < 3 || from[1] !== to[to.length - 1] || !r.readOnce(flat)) return undefined;
  const lift = (value: string) => r.g.reshape(value, [...to.slice(0, -1), r.shape(value)[1]!]);
  const inner = r.by(flat, 'MatMul', 'Add', 'Mul', 'LayerNormalization', ...unary);
  if (!inner) return undefined;
  const [a, c] = inner.inputs as [string, string];
  if (inner.op === 'LayerNormalization') return r.g.repeat(inner, [lift(a), ...inner.inputs.slice(1)]);
  // OPT adds the residual before it restores the axes.
  if (inner.op === 'Add' && sameShape(r.shape(a), from) && sameShape(r.shape(c), from))
    return r.g.repeat(inner, [lift(a), lift(c)]);
  if (inner.op === 'MatMul')
    return r.shape(a).length === 2 && r.shape(c).length === 2 ? r.g.matmul(lift(a), c) : undefined;
  if (inner.inputs.length === 1) return r.g.repeat(inner, [lift(a)]);
  if (r.tensor(c) && r.shape(c).length <= 1) return r.g.repeat(inner, [lift(a), c]);
  return r.tensor(a) && r.shape(a).length <= 1 ? r.g.repeat(inner, [lift(c), a]) : undefined;
};

/** Bias and gain come second. */
const constantSecond: Rule = (node, r) =>
  r.tensor(node.inputs[0]) && !r.tensor(node.inputs[1])
    ? r.g.repeat(node, [node.inputs[1]!, node.inputs[0]!])
    : undefined;

/** Attention that scales queries and keys by √s each (dynamo) scales the queries by s, and reads the keys unchanged. */
const scaleQueries: Rule = (node, r) => {
  const [q, k] = node.inputs as [string, string];
  const keys = r.by(k, 'Mul'),
    right = keys && r.scalarAndRest(keys);
  if (!right || r.tensor(right.rest)) return undefined;
  const queries = r.by(q, 'Mul'),
    left = queries && r.scalarAndRest(queries);
  return r.g.matmul(left ? r.g.scale(left.rest, left.scalar * right.scalar) : r.g.scale(q, right.scalar), right.rest);
};

/** Casts there and back between bool or int and float, where nothing is lost. */
const mergeCasts: Rule = (node, r) => {
  const inner = r.by(node.inputs[0], 'Cast');
  if (!inner) return undefined;
  const { graph } = r,
    from = graph.typeOf(inner.inputs[0]!).dtype,
    middle = graph.typeOf(node.inputs[0]!).dtype,
    to = graph.typeOf(node.outputs[0]!).dtype;
  const lossless =
    (from === 'bool' && middle !== 'bool') || (from === 'int32' && middle === 'float32' && to === 'int32');
  return lossless ? r.g.cast(inner.inputs[0]!, to) : undefined;
};

/** Exported scaled_dot_product_attention turns the NaN of fully masked rows into 0; our finite masks give none. */
const dropNaNGuard: Rule = (node, r) => {
  const test = r.by(node.inputs[0], 'IsNaN');
  return test && test.inputs[0] === node.inputs[2] && r.by(node.inputs[2], 'Softmax') ? node.inputs[2] : undefined;
};

/** A floor at the smallest float is none. */
const dropFloor: Rule = (node, r) => {
  const bound = r.scalarAndRest(node);
  return bound &&
    (node.op === 'Max' ? bound.scalar <= -1e9 : bound.scalar >= 1e9) &&
    sameShape(r.shape(bound.rest), r.shape(node.outputs[0]!))
    ? bound.rest
    : undefined;
};

/** (x + constant mask) + mask = x + (mask + constant mask): the sum of the masks is the same in every layer. */
const mergeMasks: Rule = (node, r) => {
  const inner = r.by(node.inputs[0], 'Add'),
    [x, constant] = inner?.inputs ?? [],
    mask = node.inputs[1]!;
  if (!r.tensor(constant) || r.shape(constant!).length < 3 || !r.readOnce(node.inputs[0]!)) return undefined;
  const small =
    sizeOf(r.shape(mask)) < sizeOf(r.shape(node.outputs[0]!)) && sameShape(r.shape(x!), r.shape(node.outputs[0]!));
  return small ? r.g.add(x!, r.g.add(mask, constant!)) : undefined;
};

/** Bounds of a slice along one axis. */
function sliceOf(node: Node, r: Rewriter): { axis: number; start: number; end: number } | undefined {
  const [start, end, axis] = [1, 2, 3].map((i) => r.scalar(node.inputs[i]));
  return start === undefined || end === undefined || axis === undefined || node.inputs[4]
    ? undefined
    : { axis, start, end };
}

/** A part of joined values that lies in one of them is a part of that one. */
const sliceOfConcat: Rule = (node, r) => {
  const at = sliceOf(node, r),
    concat = r.by(node.inputs[0], 'Concat');
  if (!at || !concat || intAttribute(concat, 'axis', 0) !== at.axis) return undefined;
  let start = 0;
  for (const part of concat.inputs) {
    const end = start + r.shape(part)[at.axis]!;
    if (at.start >= start && at.end <= end) return r.g.slice(part, at.axis, at.start - start, at.end - start);
    start = end;
  }
  return undefined;
};

/**
 * Masks that are built for all positions and cut to the sequence are built for the sequence. States keep their gains
 * and biases: a classifier's cut to the first token would leave the last layer without its norm.
 */
const sliceFirst: Rule = (node, r) => {
  const at = sliceOf(node, r),
    inner = r.by(node.inputs[0], 'Add', 'Mul', 'Sub');
  if (!at || !inner || !r.readOnce(node.inputs[0]!)) return undefined;
  if (inner.inputs.some((value) => r.tensor(value)?.dims.length === 1 && r.shape(value)[0]! > 1)) return undefined;
  const rank = r.shape(node.inputs[0]!).length;
  const cut = inner.inputs.map((value) => {
    const axis = at.axis - (rank - r.shape(value).length);
    return axis < 0 || r.shape(value)[axis] === 1 ? value : r.g.slice(value, axis, at.start, at.end);
  });
  return r.g.repeat(inner, cut);
};

export const cleanup: Rules = combined(identities, {
  '*': [foldMasks],
  Reshape: [transposeInDisguise, raiseReshape, raiseHeads, mergeReshapes],
  Cast: [mergeCasts],
  Slice: [sameShapeAs, sliceOfConcat, sliceFirst],
  Add: [constantSecond, mergeMasks],
  Mul: [constantSecond],
  MatMul: [scaleQueries],
  Where: [dropNaNGuard],
  Max: [dropFloor],
  Min: [dropFloor],
});
