/** Completes a method with what follows from the tensors that it declares. */
import type { Dimensions } from '../anatomy/anatomy';
import type { Method } from './contract';
import type { Hyperparameters } from './schema';
import { noRun, placementOf, storedBytes, trainableScalars, unfrozenScalars } from './tensors';

/** What a method's file states; everything else is a fold over its tensors. */
export type MethodDefinition = Omit<Method, 'count' | 'unfrozen' | 'storedBytes' | 'placement'>;

export function defineMethod(definition: MethodDefinition): Method {
  const specs = (d: Dimensions, hp: Hyperparameters) => definition.declare(d, hp, noRun);
  return {
    ...definition,
    count: (d, hp) => trainableScalars(specs(d, hp)),
    unfrozen: (d, hp) => unfrozenScalars(specs(d, hp)),
    storedBytes: (d, hp) => storedBytes(specs(d, hp)),
    placement: (d, hp) => placementOf(specs(d, hp), d.layers),
  };
}
