/** What a gradient rule is: from the gradients of a node's outputs to those of its inputs. */
import { intsAttribute, type Node } from '../onnx/graph';
import { normaliseAxis } from '../onnx/infer';
import { numbersOf } from '../onnx/tensor';
import type { Emitter } from './emit';

/**
 * What a rule works with.
 *
 * A gradient of a value with shape S may have any shape that broadcasts to S: the gradient of a mean is one number per
 * row and is never copied along the row unless a consumer needs that. Rules that can work on such a gradient use `g`;
 * the others call `dense()`.
 */
export class RuleContext {
  constructor(
    readonly emit: Emitter,
    readonly node: Node,
    /** Per output: its gradient, undefined where the output does not lead to the loss. */
    readonly gradients: readonly (string | undefined)[],
    /** Per input: does it lead to a trainable tensor? Others get no gradient. */
    readonly needs: readonly boolean[],
  ) {}

  /** Gradient of the first output; it may still have to be broadcast. */
  get g(): string {
    const g = this.gradients[0];
    if (!g) throw new Error(`Node "${this.node.name}" (${this.node.op}) has no gradient for its first output.`);
    return g;
  }
  /** Gradient of output i in that output's full shape. */
  dense(i = 0): string {
    const g = this.gradients[i];
    if (!g) throw new Error(`Node "${this.node.name}" (${this.node.op}) has no gradient for output ${i}.`);
    return this.emit.dense(g, this.outputShape(i));
  }
  /** Input value i. */
  x(i = 0): string {
    return this.node.inputs[i]!;
  }
  /** Output value i. */
  y(i = 0): string {
    return this.node.outputs[i]!;
  }
  shape(i = 0): readonly number[] {
    return this.emit.builder.shapeOf(this.x(i));
  }
  outputShape(i = 0): readonly number[] {
    return this.emit.builder.shapeOf(this.y(i));
  }

  /** Sums a gradient in the output's shape over the axes along which input i was broadcast. */
  toInput(gradient: string, i: number): string {
    return this.emit.reduceTo(gradient, this.outputShape(), this.shape(i));
  }
  /** Value of input i if it is a constant. */
  constant(i: number): number[] | undefined {
    const name = this.node.inputs[i] ?? '';
    const tensor = this.emit.variable.has(name) ? undefined : this.emit.builder.graph.initializers.get(name);
    return tensor && numbersOf(tensor);
  }
  /** Axes of a reduction (attribute or second input), normalised; all axes when none are given. */
  axes(): number[] {
    const rank = this.shape().length;
    const given = intsAttribute(this.node, 'axes') ?? this.constant(1);
    return given && given.length > 0
      ? given.map((a) => normaliseAxis(a, rank))
      : Array.from({ length: rank }, (_, i) => i);
  }
}

/** A gradient that is zero outside [start, start + length of `value`) along one axis. */
export interface Piece {
  readonly axis: number;
  readonly start: number;
  readonly value: string;
}

/** A gradient that is best added to something: given what other readers contribute (or zeros), returns the sum. */
export interface Into {
  readonly into: (target: string) => string;
}

/**
 * What a rule may return for an input: a value of the input's shape or one that broadcasts to it, or one of the sparse
 * forms. Pieces of one value that don't overlap are joined by one Concat, where padding each would cost a full-size
 * tensor and an Add; a scatter lands on the sum of the other contributions instead of on zeros.
 */
export type Gradient = string | Piece | Into;

/** Gradients of the inputs, in order; undefined where there is none. Entries without need are ignored. */
export type Rule = (context: RuleContext) => readonly (Gradient | undefined)[];

/** The gradient of one input. */
export type InputRule<G extends Gradient = Gradient> = (context: RuleContext) => G;

/** A rule made of one function per input, called only where a gradient is needed. */
export const perInput =
  (...rules: readonly (InputRule | undefined)[]): Rule =>
  (c) =>
    c.needs.map((needed, i) => (needed ? rules[i]?.(c) : undefined));

/** As `perInput`, for operators that broadcast: each gradient is summed back to its input's shape. */
export const broadcasting =
  (...rules: readonly (InputRule<string> | undefined)[]): Rule =>
  (c) =>
    c.needs.map((needed, i) => {
      const rule = rules[i];
      return needed && rule ? c.toInput(rule(c), i) : undefined;
    });
