/** Models whose file was exported for one batch size or length: the settings take it, and their controls stay there. */
import type { FixedSize } from '../anatomy/fixedSize';
import type { Method } from '../methods/contract';
import { OWN } from '../worker/protocol';
import { properties, validate, type Settings } from './properties';
import { hyperparametersOf } from './runConfig';
import type { State } from './state';

export interface FixedSettings {
  readonly batchSize?: number;
  /** Tokens of a text: the file's length without the method's virtual tokens. */
  readonly sequenceLength?: number;
}

/**
 * Settings that the chosen model leaves no choice in. A size that no control can be set to is left out: the run is then
 * refused, which names both.
 */
export function fixedSettings(
  state: Pick<State, 'settings' | 'hyperparameters' | 'ownModel'>,
  methods: readonly Method[],
): FixedSettings {
  const { settings, ownModel } = state;
  if (settings.model !== OWN || !ownModel) return {};
  const { batch, sequence }: FixedSize = ownModel.report.fixed ?? {};
  const method = methods.find(({ id }) => id === settings.method);
  const virtual = method?.virtualTokens?.(hyperparametersOf(state, methods)) ?? 0;
  const fits = (name: keyof FixedSettings, size: number | undefined) =>
    size !== undefined && validate(properties[name], size) === size ? { [name]: size } : {};
  return {
    ...fits('batchSize', batch),
    ...fits('sequenceLength', sequence === undefined ? undefined : sequence - virtual),
  };
}

/** The state with these settings. */
export function withFixedSize(state: State, methods: readonly Method[]): State {
  const fixed: Partial<Settings> = fixedSettings(state, methods);
  const settled = Object.entries(fixed).every(([name, size]) => state.settings[name as keyof Settings] === size);
  return settled ? state : { ...state, settings: { ...state.settings, ...fixed } };
}
