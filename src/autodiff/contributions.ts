/** Sums what the readers of a value contribute to its gradient. */
import { int } from '../onnx/graph';
import { sizeOf } from '../onnx/tensor';
import type { Emitter } from './emit';
import type { Gradient, Into, Piece } from './rule';

/** Gradients of values under construction, while the nodes are visited in reverse order. */
export class Contributions {
  private readonly lists = new Map<string, Gradient[]>();

  constructor(private readonly emit: Emitter) {}

  add(value: string, gradient: Gradient): void {
    const list = this.lists.get(value);
    if (list) list.push(gradient);
    else this.lists.set(value, [gradient]);
  }

  /** The gradient of a value so far, or undefined; it may still have to be broadcast. */
  total(value: string): string | undefined {
    const list = this.lists.get(value);
    if (!list) return undefined;
    const { emit } = this;
    const shape = emit.builder.shapeOf(value);
    const plain = list.filter((g): g is string => typeof g === 'string');
    plain.push(
      ...this.joined(
        list.filter((g): g is Piece => typeof g === 'object' && 'axis' in g),
        shape,
      ),
    );
    // Those that are still to be broadcast come first, so that they are added while they are small.
    plain.sort((a, b) => sizeOf(emit.builder.shapeOf(a)) - sizeOf(emit.builder.shapeOf(b)));
    let sum = plain.length > 0 ? plain.reduce((a, b) => emit.add(a, b)) : undefined;
    for (const scatter of list.filter((g): g is Into => typeof g === 'object' && 'into' in g)) {
      sum = scatter.into(sum === undefined ? emit.zeros(shape) : emit.dense(sum, shape));
    }
    this.lists.set(value, [sum!]);
    return sum;
  }

  /** Pieces as full-size values: those along one axis that don't overlap in one Concat, others padded. */
  private joined(pieces: readonly Piece[], shape: readonly number[]): string[] {
    const { emit } = this;
    const length = (piece: Piece): number => emit.builder.shapeOf(piece.value)[piece.axis]!;
    const out: string[] = [];
    for (const axis of new Set(pieces.map((p) => p.axis))) {
      const along = pieces.filter((p) => p.axis === axis).sort((a, b) => a.start - b.start);
      const disjoint = along.every((p, i) => i === 0 || along[i - 1]!.start + length(along[i - 1]!) <= p.start);
      if (along.length === 1 || !disjoint) {
        out.push(...along.map((p) => emit.padAxis(p.value, axis, p.start, shape[axis]!)));
        continue;
      }
      const parts: string[] = [];
      let end = 0;
      const fill = (to: number): void => {
        if (to > end) parts.push(emit.zeros(shape.map((d, i) => (i === axis ? to - end : d))));
      };
      for (const piece of along) {
        fill(piece.start);
        parts.push(piece.value);
        end = piece.start + length(piece);
      }
      fill(shape[axis]!);
      out.push(emit.node('Concat', parts, { axis: int(axis) }));
    }
    return out;
  }
}
