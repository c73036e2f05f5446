/** Boards: the survey's understanding, translation and generation, recorded and in the visitor's own browser. */
import { Suspense, useId, useMemo, useState } from 'react';
import { lazy } from '../lazy';
import { boards, UNTUNED, type Board } from '../../state/boards';
import { runsHere } from '../../state/boardRuns';
import { datasets, models } from '../contents';
import { useMethods, usePlay, usePlayground, useShelf } from '../context';
import { whole } from '../format';
import '../styles/race.css';
import './boards.css';
import { RunPanel } from './run-panel';
import { recorded } from './recorded';
import { words } from './strings';
import { BoardTable } from './board-table';

const SurveyTable = lazy(() => import('../scale/survey-table'));

const groups = [...new Set(boards.map(({ group }) => group))];

const nameOf = ({ id }: Board): string => words.names[id] ?? id;

/** The boards by the survey's groups. */
function Choose({ board, onBoard }: { readonly board: Board; readonly onBoard: (id: string) => void }) {
  return (
    <div className="board-groups">
      {groups.map((group) => (
        <div key={group} role="group" aria-label={words.groups[group]}>
          <h3 className="group-title" aria-hidden="true">
            {words.groups[group]}
          </h3>
          {boards
            .filter((candidate) => candidate.group === group)
            .map((candidate) => (
              <button
                key={candidate.id}
                type="button"
                className="board-choice"
                aria-pressed={candidate === board}
                onClick={() => onBoard(candidate.id)}
              >
                {nameOf(candidate)}
              </button>
            ))}
        </div>
      ))}
    </div>
  );
}

type Source = 'recorded' | 'here';

interface SourcesProps {
  readonly source: Source;
  /** Runs of the board in this browser. */
  readonly here: number;
  readonly onSource: (source: Source) => void;
}

function Sources({ source, here, onSource }: SourcesProps) {
  return (
    <div className="toggles board-sources" role="group" aria-label={words.source}>
      {(['recorded', 'here'] as const).map((each) => (
        <button
          key={each}
          type="button"
          className="toggle"
          aria-pressed={each === source}
          data-state={each === source ? 'on' : 'off'}
          onClick={() => onSource(each)}
        >
          {each === 'recorded' ? words.recorded : words.here(whole(here))}
        </button>
      ))}
    </div>
  );
}

/** The survey's own counts, on demand. */
function Counts() {
  const [shown, setShown] = useState(false);
  return (
    <>
      <button type="button" className="link race-counts" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {words.counts}
      </button>
      {shown && (
        <Suspense>
          <SurveyTable />
        </Suspense>
      )}
    </>
  );
}

export default function Boards() {
  const page = usePlay((state) => state.settings.page);
  const kept = useShelf((shelf) => shelf.runs);
  const methods = useMethods();
  const { controller } = usePlayground();
  const [source, setSource] = useState<Source>('recorded');
  const board = boards.find(({ id }) => id === page) ?? boards[0]!;
  const here = useMemo(() => runsHere(board, methods, kept, recorded), [board, methods, kept]);
  const id = useId();
  const model = models.find((entry) => entry.id === board.model)?.name ?? board.model;
  const dataset = datasets.find((entry) => entry.id === board.data)?.name ?? board.data;
  return (
    <div className="boards">
      <div className="boards-side">
        <section className="panel" aria-labelledby={`${id}-title`}>
          <h2 className="panel-title" id={`${id}-title`}>
            {words.title}
          </h2>
          <p className="note">{words.text}</p>
          <Choose board={board} onBoard={(chosen) => controller.set('page', chosen)} />
        </section>
        <RunPanel key={board.id} board={board} recorded={recorded} onStart={() => setSource('here')} />
      </div>
      <section className="panel boards-main" aria-labelledby={id} data-board={board.id}>
        <div className="panel-head">
          <h2 className="board-title" id={id}>
            {nameOf(board)}
          </h2>
          <Sources source={source} here={here.filter(({ method }) => method !== UNTUNED).length} onSource={setSource} />
        </div>
        <p className="board-text">{words.texts[board.id]}</p>
        <p className="race-conditions">{words.conditions(model, dataset, whole(board.steps))}</p>
        <BoardTable
          key={`${board.id} ${source}`}
          board={board}
          name={nameOf(board)}
          runs={source === 'recorded' ? recorded : here}
          recorded={source === 'recorded'}
        />
        <Counts />
      </section>
    </div>
  );
}
