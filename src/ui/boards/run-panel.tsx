/** Runs a board in the visitor's browser: which methods, how long, how far it is. */
import { useId, useMemo, useState } from 'react';
import { methodsOn, type Board, type BoardRun } from '../../state/boards';
import { planBoard } from '../../state/boardRuns';
import { entryKey, usualMethods, type Race, type RaceEntry } from '../../state/racePlan';
import type { Method } from '../../methods/contract';
import { useConfiguration, useMethods, usePlay, usePlayground, useRace, useShelf } from '../context';
import { roughly, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { Select } from '../controls/select';
import { RaceActions, RaceBar } from '../controls/race-progress';
import { strings } from '../strings';
import { words } from './strings';

const text = words.run;

/** Beyond it, hours. */
const LONG = 90 * 60;

const nameIn = (methods: readonly Method[], id: string): string =>
  methods.find((method) => method.id === id)?.name ?? id;

/** Seconds that runs take at the record's pace; a method that was not recorded counts as the slowest. */
function secondsOf(board: Board, left: readonly RaceEntry[], recorded: readonly BoardRun[]): number {
  const paces = new Map(
    recorded.filter((run) => run.board === board.id).map(({ method, milliseconds }) => [method, milliseconds]),
  );
  const slowest = Math.max(0, ...paces.values()) || 100;
  return left.reduce((sum, { method }) => sum + (board.steps * (paces.get(method) ?? slowest)) / 1000, 0);
}

interface PlanProps {
  readonly board: Board;
  readonly recorded: readonly BoardRun[];
  readonly onStart: () => void;
}

function Plan({ board, recorded, onStart }: PlanProps) {
  const methods = useMethods();
  const kept = useShelf((shelf) => shelf.runs);
  const settings = usePlay((state) => state.settings);
  const { hyperparameters } = useConfiguration();
  const { race } = usePlayground();
  const [which, setWhich] = useState<'some' | 'all'>('some');
  const able = useMemo(() => methodsOn(board, methods), [board, methods]);
  const some = able.filter(({ id }) => usualMethods.includes(id));
  const chosen = which === 'all' ? able : some;
  const plan = planBoard(board, chosen, { id: '', date: 0, before: { settings, hyperparameters }, kept });
  const left = plan.entries.filter((entry) => !Object.hasOwn(plan.done, entryKey(entry)));
  const seconds = secondsOf(board, left, recorded);
  const start = () => {
    onStart();
    void race.startBoard(
      board,
      chosen.map(({ id }) => id),
    );
  };
  return (
    <>
      <Select
        label={text.which}
        value={which}
        groups={[
          {
            options: [
              { value: 'some', label: text.some(whole(some.length)) },
              { value: 'all', label: text.all(whole(able.length)) },
            ],
          },
        ]}
        onChange={(value) => setWhich(value as 'some' | 'all')}
      />
      <button type="button" className="button button-primary race-start" disabled={left.length === 0} onClick={start}>
        {left.length === 0 ? text.complete : text.start(left.length, whole(left.length))}
      </button>
      {left.length > 0 && (
        <p className="note">{text.text(seconds > LONG ? text.hours(whole(seconds / 3600)) : roughly(seconds))}</p>
      )}
    </>
  );
}

/** What is being trained. */
function Now({ race, now }: { readonly race: Race; readonly now: string | undefined }) {
  const methods = useMethods();
  const step = usePlay((state) => state.run.step);
  const status = usePlay((state) => state.run.status);
  const entry = race.entries.find((candidate) => entryKey(candidate) === now);
  if (!entry) return null;
  return (
    <p className="note" data-now={entry.method}>
      {text.now(nameIn(methods, entry.method), String(entry.seed), whole(step), whole(race.base.steps))}
      {status !== 'training' && ` · ${strings.statuses[status]}`}
    </p>
  );
}

/** Entries that could not be trained, and why. */
function Failures({ race }: { readonly race: Race }) {
  const methods = useMethods();
  return race.entries.map((entry) => {
    const result = race.done[entryKey(entry)];
    return typeof result === 'object' ? (
      <p key={entryKey(entry)} className="note note-warn">
        {text.failed(nameIn(methods, entry.method), String(entry.seed))} {result.message && inLanguage(result.message)}
      </p>
    ) : null;
  });
}

function Progress({ race }: { readonly race: Race }) {
  const status = useRace((state) => state.status);
  const now = useRace((state) => state.now);
  const missing = useRace((state) => state.missing);
  return (
    <>
      <RaceBar race={race} label={text.title} progress={text.progress} />
      {missing ? (
        <p className="note note-warn" role="alert">
          {text.missing}
        </p>
      ) : status === 'elsewhere' ? (
        <p className="note">{text.elsewhere}</p>
      ) : status === 'stopped' ? (
        <p className="note">{text.stopped}</p>
      ) : status === 'over' ? (
        <p className="note">{text.over}</p>
      ) : (
        <Now race={race} now={now} />
      )}
      <Failures race={race} />
      <RaceActions race={race} text={text} />
    </>
  );
}

export function RunPanel({ board, recorded, onStart }: PlanProps) {
  const race = useRace((state) => state.race);
  const status = useRace((state) => state.status);
  const id = useId();
  const mine = race?.board?.id === board.id;
  const elsewhere = race !== undefined && !mine && status !== 'over';
  return (
    <section className="panel board-run" aria-labelledby={id}>
      <h3 className="panel-title" id={id}>
        {text.title}
      </h3>
      {race && mine ? (
        <Progress race={race} />
      ) : elsewhere ? (
        <p className="note">{text.other}</p>
      ) : (
        <Plan board={board} recorded={recorded} onStart={onStart} />
      )}
    </section>
  );
}
