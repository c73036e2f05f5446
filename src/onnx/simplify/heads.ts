/**
 * Attention that runs over (B·heads, m, n) runs over (B, heads, m, n): BLOOM, DeBERTa v2, and decoders as Transformers
 * computed them with `torch.bmm`.
 */
import { int, intAttribute, intsAttribute, type Node } from '../graph';
import { normaliseAxis } from '../infer';
import type { Operator } from '../operators';
import type { Rewriter, Rule } from '../rewriter';

/** Elementwise operators, and those along the last axis, on the way from one product of attention to the next. */
const alongLast = ['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Where', 'Cast', 'Tanh', 'Softmax', 'Clip'] as const;

/** The node's inputs with the first axis split, where every one of them is lifted or broadcasts as it is. */
function lifted(node: Node, r: Rewriter, lead: readonly number[]): readonly string[] | undefined {
  const all = lead[0]! * lead[1]!;
  const inputs = node.inputs.map((value) => {
    const shape = value ? r.shape(value) : [];
    if (shape.length < 3 || (shape.length === 3 && shape[0] === 1)) return value;
    return shape.length === 3 && shape[0] === all ? r.g.reshape(value, [...lead, shape[1]!, shape[2]!]) : undefined;
  });
  return inputs.every((value) => value !== undefined) ? inputs : undefined;
}

/**
 * The Reshape that splits the first of three axes into batch and heads moves up, through scaling, masks, softmax and
 * products, until it meets the one that joined them.
 */
export const raiseHeads: Rule = (node, r) => {
  const joined = node.inputs[0]!;
  const [from, to] = [r.shape(joined), r.shape(node.outputs[0]!)];
  if (from.length !== 3 || to.length !== 4 || from[1] !== to[2] || from[2] !== to[3]) return undefined;
  const inner = r.by(joined, 'MatMul', 'Transpose', 'GatherElements', ...alongLast);
  // With one row and one head the axes are no sign of attention.
  if (!inner || !r.readOnce(joined) || from[0] === 1) return undefined;
  // A bias stays with its product: the axis is put in behind the linear (GPTBigCode's one head of keys and values).
  if (inner.op === 'Add' && inner.inputs.some((value) => r.tensor(value)?.dims.length === 1)) return undefined;
  const lead = to.slice(0, 2);
  if (inner.op === 'Transpose') {
    if (intsAttribute(inner, 'perm')!.join() !== '0,2,1') return undefined;
    return r.g.transpose(r.g.reshape(inner.inputs[0]!, [...lead, to[3]!, to[2]!]), [0, 1, 3, 2]);
  }
  const last = normaliseAxis(intAttribute(inner, 'axis', -1), 3) === 2;
  if ((inner.op === 'Softmax' || inner.op === 'GatherElements') && !last) return undefined;
  const inputs = lifted(inner, r, lead);
  // A product with one matrix for all heads, or one that none of the operands has all axes of, is something else.
  if (!inputs?.some((value, i) => value !== inner.inputs[i])) return undefined;
  if (['MatMul', 'GatherElements'].includes(inner.op) && inputs.some((value) => r.shape(value).length !== 4))
    return undefined;
  return inner.attributes.axis ? r.g.emit(inner.op as Operator, inputs, { axis: int(-1) }) : r.g.repeat(inner, inputs);
};
