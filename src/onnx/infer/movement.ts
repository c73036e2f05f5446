/** Shapes of operators that move data without computing. */
import { intAttribute, intsAttribute } from '../graph';
import type { movementOperators } from '../operators';
import { sizeOf } from '../tensor';
import { axesOf, same, type InferRule } from './rule';
import { broadcastShapes, normaliseAxis, resolveReshape, resolveSlice } from './shapes';

const splitRule: InferRule = (c) => {
  const { dtype, shape } = c.type(0);
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), shape.length);
  const given = intsAttribute(c.node, 'split') ?? (c.has(1) ? c.constant(1) : undefined);
  const count = c.node.outputs.length;
  const chunk = Math.ceil(shape[axis]! / count);
  const sizes = given ?? c.node.outputs.map((_, i) => Math.min(chunk, shape[axis]! - i * chunk));
  return c.node.outputs.map((_, i) => ({ dtype, shape: shape.map((d, k) => (k === axis ? sizes[i]! : d)) }));
};

export const movement: Readonly<Record<(typeof movementOperators)[number], InferRule>> = {
  Reshape: (c) => [
    {
      dtype: c.type(0).dtype,
      shape: resolveReshape(c.type(0).shape, c.constant(1), intAttribute(c.node, 'allowzero', 0) === 1),
    },
  ],
  Transpose: (c) => {
    const { dtype, shape } = c.type(0);
    const perm = intsAttribute(c.node, 'perm') ?? shape.map((_, i) => shape.length - 1 - i);
    return [{ dtype, shape: perm.map((p) => shape[p]!) }];
  },
  Unsqueeze: (c) => {
    const { dtype, shape } = c.type(0);
    const axes = axesOf(c)!;
    const rank = shape.length + axes.length;
    const inserted = new Set(axes.map((a) => normaliseAxis(a, rank)));
    const rest = [...shape];
    return [{ dtype, shape: Array.from({ length: rank }, (_, i) => (inserted.has(i) ? 1 : rest.shift()!)) }];
  },
  Squeeze: (c) => {
    const { dtype, shape } = c.type(0);
    const axes = axesOf(c);
    const drop = axes ? new Set(axes.map((a) => normaliseAxis(a, shape.length))) : undefined;
    return [{ dtype, shape: shape.filter((d, i) => (drop ? !drop.has(i) : d !== 1)) }];
  },
  Flatten: (c) => {
    const { dtype, shape } = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', 1), shape.length);
    return [{ dtype, shape: [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))] }];
  },
  Concat: (c) => {
    const first = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), first.shape.length);
    const total = c.node.inputs.reduce((sum, _, i) => sum + c.type(i).shape[axis]!, 0);
    return [{ dtype: first.dtype, shape: first.shape.map((d, i) => (i === axis ? total : d)) }];
  },
  Split: splitRule,
  Slice: (c) => {
    const { dtype, shape } = c.type(0);
    const attributeStarts = intsAttribute(c.node, 'starts');
    const ranges = attributeStarts
      ? resolveSlice(shape, attributeStarts, intsAttribute(c.node, 'ends')!, intsAttribute(c.node, 'axes'))
      : resolveSlice(
          shape,
          c.constant(1),
          c.constant(2),
          c.has(3) ? c.constant(3) : undefined,
          c.has(4) ? c.constant(4) : undefined,
        );
    return [{ dtype, shape: ranges.map((r) => r.size) }];
  },
  Gather: (c) => {
    const { dtype, shape } = c.type(0);
    const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), shape.length);
    return [{ dtype, shape: [...shape.slice(0, axis), ...c.type(1).shape, ...shape.slice(axis + 1)] }];
  },
  GatherElements: (c) => [{ dtype: c.type(0).dtype, shape: c.type(1).shape }],
  GatherND: (c) => {
    const { dtype, shape } = c.type(0);
    const indices = c.type(1).shape;
    const batch = intAttribute(c.node, 'batch_dims', 0);
    const depth = indices[indices.length - 1]!;
    return [{ dtype, shape: [...indices.slice(0, -1), ...shape.slice(batch + depth)] }];
  },
  ScatterElements: same,
  ScatterND: same,
  Expand: (c) => [{ dtype: c.type(0).dtype, shape: broadcastShapes(c.type(0).shape, c.constant(1)) }],
  Tile: (c) => {
    const repeats = c.constant(1);
    return [{ dtype: c.type(0).dtype, shape: c.type(0).shape.map((d, i) => d * repeats[i]!) }];
  },
  Pad: (c) => {
    const { dtype, shape } = c.type(0);
    const pads = intsAttribute(c.node, 'pads') ?? c.constant(1);
    const axes = c.has(3) ? c.constant(3).map((a) => normaliseAxis(a, shape.length)) : shape.map((_, i) => i);
    const out = [...shape];
    axes.forEach((axis, i) => {
      out[axis] = out[axis]! + pads[i]! + pads[i + axes.length]!;
    });
    return [{ dtype, shape: out }];
  },
  Trilu: same,
};
