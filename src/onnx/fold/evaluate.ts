/** Evaluates nodes on constants: the operators that exporters use for shapes, masks, positions and rotary tables. */
import { floatAttribute, intAttribute, intsAttribute, type Node } from '../graph';
import { broadcastShapes, dtypeFromOnnx, normaliseAxis, resolveReshape, resolveSlice } from '../infer';
import { isFloatType, type DType } from '../dtype';
import { sizeOf, stridesOf } from '../tensor';
import { broadcastStrides, elementwise, iterate, valuesOf, view, type Values } from './values';

/** Inputs of a node; an absent optional one is undefined. */
type Inputs = readonly (Values | undefined)[];
type Evaluator = (node: Node, inputs: Inputs) => Values[];

const need = (inputs: Inputs, i: number): Values => {
  const value = inputs[i];
  if (!value) throw new Error(`input ${i} is absent`);
  return value;
};
const list = (value: Values | undefined): number[] | undefined => (value ? Array.from(value.data) : undefined);
/** Integer or boolean. */
const isWhole = (dtype: DType) => !isFloatType(dtype);

const unary =
  (f: (v: number) => number): Evaluator =>
  (_, inputs) => [elementwise(need(inputs, 0).dtype, [need(inputs, 0)], f)];
const binary =
  (f: (a: number, b: number) => number): Evaluator =>
  (_, inputs) => [elementwise(need(inputs, 0).dtype, [need(inputs, 0), need(inputs, 1)], f)];
const test =
  (f: (a: number, b: number) => boolean): Evaluator =>
  (_, inputs) => [elementwise('bool', [need(inputs, 0), need(inputs, 1)], (a, b) => Number(f(a, b)))];
const variadic =
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

const reshaped = (x: Values, dims: readonly number[]): Values[] => [{ dtype: x.dtype, dims, data: x.data }];

const gather: Evaluator = (node, inputs) => {
  const x = need(inputs, 0),
    indices = need(inputs, 1);
  const axis = normaliseAxis(intAttribute(node, 'axis', 0), x.dims.length);
  const outer = sizeOf(x.dims.slice(0, axis)),
    inner = sizeOf(x.dims.slice(axis + 1)),
    size = x.dims[axis]!;
  const dims = [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)];
  const out = new Float64Array(sizeOf(dims));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < indices.data.length; i++) {
      const row = normaliseAxis(indices.data[i]!, size);
      for (let k = 0; k < inner; k++) out[at++] = x.data[(o * size + row) * inner + k]!;
    }
  }
  return [{ dtype: x.dtype, dims, data: out }];
};

const concat: Evaluator = (node, inputs) => {
  const parts = inputs.map((_, i) => need(inputs, i));
  const rank = parts[0]!.dims.length;
  const axis = normaliseAxis(intAttribute(node, 'axis', 0), rank);
  const total = parts.reduce((sum, p) => sum + p.dims[axis]!, 0);
  const dims = parts[0]!.dims.map((d, i) => (i === axis ? total : d));
  const outer = sizeOf(dims.slice(0, axis)),
    inner = sizeOf(dims.slice(axis + 1));
  const out = new Float64Array(sizeOf(dims));
  let start = 0;
  for (const part of parts) {
    const run = part.dims[axis]! * inner;
    for (let o = 0; o < outer; o++)
      for (let k = 0; k < run; k++) out[o * total * inner + start + k] = part.data[o * run + k]!;
    start += run;
  }
  return [{ dtype: parts[0]!.dtype, dims, data: out }];
};

const sliced = (x: Values, ranges: readonly { start: number; step: number; size: number }[]): Values => {
  const strides = stridesOf(x.dims);
  const start = ranges.reduce((sum, r, i) => sum + r.start * strides[i]!, 0);
  return view(
    x,
    ranges.map((r) => r.size),
    ranges.map((r, i) => r.step * strides[i]!),
    start,
  );
};

const squeezeAxes = (node: Node, inputs: Inputs) => intsAttribute(node, 'axes') ?? list(inputs[1]);

const scatterND: Evaluator = (_, inputs) => {
  const x = need(inputs, 0),
    indices = need(inputs, 1),
    updates = need(inputs, 2);
  const depth = indices.dims[indices.dims.length - 1]!;
  const strides = stridesOf(x.dims);
  const run = sizeOf(x.dims.slice(depth));
  const out = Float64Array.from(x.data);
  for (let i = 0; i < indices.data.length / depth; i++) {
    let to = 0;
    for (let k = 0; k < depth; k++) to += normaliseAxis(indices.data[i * depth + k]!, x.dims[k]!) * strides[k]!;
    for (let k = 0; k < run; k++) out[to + k] = updates.data[i * run + k]!;
  }
  return [{ dtype: x.dtype, dims: x.dims, data: out }];
};

const evaluators: Record<string, Evaluator> = {
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
  Mod: (node, inputs) => {
    const truncated = intAttribute(node, 'fmod', 0) === 1;
    return [
      elementwise(need(inputs, 0).dtype, [need(inputs, 0), need(inputs, 1)], (a, b) =>
        truncated ? a % b : a - b * Math.floor(a / b),
      ),
    ];
  },
  Pow: binary((a, b) => a ** b),
  Max: variadic(Math.max),
  Min: variadic(Math.min),
  Sum: variadic((...v) => v.reduce((a, b) => a + b, 0)),
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
  Cast: (node, inputs) => {
    const dtype = dtypeFromOnnx(intAttribute(node, 'to', 1));
    const f = dtype === 'bool' ? (v: number) => Number(v !== 0) : isWhole(dtype) ? Math.trunc : (v: number) => v;
    return [elementwise(dtype, [need(inputs, 0)], f)];
  },
  CastLike: (_, inputs) => {
    const dtype = need(inputs, 1).dtype;
    return [
      elementwise(
        dtype,
        [need(inputs, 0)],
        dtype === 'bool' ? (v) => Number(v !== 0) : isWhole(dtype) ? Math.trunc : (v) => v,
      ),
    ];
  },
  Reshape: (node, inputs) =>
    reshaped(
      need(inputs, 0),
      resolveReshape(need(inputs, 0).dims, list(need(inputs, 1))!, intAttribute(node, 'allowzero', 0) === 1),
    ),
  Flatten: (node, inputs) => {
    const { dims } = need(inputs, 0);
    const axis = normaliseAxis(intAttribute(node, 'axis', 1), dims.length);
    return reshaped(need(inputs, 0), [sizeOf(dims.slice(0, axis)), sizeOf(dims.slice(axis))]);
  },
  Unsqueeze: (node, inputs) => {
    const x = need(inputs, 0),
      axes = squeezeAxes(node, inputs)!;
    const inserted = new Set(axes.map((a) => normaliseAxis(a, x.dims.length + axes.length)));
    const rest = [...x.dims];
    return reshaped(
      x,
      Array.from({ length: x.dims.length + axes.length }, (_, i) => (inserted.has(i) ? 1 : rest.shift()!)),
    );
  },
  Squeeze: (node, inputs) => {
    const x = need(inputs, 0),
      axes = squeezeAxes(node, inputs);
    const drop = axes && new Set(axes.map((a) => normaliseAxis(a, x.dims.length)));
    return reshaped(
      x,
      x.dims.filter((d, i) => (drop ? !drop.has(i) : d !== 1)),
    );
  },
  Transpose: (node, inputs) => {
    const x = need(inputs, 0),
      strides = stridesOf(x.dims);
    const perm = intsAttribute(node, 'perm') ?? x.dims.map((_, i) => x.dims.length - 1 - i);
    return [
      view(
        x,
        perm.map((p) => x.dims[p]!),
        perm.map((p) => strides[p]!),
      ),
    ];
  },
  Expand: (_, inputs) => {
    const x = need(inputs, 0),
      dims = broadcastShapes(x.dims, list(need(inputs, 1))!);
    return [view(x, dims, broadcastStrides(x.dims, dims))];
  },
  Tile: (_, inputs) => {
    const x = need(inputs, 0),
      repeats = list(need(inputs, 1))!;
    // Tiling is a broadcast over a new axis in front of each old one.
    const dims = x.dims.flatMap((d, i) => [repeats[i]!, d]);
    const strides = stridesOf(x.dims).flatMap((s) => [0, s]);
    return [{ ...view(x, dims, strides), dims: x.dims.map((d, i) => d * repeats[i]!) }];
  },
  Slice: (node, inputs) => {
    const x = need(inputs, 0),
      starts = intsAttribute(node, 'starts');
    return [
      sliced(
        x,
        starts
          ? resolveSlice(x.dims, starts, intsAttribute(node, 'ends')!, intsAttribute(node, 'axes'))
          : resolveSlice(x.dims, list(need(inputs, 1))!, list(need(inputs, 2))!, list(inputs[3]), list(inputs[4])),
      ),
    ];
  },
  Split: (node, inputs) => {
    const x = need(inputs, 0),
      axis = normaliseAxis(intAttribute(node, 'axis', 0), x.dims.length);
    const count = node.outputs.length,
      chunk = Math.ceil(x.dims[axis]! / count);
    const sizes =
      intsAttribute(node, 'split') ??
      list(inputs[1]) ??
      node.outputs.map((_, i) => Math.min(chunk, x.dims[axis]! - i * chunk));
    let start = 0;
    return sizes.map((size) => {
      const part = sliced(
        x,
        x.dims.map((d, i) => (i === axis ? { start, step: 1, size } : { start: 0, step: 1, size: d })),
      );
      start += size;
      return part;
    });
  },
  Gather: gather,
  Concat: concat,
  ScatterND: scatterND,
  GatherElements: (node, inputs) => {
    const x = need(inputs, 0),
      indices = need(inputs, 1),
      axis = normaliseAxis(intAttribute(node, 'axis', 0), x.dims.length);
    const strides = stridesOf(x.dims),
      out = new Float64Array(indices.data.length);
    iterate(indices.dims, [strides.map((s, i) => (i === axis ? 0 : s))], (at, [offset]) => {
      out[at] = x.data[offset! + normaliseAxis(indices.data[at]!, x.dims[axis]!) * strides[axis]!]!;
    });
    return [{ dtype: x.dtype, dims: indices.dims, data: out }];
  },
  GatherND: (node, inputs) => {
    if (intAttribute(node, 'batch_dims', 0) !== 0) throw new Error('batch_dims are not supported');
    const x = need(inputs, 0),
      indices = need(inputs, 1),
      depth = indices.dims[indices.dims.length - 1]!;
    const strides = stridesOf(x.dims),
      run = sizeOf(x.dims.slice(depth)),
      rows = indices.data.length / depth;
    const out = new Float64Array(rows * run);
    for (let i = 0; i < rows; i++) {
      let from = 0;
      for (let k = 0; k < depth; k++) from += normaliseAxis(indices.data[i * depth + k]!, x.dims[k]!) * strides[k]!;
      for (let k = 0; k < run; k++) out[i * run + k] = x.data[from + k]!;
    }
    return [{ dtype: x.dtype, dims: [...indices.dims.slice(0, -1), ...x.dims.slice(depth)], data: out }];
  },
  Range: (_, inputs) => {
    const [start, limit, delta] = [0, 1, 2].map((i) => need(inputs, i).data[0]!) as [number, number, number];
    const size = Math.max(0, Math.ceil((limit - start) / delta));
    return [
      {
        dtype: need(inputs, 0).dtype,
        dims: [size],
        data: Float64Array.from({ length: size }, (_, i) => start + i * delta),
      },
    ];
  },
  ConstantOfShape: (node, inputs) => {
    const fill = node.attributes.value,
      dims = list(need(inputs, 0))!;
    const value = fill?.kind === 'tensor' ? valuesOf(fill.value) : undefined;
    return [{ dtype: value?.dtype ?? 'float32', dims, data: new Float64Array(sizeOf(dims)).fill(value?.data[0] ?? 0) }];
  },
  Trilu: (node, inputs) => {
    const x = need(inputs, 0),
      k = inputs[1]?.data[0] ?? 0,
      upper = intAttribute(node, 'upper', 1) === 1;
    const rows = x.dims[x.dims.length - 2]!,
      columns = x.dims[x.dims.length - 1]!;
    return [
      {
        dtype: x.dtype,
        dims: x.dims,
        data: Float64Array.from(x.data, (v, at) => {
          const offset = (at % columns) - (Math.floor(at / columns) % rows);
          return (upper ? offset >= k : offset <= k) ? v : 0;
        }),
      },
    ];
  },
  EyeLike: (node, inputs) => {
    const { dims, dtype } = need(inputs, 0),
      k = intAttribute(node, 'k', 0),
      to = intAttribute(node, 'dtype', 0);
    const out = new Float64Array(sizeOf(dims)).map((_, at) =>
      Number((at % dims[1]!) - Math.floor(at / dims[1]!) === k),
    );
    return [{ dtype: to ? dtypeFromOnnx(to) : dtype, dims, data: out }];
  },
  CumSum: (node, inputs) => {
    const x = need(inputs, 0),
      axis = normaliseAxis(need(inputs, 1).data[0]!, x.dims.length),
      step = stridesOf(x.dims)[axis]!;
    if (intAttribute(node, 'exclusive', 0) || intAttribute(node, 'reverse', 0))
      throw new Error('exclusive and reverse are not supported');
    const out = Float64Array.from(x.data);
    for (let at = 0; at < out.length; at++) if (Math.floor(at / step) % x.dims[axis]! > 0) out[at]! += out[at - step]!;
    return [{ dtype: x.dtype, dims: x.dims, data: out }];
  },
  MatMul: (_, inputs) => {
    const a = need(inputs, 0),
      b = need(inputs, 1);
    if (a.dims.length < 2 || b.dims.length < 2) throw new Error('vectors are not supported');
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
};

/** Whether `evaluateNode` knows the operator. */
export const canEvaluate = (node: Node): boolean => node.domain === '' && node.op in evaluators;

/** Outputs of a node on constants. @throws when a form of the operator is not supported or shapes don't fit. */
export function evaluateNode(node: Node, inputs: Inputs): Values[] {
  const evaluator = evaluators[node.op];
  if (!evaluator) throw new Error(`Operator ${node.op} cannot be evaluated on constants.`);
  return evaluator(node, inputs);
}
