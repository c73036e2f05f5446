/** Evaluators of operators that only exporters write, in arithmetic on shapes and masks. */
import { intAttribute } from '../graph';
import { dtypeFromOnnx } from '../infer';
import { sizeOf, stridesOf } from '../tensor';
import { variadic } from './elementwise';
import { list, need, type Evaluator } from './evaluator';
import { elementwise, valuesOf } from './values';

const evaluators: Readonly<Record<string, Evaluator>> = {
  Mod: (node, inputs) => {
    const truncated = intAttribute(node, 'fmod', 0) === 1;
    return [
      elementwise(need(inputs, 0).dtype, [need(inputs, 0), need(inputs, 1)], (a, b) =>
        truncated ? a % b : a - b * Math.floor(a / b),
      ),
    ];
  },
  Sum: variadic((...v) => v.reduce((a, b) => a + b, 0)),
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
  // How the TorchScript exporter writes `repeat_interleave` of rotary tables.
  NonZero: (_, inputs) => {
    const { dims, data } = need(inputs, 0);
    const found = Array.from(data, (_, at) => at).filter((at) => Number(data[at]) !== 0);
    const strides = stridesOf(dims);
    const positions = dims.map((d, axis) => found.map((at) => Math.floor(at / strides[axis]!) % d));
    return [{ dtype: 'int64', dims: [dims.length, found.length], data: Float64Array.from(positions.flat()) }];
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
};

/** By operator. */
export const exportedEvaluators: ReadonlyMap<string, Evaluator> = new Map(Object.entries(evaluators));
