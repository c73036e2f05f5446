/** Activations that onnxruntime's optimiser fuses. */
import { floatAttribute, stringAttribute } from '../graph';
import type { LowerContext, LowerRule, LowerRules } from './context';

const biased = (c: LowerContext) => (c.has(1) ? c.g.add(c.input(0), c.input(1)) : c.input(0));
const gelu =
  (approximate: 'none' | 'tanh'): LowerRule =>
  (c) => [c.g.gelu(biased(c), approximate)];

/** x · σ(αx), with α = 1.702 an approximation of GELU (arXiv 1606.08415, section 2). */
const quickGelu: LowerRule = (c) => {
  const { g } = c,
    x = c.input(0);
  return [g.mul(x, g.emit('Sigmoid', [g.scale(x, floatAttribute(c.node, 'alpha', 1.702))]))];
};

export const activations: LowerRules = {
  Gelu: (c) => [c.g.gelu(c.input(0), stringAttribute(c.node, 'approximate', 'none') === 'tanh' ? 'tanh' : 'none')],
  'com.microsoft.Gelu': gelu('none'),
  'com.microsoft.BiasGelu': gelu('none'),
  'com.microsoft.FastGelu': gelu('tanh'),
  'com.microsoft.QuickGelu': quickGelu,
};
