/**
 * An adapter in the simpler form that other programs know: its method's gates folded in, its networks replaced by what
 * they make.
 */
import { ofWeights } from '../anatomy/shared';
import { says } from './adapterMessages';
import { AdapterError } from './layout';
import { asFloat32, f32, type Tensor } from '../onnx/tensor';
import { applicability } from '../methods/applicability';
import type { Deployed, MergeContext } from '../methods/contract';
import { linearAlgebra } from '../methods/linearAlgebra';
import type { AdapterContext } from './adapterTypes';

export interface DeployedAdapter {
  readonly context: AdapterContext;
  readonly values: ReadonlyMap<string, Tensor>;
  /** Entries of HF PEFT's configuration that differ from the simpler method's own. */
  readonly peft: Deployed['peft'];
}

/**
 * The head stays as it is.
 * @returns undefined where the method has no simpler form
 * @throws AdapterError when the simpler form doesn't fit the model
 */
export function deployedAdapter(
  { method, hyperparameters, anatomy, parameters, carried }: AdapterContext,
  values: ReadonlyMap<string, Tensor>,
): DeployedAdapter | undefined {
  const value = (name: string): Tensor => {
    const found = values.get(name);
    if (!found) throw new Error(`There is no value for "${name}".`);
    return found;
  };
  const finished: MergeContext = {
    anatomy: ofWeights(anatomy),
    linearAlgebra,
    base: (name) => {
      throw new Error(`"${name}" is a weight of the base model, which is not part of an adapter.`);
    },
    trained: (name) => asFloat32(value(name)),
    shape: (name) => value(name).dims,
    set: (name) => {
      throw new Error(`"${name}" is a weight of the base model, which is not part of an adapter.`);
    },
    ...(carried && { carried: { tensors: carried, start: {}, facts: {} } }),
  };
  const simpler = method.deployed?.(finished, hyperparameters);
  if (!simpler) return undefined;
  const refusal = applicability(simpler.method, anatomy.dimensions, simpler.hyperparameters);
  if (refusal) throw new AdapterError(says.simplerDoesNotFit({ method: simpler.method.name, refusal }));
  const head = parameters.filter((p) => p.group === 'head');
  return {
    context: {
      method: simpler.method,
      hyperparameters: simpler.hyperparameters,
      anatomy,
      parameters: [...simpler.parameters, ...head],
    },
    values: new Map([
      ...simpler.parameters.map((p): [string, Tensor] => {
        if (p.init.kind !== 'values') throw new Error(`"${p.name}" of the simpler form has no values.`);
        return [p.name, f32(p.shape, p.init.values)];
      }),
      ...head.map((p): [string, Tensor] => [p.name, value(p.name)]),
    ]),
    peft: simpler.peft,
  };
}
