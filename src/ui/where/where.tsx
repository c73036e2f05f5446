/** Middle column: where the method sits in the model, and ways to look inside. */
import { isWritten } from '../../methods/taskId';
import { Suspense, useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import { lazy } from '../lazy';
import type { Iteration } from '../../worker/protocol';
import { shownRun } from '../../state/state';
import { moving, type Run } from '../../state/run';
import { useConfiguration, usePlay, usePlayground, useTakingOver } from '../context';
import { whole } from '../format';
import { sizeOf } from '../../onnx/tensor';
import { shapeText } from '../inspector/numbers';
import { strings as inspector } from '../inspector/strings';
import { strings } from '../strings';
import { Diagram } from './diagram';
import type { Drawn } from './drawn';
import type { IterationPhase } from './iteration-phase';
import { LayerStrip } from './layer-strip';
import { placementOf, type Place, type Placement } from './placement';
import { tensorsAt } from './places';
import { TrainableCount } from './trainable-count';

const TensorPanel = lazy(() => import('../inspector/tensor-panel'));
const Sentence = lazy(() => import('../sentence/sentence'));
const WalkPanel = lazy(() => import('../inspector/walk-panel'));

const words = strings.where;
/** Lines of a tooltip. */
const LINES = 8;

const narrowQuery = '(max-width: 30em)';
const watch = (redraw: () => void) => {
  const query = matchMedia(narrowQuery);
  query.addEventListener('change', redraw);
  return () => query.removeEventListener('change', redraw);
};

const recordedLayers = (recording: Run | undefined) => (recording?.recorded?.other ? undefined : recording?.layers);

/**
 * Whether the method's last phase, which trains what the others chose, is under way. A method of one phase has nothing
 * to wait for.
 */
const hasSettled = ({ stages, parameters }: Run): boolean =>
  parameters !== undefined && (stages.length === 0 || stages.some(({ over }) => over));

/** Shapes and counts of a box's tensors, for its tooltip. */
function useTensorLines(marks: Placement['marks']): (place: Place) => readonly string[] {
  const parameters = usePlay((state) => state.run.parameters);
  return useCallback(
    (place) => {
      const here = tensorsAt(place, marks, parameters ?? []);
      const lines = here
        .slice(0, LINES)
        .map(({ name, shape }) => inspector.tensor(name, shapeText(shape), whole(sizeOf(shape))));
      return here.length > LINES ? [...lines, inspector.more(here.length - LINES)] : lines;
    },
    [marks, parameters],
  );
}

/** What is trained where, as far as it is known: by the knobs, a recording, or a run. */
function usePlacement(): Placement {
  const { method, dimensions, hyperparameters, searched } = useConfiguration();
  const parameters = usePlay((state) => state.run.parameters);
  // A recording of these very settings knows what the method chose there; a run does once the phase that chooses is
  // over.
  const layers = usePlay((state) => (state.run.parameters ? undefined : recordedLayers(state.recording)));
  const settled = usePlay((state) => layers !== undefined || hasSettled(state.run));
  return useMemo(
    () => placementOf(method.id, searched ?? hyperparameters, dimensions, { parameters, layers, settled }),
    [method, hyperparameters, searched, dimensions, parameters, layers, settled],
  );
}

/** The legend, and how much is trained. */
function Head() {
  const { method, head } = useConfiguration();
  return (
    <>
      <div className="panel-head">
        <h2 id="where-title" className="panel-title">
          {words.title}
        </h2>
        <p className="legend">
          <span className="legend-box legend-frozen" />
          {words.frozen}
          <span className="legend-box legend-trained" />
          {words.trained}
        </p>
      </div>
      <p className="headline" aria-live="polite">
        <TrainableCount testId="trainable" />
        {head > 0 && <span className="headline-aside">, {words.plusHead(whole(head))}</span>}
      </p>
      <p className="note">{method.learn.where}</p>
    </>
  );
}

/** Which sentence stands in the drawing; its place is kept until it is there. */
function SentencePlace({ onSeen }: { readonly onSeen: (drawn: Drawn | undefined) => void }) {
  const takingOver = useTakingOver();
  return (
    <div className="where-sentence">
      {!takingOver && (
        <Suspense>
          <Sentence onSeen={onSeen} />
        </Suspense>
      )}
    </div>
  );
}

/** Ways to look inside. */
function Tools({ walking, onWalk }: { readonly walking: boolean; readonly onWalk: () => void }) {
  const { controller } = usePlayground();
  return (
    <div className="where-tools">
      <button type="button" className="link" aria-expanded={walking} onClick={onWalk}>
        {inspector.walk.open}
      </button>
      <button type="button" className="link" onClick={() => controller.set('view', 'graph')}>
        {inspector.graph}
      </button>
    </div>
  );
}

export function Where() {
  const compactDrawing = useSyncExternalStore(
    watch,
    () => matchMedia(narrowQuery).matches,
    () => false,
  );
  const { method, dimensions, head, task } = useConfiguration();
  const flows = usePlay((state) => moving(shownRun(state)));
  // A validation in between must not make the bars flicker.
  const live = usePlay((state) =>
    state.run.status === 'training' || state.run.status === 'evaluating' ? state.run.norms : undefined,
  );
  const placement = usePlacement();
  const tensors = useTensorLines(placement.marks);
  const [opened, setOpened] = useState<{ readonly place: Place; readonly part: string }>();
  const [walking, setWalking] = useState(false);
  const [shown, setShown] = useState<{ readonly iteration: Iteration; readonly phase: IterationPhase }>();
  const [drawn, setDrawn] = useState<Drawn>();
  // Nothing is looked at there.
  const worded = usePlay((state) => state.settings.lite !== 'on');
  const afar = usePlay((state) => state.settings.present === 'on');
  const norms = shown ? shown.iteration.norms : live;
  const open = useCallback((place: Place, part: string) => setOpened({ place, part }), []);
  const shut = useCallback(() => setOpened(undefined), []);
  const close = useCallback(() => {
    setWalking(false);
    setShown(undefined);
  }, []);
  return (
    <section className="panel where" aria-labelledby="where-title">
      <Head />
      {walking && (
        <Suspense>
          <WalkPanel onShow={setShown} onClose={close} />
        </Suspense>
      )}
      {worded && <SentencePlace onSeen={setDrawn} />}
      {compactDrawing && (
        <LayerStrip
          perLayer={placement.perLayer}
          encoderLayers={dimensions.encoderLayers}
          about={placement.about === 'layers'}
          norms={norms}
          phase={shown?.phase}
          drawn={drawn}
        />
      )}
      <Diagram
        dimensions={dimensions}
        placement={placement}
        method={method.name}
        head={head}
        // Other data are refused there, and no head is drawn that such a model never gets.
        languageModel={isWritten(task) || dimensions.kind === 'encoder-decoder'}
        moving={flows}
        compact={compactDrawing}
        onOpen={open}
        tensors={tensors}
        norms={norms}
        phase={shown?.phase}
        worded={worded}
        drawn={drawn}
        afar={afar}
      />
      {placement.about && <p className="note">{words.about[placement.about]}</p>}
      <Tools walking={walking} onWalk={() => (walking ? close() : setWalking(true))} />
      {opened && (
        <Suspense>
          <TensorPanel
            place={opened.place}
            part={opened.part}
            marks={placement.marks}
            inside={drawn?.inside(opened.place)}
            onClose={shut}
          />
        </Suspense>
      )}
    </section>
  );
}
