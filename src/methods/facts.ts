/**
 * What can be said of a method in a word, for menus, filters and the command line. All of it follows from what the
 * method declares: its tensors, whether it merges, its phases, its configuration for HF PEFT.
 */
import type { Dimensions } from '../anatomy/anatomy';
import type { Hyperparameters, Method } from './contract';
import { resolveHyperparameters } from './hyperparameters';
import { outlineOf } from './outline';
import { isTrained, scalarsOf, type TensorSpec } from './tensors';

/**
 * What a method touches: the change of weights; what flows through the model; what goes in; or a selection of the
 * model's own parameters, which are trained themselves.
 */
export type Touch = 'weights' | 'activations' | 'input' | 'selection';

export const touches: readonly Touch[] = ['weights', 'activations', 'input', 'selection'];

/** More work than the base model's: none at all, none once it is merged, or some. */
export type InferenceCost = 'none' | 'none after merging' | 'extra';

export interface Facts {
  readonly afterSurvey: boolean;
  /** What has most trainable scalars comes first; empty where nothing inside the model is touched. */
  readonly touches: readonly Touch[];
  readonly mergeable: boolean;
  readonly inference: InferenceCost;
  readonly phases: 'one' | 'several';
  /** HF PEFT's type of an adapter that PEFT loads; undefined where it has none. */
  readonly peftType?: string;
}

/** What a filter asks of a method. */
export type Trait = 'mergeable' | 'noExtraCost' | 'peft' | 'onePhase';

export const traits: readonly Trait[] = ['mergeable', 'noExtraCost', 'peft', 'onePhase'];

const asks: Readonly<Record<Trait, (facts: Facts) => boolean>> = {
  mergeable: ({ mergeable }) => mergeable,
  noExtraCost: ({ inference }) => inference !== 'extra',
  peft: ({ peftType }) => peftType !== undefined,
  onePhase: ({ phases }) => phases === 'one',
};

export const hasTraits = (facts: Facts, wanted: Iterable<Trait>): boolean =>
  [...wanted].every((trait) => asks[trait](facts));

function touchOf({ treatment, change, places }: TensorSpec): Touch {
  if (treatment === 'unfrozen') return 'selection';
  switch (change) {
    case 'entries':
      return 'selection';
    case 'full':
    case 'delta':
      return 'weights';
    case 'rows':
      return places.every((place) => place === 'tokens') ? 'input' : 'activations';
    case 'bias':
    case 'scale':
    case 'module':
      return 'activations';
  }
}

function touchesOf(tensors: readonly TensorSpec[]): readonly Touch[] {
  const scalars = new Map<Touch, number>();
  const placed = tensors.filter(({ places }) => places.length > 0);
  // What earlier phases trained may be frozen in the end.
  const trained = placed.filter(isTrained);
  for (const tensor of trained.length > 0 ? trained : placed) {
    const touch = touchOf(tensor);
    scalars.set(touch, (scalars.get(touch) ?? 0) + scalarsOf(tensor));
  }
  return [...scalars].sort(([, a], [, b]) => b - a).map(([touch]) => touch);
}

function inferenceOf({ merge, inference }: Method, touched: readonly Touch[]): InferenceCost {
  if (inference !== undefined || typeof merge === 'string') return 'extra';
  return touched.every((touch) => touch === 'selection') ? 'none' : 'none after merging';
}

function peftTypeOf({ peftConfig, peftType }: Method, dimensions: Dimensions, hp: Hyperparameters): string | undefined {
  const type = peftConfig?.(outlineOf(dimensions, dimensions.kind === 'decoder'), hp)?.peft_type;
  return typeof type === 'string' ? type : peftType;
}

/**
 * @param dimensions of a model that the method can be used on
 * @param hp the method's defaults where they are not given
 */
export function factsOf(
  method: Method,
  dimensions: Dimensions,
  hp: Hyperparameters = resolveHyperparameters(method),
): Facts {
  const touched = touchesOf(method.tensors(dimensions, hp));
  const peftType = peftTypeOf(method, dimensions, hp);
  return {
    afterSurvey: method.since === 'after-survey',
    touches: touched,
    mergeable: typeof method.merge !== 'string',
    inference: inferenceOf(method, touched),
    phases: method.phases && !method.onePhase?.(hp) ? 'several' : 'one',
    ...(peftType !== undefined && { peftType }),
  };
}
