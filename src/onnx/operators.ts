/**
 * The operators of a prepared graph, and of all that later stages add to it (opset 20, 21 where weights are packed;
 * domain ai.onnx but for one).
 *
 * What exporters write besides is brought into this vocabulary by `specialise` and the rules in `lowering/`. Tables of
 * rules are typed by `Operator`, so that a new name here does not compile until every table says something about it.
 */
import type { Node } from './graph';

/** One output in the shape of the one input, each element by itself. */
export const unaryOperators = [
  'Abs',
  'Ceil',
  'Celu',
  'Cos',
  'Elu',
  'Erf',
  'Exp',
  'Floor',
  'Gelu',
  'HardSigmoid',
  'HardSwish',
  'Identity',
  'LeakyRelu',
  'Log',
  'Mish',
  'Neg',
  'Not',
  'Reciprocal',
  'Relu',
  'Round',
  'Selu',
  'Sigmoid',
  'Sign',
  'Sin',
  'Softplus',
  'Softsign',
  'Sqrt',
  'Tan',
  'Tanh',
  'ThresholdedRelu',
] as const;

/** Two operands that broadcast; the result has their element type. */
export const binaryOperators = ['Add', 'And', 'Div', 'Mul', 'Or', 'PRelu', 'Pow', 'Sub', 'Xor'] as const;

/** Two operands that broadcast; the result is bool. */
export const comparisonOperators = ['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'] as const;

/** Along `axes`, with or without keeping them. */
export const reductionOperators = [
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSum',
  'ReduceLogSumExp',
  'ReduceMax',
  'ReduceMean',
  'ReduceMin',
  'ReduceProd',
  'ReduceSum',
  'ReduceSumSquare',
] as const;

/** The same elements, elsewhere. */
export const movementOperators = [
  'Concat',
  'Expand',
  'Flatten',
  'Gather',
  'GatherElements',
  'GatherND',
  'Pad',
  'Reshape',
  'ScatterElements',
  'ScatterND',
  'Slice',
  'Split',
  'Squeeze',
  'Tile',
  'Transpose',
  'Trilu',
  'Unsqueeze',
] as const;

export const operators = [
  ...unaryOperators,
  ...binaryOperators,
  ...comparisonOperators,
  ...reductionOperators,
  ...movementOperators,
  'ArgMax',
  'ArgMin',
  'Cast',
  'CastLike',
  'Clip',
  'CumSum',
  'DequantizeLinear',
  'GatherBlockQuantized',
  'Gemm',
  'IsInf',
  'IsNaN',
  'LayerNormalization',
  'LogSoftmax',
  'MatMul',
  'Max',
  'Min',
  'Softmax',
  'TopK',
  'Where',
] as const;

export type Operator = (typeof operators)[number];

/** One entry for each operator. */
export type OperatorTable<T> = Readonly<Record<Operator, T>>;

const known: ReadonlySet<string> = new Set(operators);

export const isOperator = (op: string): op is Operator => known.has(op);

/** com.microsoft's, which ai.onnx has no counterpart of: rows of a table of four-bit codes. */
export const domainOf = (op: Operator): string => (op === 'GatherBlockQuantized' ? 'com.microsoft' : '');

/** The node's operator; undefined where it is an exporter's or contrib operator that is still to be lowered. */
export const operatorOf = (node: Node): Operator | undefined =>
  isOperator(node.op) && node.domain === domainOf(node.op) ? node.op : undefined;

/** The same entry for several operators, to be spread into a table. */
export const forEach = <const K extends Operator, T>(ops: readonly K[], entry: T): Record<K, T> =>
  Object.fromEntries(ops.map((op) => [op, entry])) as Record<K, T>;

/** The entry of a node's operator, if it has one. */
export const entryOf = <T>(table: OperatorTable<T>, node: Node): T | undefined => {
  const op = operatorOf(node);
  return op && table[op];
};
