/** Gradient rules of operators that work element by element. A simple one is one line. */
import { floatAttribute, stringAttribute } from '../../onnx/graph';
import type { OperatorTable } from '../../onnx/operators';
import { geluArgument, twiceNormalCdf } from '../spellOut';
import { broadcasting, perInput, type Rule, type RuleContext } from '../rule';

/** g · f′ for a function of one argument. */
const unary = (rule: (c: RuleContext, x: string, y: string) => string): Rule => perInput((c) => rule(c, c.x(), c.y()));

/** g · σ(z)(1 − σ(z)) from s = σ(z). */
const sigmoidSlope = (c: RuleContext, s: string): string => c.emit.sub(s, c.emit.square(s));

/**
 * Exact GELU, y = x Φ(x): dx = g (Φ(x) + x φ(x)). With t = x/√2 this is ½ g (1 + erf t + t exp(ln (2/√π) − t²)), nine
 * passes over x, besides the factors of x and g, which the products that make them take in. The fused forward kernel
 * does not give Φ(x); `spellOut` makes the forward pass use this one.
 */
function geluExact(c: RuleContext, x: string): string {
  const e = c.emit;
  const t = geluArgument(e, x);
  const slope = e.mul(t, e.exp(e.sub(e.scalar(Math.log(2 / Math.sqrt(Math.PI))), e.square(t))));
  return e.mul(e.scale(c.g, 0.5), e.add(twiceNormalCdf(e, x), slope));
}

/**
 * GELU's tanh form, written y = x s with s = σ(x (a + b x²)), a = 2√(2/π), b = 0.044715 a:
 * dx = g (s + y (1 − s) (a + 3 b x²)).
 */
function geluTanh(c: RuleContext, x: string, y: string): string {
  const e = c.emit;
  const a = 2 * Math.sqrt(2 / Math.PI);
  const cubic = e.scale(e.square(x), 0.044715 * a);
  const inner = e.add(cubic, e.scalar(a));
  const s = e.node('Sigmoid', [e.mul(x, inner)]);
  const slope = e.mul(e.sub(y, e.mul(y, s)), e.add(inner, e.scale(cubic, 2)));
  return e.mul(c.g, e.add(s, slope));
}

/** Powers: the common constant exponents without Pow, which is slow. */
function powBase(c: RuleContext): string {
  const e = c.emit;
  const exponent = c.constant(1);
  const p = exponent?.length === 1 ? exponent[0]! : undefined;
  if (p === undefined) return e.mul(e.mul(c.g, c.x(1)), e.node('Pow', [c.x(), e.sub(c.x(1), e.scalar(1))]));
  const g = e.scale(c.g, p);
  if (p === 1) return g;
  if (p === 2) return e.mul(g, c.x());
  if (p === 3) return e.mul(g, e.square(c.x()));
  if (p === 0.5) return e.div(g, c.y());
  if (p === -1) return e.mul(g, e.square(c.y()));
  return e.mul(g, e.node('Pow', [c.x(), e.scalar(p - 1)]));
}

/** Where several arguments are equally extreme, the first of two gets the gradient; of more than two, each does. */
const extremum =
  (wins: 'GreaterOrEqual' | 'LessOrEqual', loses: 'Greater' | 'Less'): Rule =>
  (c) => {
    const e = c.emit;
    if (c.node.inputs.length === 1) return [c.g];
    const won = (i: number): string => {
      if (c.node.inputs.length > 2) return e.node('Equal', [c.x(i), c.y()]);
      return i === 0 ? e.node(wins, [c.x(0), c.x(1)]) : e.node(loses, [c.x(1), c.x(0)]);
    };
    return c.needs.map((needed, i) => (needed ? c.toInput(e.mask(won(i), c.g), i) : undefined));
  };

/** g · sign(x), without Sign, which has no GPU kernel. */
export const timesSign = (c: RuleContext, g: string, x: string): string => {
  const zero = c.emit.scalar(0);
  return c.emit.where(c.emit.greater(x, zero), g, c.emit.mask(c.emit.node('Less', [x, zero]), c.emit.neg(g)));
};

export const elementwise = {
  Add: broadcasting(
    (c) => c.g,
    (c) => c.g,
  ),
  Sub: broadcasting(
    (c) => c.g,
    (c) => c.emit.neg(c.g),
  ),
  Mul: broadcasting(
    (c) => c.emit.mul(c.g, c.x(1)),
    (c) => c.emit.mul(c.g, c.x(0)),
  ),
  Div: broadcasting(
    (c) => c.emit.div(c.g, c.x(1)),
    (c) => c.emit.neg(c.emit.mul(c.emit.div(c.g, c.x(1)), c.y())),
  ),
  Pow: broadcasting(powBase, (c) => c.emit.mul(c.emit.mul(c.g, c.y()), c.emit.node('Log', [c.x()]))),
  Max: extremum('GreaterOrEqual', 'Greater'),
  Min: extremum('LessOrEqual', 'Less'),
  Where: broadcasting(
    undefined,
    (c) => c.emit.mask(c.x(0), c.g),
    (c) => c.emit.where(c.x(0), c.emit.scalar(0), c.g),
  ),

  Identity: unary((c) => c.g),
  Cast: unary((c) => c.g),
  CastLike: unary((c) => c.g),
  Neg: unary((c) => c.emit.neg(c.g)),
  Exp: unary((c, _, y) => c.emit.mul(c.g, y)),
  Log: unary((c, x) => c.emit.div(c.g, x)),
  Sqrt: unary((c, _, y) => c.emit.div(c.emit.scale(c.g, 0.5), y)),
  Reciprocal: unary((c, _, y) => c.emit.neg(c.emit.mul(c.g, c.emit.square(y)))),
  Sin: unary((c, x) => c.emit.mul(c.g, c.emit.node('Cos', [x]))),
  Cos: unary((c, x) => c.emit.neg(c.emit.mul(c.g, c.emit.node('Sin', [x])))),
  Abs: unary((c, x) => timesSign(c, c.g, x)),
  // 2/√π · exp(−x²), with the factor inside the exponential
  Erf: unary((c, x) =>
    c.emit.mul(c.g, c.emit.exp(c.emit.sub(c.emit.scalar(Math.log(2 / Math.sqrt(Math.PI))), c.emit.square(x)))),
  ),
  Tanh: unary((c, _, y) => c.emit.mul(c.g, c.emit.sub(c.emit.scalar(1), c.emit.square(y)))),
  Sigmoid: unary((c, _, y) => c.emit.mul(c.g, sigmoidSlope(c, y))),
  Softplus: unary((c, x) => c.emit.mul(c.g, c.emit.node('Sigmoid', [x]))),
  Relu: unary((c, _, y) => c.emit.mask(c.emit.greater(y, c.emit.scalar(0)), c.g)),
  LeakyRelu: unary((c, x) =>
    c.emit.where(c.emit.greater(x, c.emit.scalar(0)), c.g, c.emit.scale(c.g, floatAttribute(c.node, 'alpha', 0.01))),
  ),
  // for x < 0: y = α(eˣ − 1), so y′ = y + α
  Elu: unary((c, x, y) =>
    c.emit.where(
      c.emit.greater(x, c.emit.scalar(0)),
      c.g,
      c.emit.mul(c.g, c.emit.add(y, c.emit.scalar(floatAttribute(c.node, 'alpha', 1)))),
    ),
  ),
  HardSigmoid: unary((c, _, y) =>
    c.emit.mask(
      c.emit.greater(c.emit.sub(y, c.emit.square(y)), c.emit.scalar(0)), // strictly inside (0, 1)
      c.emit.scale(c.g, floatAttribute(c.node, 'alpha', 0.2)),
    ),
  ),
  // the bounds of Clip are constants; a value on the bound passes its gradient, as in PyTorch
  Clip: unary((c, x, y) => c.emit.mask(c.emit.node('Equal', [x, y]), c.g)),
  Gelu: unary((c, x, y) =>
    stringAttribute(c.node, 'approximate', 'none') === 'tanh' ? geluTanh(c, x, y) : geluExact(c, x),
  ),
} satisfies Partial<OperatorTable<Rule>>;
