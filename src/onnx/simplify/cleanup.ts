/** Rules that remove what does nothing and bring layout operators into one form. */
import { intsAttribute } from '../graph';
import { sameShape } from '../tensor';
import type { Rule, Rules } from './rewriter';

const sameShapeAs: Rule = (node, r) => (sameShape(r.shape(node.inputs[0]!), r.shape(node.outputs[0]!)) ? node.inputs[0] : undefined);

const mergeReshapes: Rule = (node, r) => {
  const inner = r.by(node.inputs[0], 'Reshape');
  return inner && r.b.reshape(inner.inputs[0]!, r.shape(node.outputs[0]!));
};

const mergeTransposes: Rule = (node, r) => {
  const inner = r.by(node.inputs[0], 'Transpose');
  const outer = intsAttribute(node, 'perm')!;
  if (!inner) return outer.every((p, i) => p === i) ? node.inputs[0] : undefined;
  const first = intsAttribute(inner, 'perm')!;
  return r.b.transpose(inner.inputs[0]!, outer.map((p) => first[p]!));
};

/** [l…, m, n] → [Πl, m, n] → transposed → [l…, n, m] is a transpose of the last two axes (keys in the dynamo exporter's attention). */
const transposeInDisguise: Rule = (node, r) => {
  const middle = r.by(node.inputs[0], 'Transpose');
  const first = r.by(middle?.inputs[0], 'Reshape');
  if (!middle || !first || intsAttribute(middle, 'perm')!.join() !== '0,2,1') return undefined;
  const from = r.shape(first.inputs[0]!), flat = r.shape(first.outputs[0]!), to = r.shape(node.outputs[0]!);
  const expected = [...from.slice(0, -2), from[from.length - 1]!, from[from.length - 2]!];
  return flat[1] === from[from.length - 2] && flat[2] === from[from.length - 1] && sameShape(to, expected) ? r.b.transpose(first.inputs[0]!) : undefined;
};

const unary = new Set(['Gelu', 'Relu', 'Tanh', 'Sigmoid', 'Erf', 'Softplus', 'Sqrt', 'Exp', 'Neg']);

/**
 * A linear layer that flattens (B, T, d) to (B·T, d) and restores it afterwards works on three axes directly: the
 * restoring Reshape moves up through the bias and the product until it meets the flattening one.
 */
const raiseReshape: Rule = (node, r) => {
  const flat = node.inputs[0]!, to = r.shape(node.outputs[0]!), from = r.shape(flat);
  if (from.length !== 2 || to.length < 3 || from[1] !== to[to.length - 1] || !r.readOnce(flat)) return undefined;
  const lift = (value: string) => r.b.reshape(value, [...to.slice(0, -1), r.shape(value)[1]!]);
  const inner = r.producers.get(flat);
  if (!inner || inner.domain !== '') return undefined;
  const [a, c] = inner.inputs as [string, string];
  if (inner.op === 'MatMul' && r.shape(a).length === 2 && r.shape(c).length === 2) return r.b.emit('MatMul', [lift(a), c]);
  if (unary.has(inner.op)) return r.b.emit(inner.op, [lift(a)], inner.attributes);
  if (inner.op !== 'Add' && inner.op !== 'Mul') return undefined;
  if (r.tensor(c) && r.shape(c).length <= 1) return r.b.emit(inner.op, [lift(a), c]);
  return r.tensor(a) && r.shape(a).length <= 1 ? r.b.emit(inner.op, [lift(c), a]) : undefined;
};

/** Bias and gain come second. */
const constantSecond: Rule = (node, r) =>
  r.tensor(node.inputs[0]) && !r.tensor(node.inputs[1]) ? r.b.emit(node.op, [node.inputs[1]!, node.inputs[0]!]) : undefined;

/** x + 0, x − 0, x · 1, x / 1. */
const neutral = (value: number): Rule => (node, r) =>
  r.scalar(node.inputs[1]) === value && sameShape(r.shape(node.inputs[0]!), r.shape(node.outputs[0]!)) ? node.inputs[0] : undefined;

/** (x · a) · b = x · (a b). */
const mergeFactors: Rule = (node, r) => {
  const outer = r.scalarAndRest(node);
  const inner = outer && r.by(outer.rest, 'Mul');
  const factor = inner && r.scalarAndRest(inner);
  return outer && inner && factor && r.readOnce(outer.rest) && r.graph.typeOf(factor.rest).dtype === 'float32' ? r.b.scale(factor.rest, outer.scalar * factor.scalar) : undefined;
};

/** Attention that scales queries and keys by √s each (dynamo) scales the queries by s, so that keys are read as they are. */
const scaleQueries: Rule = (node, r) => {
  const [q, k] = node.inputs as [string, string];
  const keys = r.by(k, 'Mul'), right = keys && r.scalarAndRest(keys);
  if (!right || r.tensor(right.rest)) return undefined;
  const queries = r.by(q, 'Mul'), left = queries && r.scalarAndRest(queries);
  return r.b.matmul(left ? r.b.scale(left.rest, left.scalar * right.scalar) : r.b.scale(q, right.scalar), right.rest);
};

/** Casts there and back between bool or int and float, where nothing is lost. */
const mergeCasts: Rule = (node, r) => {
  const inner = r.by(node.inputs[0], 'Cast');
  if (!inner) return undefined;
  const { graph } = r, from = graph.typeOf(inner.inputs[0]!).dtype, middle = graph.typeOf(node.inputs[0]!).dtype, to = graph.typeOf(node.outputs[0]!).dtype;
  const lossless = (from === 'bool' && middle !== 'bool') || (from === 'int32' && middle === 'float32' && to === 'int32');
  return lossless ? r.b.cast(inner.inputs[0]!, to) : undefined;
};

/** Exporters of scaled_dot_product_attention turn the NaN of fully masked rows into 0; our masks are finite, so there is none. */
const dropNaNGuard: Rule = (node, r) => {
  const test = r.by(node.inputs[0], 'IsNaN');
  return test && test.inputs[0] === node.inputs[2] && r.by(node.inputs[2], 'Softmax') ? node.inputs[2] : undefined;
};

/** A floor at the smallest float is none. */
const dropFloor: Rule = (node, r) => {
  const bound = r.scalarAndRest(node);
  return bound && (node.op === 'Max' ? bound.scalar <= -1e9 : bound.scalar >= 1e9) && sameShape(r.shape(bound.rest), r.shape(node.outputs[0]!)) ? bound.rest : undefined;
};

export const cleanup: Rules = {
  Reshape: [sameShapeAs, transposeInDisguise, raiseReshape, mergeReshapes],
  Expand: [sameShapeAs],
  Transpose: [mergeTransposes],
  Cast: [mergeCasts],
  Add: [constantSecond, neutral(0)],
  Sub: [neutral(0)],
  Mul: [constantSecond, neutral(1), mergeFactors],
  Div: [neutral(1)],
  MatMul: [scaleQueries],
  Where: [dropNaNGuard],
  Max: [dropFloor], Min: [dropFloor],
};
