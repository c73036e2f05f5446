/**
 * Which values of a graph can be kept from one batch to the next, row by row: those that frozen weights and the batch
 * alone decide, and of whose contents each row of the batch fills a piece of its own.
 *
 * "By rows" is about memory, not about shapes: the flat contents are B pieces of equal length, and piece b is the same
 * function of row b of the batch inputs for every b. So (B, T, d) and (B·T, d) are by rows, and a Reshape never changes
 * that; a Transpose may. Rules are strict: an operator without one gives a value that is taken to mix rows.
 */
import { intAttribute, intsAttribute, type Graph, type Node } from './graph';
import { normaliseAxis } from './infer';
import { comparisonOperators, entryOf, forEach, type OperatorTable } from './operators';
import { isQuantisedType } from './dtype';
import { isMadeOnDemand, numbersOf, type Tensor } from './tensor';

/**
 * `constant`: of frozen weights alone. `rows`: by rows. `mixed`: of frozen weights and the batch, but not known to be
 * by rows.
 */
export type Dependence = 'constant' | 'rows' | 'mixed';

interface View {
  readonly node: Node;
  readonly batch: number;
  shape: (value: string) => readonly number[];
  /** It depends on frozen weights alone. */
  isConstant: (input: number) => boolean;
  /** It is by rows; so is a constant whose pieces are all alike. */
  byRows: (input: number) => boolean;
  /** A constant input's numbers; undefined where it is computed, or absent. */
  numbers: (input: number) => readonly number[] | undefined;
}

/** Rows of a shape lie one after the other along its first axis. */
const leads = ({ batch }: View, shape: readonly number[]): boolean => shape.length > 0 && shape[0]! % batch === 0;

/** Input i is by rows along its first axis. */
const byFirstAxis = (view: View, i: number): boolean => view.byRows(i) && leads(view, view.shape(view.node.inputs[i]!));

/** Input i, broadcast to `shape`, gives each row its own piece, or the same to all. */
function fits(view: View, i: number, shape: readonly number[]): boolean {
  const own = view.shape(view.node.inputs[i]!);
  if (view.isConstant(i) && (own.length < shape.length || own[0] === 1)) return true;
  return byFirstAxis(view, i) && own.length === shape.length && own[0] === shape[0];
}

type Rule = (view: View) => boolean;

/** The same numbers, or each changed by itself, in the same order. */
const inPlace: Rule = (view) =>
  view.byRows(0) && view.node.inputs.slice(1).every((value, i) => !value || view.isConstant(i + 1));

const elementwise: Rule = (view) => {
  const shape = view.shape(view.node.outputs[0]!);
  return leads(view, shape) && view.node.inputs.every((_, i) => fits(view, i, shape));
};

/**
 * Works along axes of input 0 other than the first; the other inputs are constants. @param axes undefined: not known
 */
const along =
  (axes: (view: View) => readonly number[] | undefined): Rule =>
  (view) => {
    const found = axes(view);
    const rank = view.shape(view.node.inputs[0]!).length;
    return (
      byFirstAxis(view, 0) &&
      found !== undefined &&
      found.length > 0 &&
      found.every((axis) => normaliseAxis(axis, rank) !== 0) &&
      view.node.inputs.slice(1).every((value, i) => !value || view.isConstant(i + 1))
    );
  };
const alongAxis = (fallback: number): Rule => along(({ node }) => [intAttribute(node, 'axis', fallback)]);
const reduction: Rule = along((view) => intsAttribute(view.node, 'axes') ?? view.numbers(1));

const concat: Rule = (view) => {
  const shape = view.shape(view.node.outputs[0]!);
  return (
    normaliseAxis(intAttribute(view.node, 'axis', 0), shape.length) !== 0 &&
    view.node.inputs.every((_, i) => byFirstAxis(view, i))
  );
};

const gather: Rule = (view) => {
  const axis = normaliseAxis(intAttribute(view.node, 'axis', 0), view.shape(view.node.inputs[0]!).length);
  return axis === 0 ? view.isConstant(0) && view.byRows(1) : byFirstAxis(view, 0) && view.isConstant(1);
};

const gemm: Rule = (view) =>
  intAttribute(view.node, 'transA', 0) === 0 &&
  byFirstAxis(view, 0) &&
  view.isConstant(1) &&
  (!view.node.inputs[2] || fits(view, 2, view.shape(view.node.outputs[0]!)));

const matmul: Rule = (view) => {
  const shape = view.shape(view.node.outputs[0]!);
  const ranks = view.node.inputs.map((value) => view.shape(value).length);
  // In two dimensions the right factor's first axis is the one that is summed over; in more, both first axes are the
  // result's.
  if (shape.length === 2) return byFirstAxis(view, 0) && ranks[0] === 2 && view.isConstant(1);
  return shape.length > 2 && leads(view, shape) && [0, 1].every((i) => ranks[i]! > 1 && fits(view, i, shape));
};

/** No rule says that the operator keeps rows apart. */
const mixes: Rule = () => false;

const rules: OperatorTable<Rule> = {
  ...forEach(
    [
      'Abs',
      'Cast',
      'Clip',
      'Cos',
      'Erf',
      'Exp',
      'Flatten',
      'Gelu',
      'Identity',
      'LeakyRelu',
      'Log',
      'Neg',
      'Not',
      'Reciprocal',
      'Relu',
      'Reshape',
      'Sigmoid',
      'Sin',
      'Softplus',
      'Sqrt',
      'Squeeze',
      'Tanh',
      'Unsqueeze',
    ],
    inPlace,
  ),
  ...forEach(comparisonOperators, elementwise),
  ...forEach(['Add', 'And', 'Div', 'Max', 'Min', 'Mul', 'Or', 'Pow', 'Sub', 'Where'], elementwise),
  ...forEach(['ReduceL2', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceSum', 'ReduceSumSquare'], reduction),
  ...forEach(
    [
      'ArgMax',
      'ArgMin',
      'CastLike',
      'Ceil',
      'Celu',
      'Elu',
      'Floor',
      'GatherElements',
      'GatherND',
      'HardSigmoid',
      'HardSwish',
      'IsInf',
      'IsNaN',
      'LogSoftmax',
      'Mish',
      'PRelu',
      'Pad',
      'ReduceL1',
      'ReduceLogSum',
      'ReduceLogSumExp',
      'ReduceProd',
      'Round',
      'ScatterElements',
      'ScatterND',
      'Selu',
      'Sign',
      'Softsign',
      'Tan',
      'ThresholdedRelu',
      'Tile',
      'TopK',
      'Trilu',
      'Xor',
    ],
    mixes,
  ),
  Softmax: alongAxis(-1),
  LayerNormalization: alongAxis(-1),
  Split: alongAxis(0),
  CumSum: along((view) => view.numbers(1)),
  Slice: along((view) => view.numbers(3)),
  Transpose: (view) => byFirstAxis(view, 0) && intsAttribute(view.node, 'perm')?.[0] === 0,
  Expand: (view) => byFirstAxis(view, 0) && view.isConstant(1) && fits(view, 0, view.shape(view.node.outputs[0]!)),
  Concat: concat,
  // Codes are frozen; rows of them that were looked up are unpacked where they are.
  DequantizeLinear: (view) => view.byRows(0) && view.node.inputs.slice(1).every((_, i) => view.isConstant(i + 1)),
  GatherBlockQuantized: (view) => view.byRows(1),
  Gather: gather,
  Gemm: gemm,
  MatMul: matmul,
};

/**
 * How each value hangs on the batch; those that depend on anything else (states, labels, scalars of a step) are left
 * out. Typed graphs draw their random numbers from a seed, which is such an input too.
 * @param graph sorted, with types
 * @param inputs its batch inputs, each of shape (B, …)
 */
export function dependences(graph: Graph, inputs: readonly string[], batch: number): ReadonlyMap<string, Dependence> {
  const found = new Map<string, Dependence>([
    ...[...graph.initializers.keys()].map((name) => [name, 'constant'] as const),
    ...inputs.map((name) => [name, 'rows'] as const),
  ]);
  const alike = new Set(
    [...graph.initializers]
      .filter(([, tensor]) => !isMadeOnDemand(tensor) && !isQuantisedType(tensor.dtype))
      .filter(([, { dims, data }]) => dims.length > 0 && dims[0]! % batch === 0 && repeats(data, batch))
      .map(([name]) => name),
  );
  const shape = (value: string): readonly number[] => graph.initializers.get(value)?.dims ?? graph.shapeOf(value);
  for (const node of graph.nodes) {
    const read = node.inputs.filter(Boolean);
    if (!read.every((value) => found.has(value))) continue;
    const view: View = {
      node,
      batch,
      shape,
      isConstant: (i) => found.get(node.inputs[i] ?? '') === 'constant',
      byRows: (i) => found.get(node.inputs[i] ?? '') === 'rows' || alike.has(node.inputs[i] ?? ''),
      numbers: (i) => {
        const tensor = graph.initializers.get(node.inputs[i] ?? '');
        return tensor && numbersOf(tensor);
      },
    };
    const byRows = entryOf(rules, node)?.(view) ?? false;
    const constant = read.every((value) => found.get(value) === 'constant');
    for (const value of node.outputs.filter(Boolean)) {
      found.set(value, constant ? 'constant' : byRows ? 'rows' : 'mixed');
      if (constant && byRows) alike.add(value);
    }
  }
  return found;
}

/** The contents are so many times the same piece. */
function repeats(data: Tensor['data'], pieces: number): boolean {
  const length = data.length / pieces;
  for (let i = length; i < data.length; i++) if (data[i] !== data[i - length]) return false;
  return true;
}
