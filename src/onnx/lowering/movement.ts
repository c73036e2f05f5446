/** Operators that move data: squeezes become reshapes, gathers with constant indices become views where they are. */
import { intAttribute, intsAttribute } from '../graph';
import { normaliseAxis, resolveSlice } from '../infer';
import { i32, sizeOf, stridesOf, tensorOf } from '../tensor';
import type { LowerContext, LowerRule, LowerRules } from './context';

const alias: LowerRule = (c) => [c.input(0)];
/** The output has the elements of the input in the same order. */
const reshape: LowerRule = (c) => [c.g.reshape(c.input(0), c.outputTypes()[0]!.shape)];

/**
 * Shape and broadcast that make `indices` (of shape `dims`) read 0…count−1 in order, if it does so: exporters build
 * masks by gathering every element of the attention mask in its own place.
 */
function asView(
  indices: readonly number[],
  dims: readonly number[],
  count: number,
): { from: number[]; to: readonly number[] } | undefined {
  const strides = stridesOf(dims);
  const from = dims.map((d, axis) => (d > 1 && indices[strides[axis]!] !== indices[0] ? d : 1));
  if (indices[0] !== 0 || sizeOf(from) !== count) return undefined;
  const steps = stridesOf(from);
  const fits = indices.every(
    (value, at) =>
      value ===
      dims.reduce(
        (sum, d, axis) => sum + (from[axis] === 1 ? 0 : (Math.floor(at / strides[axis]!) % d) * steps[axis]!),
        0,
      ),
  );
  return fits ? { from, to: dims } : undefined;
}

function gatherView(
  c: LowerContext,
  data: string,
  indices: readonly number[],
  dims: readonly number[],
  tail: readonly number[],
): string | undefined {
  const rows = sizeOf(c.g.shapeOf(data)) / Math.max(1, sizeOf(tail));
  const view = asView(
    indices.map((v) => normaliseAxis(v, rows)),
    dims,
    rows,
  );
  return view && c.g.expand(c.g.reshape(data, [...view.from, ...tail]), [...view.to, ...tail]);
}

const gather: LowerRule = (c) => {
  const { g } = c,
    data = c.input(0),
    shape = c.shape(0),
    axis = normaliseAxis(intAttribute(c.node, 'axis', 0), shape.length);
  // A table stays a table: its rows are trainable, and position embeddings must be recognisable.
  if (c.tensor(0) || !c.tensor(1)) return undefined;
  const indices = c.constant(1),
    dims = c.shape(1);
  if (indices.length === 1) {
    const row = normaliseAxis(indices[0]!, shape[axis]!);
    return [g.reshape(g.slice(data, axis, row, row + 1), [...shape.slice(0, axis), ...dims, ...shape.slice(axis + 1)])];
  }
  if (dims.length === 1 && indices.every((v, i) => v >= 0 && v === indices[0]! + i))
    return [g.slice(data, axis, indices[0]!, indices[0]! + indices.length)];
  const view = axis === 0 ? gatherView(c, data, indices, dims, shape.slice(1)) : undefined;
  return view === undefined ? undefined : [view];
};

const gatherND: LowerRule = (c) => {
  const { g } = c,
    shape = c.shape(0);
  if (!c.tensor(1) || c.tensor(0) || intAttribute(c.node, 'batch_dims', 0) !== 0) return undefined;
  const indices = c.constant(1),
    dims = c.shape(1).slice(0, -1),
    depth = c.shape(1)[dims.length]!;
  const lead = shape.slice(0, depth),
    tail = shape.slice(depth),
    strides = stridesOf(lead);
  const flat = Array.from({ length: indices.length / depth }, (_, i) =>
    lead.reduce((sum, d, k) => sum + normaliseAxis(indices[i * depth + k]!, d) * strides[k]!, 0),
  );
  const view = gatherView(c, g.reshape(c.input(0), [sizeOf(lead), ...tail]), flat, dims, tail);
  if (view !== undefined) return [view];
  return [g.gather(g.reshape(c.input(0), [sizeOf(lead), ...tail]), g.initializer('rows', i32(dims, flat)))];
};

/**
 * Writing a block that spans all axes but one of a constant is a Concat of what stays before, the updates and what
 * stays after (Llama's causal mask with padding written into its first columns).
 */
const scatterND: LowerRule = (c) => {
  const { g } = c,
    shape = c.shape(0),
    strides = stridesOf(shape);
  if (!c.tensor(0) || !c.tensor(1) || c.shape(1).at(-1) !== shape.length || c.node.attributes.reduction)
    return undefined;
  const indices = c.constant(1),
    rank = shape.length,
    count = indices.length / rank;
  const at = (i: number, k: number) => normaliseAxis(indices[i * rank + k]!, shape[k]!);
  const first = shape.map((_, k) => at(0, k)),
    size = shape.map((_, k) => at(count - 1, k) - first[k]! + 1);
  const axis = size.findIndex((d, k) => d !== shape[k]);
  if (sizeOf(size) !== count || axis < 0 || size.some((d, k) => k !== axis && d !== shape[k])) return undefined;
  const steps = stridesOf(size),
    start = first.reduce((sum, v, k) => sum + v * strides[k]!, 0);
  for (let i = 0; i < count; i++) {
    const want = size.reduce((sum, d, k) => sum + (Math.floor(i / steps[k]!) % d) * strides[k]!, start);
    if (shape.reduce((sum, _, k) => sum + at(i, k) * strides[k]!, 0) !== want) return undefined;
  }
  const [from, to] = [first[axis]!, first[axis]! + size[axis]!];
  const parts = [
    ...(from > 0 ? [g.slice(c.input(0), axis, 0, from)] : []),
    g.reshape(c.input(2), size),
    ...(to < shape[axis]! ? [g.slice(c.input(0), axis, to, shape[axis]!)] : []),
  ];
  return [g.concat(parts, axis)];
};

/** Reading a constant that has the same value everywhere needs no indices (RoBERTa's token types, all 0). */
const gatherElements: LowerRule = (c) => {
  const tensor = c.tensor(0);
  if (!tensor || tensor.dtype === 'float32' || sizeOf(tensor.dims) === 0) return undefined;
  const values = c.constant(0);
  if (values.some((v) => v !== values[0])) return undefined;
  return [
    c.g.initializer('same', tensorOf(tensor.dtype, c.shape(1), new Float64Array(sizeOf(c.shape(1))).fill(values[0]!))),
  ];
};

const slice: LowerRule = (c) => {
  const { g } = c,
    shape = c.shape(0),
    starts = intsAttribute(c.node, 'starts');
  const ranges = starts
    ? resolveSlice(shape, starts, intsAttribute(c.node, 'ends')!, intsAttribute(c.node, 'axes'))
    : resolveSlice(
        shape,
        c.constant(1),
        c.constant(2),
        c.has(3) ? c.constant(3) : undefined,
        c.has(4) ? c.constant(4) : undefined,
      );
  // Steps become gathered rows: the WebGPU provider's Slice ignores `start` where the step is negative.
  const rows = (r: { start: number; step: number; size: number }) =>
    g.initializer(
      'rows',
      i32(
        [r.size],
        g.made(r.size, (k) => r.start + k * r.step),
      ),
    );
  return [
    ranges.reduce(
      (value, r, axis) =>
        r.step === 1 ? g.slice(value, axis, r.start, r.start + r.size) : g.gather(value, rows(r), axis),
      c.input(0),
    ),
  ];
};

const split: LowerRule = (c) => {
  const { g, node } = c,
    types = c.outputTypes(),
    axis = normaliseAxis(intAttribute(node, 'axis', 0), c.rank(0));
  if (types.length === 1) return [c.input(0)];
  return g.emitAll(
    'Split',
    [c.input(0), g.shape(types.map((t) => t.shape[axis]!))],
    { axis: { kind: 'int', value: axis } },
    { count: types.length },
  );
};

/** An operand without elements, such as the empty past of a decoder, adds nothing to a Concat. */
const concat: LowerRule = (c) => {
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), c.rank(0));
  return [
    c.g.concat(
      c.node.inputs.filter((v) => c.g.shapeOf(v)[axis] !== 0),
      axis,
    ),
  ];
};

const tile: LowerRule = (c) => {
  const { g } = c;
  return [
    c.constant(1).reduce((value, times, axis) => {
      const shape = g.shapeOf(value);
      if (times === 1) return value;
      return shape[axis] === 1
        ? g.expand(
            value,
            shape.map((d, i) => (i === axis ? times : d)),
          )
        : g.concat(new Array<string>(times).fill(value), axis);
    }, c.input(0)),
  ];
};

export const movement: LowerRules = {
  Identity: alias,
  Dropout: alias,
  Cast: (c) => (c.outputTypes()[0]!.dtype === c.type(0).dtype ? [c.input(0)] : undefined),
  CastLike: (c) => [c.g.cast(c.input(0), c.type(1).dtype)],
  Reshape: reshape,
  Flatten: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Transpose: (c) => [
    c.g.transpose(c.input(0), intsAttribute(c.node, 'perm') ?? c.shape(0).map((_, i) => c.rank(0) - 1 - i)),
  ],
  Expand: (c) => [c.g.expand(c.input(0), c.outputTypes()[0]!.shape)],
  Tile: tile,
  Gather: gather,
  GatherND: gatherND,
  ScatterND: scatterND,
  GatherElements: gatherElements,
  Slice: slice,
  Split: split,
  Concat: concat,
};
