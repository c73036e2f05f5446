/** When a loss that is still a finite number has left for good. */
import type { Records } from './stepRecords';
import type { StepRecord } from './types';

/** Times the start's loss from which a step counts as lost. */
export const DIVERGED = 1000;
/** Losses below this are taken for this: a start of almost nothing, as of an adapter that is loaded, is no measure. */
const LEAST = 0.01;
/**
 * A run has diverged when more than half of its last steps are lost; so a batch that is read badly now and then is
 * none.
 */
const WINDOW = 8;

/** The loss from which a step counts as lost. The first loss is computed before any update, so it is sound. */
const limitOf = (records: Records): number => DIVERGED * Math.max(records.at(0)?.loss ?? Infinity, LEAST);

/**
 * The step at which a run was found to have diverged: the first at which more than half of the last eight losses are a
 * thousand times that of the start or more. A spike of four steps is none.
 * @param records of the whole run, from its first step
 * @param from index of the first record that was not looked at before
 */
export function divergedAt(records: Records, from = 0): StepRecord | undefined {
  const limit = limitOf(records);
  for (let at = from; at < records.length; at++) {
    const recent = records.slice(Math.max(0, at + 1 - WINDOW), at + 1);
    if (recent.filter(({ loss }) => loss >= limit).length > WINDOW / 2) return records.at(at);
  }
  return undefined;
}

/**
 * The loss is nowhere near that of a run which is on its way out: such a state is worth going back to.
 * Ten times the start's, or ten where that is less than one, is far above anything that a run survives.
 */
export const isSound = (records: Records, from: number): boolean => {
  const limit = 10 * Math.max(records.at(0)?.loss ?? Infinity, 1);
  return records.slice(from).every(({ loss }) => loss < limit);
};
