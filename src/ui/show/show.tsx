/** The lanes: who reaches full fine-tuning, and with how much to store. Live, replayed, or recorded. */
import { Suspense, useId, useState } from 'react';
import type { KeptRun } from '../../state/runs';
import { words as boardWords } from '../boards/strings';
import { Pause, Play, Share } from '../controls/icons';
import { Select } from '../controls/select';
import { bytes, percent, whole } from '../format';
import { PageLink } from '../learn/page-link';
import { lazy } from '../lazy';
import { alikeOf, byScore, placeOf, type Field, type Lane } from './field';
import { LaneRow, scoreText } from './lane';
import { moneyOf } from './money';
import { cutoffOf, isHidden } from './bySize';
import { useReplay, type Replay } from './replay';
import { useOffer, type Shown, type Source } from './told';
import './show.css';
import { words } from './strings';

const ShareCard = lazy(() => import('./share'));

/** Where the marks stand, above the tracks. */
function Marks({ field }: { readonly field: Field }) {
  const { from, finish, full, ends } = field;
  const marks = [
    ['from', from?.standing?.mean],
    ['finish', finish],
    ['full', finish === undefined ? undefined : full?.standing?.mean],
  ] as const;
  return (
    <div className="lane-marks" aria-hidden="true" title={words.marksHint}>
      <span className="lane-scale">
        {marks.map(([name, score]) =>
          score === undefined ? null : (
            <span key={name} data-mark={name} style={{ insetInlineStart: `${100 * placeOf(score, ends)}%` }}>
              {words.marks[name]}
            </span>
          ),
        )}
      </span>
      <span className="lane-bytes">{words.stored}</span>
    </div>
  );
}

/** Plays it again, or moves it by hand. */
function ReplayBar({ replay, shown }: { readonly replay: Replay; readonly shown: Shown }) {
  const { at, playing } = replay;
  const { along, steps, field } = shown;
  const now =
    along === 'bytes'
      ? words.upTo(bytes(cutoffOf(field.lanes, at)))
      : steps === undefined
        ? percent(at)
        : words.step(whole(Math.round(at * steps)), whole(steps));
  return (
    <div className="show-replay">
      <button type="button" className="button" onClick={playing ? replay.pause : replay.play}>
        {playing ? <Pause /> : <Play />}
        {playing ? words.pause : words.replay}
      </button>
      <input
        type="range"
        className="show-range"
        min={0}
        max={100}
        value={Math.round(100 * at)}
        aria-label={along === 'bytes' ? words.bySize : words.along}
        aria-valuetext={now}
        title={along === 'bytes' ? words.bySize : words.alongText}
        onChange={(event) => replay.set(Number(event.target.value) / 100)}
      />
      <output className="show-now">{now}</output>
    </div>
  );
}

/** What is known of the chosen method beside the others. */
function Chosen({ shown, lane }: { readonly shown: Shown; readonly lane: Lane | undefined }) {
  if (!lane?.standing) return <p className="note show-chosen">{words.choose}</p>;
  const near = alikeOf(shown.field, lane).map(({ name }) => name);
  const score = scoreText(lane, shown.format);
  const method = lane.id.startsWith('[') ? undefined : lane.id;
  return (
    <p className="note show-chosen" role="status">
      {lane.standing.error === undefined
        ? boardWords.nearUnknown(lane.name)
        : near.length > 0
          ? boardWords.nearOf(lane.name, score, near.join(', '))
          : boardWords.nearNone(lane.name, score)}{' '}
      {method && lane.bytes !== undefined && (
        <PageLink page={method} className="link">
          {boardWords.learn(lane.name)}
        </PageLink>
      )}
    </p>
  );
}

interface LanesProps {
  readonly shown: Shown;
  readonly at: number;
  readonly chosen: Lane | undefined;
  readonly onChoose: (id: string | undefined) => void;
}

function Lanes({ shown, at, chosen, onChoose }: LanesProps) {
  const { field, format, along } = shown;
  const { ends, finish, full } = field;
  const lanes = shown.live ? field.lanes : byScore(field);
  const alike = new Set(chosen ? alikeOf(field, chosen).map(({ id }) => id) : []);
  const where = (score: number | undefined) =>
    score === undefined ? {} : { ['--finish' as string]: `${100 * placeOf(score, ends)}%` };
  return (
    <div className="show-field" style={where(finish)} data-marked={finish === undefined ? undefined : 'yes'}>
      <Marks field={field} />
      <ol
        className="show-lanes"
        tabIndex={0}
        aria-label={words.list(shown.measure)}
        style={full?.standing && { ['--full' as string]: `${100 * placeOf(full.standing.mean, ends)}%` }}
      >
        {lanes.map((lane) => (
          <LaneRow
            key={lane.id}
            lane={lane}
            ends={ends}
            format={format}
            at={along === 'steps' ? at : 1}
            hidden={along === 'bytes' && isHidden(field.lanes, lane, at)}
            chosen={lane.id === chosen?.id}
            alike={alike.has(lane.id)}
            onChoose={onChoose}
          />
        ))}
      </ol>
    </div>
  );
}

/** @param runs the ticked ones, and the one that is being trained */
export function Show({ runs }: { readonly runs: readonly KeptRun[] }) {
  const [source, setSource] = useState<Source>();
  const [method, setMethod] = useState<string>();
  const [sharing, setSharing] = useState(false);
  const { shown, sources } = useOffer(runs, source);
  const replay = useReplay(shown.source);
  const id = useId();
  const money = moneyOf(shown);
  const chosen = shown.field.lanes.find((lane) => lane.id === method);
  const measured = shown.field.lanes.some(({ standing }) => standing !== undefined);
  return (
    <section className="panel compare-show" aria-labelledby={id} data-source={shown.source}>
      <div className="panel-head">
        <h2 className="panel-title" id={id}>
          {words.title}
        </h2>
        <button type="button" className="export show-share" disabled={!measured} onClick={() => setSharing(true)}>
          <Share />
          {words.share.open}
        </button>
      </div>
      <div className="show-what">
        <Select
          label={words.source}
          value={shown.source}
          groups={[{ options: sources.map(({ id: value, label }) => ({ value, label })) }]}
          onChange={setSource}
        />
        <p className="show-conditions">
          <b>{shown.measure}</b>
          <span>{shown.line}</span>
        </p>
      </div>
      <div className="show-money" role="status" data-reached={money.arrival ? 'yes' : 'no'}>
        <p className="show-line">{money.line}</p>
        {money.more && <p className="show-more">{money.more}</p>}
      </div>
      <Lanes shown={shown} at={replay.at} chosen={chosen} onChoose={setMethod} />
      {measured && !shown.live && <ReplayBar replay={replay} shown={shown} />}
      <Chosen shown={shown} lane={chosen} />
      {shown.recorded && <p className="note">{words.board}</p>}
      {sharing && (
        <Suspense>
          <ShareCard shown={shown} onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </section>
  );
}
