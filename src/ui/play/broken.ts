/** The run that was there before it was broken: what the broken one is compared with. */
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { Run } from '../../state/run';
import type { Settings } from '../../state/properties';
import type { RunController } from '../../state/runController';
import type { Change, Way } from './breaks';

export interface Broken {
  readonly way: Way;
  readonly change: Change;
  /** As it stood. */
  readonly before: Run;
  /** The setting itself, which may say 0 for all. */
  readonly setting: number;
  /** Of the broken run: with another one the comparison is over. */
  readonly epoch: number;
}

const store = createStore<{ readonly broken?: Broken | undefined }>(() => ({}));

export const useBroken = (): Broken | undefined => useStore(store, ({ broken }) => broken);

function put(controller: RunController, { of, name }: Change, value: number): void {
  if (of === 'knob') controller.setHyperparameter(name, value);
  else controller.set(name as 'learningRate' | 'trainRows', value);
}

/** Changes one setting and starts a run of its own. */
export function breakRun(controller: RunController, way: Way, change: Change): void {
  const { run: before, settings } = controller.state;
  const setting = change.of === 'setting' ? settings[change.name as keyof Settings] : change.from;
  put(controller, change, change.to);
  // A rate may change while a run goes on: here a new one begins all the same.
  controller.retire();
  store.setState({ broken: { way, change, before, setting: Number(setting), epoch: controller.state.epoch } });
  void controller.play();
}

/** Puts the setting back as it was. The broken run is given up. */
export function mend(controller: RunController, { change, setting }: Broken): void {
  store.setState({ broken: undefined });
  put(controller, change, setting);
  controller.retire();
}
