/** Questions that pattern finders ask of a graph: who computes a value, who reads it, is it a constant. */
import { isStored } from '../onnx/derived';
import type { Graph, Node } from '../onnx/graph';
import { sizeOf, type Tensor } from '../onnx/tensor';

/** A read-only look at a graph whose types are known. Build it once; it does not follow later edits. */
export class GraphView {
  private readonly producers: ReadonlyMap<string, Node>;
  private readonly readers: ReadonlyMap<string, readonly Node[]>;

  /** Whether the graph was read from a file, so that its own tensors can be told from computed ones. */
  readonly fromFile: boolean;

  constructor(readonly graph: Graph) {
    this.fromFile = [...graph.initializers.values()].some(isStored);
    this.producers = graph.producers();
    this.readers = graph.consumers();
  }

  producer(value: string | undefined): Node | undefined {
    return value ? this.producers.get(value) : undefined;
  }

  consumers(value: string): readonly Node[] {
    return this.readers.get(value) ?? [];
  }

  constant(value: string | undefined): Tensor | undefined {
    return value ? this.graph.initializers.get(value) : undefined;
  }

  isConstant(value: string | undefined): boolean {
    return this.constant(value) !== undefined;
  }

  /** A constant with one element: scale factors, epsilons, exponents. */
  isScalar(value: string | undefined): boolean {
    const tensor = this.constant(value);
    return tensor !== undefined && sizeOf(tensor.dims) === 1;
  }

  /** A floating-point constant of the given rank with more than one element. */
  isWeight(value: string | undefined, rank: number): boolean {
    const tensor = this.constant(value);
    return (
      tensor !== undefined &&
      tensor.dims.length === rank &&
      (tensor.dtype === 'float32' || tensor.dtype === 'float16') &&
      sizeOf(tensor.dims) > 1
    );
  }

  /**
   * A floating-point constant with more than one element that the file holds: not a zero bias that stands for an absent
   * one.
   */
  isTrainable(value: string | undefined): boolean {
    const tensor = this.constant(value);
    return (
      tensor !== undefined &&
      tensor.dtype === 'float32' &&
      sizeOf(tensor.dims) > 1 &&
      (!this.fromFile || isStored(tensor))
    );
  }

  shape(value: string): readonly number[] {
    return this.graph.shapeOf(value);
  }

  /** The input of a two-operand node that is not `value`. */
  other(node: Node, value: string): string | undefined {
    return node.inputs[0] === value ? node.inputs[1] : node.inputs[0];
  }
}
