/** Optimisers, schedules and gradient clipping as graph emitters. */
import { adafactor } from './adafactor';
import { adamW } from './adamw';
import type { Optimizer } from './optimizer';
import { sgd } from './sgd';

export { accumulate, clipByGlobalNorm, type GlobalNorm } from './gradients';
export {
  declareScalars,
  scalarInput,
  type Optimizer,
  type StateSlot,
  type StepSettings,
  type UpdateInputs,
  type UpdateOutputs,
} from './optimizer';
export { lowShape, outOf, projected } from './projected';
export { scheduleFactor, warmupSteps, type Schedule, type ScheduleKind } from './schedule';

/** The optimiser of that name with its customary settings. */
export function optimizerOf(name: Optimizer['name']): Optimizer {
  return { adamw: adamW, sgd, adafactor }[name]();
}
