/**
 * Shapes of operators that only exporters write. `specialise` folds or lowers them, for which it asks how large their
 * results are.
 */
import { says } from '../messages';
import { intAttribute } from '../graph';
import { binary, variadic, type InferRule } from './rule';
import { InferenceError, normaliseAxis } from './shapes';

const rules: Readonly<Record<string, InferRule>> = {
  Mean: variadic,
  Mod: binary,
  Sum: variadic,
  Shape: (c) => {
    const rank = c.type(0).shape.length;
    const start = normaliseAxis(intAttribute(c.node, 'start', 0), rank);
    const end = normaliseAxis(intAttribute(c.node, 'end', rank), rank);
    return [{ dtype: 'int64', shape: [Math.max(0, end - start)] }];
  },
  // Of constants alone: how many there are is in the data.
  NonZero: (c) => [
    { dtype: 'int64', shape: [c.type(0).shape.length, c.constant(0).filter((value) => value !== 0).length] },
  ],
  Size: () => [{ dtype: 'int64', shape: [] }],
  Range: (c) => {
    const [start, limit, delta] = [c.constant(0)[0]!, c.constant(1)[0]!, c.constant(2)[0]!];
    return [{ dtype: c.type(0).dtype, shape: [Math.max(0, Math.ceil((limit - start) / delta))] }];
  },
  ConstantOfShape: (c) => {
    const value = c.node.attributes.value;
    return [{ dtype: value?.kind === 'tensor' ? value.value.dtype : 'float32', shape: c.constant(0) }];
  },
  Constant: (c) => {
    const a = c.node.attributes;
    if (a.value?.kind === 'tensor') return [{ dtype: a.value.value.dtype, shape: a.value.value.dims }];
    if (a.value_float) return [{ dtype: 'float32', shape: [] }];
    if (a.value_int) return [{ dtype: 'int64', shape: [] }];
    if (a.value_floats?.kind === 'floats') return [{ dtype: 'float32', shape: [a.value_floats.value.length] }];
    if (a.value_ints?.kind === 'ints') return [{ dtype: 'int64', shape: [a.value_ints.value.length] }];
    throw new InferenceError(says.constantKind);
  },
  Dropout: (c) => [c.type(0), { dtype: 'bool', shape: c.type(0).shape }],
  Einsum: (c) => {
    const equation = c.node.attributes.equation;
    const [left, right] = (equation?.kind === 'string' ? equation.value : '').replaceAll(' ', '').split('->');
    const sizes = new Map<string, number>();
    left!.split(',').forEach((term, i) => [...term].forEach((letter, k) => sizes.set(letter, c.type(i).shape[k]!)));
    return [{ dtype: c.type(0).dtype, shape: [...right!].map((letter) => sizes.get(letter)!) }];
  },
};

/** By operator. */
export const exported: ReadonlyMap<string, InferRule> = new Map(Object.entries(rules));
