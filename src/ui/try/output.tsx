/**
 * What the model writes, seen without asking: validation examples before training and now, and what other methods
 * reach. The first thing to be seen where a task is to write a text for a text.
 */
import { lazy, Suspense } from 'react';
import { boards } from '../../state/boards';
import { useConfiguration, usePlay, useTakingOver } from '../context';
import { strings } from '../strings';
import { useWritten, WrittenTexts } from './written-examples';

const words = strings.try;

const Rivals = lazy(() => import('./rivals'));

/** Where there is a board of the chosen task. */
function Beside() {
  const takingOver = useTakingOver();
  const model = usePlay((state) => state.settings.model);
  const dataset = usePlay((state) => state.settings.dataset);
  const board = boards.some((candidate) => candidate.model === model && candidate.data === dataset);
  if (!board) return null;
  return (
    <div className="rivals-place">
      {!takingOver && (
        <Suspense>
          <Rivals />
        </Suspense>
      )}
    </div>
  );
}

function Texts() {
  const written = useWritten();
  if (!written) return null;
  return (
    <section className="panel output" aria-labelledby="output-title">
      <div className="panel-head">
        <h2 id="output-title" className="panel-title">
          {words.output}
        </h2>
        <p className="note">{words.examplesHint}</p>
      </div>
      <WrittenTexts {...written} />
      <Beside />
    </section>
  );
}

export function Output() {
  const { task } = useConfiguration();
  return task === 'seq2seq' ? <Texts /> : null;
}
