/**
 * What of a node decides which kernel runs it: operator, attributes, and of each operand the type, the rank, and of
 * each dimension whether it is 1 and whether it is a multiple of 4 (kernels of vectors); for `MatMul` also whether it
 * is small. Nodes of one key are run by the same code, so that one of them proves it for all.
 */
import { normalStream } from '../src/autodiff/gradientCheck';
import { Graph, type Attribute, type Node, type ValueType } from '../src/onnx/graph';
import { inferTypes } from '../src/onnx/infer';
import { bool, f32, i32, i64, sizeOf, tensorOf, type Tensor } from '../src/onnx/tensor';

/** Inputs that only say which shape comes out, which is in the key already. */
const shapeOnly: Readonly<Record<string, readonly number[]>> = { Reshape: [1], Expand: [1], Slice: [2], Split: [1] };
/** Inputs that count places: what matters is whether from the start, from within, or from the end. */
const places: Readonly<Record<string, readonly number[]>> = { Slice: [1], Pad: [1] };
/** Whole constants of so many elements or fewer are told by their values: axes, steps, limits. */
const FEW = 8;

/** Operators that only give the same numbers another shape: what decides is the rank. */
const relabelling = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity']);

function dimension(op: string, size: number): string {
  if (relabelling.has(op)) return 'n';
  if (size === 1) return '1';
  // Products of small matrices have a kernel of their own.
  const small = op === 'MatMul' && size < 8 ? 'few' : 'n';
  return size % 4 === 0 ? `${small}×4` : small;
}

const typed = (op: string, { dtype, shape }: ValueType): string =>
  `${dtype}[${shape.map((size) => dimension(op, size)).join(' ')}]`;

/** An attribute; of a product's factors only whether they are there, since they reach the kernel as numbers. */
function attribute(op: string, name: string, { kind, value }: Attribute): string {
  if (op === 'Gemm' && (name === 'alpha' || name === 'beta')) return value === 0 || value === 1 ? String(value) : 'x';
  return kind === 'tensor' ? [...value.data].join() : kind === 'graph' ? 'graph' : String(value);
}

/** A whole constant, as far as it decides what is done. */
function constantOf(node: Node, i: number, { dtype, dims, data }: Tensor): string {
  if (dtype !== 'int64' || sizeOf(dims) > FEW || shapeOnly[node.op]?.includes(i)) return '';
  const values = Array.from(data as BigInt64Array, Number);
  return `=${values.map((v) => (places[node.op]?.includes(i) ? Math.sign(v) : v)).join()}`;
}

function operand(graph: Graph, node: Node, value: string, i: number): string {
  if (value === '') return 'absent';
  const first = node.inputs.indexOf(value);
  if (first < i) return `as ${first}`;
  const type = typed(node.op, graph.typeOf(value));
  const constant = graph.initializers.get(value);
  // A product does not care where its operands come from.
  return constant && node.op !== 'Gemm' && node.op !== 'MatMul'
    ? `constant ${type}${constantOf(node, i, constant)}`
    : type;
}

/** The node's key, readable. Its graph must have types. */
export function keyOf(graph: Graph, node: Node): string {
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => `${name}=${attribute(node.op, name, value)}`)
    .sort();
  const outputs = node.outputs.map((value) => (value === '' ? 'unwanted' : typed(node.op, graph.typeOf(value))));
  const inputs = node.inputs.map((value, i) => operand(graph, node, value, i));
  // Graphs with packed weights are of a later opset, for which the provider has kernels of their own.
  const version = graph.opset > 20 ? ` in opset ${graph.opset}` : '';
  return (
    `${node.domain ? `${node.domain}.` : ''}${node.op}(${[...inputs, ...attributes].join('; ')}) → ` +
    `${outputs.join('; ')}${version}`
  );
}

/** A node by itself: its constants as they are, everything else a graph input. */
export interface Single {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** Operators that are only defined for positive numbers, in these inputs. */
const positive: Readonly<Record<string, readonly number[]>> = { Log: [0], Sqrt: [0], Pow: [0] };

/**
 * Whole numbers that an operator can take at input `i`: indices in range, each place at most once where something is
 * written.
 */
function indices(graph: Graph, node: Node, i: number, shape: readonly number[]): Int32Array {
  const size = sizeOf(shape);
  const data = graph.typeOf(node.inputs[0]!).shape;
  const given = Number(node.attributes.axis?.value ?? 0);
  const axis = given < 0 ? given + data.length : given;
  if (i === 1 && (node.op === 'GatherElements' || node.op === 'ScatterElements')) {
    const inner = sizeOf(shape.slice(axis + 1));
    return Int32Array.from({ length: size }, (_, k) => ((Math.floor(k / inner) + 1) % shape[axis]!) % data[axis]!);
  }
  if (i === 1 && node.op === 'Gather') return Int32Array.from({ length: size }, (_, k) => (k * 7 + 3) % data[axis]!);
  if (i === 1 && (node.op === 'GatherND' || node.op === 'ScatterND')) {
    const width = shape.at(-1)!;
    const sizes = data.slice(0, width);
    return Int32Array.from({ length: size }, (_, k) => {
      const row = Math.floor(k / width);
      return Math.floor(row / sizeOf(sizes.slice((k % width) + 1))) % sizes[k % width]!;
    });
  }
  // Not zero, which may be a divisor.
  return Int32Array.from({ length: size }, (_, k) => (k % 5) + 1);
}

/** A random number that input `i` of an operator can take: the `k`th of its tensor. */
function sensible(op: string, i: number, x: number, k: number): number {
  if (positive[op]?.includes(i)) return 0.1 + Math.abs(x);
  // Divisors keep away from zero. So do deviations of a row, of which a ladder's has two numbers: between equal ones,
  // what is left of E[x²] − E[x]² is rounding.
  if (op === 'Div' || op === 'Reciprocal') return x + Math.sign(x);
  if (op === 'LayerNormalization' && i === 0) return x + (k % 2 === 0 ? 2 : -2);
  return x;
}

/** Takes a node out of its graph, with random numbers for what it reads. */
export function single(graph: Graph, node: Node, seed: number): Single {
  const alone = new Graph();
  alone.opset = graph.opset;
  alone.domains = new Map(graph.domains);
  const normal = normalStream(seed);
  const feeds: Record<string, Tensor> = {};
  node.inputs.forEach((value, i) => {
    if (value === '' || value in feeds || alone.initializers.has(value)) return;
    const constant = graph.initializers.get(value);
    if (constant) return void alone.initializers.set(value, constant);
    const { dtype, shape } = graph.typeOf(value);
    alone.inputs.push({ name: value, dtype, dims: shape });
    const random = Float32Array.from({ length: sizeOf(shape) }, normal);
    if (dtype === 'float32')
      feeds[value] = f32(
        shape,
        random.map((x, k) => sensible(node.op, i, x, k)),
      );
    else if (dtype === 'int32') feeds[value] = i32(shape, indices(graph, node, i, shape));
    else if (dtype === 'int64') feeds[value] = i64(shape, BigInt64Array.from(indices(graph, node, i, shape), BigInt));
    else if (dtype === 'bool')
      feeds[value] = bool(
        shape,
        [...random].map((x) => x > 0),
      );
    else if (dtype === 'uint8') feeds[value] = tensorOf(dtype, shape, indices(graph, node, i, shape));
    else throw new Error(`${node.op} reads ${dtype}, which is no type of computation on a GPU.`);
  });
  alone.nodes = [{ ...node, inputs: [...node.inputs], outputs: [...node.outputs] }];
  alone.outputs = node.outputs.filter(Boolean);
  inferTypes(alone);
  return { graph: alone, feeds };
}
