/**
 * Runs token-wise work in two dimensions: (B, T, d) becomes (B·T, d).
 * A product with a weight matrix is then one Gemm, whose bias, scale and added residual cost no pass of their own;
 * the Reshapes left over at the borders (attention heads) move no data.
 */
import { intAttribute, intsAttribute, type Graph, type Node } from '../graph';
import type { Operator } from '../operators';
import { numbersOf, sameShape, sizeOf } from '../tensor';
import { Rewriter } from './rewrite';

const tokenwise = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Neg',
  'Pow',
  'Sqrt',
  'Reciprocal',
  'Exp',
  'Log',
  'Erf',
  'Tanh',
  'Sigmoid',
  'Relu',
  'Gelu',
  'Elu',
  'LeakyRelu',
  'Softplus',
  'Abs',
  'Sin',
  'Cos',
  'Max',
  'Min',
  'Clip',
  'Where',
  'Cast',
  'Equal',
  'Greater',
  'Less',
  'GreaterOrEqual',
  'LessOrEqual',
]);

const rows = (shape: readonly number[]) => sizeOf(shape.slice(0, -1));

/** MatMul of a stack of rows with one matrix → 2-D MatMul between Reshapes. */
export function flattenProducts(graph: Graph): boolean {
  const r = new Rewriter(graph);
  for (const node of [...graph.nodes]) {
    if (node.op !== 'MatMul' || node.domain !== '' || r.isOutput(node.outputs[0]!)) continue;
    const [a, b] = node.inputs as [string, string];
    const left = r.shape(a),
      right = r.shape(b);
    if (right.length !== 2 || left.length < 3) continue;
    const out = node.outputs[0]!;
    const result = r.emit(node, (g) =>
      g.reshape(g.matmul(g.reshape(a, [rows(left), left[left.length - 1]!]), b), r.shape(out)),
    );
    r.replace(out, result);
    r.remove(node);
  }
  r.finish();
  return r.changed;
}

/** Token-wise nodes that read a reshaped 2-D value work on the 2-D value instead. */
export function flattenTokenwise(graph: Graph): boolean {
  const r = new Rewriter(graph);
  for (const node of [...graph.nodes]) {
    if (r.isDead(node) || node.domain !== '') continue;
    if (node.outputs.some((out) => out && r.isOutput(out))) continue;
    if (tokenwise.has(node.op)) flattenElementwise(r, node);
    else if (node.op === 'LayerNormalization') flattenNorm(r, node);
    else if (node.op === 'ReduceSum' || node.op === 'ReduceMean' || node.op === 'ReduceMax') flattenReduction(r, node);
  }
  r.finish();
  return r.changed;
}

/** Whether the value is a Reshape of something that has the rows of `shape` as its first of two axes. */
function comesFromRows(r: Rewriter, value: string, shape: readonly number[]): boolean {
  const before = r.producer(value);
  if (before?.op !== 'Reshape') return false;
  const source = r.shape(before.inputs[0]!);
  return source.length === 2 && source[0] === rows(shape) && r.shape(value).length === shape.length;
}

/** The operand as a 2-D (or smaller) value that broadcasts the same way, if there is one. */
function flatOperand(r: Rewriter, value: string, shape: readonly number[]): readonly number[] | undefined {
  const own = r.shape(value);
  if (own.length <= 1) return own;
  if (own.length === 2 && own[0] === 1) return own;
  if (own.length === shape.length && sameShape(own.slice(0, -1), shape.slice(0, -1)))
    return [rows(shape), own[own.length - 1]!];
  if (own.slice(0, -1).every((d) => d === 1)) return [own[own.length - 1]!];
  return undefined;
}

function flattenElementwise(r: Rewriter, node: Node): void {
  const out = node.outputs[0]!;
  const shape = r.shape(out);
  if (shape.length < 3 || !node.inputs.some((input) => input && comesFromRows(r, input, shape))) return;
  const flat = node.inputs.map((input) => (input ? flatOperand(r, input, shape) : []));
  if (flat.some((f) => f === undefined)) return;
  const result = r.emit(node, (g) => {
    const inputs = node.inputs.map((input, i) => (input ? g.reshape(input, flat[i]!) : ''));
    return g.reshape(g.repeat(node, inputs), shape);
  });
  r.replace(out, result);
  r.remove(node);
}

function flattenNorm(r: Rewriter, node: Node): void {
  const [x, gain, bias] = node.inputs as [string, string, string | undefined];
  const shape = r.shape(node.outputs[0]!);
  const axis = intAttribute(node, 'axis', -1);
  if (shape.length < 3 || (axis !== -1 && axis !== shape.length - 1) || !comesFromRows(r, x, shape)) return;
  const flat: [string, string][] = [];
  r.emit(node, (g) => {
    const inputs = [g.reshape(x, [rows(shape), shape[shape.length - 1]!]), gain, ...(bias ? [bias] : [])];
    const outs = g.emitAll(
      'LayerNormalization',
      inputs,
      { ...node.attributes, axis: { kind: 'int', value: -1 } },
      { count: node.outputs.length },
    );
    node.outputs.forEach((old, i) => {
      if (old) flat.push([old, g.reshape(outs[i]!, r.shape(old))]);
    });
    return outs[0]!;
  });
  for (const [old, value] of flat) r.replace(old, value);
  r.remove(node);
}

function flattenReduction(r: Rewriter, node: Node): void {
  const [x, axesName] = node.inputs as [string, string | undefined];
  const shape = r.shape(x);
  const tensor = axesName ? r.graph.initializers.get(axesName) : undefined;
  const given = tensor ? numbersOf(tensor) : intsAttribute(node, 'axes');
  if (!given || shape.length < 3 || !comesFromRows(r, x, shape)) return;
  const axes = given.map((a) => (a < 0 ? a + shape.length : a)).sort((p, q) => p - q);
  const last = shape.length - 1;
  const out = node.outputs[0]!;
  const overFeatures = axes.length === 1 && axes[0] === last;
  const overRows = axes.length === last && axes.every((a, i) => a === i);
  if (!overFeatures && !overRows) return;
  const result = r.emit(node, (g) => {
    const flat = g.reshape(x, [rows(shape), shape[last]!]);
    const reduced = g.emit(node.op as Operator, [flat, g.shape([overFeatures ? 1 : 0])], {
      keepdims: { kind: 'int', value: 1 },
    });
    return g.reshape(reduced, r.shape(out));
  });
  r.replace(out, result);
  r.remove(node);
}
