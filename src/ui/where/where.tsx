/** Middle column: where the method sits in the model. */
import { useMemo, useSyncExternalStore } from 'react';
import { usePlay, useChosen } from '../context';
import { compact, percent, whole } from '../format';
import { strings } from '../strings';
import { Diagram } from './diagram';
import { placementOf } from './placement';

const words = strings.where;

const narrowQuery = '(max-width: 480px)';
const watch = (redraw: () => void) => {
  const query = matchMedia(narrowQuery);
  query.addEventListener('change', redraw);
  return () => query.removeEventListener('change', redraw);
};

export function Where() {
  const compactDrawing = useSyncExternalStore(watch, () => matchMedia(narrowQuery).matches);
  const { method, dimensions, hyperparameters, trainable, head, total, task } = useChosen();
  const parameters = usePlay((state) => state.run.parameters);
  const moving = usePlay((state) => state.run.phase === 'training' || state.run.recorded?.moving === true);
  const placement = useMemo(() => placementOf(method.id, hyperparameters, dimensions, parameters), [method, hyperparameters, dimensions, parameters]);
  return (
    <section className="panel where" aria-labelledby="where-title">
      <div className="panel-head">
        <h2 id="where-title" className="panel-title">{words.title}</h2>
        <p className="legend"><span className="legend-box legend-frozen" />{words.frozen}<span className="legend-box legend-trained" />{words.trained}</p>
      </div>
      <p className="headline" aria-live="polite">
        <strong data-testid="trainable">{whole(trainable)}</strong> {words.trains('', compact(total), percent(trainable / total)).trim()}{head > 0 && <span className="headline-aside">, {words.plusHead(whole(head))}</span>}
      </p>
      <p className="note">{method.learn.where}</p>
      {compactDrawing && <p className="note">{words.layers(dimensions.layers)}, {words.perLayer(whole(placement.perLayer[0] ?? 0))}</p>}
      <Diagram dimensions={dimensions} placement={placement} method={method.name} head={head} languageModel={task === 'causal-lm'} moving={moving} compact={compactDrawing} />
    </section>
  );
}
