/**
 * What methods share that learn from other data sets first: how many there are, what a phase leaves for the next, words
 * for it.
 */
import { fixed, percent, type Message } from '../../messages/message';
import { says } from '../messages';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Knob, Parameter } from '../contract';
import { HyperparameterError, numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';

export const sourcesOf = (preset: number): Knob<'sources'> => ({
  kind: 'integer',
  name: 'sources',
  default: preset,
  min: 1,
  max: 8,
});
export const sourcesKnob = sourcesOf(2);

export const shareKnob = (preset: number): Knob<'source_share'> => ({
  kind: 'real',
  name: 'source_share',
  default: preset,
  min: 0.05,
  max: 0.95,
});

/**
 * Data sets to learn from: as many as are asked for, or as there are.
 * @throws HyperparameterError when there is none
 */
export function plannedSources(
  method: string,
  { hyperparameters, sources }: Pick<PhaseRequest, 'hyperparameters' | 'sources'>,
): number {
  const count = Math.min(sources, numberOf(hyperparameters, 'sources'));
  if (count < 1) throw new HyperparameterError(says.noOtherData({ method }));
  return count;
}

/** Updates of each of `phases` phases that divide `share` of the run among them. */
export const stepsEach = (steps: number, share: number, phases: number): number =>
  Math.max(1, Math.floor((steps * share) / phases));

/** The phase that trains on other data set number `index` for so many updates, and measures what came of it. */
export const sourcePhase = (
  index: number,
  steps: number,
  { title, conclude }: Pick<Phase, 'title' | 'conclude'>,
): Phase => ({ id: `source-${index}`, title, work: { kind: 'train', steps }, source: index, measure: true, conclude });

/** Present values of the parameters that `name` gives a name for, as starting values of later phases. */
export function startsFrom(
  { parameters, value }: PhaseOutcome,
  name: (parameter: Parameter) => string | undefined,
): Record<string, Tensor> {
  return Object.fromEntries(
    parameters.flatMap((p) => {
      const renamed = name(p);
      return renamed === undefined ? [] : [[renamed, f32(p.shape, value(p.name))] as const];
    }),
  );
}

/** "validation accuracy 71.3 %", "validation perplexity 12.40": how well the validation split went. */
export function measured({ validation }: Pick<PhaseOutcome, 'validation'>): Message {
  if (!validation) return says.notMeasured;
  if (validation.accuracy !== undefined) return says.accuracy({ accuracy: percent(validation.accuracy) });
  return says.perplexity({ perplexity: fixed(validation.perplexity ?? Math.exp(validation.loss), 2) });
}
