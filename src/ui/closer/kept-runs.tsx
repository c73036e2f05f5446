/** Compare: runs whose weights are kept here, to go on with. */
import { useEffect, useState } from 'react';
import { weightsOf, type KeptWeights } from '../../state/keptWeights';
import type { KeptRun } from '../../state/runs';
import { usePlayground, useShelf } from '../context';
import { bytes, whole } from '../format';
import './closer.css';
import { strings } from './strings';

const words = strings.kept;

export default function KeptRuns() {
  const { controller, shelf, methods } = usePlayground();
  const keeper = weightsOf(controller, shelf);
  const runs = useShelf((state) => state.runs);
  const [kept, setKept] = useState<readonly KeptWeights[]>([]);
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    let stale = false;
    const read = () => void keeper.list().then((found) => !stale && setKept(found));
    read();
    const end = keeper.listen(read);
    return () => {
      stale = true;
      end();
    };
  }, [keeper, runs]);
  const shown = kept.flatMap((each) => {
    const run = runs.find(({ id }) => id === each.id);
    return run ? [{ run, bytes: each.bytes }] : [];
  });
  if (shown.length === 0) return null;
  const load = async (run: KeptRun) => {
    const missing = await keeper.load(run, methods);
    setRefusal(missing && (missing === 'gone' ? words.gone : words.missing[missing]));
    if (!missing) controller.set('view', 'play');
  };
  return (
    <section className="panel kept-runs" aria-labelledby="kept-title">
      <h2 id="kept-title" className="panel-title">
        {words.title}
      </h2>
      <p className="note">{words.text}</p>
      {refusal && (
        <p className="note note-warn" role="alert">
          {refusal}
        </p>
      )}
      <ul>
        {shown.map(({ run, bytes: size }) => (
          <li key={run.id}>
            <span>
              <b>{run.name}</b> · {words.step(whole(run.step))} · {bytes(size)}
            </span>
            <button type="button" className="button" aria-label={words.load(run.name)} onClick={() => void load(run)}>
              {words.button}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
