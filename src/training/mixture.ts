/**
 * Training on several data sets in turn: which one an update draws from. 0 is the run's own, n the n-th of the others.
 */

/** @param step number of the update in its phase, from 1 @param others data sets besides the run's own */
export const taskOfUpdate = (step: number, others: number): number => (step - 1) % (others + 1);

/** Updates that data set `task` has had after `updates` of the phase. */
export const turnsOf = (task: number, updates: number, others: number): number =>
  Math.max(0, Math.ceil((updates - task) / (others + 1)));

/** A phase that trains on the run's own data (task 0) or on one of its sources alone. */
export const sourceOf = (task: number): { readonly source?: number } => (task === 0 ? {} : { source: task - 1 });
