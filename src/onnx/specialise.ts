/** Fixes batch size and sequence length: one walk that infers types, folds shape arithmetic and lowers dialects. */
import { says } from './messages';
import { Builder } from './builder';
import { ModelFileError } from './codec';
import { derived, noteStored, widened } from './derived';
import { FoldBudget } from './fold/budget';
import { canEvaluate, evaluateNode, NotEvaluated } from './fold/evaluate';
import { tensorFrom, valuesOf } from './fold/values';
import { Graph, int, intAttribute, type Input, type Node } from './graph';
import { isFloatType, isQuantisedType, onnxFromDtype } from './dtype';
import { smallestPacked } from './packed';
import { numbersOfInt64 } from './int64';
import { inputRoles, type InputRole, type PositionRule } from './inputs';
import { dtypeFromOnnx, inferNode, namesNode, normaliseAxis, shapesInto, toldAt } from './infer';
import { LowerContext } from './lowering/context';
import { isFrequencyTable } from './frequencies';
import { loweringOf } from './lowering/rules';
import { shapeInputs } from './shapeInputs';
import { i32, i64, numbersOf, sizeOf, tensorOf, type DType, type Tensor } from './tensor';

export interface Size {
  readonly batch: number;
  readonly sequence: number;
  /** Length of what the decoder of an encoder–decoder reads; default: that of the encoder. */
  readonly target?: number;
}

/**
 * The graph for one batch size and sequence length.
 *
 * - ids, mask and token types stay inputs, as int32 (batch, sequence); float16 and float64 become float32;
 * - every other input gets what a plain text means (see inputs.ts): positions as `positions` says, no past keys and
 *   values, `use_cache_branch` false; one that is not known is refused by its name;
 * - `If` on a constant keeps the taken branch;
 * - everything that depends on shapes only is a constant; arithmetic on weights is not folded;
 * - contrib and composite operators are lowered (see lowering/).
 *
 * @throws InferenceError or ModelFileError naming the node and operator that stand in the way.
 */
export function specialise(source: Graph, size: Size, positions: PositionRule = { start: 0 }): Graph {
  return new Walk(source, size, positions).run();
}

class Walk {
  private readonly graph = new Graph();
  private readonly builder: Builder;
  /** Value of the source → value here. */
  private readonly values = new Map<string, string>();
  private readonly weights = new Set<string>();
  private readonly taken: Set<string>;
  private readonly budget = new FoldBudget();

  constructor(
    private readonly source: Graph,
    private readonly size: Size,
    private readonly positions: PositionRule,
  ) {
    this.graph.name = source.name;
    this.graph.opset = 20;
    // The builder must not invent a name that a node still to come has.
    this.graph.nodes = allNodes(source);
    this.graph.initializers = new Map(source.initializers);
    this.builder = new Builder(this.graph, 'base');
    this.taken = new Set();
    this.graph.nodes = [];
    this.graph.initializers = new Map();
  }

  run(): Graph {
    const source = this.source.clone();
    source.sort();
    this.declareInputs(source);
    this.load(source);
    for (const node of source.nodes) this.visit(node);
    this.graph.outputs = source.outputs.map((out) => this.resolve(out));
    return this.graph;
  }

  private declareInputs(source: Graph): void {
    const { inputs } = source;
    const roles = inputRoles(inputs);
    const ids = inputs.find(({ name }) => roles.get(name) === 'ids');
    // Positions are computed from the ids.
    for (const input of inputs.toSorted((a, b) => Number(b === ids) - Number(a === ids)))
      this.declare(input, roles.get(input.name), ids);
  }

  private declare(input: Input, role: InputRole | undefined, ids: Input | undefined): void {
    const { name } = input;
    switch (role) {
      case 'ids':
      case 'mask':
      case 'tokenTypes':
        return this.fed(input, this.size.sequence);
      case 'decoderIds':
        return this.fed(input, this.size.target ?? this.size.sequence);
      case 'positions':
        return this.declarePositions(input, ids);
      case 'useCache':
        return void this.constant(name, tensorOf('bool', input.dims.map(() => 1), [0])); // prettier-ignore
      case 'past': {
        const symbol = ids?.dims[0];
        const dims = input.dims.map((d, i) =>
          typeof d === 'number' ? d : d === symbol || i === 0 ? this.size.batch : 0,
        );
        return void this.constant(name, tensorOf('float32', dims, new Float32Array(sizeOf(dims))));
      }
      case 'zeros':
      case 'ones': {
        const dims = this.sized(input);
        const dtype = narrowed(input.dtype);
        const values = new Array<number>(sizeOf(dims)).fill(role === 'ones' ? 1 : 0);
        return void this.constant(name, widened(tensorOf(dtype, dims, values)));
      }
      case undefined: {
        const [dtype, shape] = [narrowed(input.dtype), this.sized(input)];
        this.graph.inputs.push({ name, dtype, dims: shape });
        this.graph.types.set(name, { dtype, shape });
        this.taken.add(name);
        this.values.set(name, name);
      }
    }
  }

  /** Named dimensions as numbers: the first is the batch, the others the sequence. */
  private sized({ dims }: Input): number[] {
    return dims.map((d, i) => (typeof d === 'number' ? d : i === 0 ? this.size.batch : this.size.sequence));
  }

  /** An input of the canonical graph: int32 (batch, sequence), even if the file was exported for one fixed size. */
  private fed({ name, dtype }: Input, length: number): void {
    const shape = [this.size.batch, length];
    this.graph.inputs.push({ name, dtype: 'int32', dims: shape });
    this.graph.types.set(name, { dtype: 'int32', shape });
    this.taken.add(name);
    const wanted = narrowed(dtype);
    this.values.set(name, wanted === 'int32' ? name : this.builder.cast(name, wanted));
  }

  private declarePositions({ name, dims }: Input, ids: Input | undefined): void {
    const { sequence } = this.size;
    const { start, padding } = this.positions;
    if (padding === undefined || dims.length !== 2 || !ids) {
      // One row, one vector (`cache_position`), or a row for each axis of a picture, which are the same for text.
      const shape = dims.map((d, i) =>
        i === dims.length - 1 ? sequence : dims.length > 2 && typeof d === 'number' ? d : 1,
      );
      const row = Array.from({ length: sizeOf(shape) }, (_, i) => start + (i % sequence));
      this.constant(name, i32(shape, row));
      return;
    }
    const inner = (part: string) => `${name}/${part}`;
    const number = (part: string, value: number) => {
      this.constant(inner(part), part === 'axis' ? i64([], [value]) : i32([], [value]));
      return inner(part);
    };
    const step = (op: string, inputs: string[], output: string, attributes: Node['attributes'] = {}) => {
      const node = { name: inner(op), op, domain: '', inputs, outputs: [output], attributes };
      this.visit({ ...node, role: 'base', module: undefined });
      return output;
    };
    const pad = number('padding', padding);
    const isPadding = step('Equal', [ids.name, pad], inner('is_padding'));
    const isText = step('Not', [isPadding], inner('is_text'));
    const ones = step('Cast', [isText], inner('ones'), { to: int(onnxFromDtype('int32')) });
    const counted = step('CumSum', [ones, number('axis', 1)], inner('counted'));
    const placed = step('Mul', [counted, ones], inner('placed'));
    step('Add', [placed, number('start', start - 1)], name);
  }

  /** Takes over the initialisers of a graph. */
  private load(source: Graph): void {
    const consumers = source.consumers();
    for (const [name, tensor] of source.initializers) {
      const computed = isFrequencyTable(source, name, consumers) || isFill(name, tensor, consumers.get(name) ?? []);
      if (!isWeight(tensor) || computed) {
        this.constant(name, widened(tensor));
        continue;
      }
      noteStored(tensor);
      const stored = widened(tensor);
      noteStored(stored);
      this.weights.add(this.constant(name, stored));
    }
  }

  /** Binds a value of the source to a constant. @returns its name here, which differs if the name is in use. */
  private constant(name: string, tensor: Tensor): string {
    const here = this.claim(name);
    this.graph.initializers.set(here, tensor);
    this.graph.types.set(here, { dtype: tensor.dtype, shape: tensor.dims });
    this.values.set(name, here);
    return here;
  }

  /** Branches of different `If` nodes may use the same names inside. */
  private claim(name: string): string {
    const here = this.taken.has(name) ? this.builder.fresh(name) : name;
    this.taken.add(here);
    return here;
  }

  private resolve(value: string): string {
    if (value === '') return '';
    const here = this.values.get(value);
    if (here === undefined) throw new ModelFileError(says.notProduced({ value }));
    return here;
  }

  private visit(original: Node): void {
    if (original.op === 'If' && original.domain === '') return this.inline(original);
    const node: Node = {
      ...original,
      inputs: original.inputs.map((v) => this.resolve(v)),
      outputs: [...original.outputs],
    };
    if (this.fold(node)) return;
    this.toInt32(node);
    const before = this.graph.nodes.length;
    const rule = loweringOf(node);
    let outputs: readonly string[] | undefined;
    if (rule) {
      const context = new LowerContext(node, this.builder, this.source.opset, (name) => {
        this.weights.add(name);
        noteStored(this.graph.initializers.get(name)!);
      });
      try {
        outputs = this.builder.scope(scopeOf(node), () => rule(context));
      } catch (error) {
        throw namesNode(error, node)
          ? error
          : new ModelFileError(toldAt(node, error, shapesInto(this.graph, node)), { cause: error });
      }
    }
    if (!outputs) {
      outputs = node.outputs = node.outputs.map((out) => (out ? this.claim(out) : ''));
      const types = inferNode(this.graph, node);
      node.outputs.forEach((out, i) => {
        if (out) this.graph.types.set(out, types[i]!);
      });
      this.graph.nodes.push(node);
    }
    for (const added of this.graph.nodes.slice(before)) added.module ??= node.module;
    original.outputs.forEach((out, i) => {
      const here = outputs[i];
      if (out && here) this.values.set(out, here);
    });
    this.renameWeight(original, node);
  }

  /** Evaluates the node if that is shape arithmetic. */
  private fold(node: Node): boolean {
    if (node.domain !== '') return false;
    const { initializers } = this.graph;
    if (node.op === 'Shape' || node.op === 'Size') {
      const shape = this.builder.shapeOf(node.inputs[0]!);
      const start = normaliseAxis(intAttribute(node, 'start', 0), shape.length),
        end = normaliseAxis(intAttribute(node, 'end', shape.length), shape.length);
      const part = shape.slice(start, end);
      this.constant(node.outputs[0]!, node.op === 'Size' ? i64([], [sizeOf(shape)]) : i64([part.length], part));
      return true;
    }
    if (node.op === 'Constant') {
      this.constant(node.outputs[0]!, widened(constantOf(node)));
      return true;
    }
    const constant = node.inputs.every((v) => v === '' || (initializers.has(v) && !this.weights.has(v)));
    if (!constant || !canEvaluate(node)) return false;
    const types = inferNode(this.graph, node);
    const shapes = shapesInto(this.graph, node);
    if (!this.budget.allows(node, types, shapes)) return false;
    try {
      const results = evaluateNode(
        node,
        node.inputs.map((v) => (v ? valuesOf(initializers.get(v)!) : undefined)),
      ).map((values) => widened(tensorFrom(values)));
      node.outputs.forEach((out, i) => {
        if (out) this.constant(out, results[i]!);
      });
      return true;
    } catch (error) {
      if (error instanceof NotEvaluated) return false;
      throw new ModelFileError(toldAt(node, error, shapes), { cause: error });
    }
  }

  /** Index arithmetic that is left to run time computes in int32: WebGPU has no 64-bit integers. */
  private toInt32(node: Node): void {
    const keep = shapeInputs[node.domain === '' ? node.op : ''] ?? [];
    node.inputs = node.inputs.map((value, i) => {
      const tensor = this.graph.initializers.get(value);
      if (tensor?.dtype !== 'int64' || keep.includes(i)) return value;
      const narrow = derived(tensor, 'int32', () => {
        const numbers = numbersOfInt64(tensor.data as BigInt64Array);
        for (let at = 0; at < numbers.length; at++)
          numbers[at] = Math.min(Math.max(numbers[at]!, -2147483648), 2147483647);
        return i32(tensor.dims, new Int32Array(numbers));
      });
      return this.builder.initializer(`${value}/int32`, narrow);
    });
    if (node.op === 'Cast') {
      const to = dtypeFromOnnx(intAttribute(node, 'to', 1));
      node.attributes = { to: int(onnxFromDtype(narrowed(to))) };
    }
  }

  private inline(node: Node): void {
    const condition = this.graph.initializers.get(this.resolve(node.inputs[0]!));
    if (!condition) throw new ModelFileError(says.branchOnData({ node: node.name }));
    const branch = node.attributes[numbersOf(condition)[0] ? 'then_branch' : 'else_branch'];
    if (branch?.kind !== 'graph') throw new ModelFileError(says.noBranch({ node: node.name }));
    const body = branch.value.clone();
    this.load(body);
    for (const inner of body.nodes) this.visit(inner);
    node.outputs.forEach((out, i) => this.values.set(out, this.resolve(body.outputs[i]!)));
  }

  /** A weight stored in half precision as `x_fp16` and cast to `x` is one fp32 weight named `x` from here on. */
  private renameWeight(original: Node, node: Node): void {
    if (original.op !== 'Cast' && original.op !== 'DequantizeLinear') return;
    const out = original.outputs[0]!,
      value = this.values.get(out)!;
    if (!this.weights.has(value) || value !== node.inputs[0]) return;
    const name = /_output_\d+$|^val_\d+$/.test(out) ? value.replace(/_(fp16|float16|half)$/, '') : out;
    if (name === value || this.taken.has(name)) return;
    this.weights.add(this.constant(name, this.graph.initializers.get(value)!));
    this.values.set(out, name);
    for (const [from, to] of this.values) if (to === value) this.values.set(from, name);
  }
}

/**
 * Ones that the dynamo exporter makes for the norms of a model whose norms have no gain (OLMo): one tensor for all of
 * them, under a name of its own making.
 */
const isFill = (name: string, tensor: Tensor, readers: readonly Node[]): boolean =>
  /^val_\d+$/.test(name) &&
  tensor.dims.length === 1 &&
  readers.length > 1 &&
  readers.every((node) => node.op === 'LayerNormalization' && node.inputs[1] === name) &&
  numbersOf(tensor).every((value) => value === 1);

/**
 * What may be trained: floats with more than one element, and quantised matrices, packed in any shape. Arithmetic on it
 * is not folded.
 */
const isWeight = (tensor: Tensor) =>
  (isFloatType(tensor.dtype) && sizeOf(tensor.dims) > 1) ||
  (isQuantisedType(tensor.dtype) && (tensor.dims.length === 2 || sizeOf(tensor.dims) >= smallestPacked));
const narrowed = (dtype: DType): DType =>
  dtype === 'int64' ? 'int32' : dtype === 'float16' || dtype === 'float64' ? 'float32' : dtype;

function allNodes(graph: Graph): Node[] {
  return graph.nodes.flatMap((node) => [
    node,
    ...Object.values(node.attributes).flatMap((a) => (a.kind === 'graph' ? allNodes(a.value) : [])),
  ]);
}

/** New nodes are named after the module, or after the node that they replace. */
function scopeOf(node: Node): string {
  return node.name.startsWith('/') ? node.name.slice(0, node.name.lastIndexOf('/')) : node.name;
}

function constantOf(node: Node): Tensor {
  const a = node.attributes;
  if (a.value?.kind === 'tensor') return a.value.value;
  if (a.value_float?.kind === 'float') return tensorOf('float32', [], [a.value_float.value]);
  if (a.value_int?.kind === 'int') return i64([], [a.value_int.value]);
  if (a.value_floats?.kind === 'floats')
    return tensorOf('float32', [a.value_floats.value.length], a.value_floats.value);
  if (a.value_ints?.kind === 'ints') return i64([a.value_ints.value.length], a.value_ints.value);
  throw new ModelFileError(says.emptyConstant({ node: node.name }));
}
