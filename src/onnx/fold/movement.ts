/** Evaluators of operators that move whole axes. */
import { intAttribute, intsAttribute, type Node } from '../graph';
import { broadcastShapes, normaliseAxis, resolveReshape, resolveSlice } from '../infer';
import type { OperatorTable } from '../operators';
import { sizeOf, stridesOf } from '../tensor';
import { list, need, type Evaluator, type Inputs } from './evaluator';
import { broadcastStrides, view, type Values } from './values';

const reshaped = (x: Values, dims: readonly number[]): Values[] => [{ dtype: x.dtype, dims, data: x.data }];

const concat: Evaluator = (node, inputs) => {
  const parts = inputs.map((_, i) => need(inputs, i));
  const rank = parts[0]!.dims.length;
  const axis = normaliseAxis(intAttribute(node, 'axis', 0), rank);
  const total = parts.reduce((sum, p) => sum + p.dims[axis]!, 0);
  const dims = parts[0]!.dims.map((d, i) => (i === axis ? total : d));
  const outer = sizeOf(dims.slice(0, axis)),
    inner = sizeOf(dims.slice(axis + 1));
  const out = new Float64Array(sizeOf(dims));
  let start = 0;
  for (const part of parts) {
    const run = part.dims[axis]! * inner;
    for (let o = 0; o < outer; o++)
      for (let k = 0; k < run; k++) out[o * total * inner + start + k] = part.data[o * run + k]!;
    start += run;
  }
  return [{ dtype: parts[0]!.dtype, dims, data: out }];
};

const sliced = (x: Values, ranges: readonly { start: number; step: number; size: number }[]): Values => {
  const strides = stridesOf(x.dims);
  const start = ranges.reduce((sum, r, i) => sum + r.start * strides[i]!, 0);
  return view(
    x,
    ranges.map((r) => r.size),
    ranges.map((r, i) => r.step * strides[i]!),
    start,
  );
};

const squeezeAxes = (node: Node, inputs: Inputs) => intsAttribute(node, 'axes') ?? list(inputs[1]);

export const movementEvaluators = {
  Reshape: (node, inputs) =>
    reshaped(
      need(inputs, 0),
      resolveReshape(need(inputs, 0).dims, list(need(inputs, 1))!, intAttribute(node, 'allowzero', 0) === 1),
    ),
  Flatten: (node, inputs) => {
    const { dims } = need(inputs, 0);
    const axis = normaliseAxis(intAttribute(node, 'axis', 1), dims.length);
    return reshaped(need(inputs, 0), [sizeOf(dims.slice(0, axis)), sizeOf(dims.slice(axis))]);
  },
  Unsqueeze: (node, inputs) => {
    const x = need(inputs, 0),
      axes = squeezeAxes(node, inputs)!;
    const inserted = new Set(axes.map((a) => normaliseAxis(a, x.dims.length + axes.length)));
    const rest = [...x.dims];
    return reshaped(
      x,
      Array.from({ length: x.dims.length + axes.length }, (_, i) => (inserted.has(i) ? 1 : rest.shift()!)),
    );
  },
  Squeeze: (node, inputs) => {
    const x = need(inputs, 0),
      axes = squeezeAxes(node, inputs);
    const drop = axes && new Set(axes.map((a) => normaliseAxis(a, x.dims.length)));
    return reshaped(
      x,
      x.dims.filter((d, i) => (drop ? !drop.has(i) : d !== 1)),
    );
  },
  Transpose: (node, inputs) => {
    const x = need(inputs, 0),
      strides = stridesOf(x.dims);
    const perm = intsAttribute(node, 'perm') ?? x.dims.map((_, i) => x.dims.length - 1 - i);
    return [
      view(
        x,
        perm.map((p) => x.dims[p]!),
        perm.map((p) => strides[p]!),
      ),
    ];
  },
  Expand: (_, inputs) => {
    const x = need(inputs, 0),
      dims = broadcastShapes(x.dims, list(need(inputs, 1))!);
    return [view(x, dims, broadcastStrides(x.dims, dims))];
  },
  Tile: (_, inputs) => {
    const x = need(inputs, 0),
      repeats = list(need(inputs, 1))!;
    // Tiling is a broadcast over a new axis in front of each old one.
    const dims = x.dims.flatMap((d, i) => [repeats[i]!, d]);
    const strides = stridesOf(x.dims).flatMap((s) => [0, s]);
    return [{ ...view(x, dims, strides), dims: x.dims.map((d, i) => d * repeats[i]!) }];
  },
  Slice: (node, inputs) => {
    const x = need(inputs, 0),
      starts = intsAttribute(node, 'starts');
    return [
      sliced(
        x,
        starts
          ? resolveSlice(x.dims, starts, intsAttribute(node, 'ends')!, intsAttribute(node, 'axes'))
          : resolveSlice(x.dims, list(need(inputs, 1))!, list(need(inputs, 2))!, list(inputs[3]), list(inputs[4])),
      ),
    ];
  },
  Split: (node, inputs) => {
    const x = need(inputs, 0),
      axis = normaliseAxis(intAttribute(node, 'axis', 0), x.dims.length);
    const count = node.outputs.length,
      chunk = Math.ceil(x.dims[axis]! / count);
    const sizes =
      intsAttribute(node, 'split') ??
      list(inputs[1]) ??
      node.outputs.map((_, i) => Math.min(chunk, x.dims[axis]! - i * chunk));
    let start = 0;
    return sizes.map((size) => {
      const part = sliced(
        x,
        x.dims.map((d, i) => (i === axis ? { start, step: 1, size } : { start: 0, step: 1, size: d })),
      );
      start += size;
      return part;
    });
  },
  Concat: concat,
  Trilu: (node, inputs) => {
    const x = need(inputs, 0),
      k = inputs[1]?.data[0] ?? 0,
      upper = intAttribute(node, 'upper', 1) === 1;
    const rows = x.dims[x.dims.length - 2]!,
      columns = x.dims[x.dims.length - 1]!;
    return [
      {
        dtype: x.dtype,
        dims: x.dims,
        data: Float64Array.from(x.data, (v, at) => {
          const offset = (at % columns) - (Math.floor(at / columns) % rows);
          return (upper ? offset >= k : offset <= k) ? v : 0;
        }),
      },
    ];
  },
} satisfies Partial<OperatorTable<Evaluator>>;
