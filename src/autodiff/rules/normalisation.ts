/** Gradient rules of softmax and layer normalisation. */
import { says } from '../messages';
import { MessageError } from '../../messages/message';
import { float, int, intAttribute, intsAttribute } from '../../onnx/graph';
import { normaliseAxis } from '../../onnx/infer';
import type { OperatorTable } from '../../onnx/operators';
import { sameShape } from '../../onnx/tensor';
import { perInput, type Rule, type RuleContext } from '../rule';
import { normalisation as normalisationOf, normalised } from '../spellOut';

/** y = softmax(x): dx = y (g − Σ g y). */
const softmax: Rule = perInput((c) => {
  const e = c.emit;
  const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), c.shape().length);
  const [a, b] = rowProduct(c, axis) ?? [c.dense(), c.y()];
  return e.mul(c.y(), e.sub(c.dense(), e.reduce('ReduceSum', e.mul(a, b), [axis], true)));
});

/**
 * Two tensors with fewer columns whose product has the same sum along a row as g y, where there are such: in attention
 * y = P is read by O = P V only, so that g = dO Vᵀ, and Σ_k g_ik P_ik = Σ_d dO_id O_id (Dao et al. 2022,
 * FlashAttention, B.4).
 */
function rowProduct(c: RuleContext, axis: number): [string, string] | undefined {
  const { emit: e } = c;
  const rank = c.shape().length;
  const from = e.producer(c.g);
  if (axis !== rank - 1 || from?.op !== 'MatMul') return undefined;
  const [outer, transposed] = from.inputs as [string, string];
  const reader = e.builder.graph.nodes.find(
    (node) => node.op === 'MatMul' && node.domain === '' && node.inputs[0] === c.y(),
  );
  if (!reader) return undefined;
  const [values, product] = [reader.inputs[1]!, reader.outputs[0]!];
  const swapped = e.producer(transposed);
  const swap = [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2];
  if (swapped?.op !== 'Transpose' || swapped.inputs[0] !== values) return undefined;
  if (!sameShape(intsAttribute(swapped, 'perm')!, swap)) return undefined;
  const fewer = e.builder.shapeOf(product)[rank - 1]! < c.shape()[rank - 1]!;
  return fewer && sameShape(e.builder.shapeOf(product), e.builder.shapeOf(outer)) ? [outer, product] : undefined;
}

/** y = log softmax(x): dx = g − softmax(x) Σ g. */
const logSoftmax: Rule = perInput((c) => {
  const e = c.emit;
  const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), c.shape().length);
  const total = e.reduce('ReduceSum', c.dense(), [axis], true);
  return e.sub(c.dense(), e.mul(e.exp(c.y()), total));
});

/**
 * y = γ x̂ + β, x̂ = (x − mean) / σ. With h = γ g: dx = (h − mean(h) − x̂ mean(h x̂)) / σ, dγ = Σ g x̂, dβ = Σ g.
 * x̂ and 1/σ come from a second LayerNormalization with γ = 1, β = 0: one kernel instead of two passes, and the forward
 * node stays as it is. Where that is slower, they are parts of the forward node, which `spellOut` then spells out.
 */
const layerNormalization: Rule = (c) => {
  const e = c.emit;
  if (c.gradients[1] || c.gradients[2]) throw new MessageError(says.normStatistics);
  const { axes, epsilon } = normalisationOf(e, c.node);
  const gain = c.shape(1);
  const g = c.dense();
  const unit = (): [string, string] => {
    if (e.spelledOut) return normalised(e, c.x(), axes, epsilon);
    const [normal, , inverse] = e.nodes(
      'LayerNormalization',
      [c.x(), e.builder.filled(gain, 1), e.builder.filled(gain, 0)],
      { axis: int(axes[0]!), epsilon: float(epsilon) },
      3,
    );
    return [normal!, inverse!];
  };
  const [normal, inverse] = c.needs[0] || c.needs[1] ? unit() : ['', ''];
  const gradientX = (): string => {
    const h = e.mul(g, c.x(1));
    const along = e.mul(normal, e.reduce('ReduceMean', e.mul(h, normal), axes, true));
    const rest = e.sub(h, along);
    // x̂ has mean zero, so mean(rest) = mean(h)
    return e.mul(e.sub(rest, e.reduce('ReduceMean', rest, axes, true)), inverse);
  };
  return [
    c.needs[0] ? gradientX() : undefined,
    c.needs[1] ? c.toInput(e.mul(g, normal), 1) : undefined,
    c.needs[2] ? c.toInput(g, 2) : undefined,
  ];
};

export const normalisation = {
  Softmax: softmax,
  LogSoftmax: logSoftmax,
  LayerNormalization: layerNormalization,
} satisfies Partial<OperatorTable<Rule>>;
