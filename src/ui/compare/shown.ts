/** The runs that the comparison shows: the ticked ones, and the one that is being trained. */
import { startTransition, useEffect, useMemo, useRef, useState } from 'react';
import { hyperparametersOf } from '../../state/runConfig';
import { keep, type KeptRun } from '../../state/runs';
import type { State } from '../../state/state';
import { dataOf } from '../contents';
import { useMethods, usePlaySlowly, useShelf } from '../context';

export const LIVE = 'live';
/** Milliseconds between two looks at the run under way. */
const PERIOD = 700;

/** Run and settings of one moment: seen apart, a new method would be drawn with the numbers of the last one. */
const selectAll = (state: State) => state;

/**
 * The playground's run as if it were kept now; undefined when there is none, when it is on the shelf already, or only a
 * recording.
 */
export function useLive(): KeptRun | undefined {
  const { run, settings, hyperparameters, ownData, ownModel, remoteData, remoteModel } = usePlaySlowly(
    selectAll,
    PERIOD,
  );
  const methods = useMethods();
  return useMemo(() => {
    if (run.status === 'finished' || run.status === 'paused' || run.status === 'failed') return undefined;
    const configured = { settings, hyperparameters: hyperparametersOf({ settings, hyperparameters }, methods) };
    return keep({ id: LIVE, configured, run, own: { ownData, ownModel, remoteData, remoteModel }, methods, now: 0 });
  }, [run, settings, hyperparameters, ownData, ownModel, remoteData, remoteModel, methods]);
}

export function useShown(): readonly KeptRun[] {
  const runs = useShelf((shelf) => shelf.runs);
  const current = useShelf((shelf) => shelf.current);
  const live = useLive();
  return useMemo(() => {
    // A run that goes on after a pause is shown as it is now, not as it was kept.
    const selected = runs.filter((run) => run.selected && !(live && run.id === current));
    return live ? [...selected, live] : selected;
  }, [runs, live, current]);
}

/** Whether all runs are on the same model and data. */
export const comparable = (runs: readonly KeptRun[]): boolean =>
  new Set(runs.map((run) => JSON.stringify([run.model, dataOf(run)]))).size <= 1;

/**
 * The value, some milliseconds later and in a task of its own: a tick in the table answers at once, and the plot and
 * the curves follow one after the other instead of all three in one long task.
 */
export function useLater<T>(value: T, milliseconds: number): T {
  const [late, setLate] = useState(value);
  const latest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = value;
    // A timer that runs already takes the newest value: quick changes can't put it off for ever.
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      startTransition(() => setLate(() => latest.current));
    }, milliseconds);
  }, [value, milliseconds]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return late;
}
