/** Gradient rules of operators that read or write at computed positions. Indices have no gradient. */
import { int, intAttribute, str, stringAttribute, type Attributes } from '../../onnx/graph';
import { normaliseAxis } from '../../onnx/infer';
import { sizeOf } from '../../onnx/tensor';
import { perInput, type Rule, type RuleContext } from '../rule';

const adding = { reduction: str('add') };

/** ONNX wants int64 indices for ScatterND; everything else takes our int32. */
const asInt64 = (c: RuleContext, indices: string): string =>
  c.emit.builder.typeOf(indices).dtype === 'int64' ? indices : c.emit.node('Cast', [indices], { to: int(7) });

/** What has been summed up for input 0 so far, or zeros: the scatter adds to it. */
const target = (c: RuleContext): string => c.take(0) ?? c.emit.zeros(c.shape());

/**
 * Gather along an axis. One constant position: zeros around the gradient. Rows of a matrix (an embedding): one
 * ScatterND. Other axes: ScatterElements with the indices broadcast to the gradient's shape.
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
    const before = shape.map((_, i) => (i === axis ? at : 0));
    const after = shape.map((d, i) => (i === axis ? d - 1 - at : 0));
    return e.node('Pad', [e.reshape(c.dense(), flat), e.builder.shape([...before, ...after])]);
  }
  if (axis === 0) {
    const rows = asInt64(c, e.reshape(c.x(1), [count, 1]));
    return e.node('ScatterND', [target(c), rows, e.reshape(c.dense(), flat)], adding);
  }
  const indices = e.reshape(c.x(1), shape.map((_, i) => (i === axis ? count : 1)));
  return e.node('ScatterElements', [target(c), e.dense(indices, flat), e.reshape(c.dense(), flat)], { axis: int(axis), ...adding });
});

const gatherElements: Rule = perInput((c) =>
  c.emit.node('ScatterElements', [target(c), c.x(1), c.dense()], { axis: int(intAttribute(c.node, 'axis', 0)), ...adding }));

const gatherND: Rule = perInput((c) => {
  if (intAttribute(c.node, 'batch_dims', 0) !== 0) throw new Error('GatherND with batch dimensions cannot be differentiated.');
  return c.emit.node('ScatterND', [target(c), c.x(1), c.dense()], adding);
});

/**
 * Scatter: what is overwritten gets no gradient, what is added to keeps it; the updates read theirs where they went.
 * Overwriting the same position twice has no defined winner, and so no defined gradient.
 */
const scatter = (op: 'ScatterElements' | 'ScatterND', read: 'GatherElements' | 'GatherND'): Rule => (c) => {
  const e = c.emit;
  const mode = stringAttribute(c.node, 'reduction', 'none');
  if (mode !== 'none' && mode !== 'add') throw new Error(`${op} with reduction "${mode}" cannot be differentiated.`);
  const axis: Attributes = op === 'ScatterElements' ? { axis: int(intAttribute(c.node, 'axis', 0)) } : {};
  return [
    c.needs[0] ? (mode === 'add' ? c.g : e.node(op, [c.dense(), c.x(1), e.zeros(c.shape(2))], axis)) : undefined,
    undefined,
    c.needs[2] ? e.node(read, [c.dense(), c.x(1)], axis) : undefined,
  ];
};

export const indexing: Record<string, Rule> = {
  Gather: gather, GatherElements: gatherElements, GatherND: gatherND,
  ScatterElements: scatter('ScatterElements', 'GatherElements'), ScatterND: scatter('ScatterND', 'GatherND'),
};
