/** What differs between the configuration that a run was recorded with and the present one. */
import { poisonText } from '../data/poisonSetting';
import type { HyperparameterValue } from '../methods/contract';
import type { RunConfig } from '../training/types';
import type { PropertyName } from './properties';

/** A setting that a recording was made with another value of; knobs of the method go by their own names. */
export interface Difference {
  readonly name: PropertyName | { readonly knob: string };
  readonly recorded: SettingValue;
  readonly here: SettingValue;
}
type SettingValue = HyperparameterValue | undefined;

/**
 * What a configuration says about the course of a run, the machine apart: none of it may differ from a recording's in
 * silence.
 */
const aspects = ({ optimizer, ...config }: RunConfig): readonly (readonly [PropertyName, string | number])[] => [
  ['model', config.model],
  ['dataset', config.dataset],
  ['method', config.method.id],
  ['learningRate', optimizer.learningRate],
  ['steps', config.steps],
  ['batchSize', config.batchSize],
  ['sequenceLength', config.sequenceLength],
  ['targetLength', config.targetLength ?? 0],
  ['sourceTemplate', config.sourceTemplate ?? ''],
  ['optimizer', optimizer.kind],
  ['schedule', optimizer.schedule],
  ['warmup', optimizer.warmup],
  ['weightDecay', optimizer.weightDecay],
  ['clipNorm', optimizer.clipNorm],
  ['accumulation', optimizer.accumulation],
  ['evaluateEvery', config.evaluateEvery],
  ['backboneDropout', config.backboneDropout ?? 0],
  ['seed', config.seed],
  ['poison', config.poison ? poisonText(config.poison) : ''],
  ['defence', config.defence?.kind ?? 'none'],
  ['transfer', config.transfer?.dataset ?? 'none'],
  ...(config.transfer ? ([['transferSteps', config.transfer.steps]] as const) : []),
  ['trainRows', config.trainRows ?? 0],
  ...(config.defence?.kind === 'filter' ? ([['suspicion', config.defence.suspicion]] as const) : []),
];

/** What differs between a recording and a configuration, the most telling first; empty: the recording is of it. */
export function differences(recorded: RunConfig, here: RunConfig): readonly Difference[] {
  const given = new Map(aspects(here));
  const settings = aspects(recorded).flatMap(([name, value]): Difference[] =>
    given.get(name) === value ? [] : [{ name, recorded: value, here: given.get(name) }],
  );
  const [before, now] = [recorded.method.hyperparameters, here.method.hyperparameters];
  const knobs = [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((knob): Difference[] =>
    String(before[knob]) === String(now[knob]) ? [] : [{ name: { knob }, recorded: before[knob], here: now[knob] }],
  );
  const basic: readonly unknown[] = ['model', 'dataset', 'method'];
  const [first, rest] = [
    settings.filter(({ name }) => basic.includes(name)),
    settings.filter(({ name }) => !basic.includes(name)),
  ];
  return [...first, ...knobs, ...rest];
}

/** Whether a configuration is the recorded one, the machine apart. */
export const sameSettings = (a: RunConfig, b: RunConfig): boolean => differences(a, b).length === 0;
