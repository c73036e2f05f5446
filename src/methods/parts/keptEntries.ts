/** New tensors of which only some entries are left: these are trained from their starts, all others are zero. */
import { int } from '../../onnx/graph';
import { i32, sizeOf } from '../../onnx/tensor';
import type { MethodContext } from '../contract';
import type { TensorSpec } from '../tensors';

/** Name of the parameter that holds what is left of a tensor. */
export const keptName = (name: string): string => `${name}.kept`;

/** The entries that are left, (K). @param start of the whole tensor @param positions in rising order */
export const enterKept = (context: MethodContext, name: string, start: Float32Array, positions: Int32Array): string =>
  context.tensor(keptName(name), {
    init: { kind: 'values', values: Float32Array.from(positions, (at) => start[at]!) },
  });

/** The tensor in its own shape, with zeros where nothing is left. */
export function scatterKept(
  context: MethodContext,
  { name, shape }: Pick<TensorSpec, 'name' | 'shape'>,
  start: Float32Array,
  positions: Int32Array | undefined,
): string {
  const { builder: g } = context;
  if (!positions) return g.filled(shape, 0);
  const entries = enterKept(context, name, start, positions);
  if (positions.length === sizeOf(shape)) return g.reshape(entries, shape);
  const at = context.constant(`${name}.positions`, i32([positions.length], positions));
  return g.reshape(g.emit('ScatterElements', [g.filled([sizeOf(shape)], 0), at, entries], { axis: int(0) }), shape);
}
