/** An adapter folded into the model's own weights: the file as it was exported, with other numbers in it. */
import { MessageError } from '../messages/message';
import type { Anatomy } from '../anatomy/anatomy';
import { ofWeights } from '../anatomy/shared';
import type { Hyperparameters, Method } from '../methods/contract';
import { linearAlgebra } from '../methods/linearAlgebra';
import { nothingCarried, type Carried } from '../methods/lifecycle';
import type { Graph } from '../onnx/graph';
import { asFloat32, f32, sameShape, tensorOf, type Tensor } from '../onnx/tensor';
import { quantisedPlace, replaceQuantised } from './mergePacked';
import { says } from './messages';

/** A model or method that can't be merged. */
export class MergeError extends MessageError {
  override name = 'MergeError';
}

export interface MergeRequest {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  /** Canonical graph and its parts, of any size. */
  readonly base: { readonly graph: Graph; readonly anatomy: Anatomy };
  /** The adapter's tensors by parameter name. */
  readonly trained: ReadonlyMap<string, Tensor>;
  readonly carried?: Carried;
}

/** New values of the canonical graph's weights. @throws MergeError when the method can't be merged */
export function mergedWeights({
  method,
  hyperparameters,
  base,
  trained,
  carried = nothingCarried,
}: MergeRequest): Map<string, Float32Array> {
  const { merge } = method;
  if (typeof merge === 'string') throw new MergeError(says.notMergeable({ method: method.name, why: merge }));
  const changed = new Map<string, Float32Array>();
  const { graph, anatomy } = base;
  const initializer = (name: string): Tensor => {
    const tensor = graph.initializers.get(name);
    if (!tensor) throw new Error(`The model has no weight "${name}".`);
    return tensor;
  };
  merge(
    {
      anatomy: ofWeights(anatomy),
      carried,
      linearAlgebra,
      base: (name) => changed.get(name) ?? asFloat32(initializer(name)),
      trained: (name) => {
        const tensor = trained.get(name);
        if (!tensor) throw new MergeError(says.mergeLacks({ tensor: name }));
        return asFloat32(tensor);
      },
      shape: (name) => initializer(name).dims,
      set: (name, value) => {
        changed.set(name, value);
      },
    },
    hyperparameters,
  );
  return changed;
}

/** Matrices of this size that are equal are the same one, written twice by the exporter (a tied output embedding). */
const smallestTied = 1024;

const flipped = (tensor: Tensor, shape: readonly number[]): boolean =>
  tensor.dims.length === 2 && shape.length === 2 && tensor.dims[0] === shape[1] && tensor.dims[1] === shape[0];

/** How the file's tensor holds `values` of `shape`: as they are, transposed, or not at all. */
function holds(tensor: Tensor, values: Float32Array, shape: readonly number[]): 'same' | 'transposed' | undefined {
  if (tensor.data.length !== values.length || !tensor.dtype.startsWith('float')) return undefined;
  const numbers = asFloat32(tensor);
  const [rows = 1, columns = 1] = shape;
  if (sameShape(tensor.dims, shape) && numbers.every((x, i) => x === values[i])) return 'same';
  if (flipped(tensor, shape) && numbers.every((x, i) => x === values[(i % rows) * columns + Math.floor(i / rows)]))
    return 'transposed';
  return undefined;
}

function transposedValues(values: Float32Array, [rows = 1, columns = 1]: readonly number[]): Float32Array {
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}

/**
 * A copy of the graph as decoded (exporter's dialect, named dimensions) with new weights. Half-precision weights that
 * are only cast to fp32 become fp32, so that small changes survive; so do quantised ones.
 * @param base canonical graph that `changed` refers to
 * @throws MergeError where the file does not hold a changed weight as plain numbers (quantised models)
 */
export function withWeights(original: Graph, base: Graph, changed: ReadonlyMap<string, Float32Array>): Graph {
  const merged = original.clone();
  const readers = merged.consumers();
  for (const [name, values] of changed) {
    const before = base.initializers.get(name)!;
    const old = asFloat32(before);
    if (old.every((x, i) => x === values[i])) continue;
    const quantised = quantisedPlace(original, before);
    if (quantised !== undefined) {
      if (values.some((value) => !Number.isFinite(value))) throw new MergeError(says.mergedToNone({ weight: name }));
      replaceQuantised(merged, quantised, before, values);
      continue;
    }
    const places = [...original.initializers].flatMap(([place, tensor]) => {
      const how = holds(tensor, old, before.dims);
      return how ? [{ place, tensor, how }] : [];
    });
    const named = places.filter(({ place }) => place === name || place.startsWith(`${name}_`));
    const found = places.length === 1 || old.length >= smallestTied ? places : named;
    if (found.length === 0)
      throw new MergeError(
        places.length > 1 ? says.severalEqualWeights({ weight: name }) : says.notPlainNumbers({ weight: name }),
      );
    if (values.some((value) => !Number.isFinite(value))) throw new MergeError(says.mergedToNone({ weight: name }));
    for (const { place, tensor, how } of found) {
      const data = how === 'same' ? values : transposedValues(values, before.dims);
      const widens = tensor.dtype === 'float16' && (readers.get(place) ?? []).every((node) => node.op === 'Cast');
      const stored =
        tensor.dtype === 'float32' || widens ? f32(tensor.dims, data) : tensorOf(tensor.dtype, tensor.dims, data);
      if (asFloat32(stored).some((value) => !Number.isFinite(value)))
        throw new MergeError(says.tooLargeForType({ weight: name, type: tensor.dtype }));
      merged.initializers.set(place, stored);
    }
  }
  return merged;
}
