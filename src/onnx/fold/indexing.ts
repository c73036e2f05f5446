/** Evaluators of operators that read or write at computed positions. */
import { intAttribute } from '../graph';
import { normaliseAxis } from '../infer';
import type { OperatorTable } from '../operators';
import { sizeOf, stridesOf } from '../tensor';
import { need, NotEvaluated, type Evaluator } from './evaluator';
import { iterate } from './values';

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

export const indexingEvaluators = {
  Gather: gather,
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
    if (intAttribute(node, 'batch_dims', 0) !== 0) throw new NotEvaluated('batch_dims');
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
  ScatterND: scatterND,
} satisfies Partial<OperatorTable<Evaluator>>;
