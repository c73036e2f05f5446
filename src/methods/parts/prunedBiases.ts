/** What U-BitFit and S-BitFit share: changes of bias vectors, of which a search prunes entries or whole vectors. */
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import type { Message } from '../../messages/message';
import type { Hyperparameters, MergeContext, MethodContext } from '../contract';
import { nothingCarried, type PhaseRequest } from '../lifecycle';
import { says } from '../messages';
import { scalarsOf, type Situation, type TensorSpec } from '../tensors';
import { countsAt, leftAt, lengthOf, searchPhases, type Choice, type Prunable, type Pruned } from './pruningSearch';
import { applyDeltas, deltaName, deltaSpecs, maskable, mergeDeltas } from './sparseDelta';

type Bias = BaseTensor & Prunable;

/** All bias vectors of the model, norms' too. */
export const biasesOf = (d: Pick<Dimensions, 'tensors'>): readonly Bias[] =>
  maskable(d, { scope: 'biases' }).map((tensor) => ({ ...tensor, length: scalarsOf(tensor) }));

/** Refusal of a model without biases, and of a budget in which nothing fits. */
export function biasRefusal(
  method: string,
  d: Dimensions,
  fits: (biases: readonly Bias[]) => Message | undefined,
): Message | undefined {
  const biases = biasesOf(d);
  return lengthOf(biases) === 0 ? says.noBiases({ method }) : fits(biases);
}

/** The parts of a method that prunes biases. */
export function prunedBiases(choice: Choice<Bias>) {
  const pruned: Pruned<Bias> = { ...choice, tensors: biasesOf, nameOf: deltaName };
  return {
    phases: (request: PhaseRequest) => searchPhases(pruned, request),
    declare: (d: Dimensions, hp: Hyperparameters, at: Situation): TensorSpec[] =>
      deltaSpecs(biasesOf(d), countsAt(pruned, d, hp, at)),
    apply(context: MethodContext, hp: Hyperparameters): void {
      const { dimensions: d } = context.anatomy;
      applyDeltas(context, biasesOf(d), leftAt(pruned, d, hp, context));
    },
    merge({ carried = nothingCarried, ...context }: MergeContext, hp: Hyperparameters): void {
      const { dimensions: d } = context.anatomy;
      mergeDeltas(context, biasesOf(d), leftAt(pruned, d, hp, { phase: undefined, carried }));
    },
  };
}
