/** Emits gradient nodes: shares equal ones, cancels transposes, skips multiplications by one, sums broadcasts back. */
import { int, ints, intsAttribute, type Attributes, type Node } from '../onnx/graph';
import type { Builder } from '../onnx/builder';
import { expressionKey } from '../onnx/common';
import type { Operator } from '../onnx/operators';
import { sameShape, sizeOf, type Tensor } from '../onnx/tensor';

/** A thin layer over `Builder` that rules emit through. Constants in a gradient graph are fp32. */
export class Emitter {
  private readonly shared = new Map<string, readonly string[]>();
  private readonly producers: Map<string, Node>;

  /**
   * @param variable values that will change, whatever the graph holds for them: never folded as constants
   * @param spelledOut fused operators will be spelled out, so rules use parts that the forward pass then shares: see
   * `spellOut`
   */
  constructor(
    readonly builder: Builder,
    readonly variable: ReadonlySet<string> = new Set(),
    readonly spelledOut = false,
  ) {
    this.producers = builder.graph.producers();
    for (const node of builder.graph.nodes) {
      // What the forward pass has computed already is used again: a transposed key, Φ of a GELU.
      if (node.domain === '' && node.inputs.length > 0)
        this.share(expressionKey(node, node.outputs.length), node.outputs);
    }
  }

  /** Emits a node unless one with the same operator, inputs and attributes exists. */
  nodes(op: Operator, inputs: readonly string[], attributes: Attributes = {}, count = 1): string[] {
    const key = expressionKey({ op, domain: '', inputs, attributes }, count);
    const known = key === undefined ? undefined : this.shared.get(key);
    if (known?.every(Boolean)) return [...known];
    const outputs = this.builder.emitAll(op, inputs, attributes, { count });
    const node = this.builder.graph.nodes[this.builder.graph.nodes.length - 1]!;
    for (const out of outputs) this.producers.set(out, node);
    this.share(key, outputs);
    return outputs;
  }
  private share(key: string | undefined, outputs: readonly string[]): void {
    if (key !== undefined) this.shared.set(key, outputs);
  }
  node(op: Operator, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(op, inputs, attributes)[0]!;
  }

  producer(value: string): Node | undefined {
    return this.producers.get(value);
  }

  /** The number in a one-element fp32 constant. */
  private number(value: string): number | undefined {
    if (this.variable.has(value)) return undefined;
    const tensor: Tensor | undefined = this.builder.graph.initializers.get(value);
    return tensor?.dtype === 'float32' && tensor.data.length === 1 ? Number(tensor.data[0]) : undefined;
  }
  /** Multiplying a value of at least that rank by a one-element constant keeps its shape. */
  private factor(value: string, other: string): number | undefined {
    return this.builder.rankOf(value) <= this.builder.rankOf(other) ? this.number(value) : undefined;
  }

  scalar(value: number): string {
    return this.builder.scalar(value);
  }
  add(a: string, b: string): string {
    return this.node('Add', [a, b]);
  }
  sub(a: string, b: string): string {
    return this.node('Sub', [a, b]);
  }
  mul(a: string, b: string): string {
    const [fa, fb] = [this.factor(a, b), this.factor(b, a)];
    if (fa === 1) return b;
    if (fb === 1) return a;
    if (fa !== undefined && fb !== undefined && this.builder.rankOf(a) === 0) return this.scalar(fa * fb);
    return this.node('Mul', [a, b]);
  }
  div(a: string, b: string): string {
    const [fa, fb] = [this.number(a), this.factor(b, a)];
    if (fb === 1) return a;
    if (fa !== undefined && fb !== undefined && this.builder.rankOf(a) === 0) return this.scalar(fa / fb);
    return this.node('Div', [a, b]);
  }
  scale(x: string, by: number): string {
    return this.mul(x, this.scalar(by));
  }
  neg(x: string): string {
    const value = this.number(x);
    if (value !== undefined && this.builder.rankOf(x) === 0) return this.scalar(-value);
    return this.node('Neg', [x]);
  }
  exp(x: string): string {
    return this.node('Exp', [x]);
  }
  square(x: string): string {
    return this.node('Mul', [x, x]);
  }
  where(condition: string, a: string, b: string): string {
    return this.node('Where', [condition, a, b]);
  }
  /** The gradient where the condition holds, zero elsewhere. */
  mask(condition: string, g: string): string {
    return this.where(condition, g, this.scalar(0));
  }
  greater(a: string, b: string): string {
    return this.node('Greater', [a, b]);
  }
  matmul(a: string, b: string): string {
    return this.node('MatMul', [a, b]);
  }
  /** A tensor of zeros made on the device; a constant of the size of an embedding table would double its memory. */
  zeros(shape: readonly number[]): string {
    return this.dense(this.scalar(0), shape);
  }

  /** Permutes axes. A transpose of a transpose becomes one, or none. The default swaps the last two. */
  transpose(x: string, perm?: readonly number[]): string {
    const rank = this.builder.rankOf(x);
    let order = perm ?? [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2];
    let source = x;
    for (
      let producer = this.producers.get(source);
      producer?.op === 'Transpose';
      producer = this.producers.get(source)
    ) {
      const inner = intsAttribute(producer, 'perm') ?? order.map((_, i) => rank - 1 - i);
      order = order.map((p) => inner[p]!);
      source = producer.inputs[0]!;
    }
    return order.every((p, i) => p === i) ? source : this.node('Transpose', [source], { perm: ints(order) });
  }

  /** Reshapes. A reshape of a reshape becomes one, or none. */
  reshape(x: string, shape: readonly number[]): string {
    let source = x;
    for (
      let producer = this.producers.get(source);
      producer && reshaping.has(producer.op);
      producer = this.producers.get(source)
    ) {
      source = producer.inputs[0]!;
    }
    if (sameShape(this.builder.shapeOf(x), shape)) return x;
    if (sameShape(this.builder.shapeOf(source), shape)) return source;
    return this.node('Reshape', [source, this.builder.shape(shape)]);
  }

  /** The value in exactly that shape, broadcast if need be. */
  dense(x: string, shape: readonly number[]): string {
    const now = this.builder.shapeOf(x);
    if (sameShape(now, shape)) return x;
    if (sizeOf(now) === sizeOf(shape)) return this.reshape(x, shape);
    return this.node('Expand', [x, this.builder.shape(shape)]);
  }

  /** Pads with zeros: one number per axis on each side; negative ones crop. */
  pad(x: string, before: readonly number[], after: readonly number[]): string {
    if ([...before, ...after].every((n) => n === 0)) return x;
    return this.node('Pad', [x, this.builder.shape([...before, ...after])]);
  }
  /** Pads one axis with zeros to `size`, with `start` of them in front. */
  padAxis(x: string, axis: number, start: number, size: number): string {
    const shape = this.builder.shapeOf(x);
    return this.pad(
      x,
      shape.map((_, i) => (i === axis ? start : 0)),
      shape.map((d, i) => (i === axis ? size - start - d : 0)),
    );
  }

  /** Reduces over the given axes. */
  reduce(op: Operator, x: string, axes: readonly number[], keepdims: boolean): string {
    return this.node(op, [x, this.builder.shape(axes)], { keepdims: int(keepdims ? 1 : 0) });
  }

  /**
   * The adjoint of broadcasting: sums `x`, which stands for its broadcast to `from`, to the shape `to`, which
   * broadcasts to `from` as well. The result broadcasts to `to` (axes of equal values stay of length one).
   */
  reduceTo(x: string, from: readonly number[], to: readonly number[]): string {
    const own = this.builder.shapeOf(x);
    const missing = from.length - own.length;
    const axes: number[] = [];
    let factor = 1;
    let prefix = true; // every reduced axis so far lies before the first axis that is kept
    let keptSeen = false;
    from.forEach((size, i) => {
      const target = to[i - (from.length - to.length)] ?? 1;
      const have = i < missing ? 1 : own[i - missing]!;
      if (target !== 1) keptSeen = true;
      if (target !== 1 || size === 1) return;
      if (have === 1) {
        factor *= size;
        return;
      }
      axes.push(i - missing);
      if (keptSeen) prefix = false;
    });
    let out = x;
    if (axes.length > 0) {
      const last = axes[axes.length - 1]!;
      const drop = Math.max(last + 1, own.length - to.length);
      out = prefix
        ? this.reduce(
            'ReduceSum',
            x,
            Array.from({ length: drop }, (_, i) => i),
            false,
          )
        : this.reduce('ReduceSum', x, axes, true);
    }
    const shape = this.builder.shapeOf(out);
    if (shape.length > to.length) out = this.reshape(out, shape.slice(shape.length - to.length));
    return this.scale(out, factor);
  }
}

const reshaping = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity']);
