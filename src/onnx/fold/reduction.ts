/** Evaluators of operators that sum up. */
import { intAttribute, intsAttribute } from '../graph';
import { broadcastShapes, normaliseAxis } from '../infer';
import type { OperatorTable } from '../operators';
import { sizeOf, stridesOf } from '../tensor';
import { list, need, NotEvaluated, type Evaluator } from './evaluator';
import { broadcastStrides, iterate } from './values';

const reduce =
  (
    start: number,
    step: (sum: number, v: number) => number,
    finish: (sum: number, n: number) => number = (s) => s,
  ): Evaluator =>
  (node, inputs) => {
    const x = need(inputs, 0);
    const axes = intsAttribute(node, 'axes') ?? list(inputs[1]);
    if ((!axes || axes.length === 0) && intAttribute(node, 'noop_with_empty_axes', 0) === 1) return [x];
    const drop = new Set(
      (axes && axes.length > 0 ? axes : x.dims.map((_, i) => i)).map((a) => normaliseAxis(a, x.dims.length)),
    );
    const kept = x.dims.map((d, i) => (drop.has(i) ? 1 : d));
    const out = new Float64Array(sizeOf(kept)).fill(start);
    const count = sizeOf(x.dims) / Math.max(1, out.length);
    iterate(x.dims, [broadcastStrides(kept, x.dims)], (at, [to]) => {
      out[to!] = step(out[to!]!, x.data[at]!);
    });
    const dims = intAttribute(node, 'keepdims', 1) === 1 ? kept : x.dims.filter((_, i) => !drop.has(i));
    return [{ dtype: x.dtype, dims, data: out.map((v) => finish(v, count)) }];
  };

export const reductionEvaluators = {
  ReduceSum: reduce(0, (s, v) => s + v),
  ReduceMean: reduce(
    0,
    (s, v) => s + v,
    (s, n) => s / n,
  ),
  ReduceMax: reduce(-Infinity, Math.max),
  ReduceMin: reduce(Infinity, Math.min),
  ReduceProd: reduce(1, (s, v) => s * v),
  ReduceSumSquare: reduce(0, (s, v) => s + v * v),
  ReduceL2: reduce(0, (s, v) => s + v * v, Math.sqrt),
  CumSum: (node, inputs) => {
    const x = need(inputs, 0),
      axis = normaliseAxis(need(inputs, 1).data[0]!, x.dims.length),
      step = stridesOf(x.dims)[axis]!;
    if (intAttribute(node, 'exclusive', 0) || intAttribute(node, 'reverse', 0))
      throw new NotEvaluated('exclusive and reverse');
    const out = Float64Array.from(x.data);
    for (let at = 0; at < out.length; at++) if (Math.floor(at / step) % x.dims[axis]! > 0) out[at]! += out[at - step]!;
    return [{ dtype: x.dtype, dims: x.dims, data: out }];
  },
  MatMul: (_, inputs) => {
    const a = need(inputs, 0),
      b = need(inputs, 1);
    if (a.dims.length < 2 || b.dims.length < 2) throw new NotEvaluated('vectors');
    const [m, k, n] = [a.dims[a.dims.length - 2]!, a.dims[a.dims.length - 1]!, b.dims[b.dims.length - 1]!];
    const batch = broadcastShapes(a.dims.slice(0, -2), b.dims.slice(0, -2));
    const out = new Float64Array(sizeOf(batch) * m * n);
    const [sa, sb] = [a, b].map((o) =>
      broadcastStrides(o.dims.slice(0, -2), batch).map((s) => s * sizeOf(o.dims.slice(-2))),
    ) as [number[], number[]];
    iterate(batch, [sa, sb], (at, [fromA, fromB]) => {
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let p = 0; p < k; p++) sum += a.data[fromA! + i * k + p]! * b.data[fromB! + p * n + j]!;
          out[(at * m + i) * n + j] = sum;
        }
    });
    return [{ dtype: a.dtype, dims: [...batch, m, n], data: out }];
  },
} satisfies Partial<OperatorTable<Evaluator>>;
