/** What other methods reach on this task, where there is a board of it: methods differ, and are a click away. */
import { useMemo } from 'react';
import { boards, UNTUNED, type Board } from '../../state/boards';
import { usualMethods } from '../../state/racePlan';
import { lowerIsBetter, standings } from '../../state/standings';
import { recorded } from '../boards/recorded';
import { words as boardWords } from '../boards/strings';
import { InlineMark } from '../compare/mark';
import { useMethods, usePlay, usePlayground } from '../context';
import { fixed, percent, whole } from '../format';
import { strings } from '../strings';

const words = strings.try;

/** Beside the chosen one: the two ends, and one of each family. */
const shownBeside: readonly string[] = [...usualMethods, 'ia3', UNTUNED];

/** A share of exact answers that is next to nothing. */
const LOW = 0.05;

function Rows({ board }: { readonly board: Board }) {
  const methods = useMethods();
  const chosen = usePlay((state) => state.settings.method);
  const { controller } = usePlayground();
  const found = useMemo(() => standings(board, recorded), [board]);
  const rows = found.filter(({ method }) => method === chosen || shownBeside.includes(method));
  const lower = lowerIsBetter(board);
  if (rows.length === 0) return null;
  // A score that looks like the method's fault.
  const promptsLow = rows.some(
    ({ method, mean }) =>
      board.measure === 'exactMatch' && mean < LOW && methods.find(({ id }) => id === method)?.virtualTokens,
  );
  return (
    <div className="rivals">
      <p>
        <b>{words.rivals}</b>{' '}
        <span className="note">{words.rivalsText(boardWords.measures[board.measure], whole(board.steps))}</span>
      </p>
      <ul className="rivals-list">
        {rows.map(({ method: id, mean }) => {
          const method = methods.find((candidate) => candidate.id === id);
          const score = lower ? fixed(mean, 0) : percent(mean);
          return (
            <li key={id} data-method={id}>
              {method ? (
                <button
                  type="button"
                  className="toggle rival"
                  aria-pressed={id === chosen}
                  data-state={id === chosen ? 'on' : 'off'}
                  onClick={() => controller.set('method', id)}
                >
                  <InlineMark category={method.category} />
                  {method.name} <b>{score}</b>
                </button>
              ) : (
                <span className="rival">
                  {boardWords.untuned} <b>{score}</b>
                </span>
              )}
            </li>
          );
        })}
        <li>
          <button
            type="button"
            className="link"
            onClick={() => {
              controller.set('page', board.id);
              controller.set('view', 'boards');
            }}
          >
            {words.allMethods}
          </button>
        </li>
      </ul>
      {promptsLow && <p className="note">{words.promptsLow}</p>}
    </div>
  );
}

export default function Rivals() {
  const model = usePlay((state) => state.settings.model);
  const dataset = usePlay((state) => state.settings.dataset);
  const board = boards.find((candidate) => candidate.model === model && candidate.data === dataset);
  return board ? <Rows board={board} /> : null;
}
