/** Emits gradient nodes as the rules write them down; `onnx/passes` share and fold what they have in common. */
import { int, ints, type Attributes, type Node } from '../onnx/graph';
import type { Builder } from '../onnx/builder';
import type { Operator } from '../onnx/operators';
import { sameShape, sizeOf } from '../onnx/tensor';

/** A thin layer over `Builder` that rules emit through. Constants in a gradient graph are fp32. */
export class Emitter {
  /**
   * @param variable values that will change, whatever the graph holds for them: no constants
   * @param spelledOut fused operators will be spelled out, so rules use parts that the forward pass then shares: see
   * `spellOut`
   */
  constructor(
    readonly builder: Builder,
    readonly variable: ReadonlySet<string> = new Set(),
    readonly spelledOut = false,
  ) {}

  nodes(op: Operator, inputs: readonly string[], attributes: Attributes = {}, count = 1): string[] {
    return this.builder.emitAll(op, inputs, attributes, { count });
  }
  node(op: Operator, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(op, inputs, attributes)[0]!;
  }

  /** The node that makes a value, unless it is an input or a constant. */
  producer(value: string): Node | undefined {
    return this.builder.graph.nodes.find((node) => node.outputs.includes(value));
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
    return this.node('Mul', [a, b]);
  }
  div(a: string, b: string): string {
    return this.node('Div', [a, b]);
  }
  scale(x: string, by: number): string {
    return this.mul(x, this.scalar(by));
  }
  neg(x: string): string {
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

  /** Permutes axes. The default swaps the last two. */
  transpose(x: string, perm?: readonly number[]): string {
    const rank = this.builder.rankOf(x);
    const order = perm ?? [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2];
    return this.node('Transpose', [x], { perm: ints(order) });
  }

  reshape(x: string, shape: readonly number[]): string {
    return sameShape(this.builder.shapeOf(x), shape) ? x : this.node('Reshape', [x, this.builder.shape(shape)]);
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
    return factor === 1 ? out : this.scale(out, factor);
  }
}
