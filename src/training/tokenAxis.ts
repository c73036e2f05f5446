/** On which axis of a value the tokens of a text lie, as far as its operators let one follow them. */
import { intsAttribute, type Node } from '../onnx/graph';
import type { Builder } from '../onnx/builder';

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Of a value that is laid out anew: the axis with as many numbers before it, and as long. */
function inOtherShape(from: readonly number[], axis: number, to: readonly number[]): number | undefined {
  const found = to.findIndex(
    (size, at) => size === from[axis] && product(to.slice(0, at)) === product(from.slice(0, axis)),
  );
  return found < 0 ? undefined : found;
}

/** They keep the axes of what they read. */
const alike: ReadonlySet<string> = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Neg',
  'Sqrt',
  'Exp',
  'Tanh',
  'Gelu',
  'Relu',
  'Sigmoid',
  'Softmax',
  'LayerNormalization',
  'Identity',
  'Cast',
  'Concat',
  'Slice',
  'Split',
  'Where',
]);

export class TokenAxes {
  private readonly found = new Map<string, number | undefined>();
  private readonly producers: ReadonlyMap<string, Node>;

  /** @param known axes of values at which following ends */
  constructor(
    private readonly g: Builder,
    private readonly known: (value: string) => number | undefined,
  ) {
    this.producers = g.graph.producers();
  }

  /** Undefined where no axis, or none that is known, is the tokens'. */
  of(value: string): number | undefined {
    if (this.found.has(value)) return this.found.get(value);
    const axis = this.known(value) ?? this.follow(value);
    this.found.set(value, axis);
    return axis;
  }

  private follow(value: string): number | undefined {
    const { g } = this;
    const node = this.producers.get(value);
    if (!node) return undefined;
    const [first] = node.inputs as [string];
    const rank = g.shapeOf(value).length;
    switch (node.op) {
      case 'Reshape': {
        const axis = this.of(first);
        return axis === undefined ? undefined : inOtherShape(g.shapeOf(first), axis, g.shapeOf(value));
      }
      case 'Transpose': {
        const axis = this.of(first);
        const at = axis === undefined ? -1 : (intsAttribute(node, 'perm') ?? []).indexOf(axis);
        return at < 0 ? undefined : at;
      }
      case 'MatMul':
        return this.of(first) === g.shapeOf(first).length - 2 ? rank - 2 : undefined;
      case 'Gather':
        // Rows of a table by the numbers of the tokens.
        return rank === 3 && g.shapeOf(node.inputs[1]!).length === 2 ? 1 : undefined;
      default: {
        if (!alike.has(node.op)) return undefined;
        const axes = node.inputs
          .filter((input) => input !== '' && g.graph.types.get(input)?.shape.length === rank)
          .map((input) => this.of(input));
        return axes.find((axis) => axis !== undefined);
      }
    }
  }
}
