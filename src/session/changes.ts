/** What a finished adapter makes of the model's weights: the method's own merge, weight by weight. */
import type { BaseTensor } from '../anatomy/anatomy';
import { mergedWeights } from '../interchange/merge';
import { asFloat32 } from '../onnx/tensor';
import type { Adapted } from '../training/adapted';

/** A weight W of the model, and W + ΔW. */
export interface Change {
  /** Initialiser of the canonical graph. */
  readonly initializer: string;
  /** What it is in the model, where that is known. */
  readonly tensor?: BaseTensor;
  readonly shape: readonly number[];
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Weights that the method changes, in the order of the model. @throws MergeError where it can't be merged */
export function changesOf({ recipe, base, values }: Adapted): Change[] {
  const { method, hyperparameters, carried } = recipe;
  const merged = mergedWeights({ method, hyperparameters, base, trained: values, ...(carried && { carried }) });
  const tensors = base.anatomy.dimensions.tensors;
  const known = new Map(tensors.flatMap((tensor, at) => (tensor.initializer ? [[tensor.initializer, at]] : [])));
  const place = (name: string) => known.get(name) ?? tensors.length;
  return [...merged]
    .sort(([a], [b]) => place(a) - place(b))
    .map(([initializer, after]) => {
      const weight = base.graph.initializers.get(initializer)!;
      const tensor = tensors[place(initializer)];
      return { initializer, ...(tensor && { tensor }), shape: weight.dims, before: asFloat32(weight), after };
    });
}

/** ΔW. */
export const deltaOf = ({ before, after }: Pick<Change, 'before' | 'after'>): Float32Array =>
  after.map((value, i) => value - before[i]!);

export const isMergeable = ({ recipe: { method } }: Pick<Adapted, 'recipe'>): boolean =>
  typeof method.merge !== 'string';
