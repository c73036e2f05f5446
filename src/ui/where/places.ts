/** Which tensors lie in a box of the diagram. */
import type { ParameterSummary } from '../../worker/protocol';
import type { Place, Placement } from './placement';

type Marks = Placement['marks'];
type Tensor = Pick<ParameterSummary, 'group' | 'places'>;

/** Those of the marked places that hold a tensor; several where it serves several. */
export const placesOf = ({ group, places = [] }: Tensor, marks: Marks): readonly Place[] =>
  group === 'head' ? ['head'] : places.filter((place) => marks[place]);

/** Tensors of a box, in the order of the run. */
export const tensorsAt = <T extends Tensor>(place: Place, marks: Marks, tensors: readonly T[]): readonly T[] =>
  tensors.filter((tensor) => placesOf(tensor, marks).includes(place));
