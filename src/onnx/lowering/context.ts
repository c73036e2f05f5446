/** What a lowering rule works with, and what it returns. */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import type { Builder } from '../builder';
import { inferNode } from '../infer';
import type { Node, ValueType } from '../graph';
import { numbersOf, sizeOf, type Tensor } from '../tensor';

/**
 * One node that is about to enter the specialised graph. Its inputs are there already, typed, and constant where
 * shape arithmetic has made them so.
 */
export class LowerContext {
  constructor(
    readonly node: Node,
    readonly g: Builder,
    readonly opset: number,
    private readonly noteWeight: (name: string) => void,
  ) {}

  has(i: number): boolean {
    return Boolean(this.node.inputs[i]);
  }

  /** @throws when the input is absent. */
  input(i: number): string {
    const value = this.node.inputs[i];
    if (!value) throw new MessageError(says.noInput({ node: this.node.name, op: this.node.op, input: i }));
    return value;
  }
  type(i: number): ValueType {
    return this.g.typeOf(this.input(i));
  }
  shape(i: number): readonly number[] {
    return this.type(i).shape;
  }
  rank(i: number): number {
    return this.shape(i).length;
  }

  /** The tensor of a constant input. */
  tensor(i: number): Tensor | undefined {
    return this.g.graph.initializers.get(this.node.inputs[i] ?? '');
  }

  /** A constant input as numbers. @throws when it is computed. */
  constant(i: number): number[] {
    const tensor = this.tensor(i);
    if (!tensor)
      throw new MessageError(
        says.computedInput({ node: this.node.name, op: this.node.op, input: i, value: this.node.inputs[i] ?? '' }),
      );
    return numbersOf(tensor);
  }

  /** The single number of a constant input with one element. */
  scalar(i: number): number | undefined {
    const tensor = this.tensor(i);
    return tensor && sizeOf(tensor.dims) === 1 ? numbersOf(tensor)[0] : undefined;
  }

  /** Output types that the shape rule of the node as it stands gives. */
  outputTypes(): ValueType[] {
    return inferNode(this.g.graph, this.node);
  }

  /**
   * Adds a frozen weight (never folded into anything), once however many nodes read it: DeBERTa projects its positions
   * with the matrices of queries and keys. @returns its name.
   */
  weight(stem: string, tensor: Tensor): string {
    if (this.g.graph.initializers.get(stem) === tensor) return stem;
    // Weights have the framework's names, without the scope that other new values get.
    const name = this.g.scope('', () => this.g.initializer(stem, tensor));
    this.noteWeight(name);
    return name;
  }

  /** Weights of fused nodes get names from the module, or else from the node. */
  get path(): string {
    return this.node.module ?? this.node.name;
  }
}

/** Values in place of the node's outputs, in order ('' where one is not made); undefined keeps the node as it is. */
export type LowerRule = (c: LowerContext) => readonly string[] | undefined;
export type LowerRules = Readonly<Record<string, LowerRule>>;
