/** Where a method sits in a transformer block, with the trainable scalars of each place: what the diagram draws. */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import type { Hyperparameters } from '../../methods/contract';
import { methodById } from '../../methods/registry';
import {
  drawnScalars,
  placementOf as placementOfTensors,
  type Mark,
  type Placement as Placed,
} from '../../methods/tensors';
import type { ParameterSummary } from '../../worker/protocol';

export { drawnScalars, type Mark, type Place };

export interface Placement extends Pick<Placed, 'marks' | 'perLayer'> {
  /**
   * The method chooses what it trains while it runs: the numbers of boxes are means, and those of layers too until it
   * has chosen.
   */
  readonly about?: 'boxes' | 'layers';
}

export interface Known {
  /** Trainable tensors as counted in the rewritten graph, where a model is loaded. */
  readonly parameters?: readonly ParameterSummary[];
  /** Trainable scalars in each layer, where only these are known. */
  readonly layers?: readonly number[];
  /** The method has settled what it trains: what is known is its choice, not where it starts. */
  readonly settled?: boolean;
}

/** The marks of a loaded model's tensors, exact for methods whose form a run decides. */
function counted(
  declared: Placed,
  parameters: readonly ParameterSummary[],
  { layers, encoderLayers }: Dimensions,
): Placed {
  const own = parameters.flatMap(({ group, places, change, ...rest }) =>
    group === 'method' && places && change ? [{ ...rest, places, change }] : [],
  );
  const found = placementOfTensors(own, layers, encoderLayers);
  // What belongs to the method and is not trained is no parameter of the run, but is drawn.
  const still = Object.entries(declared.marks).filter(([, mark]) => mark.count === 0);
  return { ...found, marks: { ...Object.fromEntries(still), ...found.marks } };
}

export function placementOf(
  id: string,
  hp: Hyperparameters,
  dimensions: Dimensions,
  { parameters, layers, settled = false }: Known = {},
): Placement {
  const method = methodById(id);
  const declared = method.placement(dimensions, hp);
  const { marks, perLayer: inLayers } = parameters ? counted(declared, parameters, dimensions) : declared;
  const perLayer = layers ?? inLayers;
  if (!method.chooses?.(hp)) return { marks, perLayer };
  return { marks, perLayer, about: settled && (layers ?? parameters) ? 'boxes' : 'layers' };
}
