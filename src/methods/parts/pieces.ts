/** Cutting a tensor into many pieces and joining many into one, within what a WebGPU shader may bind. */
import type { Builder } from '../../onnx/builder';

/**
 * Pieces of one Split at most, forward or as the gradient of a Concat: they and the whole are storage buffers of one
 * shader, of which WebGPU guarantees 8.
 */
const largest = 7;

/** Sizes of the groups of a count of pieces. */
function groupsOf(count: number): number[] {
  const groups = count <= largest ? count : Math.ceil(count / largest);
  return Array.from({ length: groups }, (_, i) => Math.floor(count / groups) + (i < count % groups ? 1 : 0));
}

/** Cuts an axis into `parts` equal pieces. */
export function cut(g: Builder, value: string, axis: number, parts: number): string[] {
  if (parts === 1) return [value];
  const counts = groupsOf(parts);
  const unit = g.shapeOf(value)[axis]! / parts;
  const pieces = g.emitAll(
    'Split',
    [value, g.shape(counts.map((count) => count * unit))],
    { axis: { kind: 'int', value: axis } },
    { count: counts.length },
  );
  return pieces.flatMap((piece, i) => cut(g, piece, axis, counts[i]!));
}

/** Joins pieces along an axis. */
export function join(g: Builder, pieces: readonly string[], axis: number): string {
  if (pieces.length <= largest) return g.concat(pieces, axis);
  const groups: string[] = [];
  for (let i = 0; i < pieces.length; i += largest) groups.push(g.concat(pieces.slice(i, i + largest), axis));
  return join(g, groups, axis);
}
