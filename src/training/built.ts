/** The numbers of a phase's graphs, as soon as they are on the device. */
import { countsOf, trainedOf } from './counts';
import { estimateMemory, widenedWeights } from './estimate';
import type { Built } from './events';
import type { Stage } from './stage';
import { statisticsOf } from './statistics';

/** @param milliseconds that building took */
export function builtOf({ graphs, recipe, stepper, carried, cache }: Stage, milliseconds: number): Built {
  const { method, hyperparameters } = recipe;
  const widened = widenedWeights(graphs);
  return {
    graph: {
      ...statisticsOf(graphs, stepper.dispatches, milliseconds),
      ...(cache && { featureCache: { needed: cache.needed, ...(cache.refused && { refused: cache.refused }) } }),
      ...(widened && { widened }),
    },
    counts: countsOf(trainedOf(graphs), graphs.base.anatomy, method, hyperparameters),
    estimate: estimateMemory(graphs),
    form: { carried, hyperparameters },
    parameters: graphs.parameters,
  };
}
