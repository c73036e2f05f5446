/** Gradient rules of reductions. Gradients keep length one along the reduced axes: consumers broadcast them. */
import { intAttribute } from '../../onnx/graph';
import type { OperatorTable } from '../../onnx/operators';
import { sizeOf } from '../../onnx/tensor';
import { perInput, type Rule, type RuleContext } from '../rule';
import { timesSign } from './elementwise';

/** A value of the output's shape (or one that broadcasts to it) with the reduced axes put back as ones. */
function kept(c: RuleContext, value: string): string {
  const own = c.emit.builder.shapeOf(value);
  if (sizeOf(own) === 1) return c.emit.reshape(value, []);
  if (c.outputShape().length === c.shape().length) return value;
  const padded = [
    ...c
      .outputShape()
      .slice(own.length)
      .map(() => 1),
    ...own,
  ];
  const reduced = new Set(c.axes());
  return c.emit.reshape(
    value,
    c.shape().map((_, i) => (reduced.has(i) ? 1 : padded.shift()!)),
  );
}

const reduction = (rule: (c: RuleContext, g: string, y: () => string) => string): Rule =>
  perInput((c) => rule(c, kept(c, c.g), () => kept(c, c.y())));

/** Equal extremes share the gradient, as in PyTorch's amax. */
const extreme: Rule = reduction((c, g, y) => {
  const e = c.emit;
  const chosen = e.node('Cast', [e.node('Equal', [c.x(), y()])], { to: { kind: 'int', value: 1 } });
  return e.mul(chosen, e.div(g, e.reduce('ReduceSum', chosen, c.axes(), true)));
});

const count = (c: RuleContext): number => c.axes().reduce((n, axis) => n * c.shape()[axis]!, 1);

/** exp(x − y) is the softmax of x; the fused kernel does the last axis in one node. */
const logSumExp: Rule = reduction((c, g, y) => {
  const e = c.emit;
  const axes = c.axes();
  const p =
    axes.length === 1
      ? e.node('Softmax', [c.x()], { axis: { kind: 'int', value: axes[0]! } })
      : e.exp(e.sub(c.x(), y()));
  return e.mul(p, g);
});

const cumSum: Rule = perInput((c) =>
  c.emit.node('CumSum', [c.dense(), c.x(1)], {
    ...c.node.attributes,
    reverse: { kind: 'int', value: 1 - intAttribute(c.node, 'reverse', 0) },
  }),
);

export const reductions = {
  ReduceSum: reduction((_, g) => g),
  ReduceMean: reduction((c, g) => c.emit.scale(g, 1 / count(c))),
  ReduceMax: extreme,
  ReduceMin: extreme,
  ReduceSumSquare: reduction((c, g) => c.emit.mul(c.x(), c.emit.scale(g, 2))),
  ReduceL1: reduction((c, g) => timesSign(c, g, c.x())),
  // y = 0 only where every x is 0: the quotient is bounded away from 0/0 by a number below fp32 resolution of any y
  // that matters
  ReduceL2: reduction((c, g, y) => c.emit.mul(c.x(), c.emit.div(g, c.emit.add(y(), c.emit.scalar(1e-30))))),
  ReduceLogSumExp: logSumExp,
  ReduceLogSum: reduction((c, g, y) => c.emit.div(g, c.emit.exp(y()))),
  ReduceProd: reduction((c, g, y) => c.emit.div(c.emit.mul(g, y()), c.x())),
  CumSum: cumSum,
} satisfies Partial<OperatorTable<Rule>>;
