/** Evaluators of operators that work element by element. */
import type { DType } from '../dtype';
import { floatAttribute, intAttribute } from '../graph';
import { dtypeFromOnnx } from '../infer';
import type { OperatorTable } from '../operators';
import { isWhole, need, type Evaluator } from './evaluator';
import { elementwise, type Values } from './values';

const unary =
  (f: (v: number) => number): Evaluator =>
  (_, inputs) => [elementwise(need(inputs, 0).dtype, [need(inputs, 0)], f)];
const binary =
  (f: (a: number, b: number) => number): Evaluator =>
  (_, inputs) => [elementwise(need(inputs, 0).dtype, [need(inputs, 0), need(inputs, 1)], f)];
const test =
  (f: (a: number, b: number) => boolean): Evaluator =>
  (_, inputs) => [elementwise('bool', [need(inputs, 0), need(inputs, 1)], (a, b) => Number(f(a, b)))];
export const variadic =
  (f: (...v: number[]) => number): Evaluator =>
  (_, inputs) => [
    elementwise(
      need(inputs, 0).dtype,
      inputs.map((_, i) => need(inputs, i)),
      f,
    ),
  ];

/** erf by Abramowitz and Stegun 7.1.26 would give 1e-7; this series and continued fraction give double precision. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = a,
      sum = a;
    for (let n = 1; n < 80; n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * (a + fraction)));
}

/** Numbers as another element type holds them, but for its precision and range. */
const converted = (x: Values, dtype: DType): Values[] => [
  elementwise(dtype, [x], dtype === 'bool' ? (v) => Number(v !== 0) : isWhole(dtype) ? Math.trunc : (v) => v),
];

export const elementwiseEvaluators = {
  Identity: (_, inputs) => [need(inputs, 0)],
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: (_, inputs) => {
    const whole = isWhole(need(inputs, 0).dtype);
    return [
      elementwise(need(inputs, 0).dtype, [need(inputs, 0), need(inputs, 1)], (a, b) =>
        whole ? Math.trunc(a / b) : a / b,
      ),
    ];
  },
  Pow: binary((a, b) => a ** b),
  Max: variadic(Math.max),
  Min: variadic(Math.min),
  And: binary((a, b) => Number(a && b)),
  Or: binary((a, b) => Number(a || b)),
  Xor: binary((a, b) => Number(!a !== !b)),
  Not: unary((v) => Number(!v)),
  Equal: test((a, b) => a === b),
  Less: test((a, b) => a < b),
  LessOrEqual: test((a, b) => a <= b),
  Greater: test((a, b) => a > b),
  GreaterOrEqual: test((a, b) => a >= b),
  Neg: unary((v) => -v),
  Abs: unary(Math.abs),
  Sqrt: unary(Math.sqrt),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Reciprocal: unary((v) => 1 / v),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Round: unary((v) => (Math.abs(v % 1) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v))),
  Sin: unary(Math.sin),
  Cos: unary(Math.cos),
  Tanh: unary(Math.tanh),
  Sigmoid: unary((v) => 1 / (1 + Math.exp(-v))),
  Erf: unary(erf),
  Sign: unary(Math.sign),
  Relu: unary((v) => Math.max(v, 0)),
  IsNaN: (_, inputs) => [elementwise('bool', [need(inputs, 0)], (v) => Number(Number.isNaN(v)))],
  Clip: (node, inputs) => {
    const low = inputs[1]?.data[0] ?? floatAttribute(node, 'min', -Infinity),
      high = inputs[2]?.data[0] ?? floatAttribute(node, 'max', Infinity);
    return [elementwise(need(inputs, 0).dtype, [need(inputs, 0)], (v) => Math.min(Math.max(v, low), high))];
  },
  Where: (_, inputs) => [
    elementwise(need(inputs, 1).dtype, [need(inputs, 0), need(inputs, 1), need(inputs, 2)], (c, a, b) => (c ? a : b)),
  ],
  Cast: (node, inputs) => converted(need(inputs, 0), dtypeFromOnnx(intAttribute(node, 'to', 1))),
  CastLike: (_, inputs) => converted(need(inputs, 0), need(inputs, 1).dtype),
} satisfies Partial<OperatorTable<Evaluator>>;
