/** What the live panel shows: which texts, what was seen of them, and where that comes from. */
import { useState } from 'react';
import { same } from '../../state/pins';
import type { Run } from '../../state/run';
import { shownRun, type State } from '../../state/state';
import {
  USUAL_PINNED,
  type Answer,
  type Look,
  type Pinned,
  type PinnedRow,
  type PinnedText,
} from '../../session/pinned';
import { usePlay } from '../context';

const none: readonly Look[] = [];

/** The run here as soon as it was looked at and nothing shown says more; a recording has no texts of the visitor's. */
function source(state: State): Run {
  const shown = shownRun(state);
  const mine = state.run.pinned && (!shown.pinned || state.settings.pins !== '');
  return mine ? state.run : shown;
}

export interface Shown {
  /** Whether that is a recorded run. */
  readonly isRecorded: boolean;
  /** Absent until something was looked at. */
  readonly pinned?: Pinned;
  readonly looks: readonly Look[];
}

/**
 * Until a run that begins is looked at for the first time, what was pinned before it stays, as the model answered
 * before training: nothing jumps.
 */
export function useShown(): Shown {
  const pinned = usePlay((state) => source(state).pinned);
  const looks = usePlay((state) => (source(state).pinned ? source(state).looks : none));
  const of = usePlay(({ settings: { model, dataset, seed } }) => [model, dataset, seed].join(' '));
  const [last, setLast] = useState<{ readonly of: string; readonly pinned: Pinned }>();
  if (pinned && last?.pinned !== pinned) setLast({ of, pinned });
  const isRecorded = usePlay((state) => source(state).recorded !== undefined);
  if (pinned) return { isRecorded, pinned, looks };
  return { isRecorded, looks: none, ...(last?.of === of && { pinned: last.pinned }) };
}

/** A text on the panel, with its place among what was looked at. */
export interface ShownRow {
  readonly row: PinnedRow;
  /** Place in `base` and in each look; absent: it was not looked at yet. */
  readonly at?: number;
}

/** The visitor's texts first, then examples of the data where there is room. */
export function rowsOf(pins: readonly PinnedText[], pinned: Pinned | undefined): readonly ShownRow[] {
  const all = (pinned?.rows ?? []).map((row, at): Required<ShownRow> => ({ row, at }));
  const own = pins.map((pin): ShownRow => {
    const found = all.find(({ row }) => row.own && same(row, pin));
    return found ?? { row: { ...pin, own: true } };
  });
  const room = Math.max(0, USUAL_PINNED - own.length);
  return [...own, ...all.filter(({ row }) => !row.own).slice(0, room)];
}

/** What is said before training and at a look; both absent where nothing was asked. */
export interface Said {
  readonly before?: Answer;
  readonly now?: Answer;
}

export function saidOf({ at }: ShownRow, pinned: Pinned | undefined, look: Look | undefined): Said {
  const before = at === undefined ? undefined : pinned?.base[at];
  const now = at === undefined ? undefined : look?.answers[at];
  return { ...(before && { before }), ...((now ?? before) && { now: now ?? before }) };
}
