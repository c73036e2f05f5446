/** What a model is made of, and what a method would train in it, without building a run. */
import type { Anatomy } from '../anatomy/anatomy';
import { sizeWithin } from '../anatomy/fixedSize';
import { prepareBase, type Base } from '../anatomy/prepare';
import type { Size } from '../onnx/specialise';
import type { LoadedModel } from '../interchange/modelFolder';
import { applyMethod } from '../methods/context';
import type { Parameter } from '../methods/contract';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import type { Carried } from '../methods/lifecycle';
import type { ParameterSummary } from './protocol';

/** Text tokens of the small graph that is only counted in, never run. */
const TOKENS = 8;

/** Prepares a loaded model once for each number of virtual tokens, small and never run. */
export class ModelDescription {
  readonly #prepared = new Map<number, Base>();

  constructor(readonly model: LoadedModel) {}

  get anatomy(): Anatomy {
    return this.#at(0).anatomy;
  }

  /**
   * Tensors of a method's last form.
   * @param carried what its phases have found so far
   * @throws HyperparameterError when the method refuses these knobs on this model
   */
  parameters(id: string, given: Readonly<Record<string, unknown>>, carried?: Carried): ParameterSummary[] {
    const method = methodById(id);
    const hp = resolveHyperparameters(method, given);
    const virtual = method.virtualTokens?.(hp) ?? 0;
    const { graph, anatomy } = this.#at(virtual);
    const { batch, sequence } = this.#size(virtual);
    return summarise(
      applyMethod(method, hp, graph, anatomy, {
        batch,
        sequence: sequence - virtual,
        training: true,
        ...(carried ? { carried } : {}),
      }).parameters,
    );
  }

  #size(virtual: number): Size {
    return sizeWithin(this.model.graph, { batch: 1, sequence: TOKENS + virtual });
  }

  #at(virtual: number): Base {
    let found = this.#prepared.get(virtual);
    if (!found) {
      this.#prepared.set(virtual, (found = prepareBase(this.model, this.#size(virtual))));
    }
    return found;
  }
}

export const summarise = (parameters: readonly Parameter[]): ParameterSummary[] =>
  parameters
    .filter((p) => !p.frozen)
    .map(({ name, shape, group, layer, places, change, symbol }) => ({
      name,
      shape,
      group,
      ...(layer !== undefined && { layer }),
      ...(places && { places }),
      ...(change && { change }),
      ...(symbol && { symbol }),
    }));
