/** Gradient rules of softmax and layer normalisation. */
import { float, int, intAttribute, floatAttribute } from '../../onnx/graph';
import { normaliseAxis } from '../../onnx/infer';
import { perInput, type Rule } from '../rule';

/** y = softmax(x): dx = y (g − Σ g y). */
const softmax: Rule = perInput((c) => {
  const e = c.emit;
  const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), c.shape().length);
  const inner = e.reduce('ReduceSum', e.mul(c.dense(), c.y()), [axis], true);
  return e.mul(c.y(), e.sub(c.dense(), inner));
});

/** y = log softmax(x): dx = g − softmax(x) Σ g. */
const logSoftmax: Rule = perInput((c) => {
  const e = c.emit;
  const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), c.shape().length);
  const total = e.reduce('ReduceSum', c.dense(), [axis], true);
  return e.sub(c.dense(), e.mul(e.exp(c.y()), total));
});

/**
 * y = γ x̂ + β, x̂ = (x − mean) / σ. With h = γ g: dx = (h − mean(h) − x̂ mean(h x̂)) / σ, dγ = Σ g x̂, dβ = Σ g.
 * x̂ and 1/σ come from a second LayerNormalization with γ = 1, β = 0: one kernel instead of two passes, and the
 * forward node stays as it is.
 */
const layerNormalization: Rule = (c) => {
  const e = c.emit;
  if (c.gradients[1] || c.gradients[2]) throw new Error('The mean and deviation outputs of LayerNormalization cannot be differentiated.');
  const shape = c.shape();
  const axis = normaliseAxis(intAttribute(c.node, 'axis', -1), shape.length);
  const axes = shape.map((_, i) => i).slice(axis);
  const epsilon = floatAttribute(c.node, 'epsilon', 1e-5);
  const gain = c.shape(1);
  const g = c.dense();
  const [normal, , inverse] = c.needs[0] || c.needs[1]
    ? e.nodes('LayerNormalization', [c.x(0), e.builder.filled(gain, 1), e.builder.filled(gain, 0)], { axis: int(axis), epsilon: float(epsilon) }, 3) as [string, string, string]
    : ['', '', ''];
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

export const normalisation: Record<string, Rule> = {
  Softmax: softmax, LogSoftmax: logSoftmax, LayerNormalization: layerNormalization,
};
