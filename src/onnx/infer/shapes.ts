/** Arithmetic on shapes, as ONNX defines it. */
import type { Node } from '../graph';
import { says, shapeTold } from '../messages';
import { MessageError, type Message } from '../../messages/message';
import { sizeOf } from '../tensor';

/** A graph that does not fit together; `namesNode` tells whether it says where. */
export class InferenceError extends MessageError {
  override name = 'InferenceError';
}

/** Whether an error tells of this node already. */
export const namesNode = (error: unknown, node: Node): boolean =>
  error instanceof MessageError && typeof error.told !== 'string' && error.told.values?.node === node.name;

/**
 * What is told of a failure at a node. An error without a message comes from arithmetic on shapes or attributes that
 * are not there, and says nothing to anybody: what the node was given is told instead.
 * @param shapes of its inputs, as far as they are known
 */
export function toldAt(node: Node, error: unknown, shapes: readonly (readonly number[])[]): Message {
  if (error instanceof MessageError && namesNode(error, node)) return error.told;
  const reason =
    error instanceof MessageError
      ? error.told
      : says.doesNotFit({ inputs: { list: shapes.map(shapeTold), join: 'and' } });
  return says.atNode({ node: node.name, op: node.op, reason });
}

/** Whether a tensor may have the shape. */
export const isShape = (dims: readonly unknown[]): dims is readonly number[] =>
  // Holes count: `every` would pass over them.
  Array.from(dims).every((d) => Number.isSafeInteger(d) && (d as number) >= 0) &&
  Number.isSafeInteger(sizeOf(dims as number[]));

/** Numpy-style broadcast of shapes. @throws when they don't fit. */
export function broadcastShapes(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((s) => s.length));
  const out = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const at = rank - shape.length + i;
      const d = shape[i]!;
      if (d === 1) continue;
      if (out[at] !== 1 && out[at] !== d)
        throw new InferenceError(says.noBroadcast({ shapes: { list: shapes.map(shapeTold), join: 'and' } }));
      out[at] = d;
    }
  }
  return out;
}

/** Turns a possibly negative axis into 0..rank-1. */
export const normaliseAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Output shape of MatMul, with numpy's rules for vectors and batch broadcasting. */
export function matmulShape(a: readonly number[], b: readonly number[]): number[] {
  const left = a.length === 1 ? [1, a[0]!] : a;
  const right = b.length === 1 ? [b[0]!, 1] : b;
  if (left[left.length - 1] !== right[right.length - 2])
    throw new InferenceError(says.matmulSizes({ a: shapeTold(a), b: shapeTold(b) }));
  const batch = broadcastShapes(left.slice(0, -2), right.slice(0, -2));
  const out = [...batch];
  if (a.length > 1) out.push(left[left.length - 2]!);
  if (b.length > 1) out.push(right[right.length - 1]!);
  return out;
}

/** Resolves the target of a Reshape (0 copies, -1 is inferred). */
export function resolveReshape(from: readonly number[], target: readonly number[], allowZero = false): number[] {
  const out = target.map((d, i) => (d === 0 && !allowZero ? from[i]! : d));
  const free = out.indexOf(-1);
  const total = sizeOf(from);
  if (free >= 0) out[free] = total / Math.max(1, sizeOf(out.filter((_, i) => i !== free)));
  if (sizeOf(out) !== total) throw new InferenceError(says.noReshape({ from: shapeTold(from), to: shapeTold(target) }));
  return out;
}

/** Start, end and step of a Slice along each axis, clamped like ONNX does. */
export function resolveSlice(
  shape: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  axes?: readonly number[],
  steps?: readonly number[],
) {
  const range = shape.map((d) => ({ start: 0, end: d, step: 1 }));
  starts.forEach((s, i) => {
    const axis = normaliseAxis(axes ? axes[i]! : i, shape.length);
    const d = shape[axis]!;
    const step = steps?.[i] ?? 1;
    const clamp = (v: number, low: number, high: number) => Math.min(Math.max(v < 0 ? v + d : v, low), high);
    range[axis] =
      step > 0
        ? { start: clamp(s, 0, d), end: clamp(ends[i]!, 0, d), step }
        : { start: clamp(s, 0, d - 1), end: ends[i]! < -d ? -1 : clamp(ends[i]!, -1, d - 1), step };
  });
  return range.map((r) => ({ ...r, size: Math.max(0, Math.ceil((r.end - r.start) / r.step)) }));
}
