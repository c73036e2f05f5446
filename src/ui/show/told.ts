/** Which field is shown, and how its numbers are written. */
import { useMemo } from 'react';
import { isWritten } from '../../methods/taskId';
import { boards } from '../../state/boards';
import type { KeptRun } from '../../state/runs';
import { recorded } from '../boards/recorded';
import { words as boardWords } from '../boards/strings';
import { scoreOf } from '../boards/score';
import { comparable, LIVE, useLive } from '../compare/shown';
import { datasets, dataOf, models } from '../contents';
import { useMethods, usePlay, useRace, useShelf } from '../context';
import { whole } from '../format';
import type { Field } from './field';
import { boardField, keptField, raceField, type Told } from './sources';
import { words } from './strings';

/** `race`, `kept`, or a board's id. */
export type Source = string;

export interface Shown {
  readonly source: Source;
  readonly field: Field;
  readonly measure: string;
  readonly format: (score: number) => string;
  /** Model, data and steps. */
  readonly line: string;
  /** What moves when it is played again: the steps of the runs, or the size of what is stored. */
  readonly along: 'steps' | 'bytes';
  /** Nothing of it was trained here. */
  readonly recorded: boolean;
  /** A race that goes on: its lanes keep their order. */
  readonly live: boolean;
  /** The task has no head: nothing to count a gain from. */
  readonly written: boolean;
  /** Steps of a run, where all have the same. */
  readonly steps?: number;
}

const runsIn = (field: Field) => field.lanes.flatMap(({ standing }) => standing?.runs ?? []);

const ofRuns = (
  { field, quality }: Told,
  runs: readonly KeptRun[],
  { source, live }: { readonly source: Source; readonly live: boolean },
): Shown => {
  const one = runs[0];
  const counts = new Set(runs.map(({ settings }) => settings.steps));
  const steps = counts.size === 1 ? [...counts][0]! : undefined;
  return {
    source,
    field,
    // Before the first validation nobody knows what is measured.
    measure: runsIn(field).length > 0 ? quality.label : '',
    format: quality.format,
    line: one
      ? steps === undefined
        ? `${one.model} · ${dataOf(one)}`
        : words.conditions(one.model, dataOf(one), whole(steps))
      : '',
    along: runsIn(field).some(({ way }) => way.length > 1) ? 'steps' : 'bytes',
    recorded: false,
    live,
    written: one !== undefined && isWritten(one.task),
    ...(steps !== undefined && { steps }),
  };
};

/** Methods of a race, or undefined: boards and matrices have a view of their own. */
function useRaced(): Shown | undefined {
  const race = useRace((state) => state.race);
  const now = useRace((state) => state.now);
  const status = useRace((state) => state.status);
  const runs = useShelf((shelf) => shelf.runs);
  const methods = useMethods();
  const live = useLive();
  return useMemo(() => {
    if (!race || race.board || race.matrix) return undefined;
    const own = runs.filter(({ id }) => Object.values(race.done).includes(id));
    const told = raceField({ race, runs: own, ...(live && { live }), ...(now !== undefined && { now }) }, methods);
    const any = own.length > 0 ? own : live ? [live] : [];
    return ofRuns(told, any, { source: 'race', live: status === 'running' || status === 'stopping' });
  }, [race, now, status, runs, methods, live]);
}

/** Ticked runs on the model and data of the last one; undefined of fewer than two, which would be no comparison. */
function useKept(shown: readonly KeptRun[]): Shown | undefined {
  const methods = useMethods();
  return useMemo(() => {
    const over = shown.filter(({ id }) => id !== LIVE);
    const last = over.at(-1);
    const runs = over.filter((run) => comparable([run, last!]));
    return runs.length < 2 ? undefined : ofRuns(keptField(runs, methods), runs, { source: 'kept', live: false });
  }, [shown, methods]);
}

/** The board of the data that the page opens with. */
const OPENING = 'numbers';

/** @param id of a board; else the one on the chosen data */
function useBoard(id: string | undefined): Shown {
  const methods = useMethods();
  const data = usePlay((state) => state.settings.dataset);
  return useMemo(() => {
    const board = (boards.find((candidate) => candidate.id === id) ??
      boards.find((candidate) => candidate.data === data) ??
      boards.find((candidate) => candidate.id === OPENING))!;
    const model = models.find((entry) => entry.id === board.model)?.name ?? board.model;
    const dataset = datasets.find((entry) => entry.id === board.data)?.name ?? board.data;
    return {
      source: board.id,
      field: boardField(board, recorded, methods, words.untuned),
      measure: boardWords.measures[board.measure],
      format: scoreOf(board),
      line: words.conditions(model, dataset, whole(board.steps)),
      along: 'bytes',
      recorded: true,
      live: false,
      written: false,
      steps: board.steps,
    };
  }, [id, data, methods]);
}

export interface Offer {
  readonly shown: Shown;
  readonly sources: readonly { readonly id: Source; readonly label: string }[];
}

/** @param chosen by the visitor; else the race, the ticked runs, or a recorded board: there is always something */
export function useOffer(runs: readonly KeptRun[], chosen: Source | undefined): Offer {
  const race = useRaced();
  const kept = useKept(runs);
  const board = useBoard(chosen);
  const isBoard = boards.some(({ id }) => id === chosen);
  const shown = isBoard ? board : chosen === 'kept' ? (kept ?? race ?? board) : (race ?? kept ?? board);
  return {
    shown,
    sources: [
      ...(race ? [{ id: 'race', label: words.race }] : []),
      ...(kept ? [{ id: 'kept', label: words.kept }] : []),
      ...boards.map(({ id }) => ({ id, label: words.recorded(boardWords.names[id] ?? id) })),
    ],
  };
}
