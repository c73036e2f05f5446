/** Normalisations. */
import { float, floatAttribute, int, intAttribute } from '../graph';
import { normaliseAxis } from '../infer';
import type { Builder } from '../builder';
import { tensorOf } from '../tensor';
import type { LowerContext, LowerRule, LowerRules } from './context';

/**
 * Root-mean-square normalisation (Zhang and Sennrich 2019, arXiv 1910.07467), y = x / √(mean(x²) + ε) · gain, in the
 * one spelling that the rest of the project recognises:
 * `Mul(x, x) → ReduceMean(-1) → Add(ε) → Sqrt → Div(x, ·) → Mul(·, gain)`.
 */
export function rmsNorm(g: Builder, x: string, gain: string, epsilon: number): string {
  const meanSquare = g.reduceMean(g.mul(x, x), [g.rankOf(x) - 1], true);
  return g.mul(g.div(x, g.sqrt(g.add(meanSquare, g.scalar(epsilon)))), gain);
}

function layerNorm(c: LowerContext, x: string, gain: number, bias: number, fallback: number): string {
  const { g, node } = c;
  const offset = c.has(bias)
    ? c.input(bias)
    : g.initializer('zero_bias', tensorOf('float32', c.shape(gain), new Float32Array(c.shape(gain)[0]!)));
  return g.emit('LayerNormalization', [x, c.input(gain), offset], {
    axis: int(-1),
    epsilon: float(floatAttribute(node, 'epsilon', fallback)),
  });
}

const lastAxis = (c: LowerContext) => normaliseAxis(intAttribute(c.node, 'axis', -1), c.rank(0)) === c.rank(0) - 1;

/** Extra outputs (mean, inverse deviation) exist for training graphs only. */
const layerNormalization: LowerRule = (c) => (lastAxis(c) ? [layerNorm(c, c.input(0), 1, 2, 1e-5)] : undefined);

/** x + skip (+ bias). The bias belongs to the linear layer that x or skip comes from, and is added right behind it. */
function skipSum(c: LowerContext, bias: number): string {
  const { g } = c;
  if (!c.has(bias)) return g.add(c.input(0), c.input(1));
  const product = g.graph.nodes.find((node) => node.outputs[0] === c.input(1))?.op === 'MatMul' ? 1 : 0;
  return g.add(g.add(c.input(product), c.input(bias)), c.input(1 - product));
}

/** com.microsoft: x + skip (+ bias), then normalised. Output 3 is the sum, which pre-norm models go on with. */
const skipLayerNorm: LowerRule = (c) => {
  const sum = skipSum(c, 4);
  return [layerNorm(c, sum, 2, 3, 1e-12), '', '', sum];
};

const skipRmsNorm: LowerRule = (c) => {
  const sum = skipSum(c, 3);
  return [rmsNorm(c.g, sum, c.input(2), floatAttribute(c.node, 'epsilon', 1e-12)), '', '', sum];
};

const rms: LowerRule = (c) =>
  lastAxis(c) ? [rmsNorm(c.g, c.input(0), c.input(1), floatAttribute(c.node, 'epsilon', 1e-5))] : undefined;

export const norms: LowerRules = {
  LayerNormalization: layerNormalization,
  RMSNormalization: rms,
  SimplifiedLayerNormalization: rms,
  'com.microsoft.SimplifiedLayerNormalization': rms,
  'com.microsoft.SkipLayerNormalization': skipLayerNorm,
  'com.microsoft.SkipSimplifiedLayerNormalization': skipRmsNorm,
};
