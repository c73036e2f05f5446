/** Static shape and type inference: with batch and sequence length fixed, every value has one known shape. */
import { intAttribute, intsAttribute, type Graph, type Node, type ValueType } from './graph';
import { supportedDtype, type DType } from './dtype';
import { numbersOf, sizeOf, type Tensor } from './tensor';

/** What a rule sees of a node's surroundings. */
export interface InferContext {
  readonly node: Node;
  readonly opset: number;
  /** Type of input i. @throws when the input is absent. */
  type(i: number): ValueType;
  has(i: number): boolean;
  /** Value of input i as numbers. @throws when it is not a constant. */
  constant(i: number): number[];
  graph: Graph;
}

/** Returns the types of the outputs, in order. */
export type InferRule = (context: InferContext) => ValueType[];

export class InferenceError extends Error {
  override name = 'InferenceError';
}

/** Numpy-style broadcast of shapes. @throws when they don't fit. */
export function broadcastShapes(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((s) => s.length));
  const out = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const at = rank - shape.length + i;
      const d = shape[i]!;
      if (d === 1) continue;
      if (out[at] !== 1 && out[at] !== d)
        throw new InferenceError(`Shapes ${shapes.map((s) => `[${s.join(', ')}]`).join(' and ')} do not broadcast.`);
      out[at] = d;
    }
  }
  return out;
}

/** Turns a possibly negative axis into 0..rank-1. */
export const normaliseAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const same: InferRule = (c) => [c.type(0)];
const elementwise: InferRule = (c) => [
  { dtype: c.type(0).dtype, shape: broadcastShapes(c.type(0).shape, c.type(1).shape) },
];
const variadic: InferRule = (c) => [
  { dtype: c.type(0).dtype, shape: broadcastShapes(...c.node.inputs.map((_, i) => c.type(i).shape)) },
];
const comparison: InferRule = (c) => [{ dtype: 'bool', shape: broadcastShapes(c.type(0).shape, c.type(1).shape) }];

/** Axes given as attribute (older opsets) or as second input (newer ones). */
function axesOf(c: InferContext): number[] | undefined {
  const attribute = intsAttribute(c.node, 'axes');
  if (attribute) return [...attribute];
  return c.has(1) ? c.constant(1) : undefined;
}

const reduce: InferRule = (c) => {
  const { dtype, shape } = c.type(0);
  const keep = intAttribute(c.node, 'keepdims', 1) === 1;
  const axes = axesOf(c);
  if ((!axes || axes.length === 0) && intAttribute(c.node, 'noop_with_empty_axes', 0) === 1) return [c.type(0)];
  const reduced = new Set(
    (axes && axes.length > 0 ? axes : shape.map((_, i) => i)).map((a) => normaliseAxis(a, shape.length)),
  );
  return [
    { dtype, shape: keep ? shape.map((d, i) => (reduced.has(i) ? 1 : d)) : shape.filter((_, i) => !reduced.has(i)) },
  ];
};

const argReduce: InferRule = (c) => {
  const { shape } = c.type(0);
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), shape.length);
  const keep = intAttribute(c.node, 'keepdims', 1) === 1;
  return [
    { dtype: 'int64', shape: keep ? shape.map((d, i) => (i === axis ? 1 : d)) : shape.filter((_, i) => i !== axis) },
  ];
};

/** Output shape of MatMul, with numpy's rules for vectors and batch broadcasting. */
export function matmulShape(a: readonly number[], b: readonly number[]): number[] {
  const left = a.length === 1 ? [1, a[0]!] : a;
  const right = b.length === 1 ? [b[0]!, 1] : b;
  if (left[left.length - 1] !== right[right.length - 2])
    throw new InferenceError(`MatMul of [${a.join(', ')}] by [${b.join(', ')}]: inner sizes differ.`);
  const batch = broadcastShapes(left.slice(0, -2), right.slice(0, -2));
  const out = [...batch];
  if (a.length > 1) out.push(left[left.length - 2]!);
  if (b.length > 1) out.push(right[right.length - 1]!);
  return out;
}

/** Element type by its number in ONNX. @throws InferenceError where it is not supported. */
export function dtypeFromOnnx(number: number): DType {
  const dtype = supportedDtype(number);
  if (!dtype) throw new InferenceError(`Element type ${number} is not supported.`);
  return dtype;
}

/** Resolves the target of a Reshape (0 copies, -1 is inferred). */
export function resolveReshape(from: readonly number[], target: readonly number[], allowZero = false): number[] {
  const out = target.map((d, i) => (d === 0 && !allowZero ? from[i]! : d));
  const free = out.indexOf(-1);
  const total = sizeOf(from);
  if (free >= 0) out[free] = total / Math.max(1, sizeOf(out.filter((_, i) => i !== free)));
  if (sizeOf(out) !== total)
    throw new InferenceError(`[${from.join(', ')}] cannot be reshaped to [${target.join(', ')}].`);
  return out;
}

/** Start, end and step of a Slice along each axis, clamped like ONNX does. */
export function resolveSlice(
  shape: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  axes?: readonly number[],
  steps?: readonly number[],
) {
  const range = shape.map((d) => ({ start: 0, end: d, step: 1 }));
  starts.forEach((s, i) => {
    const axis = normaliseAxis(axes ? axes[i]! : i, shape.length);
    const d = shape[axis]!;
    const step = steps?.[i] ?? 1;
    const clamp = (v: number, low: number, high: number) => Math.min(Math.max(v < 0 ? v + d : v, low), high);
    range[axis] =
      step > 0
        ? { start: clamp(s, 0, d), end: clamp(ends[i]!, 0, d), step }
        : { start: clamp(s, 0, d - 1), end: ends[i]! < -d ? -1 : clamp(ends[i]!, -1, d - 1), step };
  });
  return range.map((r) => ({ ...r, size: Math.max(0, Math.ceil((r.end - r.start) / r.step)) }));
}

const splitRule: InferRule = (c) => {
  const { dtype, shape } = c.type(0);
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), shape.length);
  const given = intsAttribute(c.node, 'split') ?? (c.has(1) ? c.constant(1) : undefined);
  const count = c.node.outputs.length;
  const chunk = Math.ceil(shape[axis]! / count);
  const sizes = given ?? c.node.outputs.map((_, i) => Math.min(chunk, shape[axis]! - i * chunk));
  return c.node.outputs.map((_, i) => ({ dtype, shape: shape.map((d, k) => (k === axis ? sizes[i]! : d)) }));
};

/** One rule per operator. Canonicalisation adds none: contrib ops are lowered before types are needed. */
export const inferRules: Record<string, InferRule> = {
  MatMul: (c) => [{ dtype: c.type(0).dtype, shape: matmulShape(c.type(0).shape, c.type(1).shape) }],
  Gemm: (c) => {
    const a = c.type(0).shape,
      b = c.type(1).shape;
    const m = intAttribute(c.node, 'transA', 0) ? a[1]! : a[0]!;
    const k = intAttribute(c.node, 'transA', 0) ? a[0]! : a[1]!;
    const n = intAttribute(c.node, 'transB', 0) ? b[0]! : b[1]!;
    const k2 = intAttribute(c.node, 'transB', 0) ? b[1]! : b[0]!;
    if (k !== k2)
      throw new InferenceError(`Gemm of [${a.join(', ')}] by [${b.join(', ')}]: inner sizes ${k} and ${k2} differ.`);
    return [{ dtype: c.type(0).dtype, shape: [m, n] }];
  },
  Reshape: (c) => [
    {
      dtype: c.type(0).dtype,
      shape: resolveReshape(c.type(0).shape, c.constant(1), intAttribute(c.node, 'allowzero', 0) === 1),
    },
  ],
  Transpose: (c) => {
    const { dtype, shape } = c.type(0);
    const perm = intsAttribute(c.node, 'perm') ?? shape.map((_, i) => shape.length - 1 - i);
    return [{ dtype, shape: perm.map((p) => shape[p]!) }];
  },
  Unsqueeze: (c) => {
    const { dtype, shape } = c.type(0);
    const axes = axesOf(c)!;
    const rank = shape.length + axes.length;
    const inserted = new Set(axes.map((a) => normaliseAxis(a, rank)));
    const rest = [...shape];
    return [{ dtype, shape: Array.from({ length: rank }, (_, i) => (inserted.has(i) ? 1 : rest.shift()!)) }];
  },
  Squeeze: (c) => {
    const { dtype, shape } = c.type(0);
    const axes = axesOf(c);
    const drop = axes ? new Set(axes.map((a) => normaliseAxis(a, shape.length))) : undefined;
    return [{ dtype, shape: shape.filter((d, i) => (drop ? !drop.has(i) : d !== 1)) }];
  },
  Flatten: (c) => {
    const { dtype, shape } = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', 1), shape.length);
    return [{ dtype, shape: [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))] }];
  },
  Concat: (c) => {
    const first = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), first.shape.length);
    const total = c.node.inputs.reduce((sum, _, i) => sum + c.type(i).shape[axis]!, 0);
    return [{ dtype: first.dtype, shape: first.shape.map((d, i) => (i === axis ? total : d)) }];
  },
  Split: splitRule,
  Slice: (c) => {
    const { dtype, shape } = c.type(0);
    const attributeStarts = intsAttribute(c.node, 'starts');
    const ranges = attributeStarts
      ? resolveSlice(shape, attributeStarts, intsAttribute(c.node, 'ends')!, intsAttribute(c.node, 'axes'))
      : resolveSlice(
          shape,
          c.constant(1),
          c.constant(2),
          c.has(3) ? c.constant(3) : undefined,
          c.has(4) ? c.constant(4) : undefined,
        );
    return [{ dtype, shape: ranges.map((r) => r.size) }];
  },
  Gather: (c) => {
    const { dtype, shape } = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), shape.length);
    return [{ dtype, shape: [...shape.slice(0, axis), ...c.type(1).shape, ...shape.slice(axis + 1)] }];
  },
  GatherElements: (c) => [{ dtype: c.type(0).dtype, shape: c.type(1).shape }],
  GatherND: (c) => {
    const { dtype, shape } = c.type(0);
    const indices = c.type(1).shape;
    const batch = intAttribute(c.node, 'batch_dims', 0);
    const depth = indices[indices.length - 1]!;
    return [{ dtype, shape: [...indices.slice(0, -1), ...shape.slice(batch + depth)] }];
  },
  ScatterElements: same,
  ScatterND: same,
  Expand: (c) => [{ dtype: c.type(0).dtype, shape: broadcastShapes(c.type(0).shape, c.constant(1)) }],
  Tile: (c) => {
    const repeats = c.constant(1);
    return [{ dtype: c.type(0).dtype, shape: c.type(0).shape.map((d, i) => d * repeats[i]!) }];
  },
  Pad: (c) => {
    const { dtype, shape } = c.type(0);
    const pads = intsAttribute(c.node, 'pads') ?? c.constant(1);
    const axes = c.has(3) ? c.constant(3).map((a) => normaliseAxis(a, shape.length)) : shape.map((_, i) => i);
    const out = [...shape];
    axes.forEach((axis, i) => {
      out[axis] = out[axis]! + pads[i]! + pads[i + axes.length]!;
    });
    return [{ dtype, shape: out }];
  },
  Where: (c) => [{ dtype: c.type(1).dtype, shape: broadcastShapes(c.type(0).shape, c.type(1).shape, c.type(2).shape) }],
  Cast: (c) => [{ dtype: dtypeFromOnnx(intAttribute(c.node, 'to', 1)), shape: c.type(0).shape }],
  CastLike: (c) => [{ dtype: c.type(1).dtype, shape: c.type(0).shape }],
  Shape: (c) => {
    const rank = c.type(0).shape.length;
    const start = normaliseAxis(intAttribute(c.node, 'start', 0), rank);
    const end = normaliseAxis(intAttribute(c.node, 'end', rank), rank);
    return [{ dtype: 'int64', shape: [Math.max(0, end - start)] }];
  },
  Size: () => [{ dtype: 'int64', shape: [] }],
  Range: (c) => {
    const [start, limit, delta] = [c.constant(0)[0]!, c.constant(1)[0]!, c.constant(2)[0]!];
    return [{ dtype: c.type(0).dtype, shape: [Math.max(0, Math.ceil((limit - start) / delta))] }];
  },
  ConstantOfShape: (c) => {
    const value = c.node.attributes.value;
    return [{ dtype: value?.kind === 'tensor' ? value.value.dtype : 'float32', shape: c.constant(0) }];
  },
  Constant: (c) => {
    const a = c.node.attributes;
    if (a.value?.kind === 'tensor') return [{ dtype: a.value.value.dtype, shape: a.value.value.dims }];
    if (a.value_float) return [{ dtype: 'float32', shape: [] }];
    if (a.value_int) return [{ dtype: 'int64', shape: [] }];
    if (a.value_floats?.kind === 'floats') return [{ dtype: 'float32', shape: [a.value_floats.value.length] }];
    if (a.value_ints?.kind === 'ints') return [{ dtype: 'int64', shape: [a.value_ints.value.length] }];
    throw new InferenceError('A Constant without a tensor or number value is not supported.');
  },
  LayerNormalization: (c) => {
    const { dtype, shape } = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), shape.length);
    const stat = { dtype: 'float32' as const, shape: shape.map((d, i) => (i >= axis ? 1 : d)) };
    return [{ dtype, shape }, stat, stat];
  },
  Trilu: same,
  Dropout: (c) => [c.type(0), { dtype: 'bool', shape: c.type(0).shape }],
  TopK: (c) => {
    const { dtype, shape } = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), shape.length);
    const k = c.constant(1)[0]!;
    const out = shape.map((d, i) => (i === axis ? k : d));
    return [
      { dtype, shape: out },
      { dtype: 'int64', shape: out },
    ];
  },
  Einsum: (c) => {
    const equation = c.node.attributes.equation;
    const [left, right] = (equation?.kind === 'string' ? equation.value : '').replaceAll(' ', '').split('->');
    const sizes = new Map<string, number>();
    left!.split(',').forEach((term, i) => [...term].forEach((letter, k) => sizes.set(letter, c.type(i).shape[k]!)));
    return [{ dtype: c.type(0).dtype, shape: [...right!].map((letter) => sizes.get(letter)!) }];
  },
  IsNaN: (c) => [{ dtype: 'bool', shape: c.type(0).shape }],
  IsInf: (c) => [{ dtype: 'bool', shape: c.type(0).shape }],
  CumSum: same,
  Softmax: same,
  LogSoftmax: same,
  ArgMax: argReduce,
  ArgMin: argReduce,
};
for (const op of [
  'Abs',
  'Neg',
  'Exp',
  'Log',
  'Sqrt',
  'Reciprocal',
  'Erf',
  'Tanh',
  'Sigmoid',
  'Relu',
  'Sin',
  'Cos',
  'Gelu',
  'Elu',
  'LeakyRelu',
  'Softplus',
  'Softsign',
  'HardSigmoid',
  'HardSwish',
  'Mish',
  'Selu',
  'Celu',
  'Floor',
  'Ceil',
  'Round',
  'Sign',
  'Identity',
  'Not',
  'Clip',
  'Tan',
  'ThresholdedRelu',
])
  inferRules[op] = same;
for (const op of ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Mod', 'And', 'Or', 'Xor', 'PRelu']) inferRules[op] = elementwise;
for (const op of ['Max', 'Min', 'Sum', 'Mean']) inferRules[op] = variadic;
for (const op of ['Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual']) inferRules[op] = comparison;
for (const op of [
  'ReduceSum',
  'ReduceMean',
  'ReduceMax',
  'ReduceMin',
  'ReduceProd',
  'ReduceL1',
  'ReduceL2',
  'ReduceSumSquare',
  'ReduceLogSumExp',
  'ReduceLogSum',
])
  inferRules[op] = reduce;

/** Infers one node's output types. @throws InferenceError naming node and operator. */
export function inferNode(graph: Graph, node: Node): ValueType[] {
  const rule = node.domain === '' ? inferRules[node.op] : undefined;
  if (!rule)
    throw new InferenceError(
      `No shape rule for operator ${node.domain ? `${node.domain}.` : ''}${node.op} (node "${node.name}").`,
    );
  const context: InferContext = {
    node,
    graph,
    opset: graph.opset,
    has: (i) => Boolean(node.inputs[i]),
    type: (i) => {
      const value = node.inputs[i];
      if (!value) throw new InferenceError(`Node "${node.name}" (${node.op}) lacks input ${i}.`);
      const type = graph.types.get(value);
      if (!type) throw new InferenceError(`Node "${node.name}" (${node.op}) reads "${value}", whose type is unknown.`);
      return type;
    },
    constant: (i) => {
      const tensor: Tensor | undefined = graph.initializers.get(node.inputs[i] ?? '');
      if (!tensor)
        throw new InferenceError(
          `Node "${node.name}" (${node.op}): input ${i} ("${node.inputs[i]}") must be constant once the shapes are fixed, but it is computed.`,
        );
      return numbersOf(tensor);
    },
  };
  try {
    return rule(context);
  } catch (error) {
    if (error instanceof InferenceError && error.message.includes(`"${node.name}"`)) throw error;
    throw new InferenceError(`Node "${node.name}" (${node.op}): ${(error as Error).message}`);
  }
}

/** Fills `graph.types` anew for all values of a topologically sorted graph with fixed input dimensions. */
export function inferTypes(graph: Graph): void {
  graph.types.clear();
  for (const input of graph.inputs) {
    const open = input.dims.find((d) => typeof d !== 'number');
    if (open !== undefined) throw new InferenceError(`Dimension "${open}" of input "${input.name}" is not fixed.`);
    graph.types.set(input.name, { dtype: input.dtype, shape: input.dims as number[] });
  }
  for (const [name, tensor] of graph.initializers) graph.types.set(name, { dtype: tensor.dtype, shape: tensor.dims });
  for (const node of graph.nodes) {
    const types = inferNode(graph, node);
    node.outputs.forEach((out, i) => {
      if (out) graph.types.set(out, types[i]!);
    });
  }
}
