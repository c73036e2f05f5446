/** Right column: how it goes. Tiles at once, charts when their library has arrived. */
import { inLanguage } from '../inLanguage';
import { headlineOf } from './headline';
import { Suspense } from 'react';
import { lazy } from '../lazy';
import { shownRun } from '../../state/state';
import { recentLoss, stepsOf } from '../../state/run';
import { usePlay, usePlayground, usePlaySlowly, useTakingOver } from '../context';
import { bytes, compact, loss, rate, whole } from '../format';
import { strings } from '../strings';
import { HeldAdapterLine } from '../share/notes';
import { TransferLine } from '../what/transfer';
import { BackdoorLine } from './backdoor-line';
import { Crowded, Unstored } from './crowded';
import { Quality } from './quality';
import { Recorded } from './recorded';
import { Stages } from './stages';
import { Tasks } from './tasks';

const Charts = lazy(() => import('./charts'));

const words = strings.how;

const selectRun = shownRun;

function Tile({
  name,
  value,
  unit,
  hint,
}: {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly hint?: string;
}) {
  return (
    <div className="tile" title={hint} data-tile={name}>
      <dt className="tile-name">{name}</dt>
      <dd className="tile-value">
        {value}
        {unit && <small>{unit}</small>}
      </dd>
    </div>
  );
}

function Tiles() {
  const run = usePlaySlowly(selectRun, 150);
  const steps = usePlay((state) => stepsOf(run, state.settings));
  const mean = recentLoss(run);
  const validation = run.validation.at(-1);
  const quality = validation ?? run.test;
  const headline = quality && headlineOf(quality);
  const dash = '–';
  return (
    <dl className="tiles" data-status={run.status} data-other={run.recorded?.other !== undefined}>
      <Tile name={words.tiles.step} value={whole(run.step)} unit={` / ${whole(steps)}`} />
      <Tile name={words.tiles.loss} value={mean === undefined ? dash : loss(mean)} hint={words.hints.loss} />
      <Tile
        name={headline?.name ?? words.tiles.accuracy}
        value={headline?.value ?? dash}
        hint={headline?.hint ?? words.hints.accuracy}
      />
      <Tile
        name={words.tiles.steps}
        value={run.stepsPerSecond ? rate(run.stepsPerSecond) : dash}
        hint={words.hints.steps}
      />
      <Tile
        name={words.tiles.tokens}
        value={run.tokensPerSecond ? compact(Math.round(run.tokensPerSecond)) : dash}
        hint={words.hints.tokens}
      />
    </dl>
  );
}

function Footer() {
  // Of what is built here, else of a recording of the same settings.
  const of = usePlay(({ run, recording }) =>
    run.statistics || !recording || recording.recorded?.other ? run : recording,
  );
  const { statistics, backend } = of;
  const test = usePlay((state) => state.run.test);
  const done = usePlay((state) => state.run.status === 'finished');
  const { controller } = usePlayground();
  const parts = [
    backend && inLanguage(backend),
    statistics && words.graph(whole(statistics.nodes), whole(statistics.dispatches)),
    statistics?.featureCache && words.features(statistics.featureCache.refused, bytes(statistics.featureCache.needed)),
    statistics?.widened &&
      words.widened(statistics.widened.weights, bytes(statistics.widened.trained), bytes(statistics.widened.stored)),
    test && words.final(headlineOf(test).value),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <p className="note how-foot">
      {parts.join(' · ')}
      {done && !test && (
        <>
          {' '}
          ·{' '}
          <button type="button" className="link" title={words.testHint} onClick={() => void controller.test()}>
            {words.test}
          </button>
        </>
      )}
    </p>
  );
}

const waiting = (
  <>
    <div className="chart chart-waiting" />
    <div className="chart chart-waiting chart-short" />
    <div className="chart chart-waiting chart-noted" />
  </>
);

export function How() {
  const takingOver = useTakingOver();
  return (
    <section className="panel how" aria-labelledby="how-title">
      <h2 id="how-title" className="panel-title">
        {words.title}
      </h2>
      <Recorded />
      <BackdoorLine />
      <TransferLine />
      <HeldAdapterLine />
      <Crowded />
      <Unstored />
      <Tiles />
      <Quality />
      <Stages />
      <Tasks />
      {takingOver ? (
        waiting
      ) : (
        <Suspense fallback={waiting}>
          <Charts />
        </Suspense>
      )}
      <Footer />
    </section>
  );
}
