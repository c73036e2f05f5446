/** Gradient rules of operators that read or write at computed positions. Indices have no gradient. */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import { int, intAttribute, str, stringAttribute, type Attributes } from '../../onnx/graph';
import { normaliseAxis } from '../../onnx/infer';
import type { OperatorTable } from '../../onnx/operators';
import { sizeOf } from '../../onnx/tensor';
import { perInput, type Rule, type RuleContext } from '../rule';

const adding = { reduction: str('add') };

/** ONNX wants int64 indices for ScatterND; everything else takes our int32. */
const asInt64 = (c: RuleContext, indices: string): string =>
  c.emit.builder.typeOf(indices).dtype === 'int64' ? indices : c.emit.node('Cast', [indices], { to: int(7) });

/**
 * Gather along an axis. One constant position: a piece. Rows of a matrix (an embedding): one ScatterND. Other axes:
 * ScatterElements with the indices broadcast to the gradient's shape.
 */
const gather: Rule = perInput((c) => {
  const e = c.emit;
  const shape = c.shape();
  const axis = normaliseAxis(intAttribute(c.node, 'axis', 0), shape.length);
  const positions = c.constant(1);
  const count = sizeOf(c.shape(1));
  const flat = [...shape.slice(0, axis), count, ...shape.slice(axis + 1)];
  if (positions?.length === 1) {
    const at = normaliseAxis(positions[0]!, shape[axis]!);
    return { axis, start: at, value: e.reshape(c.dense(), flat) };
  }
  if (axis === 0) {
    const rows = asInt64(c, e.reshape(c.x(1), [count, 1]));
    const updates = e.reshape(c.dense(), flat);
    return { into: (target) => e.node('ScatterND', [target, rows, updates], adding) };
  }
  const indices = e.dense(
    e.reshape(
      c.x(1),
      shape.map((_, i) => (i === axis ? count : 1)),
    ),
    flat,
  );
  const updates = e.reshape(c.dense(), flat);
  return { into: (target) => e.node('ScatterElements', [target, indices, updates], { axis: int(axis), ...adding }) };
});

const gatherElements: Rule = perInput((c) => {
  const updates = c.dense();
  const attributes = { axis: int(intAttribute(c.node, 'axis', 0)), ...adding };
  return { into: (target) => c.emit.node('ScatterElements', [target, c.x(1), updates], attributes) };
});

const gatherND: Rule = perInput((c) => {
  if (intAttribute(c.node, 'batch_dims', 0) !== 0) throw new MessageError(says.batchDimensions);
  const updates = c.dense();
  return { into: (target) => c.emit.node('ScatterND', [target, c.x(1), updates], adding) };
});

/**
 * Scatter: what is overwritten gets no gradient, what is added to keeps it; the updates read theirs where they went.
 * Overwriting the same position twice has no defined winner, and so no defined gradient.
 */
const scatter =
  (op: 'ScatterElements' | 'ScatterND', read: 'GatherElements' | 'GatherND'): Rule =>
  (c) => {
    const e = c.emit;
    const mode = stringAttribute(c.node, 'reduction', 'none');
    if (mode !== 'none' && mode !== 'add') throw new MessageError(says.reduction({ op, mode }));
    const axis: Attributes = op === 'ScatterElements' ? { axis: int(intAttribute(c.node, 'axis', 0)) } : {};
    return [
      c.needs[0] ? (mode === 'add' ? c.g : e.node(op, [c.dense(), c.x(1), e.zeros(c.shape(2))], axis)) : undefined,
      undefined,
      c.needs[2] ? e.node(read, [c.dense(), c.x(1)], axis) : undefined,
    ];
  };

export const indexing = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
  ScatterElements: scatter('ScatterElements', 'GatherElements'),
  ScatterND: scatter('ScatterND', 'GatherND'),
} satisfies Partial<OperatorTable<Rule>>;
