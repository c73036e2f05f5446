/** Appends nodes to a graph with types inferred on the spot; the one way that stages add nodes. */
import { float, int, ints, str, type Attributes, type Graph, type Node, type Role, type ValueType } from './graph';
import { onnxFromDtype } from './dtype';
import { most } from './fold/budget';
import { InferenceError, inferNode, inferTypes } from './infer';
import { says } from './messages';
import { domainOf, type Operator } from './operators';
import { f32, i32, i64, sizeOf, type DType, type Tensor } from './tensor';

export interface EmitOptions {
  /** Names for the outputs, in order; generated where absent. '' leaves an optional output out. */
  outputs?: string[];
  name?: string;
}

/**
 * Edits `graph` in place. Values are strings; every method that emits returns the name of the new value.
 * Nodes go to the end: call `finish()` to sort, drop dead code and re-infer types.
 */
export class Builder {
  private readonly constants = new Map<string, string>();
  private readonly used: Set<string>;
  private readonly counters = new Map<string, number>();
  private prefix = '';
  /** Numbers that may still be made up. */
  private left = most;
  /** Values that others stand in place of: what was read before, and is read by the one that stands there now. */
  readonly wrapped: { readonly original: string; from: string; readonly to: string }[] = [];
  /** Values that say how much of something is used, with what they are about: for those who look on. */
  readonly watched: { readonly about: string; readonly value: string }[] = [];

  constructor(
    readonly graph: Graph,
    public role: Role,
  ) {
    this.used = new Set([
      ...graph.types.keys(),
      ...graph.initializers.keys(),
      ...graph.inputs.map((i) => i.name),
      ...graph.nodes.flatMap((n) => [n.name, ...n.outputs]),
    ]);
  }

  /** Lets onlookers know of a value; it changes nothing. @returns the value */
  watch(about: string, value: string): string {
    this.watched.push({ about, value });
    return value;
  }

  /** Runs `body` with a name prefix ("lora.layer.0.query") and optionally another role for the nodes it emits. */
  scope<T>(prefix: string, body: () => T, role?: Role): T {
    const [oldPrefix, oldRole] = [this.prefix, this.role];
    this.prefix = prefix;
    if (role) this.role = role;
    try {
      return body();
    } finally {
      this.prefix = oldPrefix;
      this.role = oldRole;
    }
  }

  /** Sets the name prefix and the role of what is emitted from here on. */
  enter(prefix: string, role: Role): void {
    this.prefix = prefix;
    this.role = role;
  }

  /** A name that nothing in the graph has, from a readable stem. */
  fresh(stem: string): string {
    const full = this.prefix ? `${this.prefix}/${stem}` : stem;
    let name = full;
    for (let i = this.counters.get(full) ?? 0; this.used.has(name); i++) {
      name = `${full}_${i}`;
      this.counters.set(full, i + 1);
    }
    this.used.add(name);
    return name;
  }

  /** Declares a graph input with a fixed shape. @returns its name (exactly as given; it must be free). */
  input(name: string, dtype: DType, shape: readonly number[]): string {
    if (this.graph.isInput(name)) throw new Error(`Graph input "${name}" exists already.`);
    this.used.add(name);
    this.graph.inputs.push({ name, dtype, dims: [...shape] });
    this.graph.types.set(name, { dtype, shape: [...shape] });
    return name;
  }

  /** Adds an initialiser. @returns its name. */
  initializer(stem: string, tensor: Tensor): string {
    const name = this.fresh(stem);
    this.graph.initializers.set(name, tensor);
    this.graph.types.set(name, { dtype: tensor.dtype, shape: tensor.dims });
    return name;
  }

  private cached(key: string, stem: string, make: () => Tensor): string {
    let name = this.constants.get(key);
    // prune() may have dropped a constant that nothing used at the time.
    if (!name || !this.graph.initializers.has(name)) {
      name = this.initializer(stem, make());
      this.constants.set(key, name);
    }
    return name;
  }

  /** fp32 scalar constant, shared between uses. */
  scalar(value: number): string {
    return this.cached(`f:${value}`, `const/${value}`, () => f32([], [value]));
  }
  /** int32 scalar constant. */
  intScalar(value: number): string {
    return this.cached(`i:${value}`, `const/int${value}`, () => i32([], [value]));
  }
  /** int64 vector constant, as shapes, axes, starts and pads must be. */
  shape(values: readonly number[]): string {
    return this.cached(`s:${values.join(',')}`, `const/shape[${values.join(',')}]`, () =>
      i64([values.length], [...values]),
    );
  }
  /**
   * Numbers of a constant that stands for what an operator says in a word: positions, classes, a triangle.
   * @throws InferenceError where a file asks for more of them, with those before, than any model needs
   */
  made<T>(count: number, of: (at: number) => T): T[] {
    this.left -= Math.max(0, count);
    if (!(this.left >= 0)) throw new InferenceError(says.foldsTooMuch({ most: { count: most } }));
    return Array.from({ length: count }, (_, at) => of(at));
  }
  /** fp32 constant full of one value. */
  filled(shape: readonly number[], value: number): string {
    return this.cached(`z:${value}:${shape.join(',')}`, `const/${value}[${shape.join(',')}]`, () =>
      f32(shape, new Float32Array(sizeOf(shape)).fill(value)),
    );
  }

  typeOf(value: string): ValueType {
    return this.graph.typeOf(value);
  }
  shapeOf(value: string): readonly number[] {
    return this.graph.shapeOf(value);
  }
  rankOf(value: string): number {
    return this.shapeOf(value).length;
  }

  /** Emits a node and returns its outputs. The types of the inputs must be known. */
  emitAll(
    op: Operator,
    inputs: readonly string[],
    attributes: Attributes = {},
    options: EmitOptions & { count?: number } = {},
  ): string[] {
    return this.append({ op, domain: domainOf(op), attributes }, inputs, options);
  }

  private append(
    { op, domain, attributes }: Pick<Node, 'op' | 'domain' | 'attributes'>,
    inputs: readonly string[],
    options: EmitOptions & { count?: number },
  ): string[] {
    const count = options.count ?? options.outputs?.length ?? 1;
    const name = options.name ?? this.fresh(op);
    const outputs = Array.from(
      { length: count },
      (_, i) => options.outputs?.[i] ?? this.fresh(count > 1 ? `${op}_out${i}` : `${op}_out`),
    );
    for (const out of outputs) if (out) this.used.add(out);
    const node: Node = {
      name,
      op,
      domain,
      inputs: [...inputs],
      outputs,
      attributes,
      role: this.role,
    };
    const types = inferNode(this.graph, node);
    outputs.forEach((out, i) => {
      if (out) this.graph.types.set(out, types[i]!);
    });
    this.graph.nodes.push(node);
    return outputs;
  }

  /** Emits a node with one output. */
  emit(op: Operator, inputs: readonly string[], attributes: Attributes = {}, options: EmitOptions = {}): string {
    return this.emitAll(op, inputs, attributes, options)[0]!;
  }

  /** Emits what a node of the graph computes, from other inputs. @returns its outputs */
  repeatAll(node: Node, inputs: readonly string[], options: EmitOptions = {}): string[] {
    return this.append(node, inputs, { count: node.outputs.length, ...options });
  }
  /** As `repeatAll`, for a node with one output. */
  repeat(node: Node, inputs: readonly string[]): string {
    return this.repeatAll(node, inputs)[0]!;
  }

  add(a: string, b: string): string {
    return this.emit('Add', [a, b]);
  }
  sub(a: string, b: string): string {
    return this.emit('Sub', [a, b]);
  }
  mul(a: string, b: string): string {
    return this.emit('Mul', [a, b]);
  }
  div(a: string, b: string): string {
    return this.emit('Div', [a, b]);
  }
  /** x times a constant; x itself when the factor is 1. */
  scale(x: string, factor: number): string {
    return factor === 1 ? x : this.mul(x, this.scalar(factor));
  }
  neg(x: string): string {
    return this.emit('Neg', [x]);
  }
  sqrt(x: string): string {
    return this.emit('Sqrt', [x]);
  }
  exp(x: string): string {
    return this.emit('Exp', [x]);
  }
  log(x: string): string {
    return this.emit('Log', [x]);
  }
  matmul(a: string, b: string): string {
    return this.emit('MatMul', [a, b]);
  }
  where(condition: string, a: string, b: string): string {
    return this.emit('Where', [condition, a, b]);
  }
  equal(a: string, b: string): string {
    return this.emit('Equal', [a, b]);
  }
  cast(x: string, dtype: DType): string {
    return this.typeOf(x).dtype === dtype ? x : this.emit('Cast', [x], { to: int(onnxFromDtype(dtype)) });
  }
  softmax(x: string, axis = -1): string {
    return this.emit('Softmax', [x], { axis: int(axis) });
  }
  gelu(x: string, approximate: 'none' | 'tanh' = 'none'): string {
    return this.emit('Gelu', [x], { approximate: str(approximate) });
  }

  /** Permutes axes; the default reverses the last two. */
  transpose(x: string, perm?: readonly number[]): string {
    const rank = this.rankOf(x);
    const order = perm ?? [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2];
    return order.every((p, i) => p === i) ? x : this.emit('Transpose', [x], { perm: ints(order) });
  }
  /** Reshapes; x itself when the shape is that already. */
  reshape(x: string, shape: readonly number[]): string {
    const now = this.shapeOf(x);
    return now.length === shape.length && now.every((d, i) => d === shape[i])
      ? x
      : this.emit('Reshape', [x, this.shape(shape)]);
  }
  /** Broadcasts to a shape; x itself when the shape is that already. */
  expand(x: string, shape: readonly number[]): string {
    const now = this.shapeOf(x);
    return now.length === shape.length && now.every((d, i) => d === shape[i])
      ? x
      : this.emit('Expand', [x, this.shape(shape)]);
  }
  concat(values: readonly string[], axis: number): string {
    return values.length === 1 ? values[0]! : this.emit('Concat', values, { axis: int(axis) });
  }
  /** One contiguous slice along one axis: [start, end). */
  slice(x: string, axis: number, start: number, end: number): string {
    const at = axis < 0 ? axis + this.rankOf(x) : axis;
    if (start === 0 && end === this.shapeOf(x)[at]) return x;
    return this.emit('Slice', [x, this.shape([start]), this.shape([end]), this.shape([at])]);
  }
  gather(x: string, indices: string, axis = 0): string {
    return this.emit('Gather', [x, indices], { axis: int(axis) });
  }

  private reduction(op: Operator, x: string, axes: readonly number[], keepdims: boolean): string {
    return this.emit(op, [x, this.shape(axes)], { keepdims: int(keepdims ? 1 : 0) });
  }
  reduceSum(x: string, axes: readonly number[], keepdims = false): string {
    return this.reduction('ReduceSum', x, axes, keepdims);
  }
  reduceMean(x: string, axes: readonly number[], keepdims = false): string {
    return this.reduction('ReduceMean', x, axes, keepdims);
  }
  reduceMax(x: string, axes: readonly number[], keepdims = false): string {
    return this.reduction('ReduceMax', x, axes, keepdims);
  }
  /** Sum of squares of all elements, as a scalar. */
  sumSquares(x: string): string {
    return this.emit('ReduceSumSquare', [x, this.shape(this.shapeOf(x).map((_, i) => i))], { keepdims: int(0) });
  }
  /** LayerNormalization over the last axis. @returns output, mean and inverse standard deviation. */
  layerNorm(x: string, gain: string, bias: string, epsilon: number): [string, string, string] {
    return this.emitAll(
      'LayerNormalization',
      [x, gain, bias],
      { axis: int(-1), epsilon: float(epsilon) },
      { count: 3 },
    ) as [string, string, string];
  }

  /**
   * y = x Wᵀ + b with W in PyTorch's layout (out, in) and x of any rank.
   * Emitted as Transpose and MatMul; the execution passes turn them into one Gemm.
   */
  linear(x: string, weight: string, bias?: string): string {
    const y = this.matmul(x, this.transpose(weight, [1, 0]));
    return bias ? this.add(y, bias) : y;
  }

  /** No gradient flows through x (`Graph.detached`); adds no node. @returns x */
  detach(x: string): string {
    this.graph.detached.add(x);
    return x;
  }

  /** The backward pass computes x again instead of keeping it (`Graph.recomputed`); adds no node. @returns x */
  recompute(x: string): string {
    this.graph.recomputed.add(x);
    return x;
  }

  /**
   * Makes every reader of `from` read `to`, except the given nodes (usually those that compute `to`). Graph outputs
   * follow too.
   */
  replaceUses(from: string, to: string, except: ReadonlySet<Node> = new Set()): void {
    for (const node of this.graph.nodes) {
      if (except.has(node)) continue;
      node.inputs = node.inputs.map((input) => (input === from ? to : input));
    }
    this.graph.outputs = this.graph.outputs.map((out) => (out === from ? to : out));
  }

  /** Emits `body(from)` and puts its result in place of `from` everywhere else. @returns the new value. */
  wrap(from: string, body: (value: string) => string): string {
    const before = new Set(this.graph.nodes);
    const to = body(from);
    const added = new Set(this.graph.nodes.filter((node) => !before.has(node)));
    if (to === from) return to;
    this.replaceUses(from, to, added);
    // What was put there first reads the new value from here on.
    for (const earlier of this.wrapped) if (earlier.from === from) earlier.from = to;
    this.wrapped.push({ original: from, from, to });
    return to;
  }

  /** Sorts, drops dead code and infers all types again. Call once after rewriting. */
  finish(): Graph {
    this.graph.sort();
    this.graph.prune();
    inferTypes(this.graph);
    return this.graph;
  }
}
