/** Gradient rules of operators that move data without computing. */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import { int, intAttribute, intsAttribute, stringAttribute } from '../../onnx/graph';
import { normaliseAxis, resolveSlice } from '../../onnx/infer';
import type { OperatorTable } from '../../onnx/operators';
import { sizeOf } from '../../onnx/tensor';
import { perInput, type Rule, type RuleContext } from '../rule';

/** Any operator whose output has the input's elements in the same order. */
const sameOrder: Rule = perInput((c) =>
  sizeOf(c.emit.builder.shapeOf(c.g)) === 1 ? c.emit.reshape(c.g, []) : c.emit.reshape(c.dense(), c.shape()),
);

const transpose: Rule = perInput((c) => {
  const rank = c.shape().length;
  const perm = intsAttribute(c.node, 'perm') ?? c.shape().map((_, i) => rank - 1 - i);
  const inverse = perm.map((_, i) => perm.indexOf(i));
  return c.emit.transpose(c.dense(), inverse);
});

/** Parts that one Split may have: WebGPU's provider needs a storage buffer for each, and adapters have eight. */
const mostOfSplit = 6;

/** One Split gives every part; a single part, and each of many, is sliced out. */
const concat: Rule = (c) => {
  const e = c.emit;
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), c.shape().length);
  const sizes = c.node.inputs.map((_, i) => c.shape(i)[axis]!);
  if (c.needs.filter(Boolean).length === 1 || sizes.length > mostOfSplit) {
    const g = c.dense();
    let end = 0;
    return sizes.map((size, i) => {
      end += size;
      return c.needs[i] ? slice(c, g, axis, end - size, end, 1) : undefined;
    });
  }
  return e.nodes('Split', [c.dense(), e.builder.shape(sizes)], { axis: int(axis) }, sizes.length);
};

/** Parts that do not lead to the loss count as zeros. */
const split: Rule = perInput((c) => {
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), c.shape().length);
  const used = c.gradients.flatMap((g, i) => (g ? [i] : []));
  if (used.length === 1) {
    const start = c.node.outputs.slice(0, used[0]).reduce((sum, _, i) => sum + c.outputShape(i)[axis]!, 0);
    return { axis, start, value: c.dense(used[0]) };
  }
  const parts = c.node.outputs.map((_, i) => (c.gradients[i] ? c.dense(i) : c.emit.zeros(c.outputShape(i))));
  return c.emit.node('Concat', parts, { axis: int(axis) });
});

function slice(c: RuleContext, x: string, axis: number, start: number, end: number, step: number): string {
  const g = c.emit.builder;
  return c.emit.node('Slice', [x, g.shape([start]), g.shape([end]), g.shape([axis]), g.shape([step])]);
}

/**
 * Slice: a piece along one axis, zeros around it along several. With a step s, s − 1 zeros go behind each element first
 * (reshape, pad, reshape); a negative step is a positive one read backwards.
 */
const sliceRule: Rule = perInput((c) => {
  const starts = intsAttribute(c.node, 'starts') ?? c.constant(1)!;
  const ends = intsAttribute(c.node, 'ends') ?? c.constant(2)!;
  const axes = intsAttribute(c.node, 'axes') ?? c.constant(3);
  const ranges = resolveSlice(c.shape(), starts, ends, axes, c.constant(4));
  let g = c.dense();
  const cut = ranges.flatMap(({ size }, axis) => (size < c.shape()[axis]! ? [axis] : []));
  if (cut.length === 1 && ranges[cut[0]!]!.step === 1 && ranges.every(({ step }) => step > 0))
    return { axis: cut[0]!, start: ranges[cut[0]!]!.start, value: g };
  const before: number[] = [];
  const after: number[] = [];
  ranges.forEach(({ start, step, size }, axis) => {
    const stride = Math.abs(step);
    let first = start;
    if (step < 0) {
      first = start + (size - 1) * step;
      if (size > 1) g = slice(c, g, axis, -1, -(2 ** 31), -1);
    }
    let covered = size;
    if (stride > 1 && size > 1) {
      const shape = c.emit.builder.shapeOf(g);
      const inserted = c.emit.reshape(g, [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]);
      covered = size * stride;
      const wide = c.emit.padAxis(inserted, axis + 1, 0, stride);
      g = c.emit.reshape(
        wide,
        shape.map((d, i) => (i === axis ? covered : d)),
      );
    }
    before.push(first);
    // negative where the last group of zeros reaches beyond the end: Pad then crops them
    after.push(c.shape()[axis]! - first - covered);
  });
  return c.emit.pad(g, before, after);
});

const padRule: Rule = perInput((c) => {
  if (stringAttribute(c.node, 'mode', 'constant') !== 'constant') throw new MessageError(says.padding);
  const rank = c.shape().length;
  const pads = intsAttribute(c.node, 'pads') ?? c.constant(1)!;
  const axes = c.constant(3)?.map((a) => normaliseAxis(a, rank)) ?? c.shape().map((_, i) => i);
  const before = new Array<number>(rank).fill(0);
  const after = new Array<number>(rank).fill(0);
  axes.forEach((axis, i) => {
    before[axis] = -pads[i]!;
    after[axis] = -pads[i + axes.length]!;
  });
  return c.emit.pad(c.dense(), before, after);
});

const expand: Rule = perInput((c) => c.toInput(c.g, 0));

/** Each axis becomes (repeats, size); the gradient is summed over the repeats. */
const tile: Rule = perInput((c) => {
  const repeats = c.constant(1)!;
  const shape: number[] = [];
  const axes: number[] = [];
  c.shape().forEach((d, i) => {
    if (repeats[i]! > 1) {
      axes.push(shape.length);
      shape.push(repeats[i]!);
    }
    shape.push(d);
  });
  return axes.length > 0 ? c.emit.reduce('ReduceSum', c.emit.reshape(c.dense(), shape), axes, false) : c.g;
});

const trilu: Rule = perInput((c) => c.emit.node('Trilu', [c.dense(), ...c.node.inputs.slice(1)], c.node.attributes));

export const movement = {
  Reshape: sameOrder,
  Flatten: sameOrder,
  Squeeze: sameOrder,
  Unsqueeze: sameOrder,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: sliceRule,
  Pad: padRule,
  Expand: expand,
  Tile: tile,
  Trilu: trilu,
} satisfies Partial<OperatorTable<Rule>>;
