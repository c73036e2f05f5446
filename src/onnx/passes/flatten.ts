/**
 * Runs token-wise work in two dimensions: (B, T, d) becomes (B·T, d).
 * A product with a weight matrix is then one Gemm, whose bias, scale and added residual cost no pass of their own;
 * the Reshapes left over at the borders (attention heads) move no data.
 */
import { int, intAttribute, intsAttribute, type Graph } from '../graph';
import { normaliseAxis } from '../infer';
import { forEach, type Operator } from '../operators';
import { rewrite, type Rewriter, type Rule, type Rules } from '../rewriter';
import { numbersOf, sameShape, sizeOf } from '../tensor';

const tokenwise = [
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
] as const satisfies readonly Operator[];

const rows = (shape: readonly number[]) => sizeOf(shape.slice(0, -1));

/** MatMul of a stack of rows with one matrix → 2-D MatMul between Reshapes. */
const flattenProduct: Rule = (node, r) => {
  const [a, b] = node.inputs as [string, string];
  const [left, right] = [r.shape(a), r.shape(b)];
  if (right.length !== 2 || left.length < 3) return undefined;
  const flat = r.g.reshape(a, [rows(left), left[left.length - 1]!]);
  return r.g.reshape(r.g.matmul(flat, b), r.shape(node.outputs[0]!));
};

/** Whether the value is a Reshape of something that has the rows of `shape` as its first of two axes. */
function comesFromRows(r: Rewriter, value: string, shape: readonly number[]): boolean {
  const before = r.by(value, 'Reshape');
  if (!before) return false;
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

const flattenElementwise: Rule = (node, r) => {
  const shape = r.shape(node.outputs[0]!);
  if (shape.length < 3 || !node.inputs.some((input) => input && comesFromRows(r, input, shape))) return undefined;
  const flat = node.inputs.map((input) => (input ? flatOperand(r, input, shape) : []));
  if (flat.some((f) => f === undefined)) return undefined;
  const inputs = node.inputs.map((input, i) => (input ? r.g.reshape(input, flat[i]!) : ''));
  return r.g.reshape(r.g.repeat(node, inputs), shape);
};

const flattenNorm: Rule = (node, r) => {
  const [x, ...parameters] = node.inputs as [string, ...string[]];
  const shape = r.shape(node.outputs[0]!);
  const width = shape[shape.length - 1]!;
  const axis = intAttribute(node, 'axis', -1);
  if (shape.length < 3 || (axis !== -1 && axis !== shape.length - 1) || !comesFromRows(r, x, shape)) return;
  const flat = r.g.emitAll(
    'LayerNormalization',
    [r.g.reshape(x, [rows(shape), width]), ...parameters],
    { ...node.attributes, axis: int(-1) },
    { count: node.outputs.length },
  );
  const values = node.outputs.map((old, i) => old && r.g.reshape(flat[i]!, r.shape(old)));
  node.outputs.forEach((old, i) => old && r.replace(old, values[i]!));
};

const flattenReduction =
  (op: 'ReduceSum' | 'ReduceMean' | 'ReduceMax'): Rule =>
  (node, r) => {
    const [x, axesName] = node.inputs as [string, string | undefined];
    const shape = r.shape(x);
    const tensor = r.tensor(axesName);
    const given = tensor ? numbersOf(tensor) : intsAttribute(node, 'axes');
    if (!given || shape.length < 3 || !comesFromRows(r, x, shape)) return undefined;
    const axes = given.map((a) => normaliseAxis(a, shape.length)).sort((p, q) => p - q);
    const last = shape.length - 1;
    const overFeatures = axes.length === 1 && axes[0] === last;
    const overRows = axes.length === last && axes.every((a, i) => a === i);
    if (!overFeatures && !overRows) return undefined;
    const flat = r.g.reshape(x, [rows(shape), shape[last]!]);
    const reduced = r.g.emit(op, [flat, r.g.shape([overFeatures ? 1 : 0])], { keepdims: int(1) });
    return r.g.reshape(reduced, r.shape(node.outputs[0]!));
  };

/** A graph output stays in its shape: between Reshapes it would cost one more node. */
const unlessOutput =
  (rule: Rule): Rule =>
  (node, r) =>
    node.outputs.some((out) => r.isOutput(out)) ? undefined : rule(node, r);

export const productRules: Rules = { MatMul: [unlessOutput(flattenProduct)] };

/** Token-wise nodes that read a reshaped 2-D value work on the 2-D value instead. */
export const tokenwiseRules: Rules = {
  ...forEach(tokenwise, [unlessOutput(flattenElementwise)]),
  LayerNormalization: [unlessOutput(flattenNorm)],
  ReduceSum: [unlessOutput(flattenReduction('ReduceSum'))],
  ReduceMean: [unlessOutput(flattenReduction('ReduceMean'))],
  ReduceMax: [unlessOutput(flattenReduction('ReduceMax'))],
};

/** @returns whether anything changed */
export const flattenTokenwise = (graph: Graph): boolean => rewrite(graph, tokenwiseRules);
