/** A finished adapter with the model that it belongs to: what merging, saving and playing with it begin with. */
import type { Parameter } from '../methods/contract';
import type { Tensor } from '../onnx/tensor';
import type { Recipe } from './applied';
import type { Base } from './base';

export interface Adapted {
  /** The method as it is after its phases, with what they found. */
  readonly recipe: Recipe;
  readonly base: Base;
  /** Tensors of method and head. */
  readonly parameters: readonly Parameter[];
  /** Their contents by name. */
  readonly values: ReadonlyMap<string, Tensor>;
  /** A tensor's contents before training, or before the method's last phase. */
  readonly start: (parameter: Parameter) => Float32Array;
}
